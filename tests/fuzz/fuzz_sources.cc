// Any bytes, read as an outlet's file: what is read can be written and read again; what is not says
// why, in lines that are safe to print.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "config/sources.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace storyfold;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto outlet = config::parse_outlet(text, "a.toml", "a");
  if (!outlet) {
    fuzz::require(outlet.error().what.starts_with("a.toml:"), "a refusal has a line");
    for (const char c : outlet.error().what) {
      fuzz::require(c == '\n' || static_cast<unsigned char>(c) >= 0x20, "no controls");
    }
    return 0;
  }
  fuzz::require(!outlet->hosts.empty(), "an outlet has a host");
  for (const std::string& host : outlet->hosts) {
    fuzz::require(config::owns_host(*outlet, host), "an outlet owns its hosts");
  }
  const auto again = config::parse_outlet(config::format_outlet(*outlet), "a.toml", "a");
  fuzz::require(again && *again == *outlet, "what is written is read back");
  return 0;
}
