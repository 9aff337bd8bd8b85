#include "crawler/fetch/content_coding.h"

#include <zstd.h>

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "core/gzip.h"
#include "tests/gzip.h"

namespace storyfold::crawler::fetch {
namespace {

using test::deflated;
using test::gzip;

constexpr std::string_view kPage = "<title>Nine ferries return</title>";
const DecodeLimits kRoomy{.max_bytes = 64u << 20};

std::string zstd(std::string_view bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
  return out;
}

// RFC 7932, 9.2: an uncompressed meta-block, then an empty last one.
std::string brotli(std::string_view bytes) {
  REQUIRE(bytes.size() <= 65536);
  const auto length = static_cast<std::uint32_t>(bytes.size() - 1);
  // WBITS 16 (one bit 0), ISLAST 0, MNIBBLES 4 (00), MLEN - 1 in 16 bits, ISUNCOMPRESSED 1.
  const std::uint32_t head = length << 4 | 1u << 20;
  std::string out;
  for (const int shift : {0, 8, 16}) out += static_cast<char>(head >> shift);
  return out.append(bytes) + '\x03';
}

}  // namespace

TEST_CASE("every coding that is asked for is taken off", "[fetch][coding]") {
  const std::pair<std::string_view, std::string> sent[] = {{"gzip", gzip(kPage)},
                                                           {"x-gzip", gzip(kPage)},
                                                           {"deflate", deflated(kPage, 15)},
                                                           {"deflate", deflated(kPage, -15)},
                                                           {"zstd", zstd(kPage)},
                                                           {"br", brotli(kPage)}};
  for (const auto& [coding, body] : sent) {
    CAPTURE(coding);
    const auto decoded = decode_body(coding, body, kRoomy);
    REQUIRE(decoded);
    CHECK(decoded->bytes == kPage);
    CHECK(decoded->one_gzip == coding.ends_with("gzip"));
    if (decoded->one_gzip) CHECK(inflate_whole(body, kPage.size()) == kPage);
  }
  CHECK(decode_body("gzip", "", kRoomy)->bytes.empty());
}

TEST_CASE("gzip of several members, or under zlib's head, is read by the stream",
          "[fetch][coding]") {
  const std::string two = gzip("one") + gzip("two") + std::string(8, '\0');
  const auto joined = decode_body("gzip", two, kRoomy);
  REQUIRE(joined);
  CHECK(joined->bytes == "onetwo");
  CHECK(!joined->one_gzip);
  CHECK(decode_body("gzip", deflated(kPage, 15), kRoomy)->bytes == kPage);
}

TEST_CASE("a body that ends early is none, unless a part is enough", "[fetch][coding]") {
  const std::string long_page(200'000, 'a');
  const std::string whole = gzip(long_page + std::string(kPage));
  const std::string part = whole.substr(0, whole.size() - 20);
  const auto refused = decode_body("gzip", part, kRoomy);
  REQUIRE(!refused);
  CHECK(refused.error().what == "its body ends early");
  CHECK(refused.error().retryable);
  const auto cut = decode_body("gzip", part, {.max_bytes = 64u << 20, .cut = true});
  REQUIRE(cut);
  CHECK(!cut->one_gzip);
  CHECK(cut->bytes.size() > 100'000);
  CHECK(cut->bytes.starts_with("aaaa"));
  CHECK(!decode_body("gzip", whole.substr(0, 10), {.max_bytes = 100, .cut = true}));
  CHECK(!decode_body("br", brotli(kPage).substr(0, 20), kRoomy));
  CHECK(!decode_body("zstd", zstd(long_page).substr(0, 12), kRoomy));
}

TEST_CASE("what the coding says and the body is not is refused, by name", "[fetch][coding]") {
  for (const auto* coding : {"gzip", "deflate", "br", "zstd"}) {
    CAPTURE(coding);
    const auto decoded = decode_body(coding, "no such thing at all", kRoomy);
    REQUIRE(!decoded);
    CHECK(decoded.error().code == Errc::kNetwork);
    CHECK(decoded.error().what ==
          "its Content-Encoding is " + std::string(coding) + ", its body is not");
  }
  const auto unknown = decode_body("com\npress", "x", kRoomy);
  CHECK(unknown.error().what ==
        "its Content-Encoding is com?press, which nobody asked for; asked for was " +
            std::string(kCodingsTaken));
  std::string damaged = gzip(std::string(kPage) + std::string(5000, 'x'));
  damaged[20] = static_cast<char>(damaged[20] ^ 0x55);
  CHECK(decode_body("gzip", damaged, kRoomy).error().code == Errc::kNetwork);
}

TEST_CASE("bodies are bounded by size and by how much they swell", "[fetch][coding]") {
  const std::string zeros(40u << 20, '\0');
  const std::pair<std::string_view, std::string> bombs[] = {
      {"gzip", gzip(zeros)}, {"deflate", deflated(zeros, 15)}, {"zstd", zstd(zeros)}};
  for (const auto& [coding, body] : bombs) {
    CAPTURE(coding);
    const auto large = decode_body(coding, body, {.max_bytes = 1u << 20});
    CHECK(large.error().code == Errc::kTooLarge);
    CHECK(large.error().what.empty());
    const auto swelling = decode_body(coding, body, kRoomy);
    CHECK(swelling.error().code == Errc::kTooLarge);
    CHECK(swelling.error().what.starts_with("swells to more than 200 times"));
    const auto cut = decode_body(coding, body, {.max_bytes = 500'000, .cut = true});
    REQUIRE(cut);
    CHECK(cut->bytes.size() == 500'000);
  }
  CHECK(decode_body("gzip", gzip(kPage), {.max_bytes = kPage.size()}));
  CHECK(!decode_body("gzip", gzip(kPage), {.max_bytes = kPage.size() - 1}));
}

TEST_CASE("a trailer that lies about the length makes no room and no harm", "[fetch][coding]") {
  std::string lies = gzip(kPage);
  for (std::size_t i = lies.size() - 4; i < lies.size(); ++i) lies[i] = '\x7f';
  CHECK(!inflate_whole(lies, std::size_t{1} << 40));
  CHECK(!inflate_whole(gzip(kPage).substr(0, 17), 100));
  CHECK(!inflate_whole("", 100));
  CHECK(gzip_length(gzip(kPage)) == kPage.size());
  CHECK(gzip_length("short") == 0);
}

}  // namespace storyfold::crawler::fetch
