// Any bytes, read as a URL: what is taken is in normal form after one normalisation.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/url.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace storyfold;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parts = parse_url(text);
  const auto normal = normalize_url(text);
  fuzz::require(static_cast<bool>(parts) == static_cast<bool>(normal), "both take it or neither");
  if (!parts) {
    fuzz::require(parts.error().code == Errc::kBadInput, "a refusal is bad input");
    return 0;
  }
  fuzz::require(parts->scheme == "http" || parts->scheme == "https", "only http and https");
  fuzz::require(!parts->host.empty() && parts->port != 0, "there is someone to ask");
  fuzz::require(parts->path.starts_with('/'), "a path starts with a slash");
  fuzz::require(std::ranges::none_of(*normal, [](char c) { return c >= 0 && c <= ' '; }),
                "no spaces or controls");
  // Encoding may make a URL longer than what is taken.
  const auto again = normalize_url(*normal);
  if (again) fuzz::require(*again == *normal, "normalising twice is normalising once");
  return 0;
}
