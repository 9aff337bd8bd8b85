#include "storage/bytes.h"

#include <catch2/catch.hpp>
#include <limits>

#include "tests/unit/storage/hex.h"

namespace storyfold::storage {
namespace {

using test::hex;

TEST_CASE("varints take seven bits a byte, low ones first", "[storage][bytes]") {
  const auto varint = [](std::uint64_t v) { return written([&](auto& out) { out.varint(v); }); };
  CHECK(hex(varint(0)) == "00");
  CHECK(hex(varint(127)) == "7f");
  CHECK(hex(varint(128)) == "80 01");
  CHECK(hex(varint(~std::uint64_t{0})) == "ff ff ff ff ff ff ff ff ff 01");
}

TEST_CASE("varints of any size come back", "[storage][bytes]") {
  for (int shift = 0; shift < 64; ++shift) {
    for (const std::uint64_t value : {std::uint64_t{1} << shift, (std::uint64_t{1} << shift) - 1}) {
      const std::string bytes = written([&](auto& out) { out.varint(value); });
      ByteReader in(bytes);
      CHECK(in.varint() == value);
      CHECK(in.finished());
    }
  }
}

TEST_CASE("zigzag keeps small negatives short and the extremes whole", "[storage][bytes]") {
  const auto zigzag = [](std::int64_t v) { return written([&](auto& out) { out.zigzag(v); }); };
  CHECK(hex(zigzag(-1)) == "01");
  CHECK(hex(zigzag(1)) == "02");
  for (const std::int64_t value :
       {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    const std::string bytes = zigzag(value);
    ByteReader in(bytes);
    CHECK(in.zigzag() == value);
  }
}

TEST_CASE("numbers in keys order as bytes do", "[storage][bytes]") {
  std::string last;
  for (const std::uint64_t number :
       {0ull, 1ull, 255ull, 256ull, 65535ull, 65536ull, 1ull << 40, ~0ull}) {
    const std::string key = written([&](auto& out) { out.key_number(number); });
    CHECK(last < key);
    ByteReader in(key);
    CHECK(in.key_number() == number);
    CHECK(in.finished());
    last = key;
  }
  CHECK(hex(written([](auto& out) { out.key_number(70997); })) == "03 01 15 55");
}

TEST_CASE("a number has one key: padded forms are refused", "[storage][bytes]") {
  for (const std::string_view bytes :
       {std::string_view("\x02\x00\x07", 3), std::string_view("\x01\x00", 2),
        std::string_view("\x09\x01\x02\x03\x04\x05\x06\x07\x08\x09", 10)}) {
    ByteReader in(bytes);
    in.key_number();
    CHECK(in.failed());
  }
}

TEST_CASE("reading past the end fails for good and gives zeros", "[storage][bytes]") {
  ByteReader in(std::string_view("\x05\x61", 2));
  CHECK(in.text().empty());
  CHECK(in.failed());
  CHECK(in.u8() == 0);
  CHECK(in.u64() == 0);
  CHECK(!in.finished());
}

TEST_CASE("a varint of more than 64 bits is refused", "[storage][bytes]") {
  ByteReader in(std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10));
  CHECK(in.varint() == 0);
  CHECK(in.failed());
}

TEST_CASE("a count that cannot be true asks for no memory", "[storage][bytes]") {
  ByteReader in(std::string_view("\xff\xff\xff\xff\x0f\x01", 6));
  CHECK(in.count(2) == 0);
  CHECK(in.failed());
}

}  // namespace
}  // namespace storyfold::storage
