#include "core/hash.h"

#include <catch2/catch.hpp>
#include <string>
#include <thread>
#include <vector>

using namespace storyfold;

namespace {

std::string thousand_bytes() {
  std::string bytes;
  for (int i = 0; i < 1000; ++i) bytes.push_back(static_cast<char>(i & 0xff));
  return bytes;
}

}  // namespace

TEST_CASE("sha256 gives the values of FIPS 180-4", "[core][hash]") {
  CHECK(to_hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(to_hex(sha256("abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(sha256(std::string(1'000'000, 'a'))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("sha256 gives one thread's value in every thread", "[core][hash]") {
  const Sha256 expected = sha256(thousand_bytes());
  std::vector<Sha256> got(8);
  std::vector<std::thread> threads;
  for (Sha256& hash : got) {
    threads.emplace_back([&hash] {
      for (int i = 0; i < 100; ++i) hash = sha256(thousand_bytes());
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Sha256& hash : got) CHECK(hash == expected);
}

// The short vectors are xxHash's own; those of 1000 bytes were made with Debian's libxxhash 0.8.1.
TEST_CASE("XXH3 gives the same values as xxHash on every length class", "[core][hash]") {
  CHECK(to_hex(xxh3_64("")) == "2d06800538d394c2");
  CHECK(to_hex(xxh3_64("a")) == "e6c632b61e964e1f");
  CHECK(to_hex(xxh3_64("abc")) == "78af5f94892f3950");
  CHECK(to_hex(xxh3_64(thousand_bytes())) == "d33dd80b46f60e50");
  CHECK(to_hex(xxh3_64(thousand_bytes(), 2026)) == "7336c8827f45b9f6");

  CHECK(to_hex(xxh3_128("")) == "99aa06d3014798d86001c324468d497f");
  CHECK(to_hex(xxh3_128("a")) == "a96faf705af16834e6c632b61e964e1f");
  CHECK(to_hex(xxh3_128("abc")) == "06b05ab6733a618578af5f94892f3950");
  CHECK(to_hex(xxh3_128(thousand_bytes())) == "076f7e02b7120d2ad33dd80b46f60e50");
}

TEST_CASE("a seed changes the 64-bit value of every text", "[core][hash]") {
  for (const std::string_view text : {"", "a", "abc", "a longer text of news"}) {
    CHECK(xxh3_64(text, 1) != xxh3_64(text));
  }
}

TEST_CASE("hexadecimal forms read back in either case", "[core][hash]") {
  const Sha256 id = sha256("abc");
  CHECK(parse_sha256(to_hex(id)) == id);
  CHECK(parse_sha256("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD") == id);
  const Xxh128 key{0x0123456789abcdef, 0xfedcba9876543210};
  CHECK(to_hex(key) == "0123456789abcdeffedcba9876543210");
  CHECK(parse_xxh128("0123456789ABCDEFfedcba9876543210") == key);
  CHECK(to_hex(std::uint64_t{0xab}) == "00000000000000ab");
  CHECK(parse_hex64("00000000000000AB") == std::uint64_t{0xab});
  CHECK(parse_hex64("ffffffffffffffff") == ~std::uint64_t{0});
}

TEST_CASE("anything but the exact number of hexadecimal digits is refused", "[core][hash]") {
  CHECK_FALSE(parse_hex64(""));
  CHECK_FALSE(parse_hex64("ab"));
  CHECK_FALSE(parse_hex64("0x000000000000ab"));
  CHECK_FALSE(parse_hex64("000000000000000g"));
  CHECK_FALSE(parse_hex64(" 00000000000000a"));
  CHECK_FALSE(parse_hex64("00000000000000ab0"));
  CHECK_FALSE(parse_xxh128("0123456789abcdef"));
  CHECK_FALSE(parse_xxh128("0123456789abcdef-edcba9876543210"));
  CHECK_FALSE(parse_sha256(std::string(63, 'a')));
  CHECK_FALSE(parse_sha256(std::string(65, 'a')));
  CHECK_FALSE(parse_sha256(std::string(63, 'a') + "/"));
}
