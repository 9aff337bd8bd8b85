#include "config/address_prefix.h"

#include <array>
#include <catch2/catch.hpp>

using namespace storyfold::config;

namespace {

using V4 = std::array<std::uint8_t, 4>;

bool holds(std::string_view prefix, const V4& address) {
  const auto parsed = parse_address_prefix(prefix);
  return parsed && parsed->holds(address);
}

}  // namespace

TEST_CASE("a prefix holds the addresses that begin with its bits", "[config][address]") {
  CHECK(holds("127.1.0.0/16", V4{127, 1, 255, 255}));
  CHECK_FALSE(holds("127.1.0.0/16", V4{127, 0, 0, 1}));
  CHECK(holds("100.64.0.0/10", V4{100, 127, 255, 255}));
  CHECK_FALSE(holds("100.64.0.0/10", V4{100, 128, 0, 0}));
  CHECK(holds("0.0.0.0/0", V4{8, 8, 8, 8}));
  CHECK(holds("10.0.0.1", V4{10, 0, 0, 1}));
  CHECK_FALSE(holds("10.0.0.1", V4{10, 0, 0, 2}));
}

TEST_CASE("IPv4 prefixes hold no IPv6 address, and the other way round", "[config][address]") {
  std::array<std::uint8_t, 16> address{};
  CHECK(parse_address_prefix("::/0")->holds(address));
  CHECK_FALSE(parse_address_prefix("0.0.0.0/0")->holds(address));
  CHECK_FALSE(parse_address_prefix("::/0")->holds(V4{10, 0, 0, 1}));
  address[0] = 0xfd;
  address[15] = 1;
  CHECK(parse_address_prefix("fd00::1")->holds(address));
  CHECK_FALSE(parse_address_prefix("fd00::/127")->holds(std::array<std::uint8_t, 16>{}));
}
