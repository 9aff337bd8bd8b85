#pragma once
// Blocks of Internet addresses as settings name them: CIDR prefixes (RFC 4632 3.1, RFC 4291 2.3).
// Pure; safe from any thread.
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace storyfold::config {

struct AddressPrefix {
  std::array<std::uint8_t, 16> bytes{};  // network order; of IPv4 the first four
  bool ipv4 = false;
  unsigned bits = 0;  // 0..32 or 0..128
  bool operator==(const AddressPrefix&) const = default;

  // `address`: 4 bytes of IPv4 or 16 of IPv6, in network order.
  [[nodiscard]] bool holds(std::span<const std::uint8_t> address) const noexcept;
};

// "10.20.0.0/16", "fd00:12::/32", or a single address. None: short, octal or hexadecimal IPv4
// ("127.1"), bits set beyond the length ("10.1.2.3/8" is a slip), an IPv4 address in IPv6 spelling
// (write the IPv4 one), a zone, or anything else.
[[nodiscard]] std::optional<AddressPrefix> parse_address_prefix(std::string_view text);

}  // namespace storyfold::config
