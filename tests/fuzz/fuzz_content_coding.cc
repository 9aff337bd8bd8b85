// A first byte that chooses the coding, then any bytes as a body laid under it.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/gzip.h"
#include "crawler/fetch/content_coding.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace storyfold;
  using namespace storyfold::crawler::fetch;
  if (size == 0) return 0;
  constexpr std::array<std::string_view, 4> kCodings{"gzip", "deflate", "br", "zstd"};
  const std::string_view coding = kCodings[data[0] % kCodings.size()];
  const std::string_view body(reinterpret_cast<const char*>(data + 1), size - 1);
  constexpr std::uint64_t kMost = 3u << 20;
  const auto decoded = decode_body(coding, body, {.max_bytes = kMost});
  const auto cut = decode_body(coding, body, {.max_bytes = kMost, .cut = true});
  if (decoded) {
    fuzz::require(decoded->bytes.size() <= kMost, "no body is larger than allowed");
    fuzz::require(cut && cut->bytes == decoded->bytes, "what is no longer than allowed is not cut");
    const auto whole = inflate_whole(body, kMost);
    fuzz::require(decoded->one_gzip == (coding == "gzip" && whole.has_value()),
                  "one gzip member is told");
    if (decoded->one_gzip) fuzz::require(*whole == decoded->bytes, "both inflaters say the same");
  } else if (cut) {
    fuzz::require(!cut->bytes.empty() && cut->bytes.size() <= kMost, "a part is within bounds");
  }
  return 0;
}
