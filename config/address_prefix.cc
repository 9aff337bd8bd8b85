#include "config/address_prefix.h"

#include <arpa/inet.h>

#include <charconv>
#include <string>

namespace storyfold::config {
namespace {

constexpr AddressPrefix kMapped{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, false, 96};

// Whether the first `bits` of both are equal.
bool begin_alike(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b, unsigned bits) {
  const std::size_t whole = bits / 8;
  for (std::size_t i = 0; i < whole; ++i) {
    if (a[i] != b[i]) return false;
  }
  if (bits % 8 == 0) return true;
  return ((a[whole] ^ b[whole]) >> (8 - bits % 8)) == 0;
}

bool zero_beyond(std::span<const std::uint8_t> address, unsigned bits) {
  for (std::size_t bit = bits; bit < address.size() * 8; ++bit) {
    if ((address[bit / 8] >> (7 - bit % 8) & 1) != 0) return false;
  }
  return true;
}

std::optional<unsigned> parse_bits(std::string_view text, unsigned most) {
  unsigned bits = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, bits);
  if (error != std::errc() || stop != end || bits > most) return std::nullopt;
  return bits;
}

}  // namespace

bool AddressPrefix::holds(std::span<const std::uint8_t> address) const noexcept {
  return address.size() == (ipv4 ? 4 : 16) && begin_alike(bytes, address, bits);
}

std::optional<AddressPrefix> parse_address_prefix(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string address(text.substr(0, slash));
  if (address.find('\0') != std::string::npos) return std::nullopt;  // inet_pton would stop there
  AddressPrefix prefix;
  prefix.ipv4 = address.find(':') == std::string::npos;
  if (inet_pton(prefix.ipv4 ? AF_INET : AF_INET6, address.c_str(), prefix.bytes.data()) != 1) {
    return std::nullopt;
  }
  const unsigned most = prefix.ipv4 ? 32 : 128;
  const auto bits =
      slash == std::string_view::npos ? most : parse_bits(text.substr(slash + 1), most);
  if (!bits) return std::nullopt;
  prefix.bits = *bits;
  const auto used = std::span<const std::uint8_t>(prefix.bytes).first(most / 8);
  if (!zero_beyond(used, prefix.bits)) return std::nullopt;
  // Addresses are compared as the IPv4 ones they are, so such a prefix would hold nothing.
  if (!prefix.ipv4 && kMapped.holds(used)) return std::nullopt;
  return prefix;
}

}  // namespace storyfold::config
