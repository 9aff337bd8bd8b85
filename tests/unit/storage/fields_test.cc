#include "storage/fields.h"

#include <catch2/catch.hpp>
#include <climits>
#include <cstdint>
#include <limits>

#include "tests/unit/storage/hex.h"

namespace storyfold::storage {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;
using test::hex;
using test::is_damage;

sys_seconds at(std::int64_t second) { return sys_seconds(seconds(second)); }

}  // namespace

TEST_CASE("a time is kept as its distance from another, however far", "[storage][fields]") {
  CHECK(hex(written([](auto& out) { put_since(out, at(1'000'000), at(1'000'003)); })) == "06");
  const auto far = GENERATE(std::numeric_limits<std::int64_t>::min(), std::int64_t{0},
                            std::numeric_limits<std::int64_t>::max());
  const std::string bytes = written([&](auto& out) { put_since(out, at(-5), at(far)); });
  ByteReader in(bytes);
  CHECK(take_since(in, at(-5)) == at(far));
  CHECK_FALSE(in.failed());
}

TEST_CASE("an address is kept without the beginning it shares", "[storage][fields]") {
  const std::string own = "https://n.example/a/1.html";
  const std::string bytes =
      written([&](auto& out) { put_near(out, own, "https://n.example/feed"); });
  CHECK(hex(bytes) == "12 04 66 65 65 64");
  ByteReader in(bytes);
  CHECK(take_near(in, own) == "https://n.example/feed");
  // More than the other has to share.
  ByteReader damaged(bytes);
  (void)take_near(damaged, "https://n");
  CHECK(damaged.failed());
}

TEST_CASE("flags past those that are known are damage", "[storage][fields]") {
  Flags flags;
  flags.set(0, true);
  flags.set(3, true);
  const std::string bytes = written([&](auto& out) { out.varint(flags.bits()); });
  ByteReader in(bytes);
  const Flags back = take_flags(in, 4);
  CHECK_FALSE(in.failed());
  CHECK(back.has(0));
  CHECK_FALSE(back.has(1));
  CHECK(back.has(3));
  ByteReader narrow(bytes);
  (void)take_flags(narrow, 3);
  CHECK(narrow.failed());
}

TEST_CASE("numbers that do not fit are damage", "[storage][fields]") {
  const std::string wide = written([](auto& out) { out.zigzag(std::int64_t{INT_MAX} + 1); });
  ByteReader in(wide);
  (void)take_int(in);
  CHECK(in.failed());
  const std::string endless = written([](auto& out) { out.u32(0x7f800000); });
  ByteReader floats(endless);
  (void)take_float(floats);
  CHECK(floats.failed());
  CHECK(hex(written([](auto& out) { put_float(out, std::numeric_limits<float>::infinity()); })) ==
        "00 00 00 00");
}

TEST_CASE("a record is decoded when all of it was read, and no more", "[storage][fields]") {
  ByteReader whole("\x07");
  CHECK(decoded(whole, whole.u8()));
  ByteReader early("");
  CHECK(is_damage(decoded(early, early.u8())));
  ByteReader late("\x07\x08");
  CHECK(is_damage(decoded(late, late.u8())));
}

}  // namespace storyfold::storage
