#include "crawler/fetch/address_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>

namespace storyfold::crawler::fetch {
namespace {

using config::AddressPrefix;
using Bytes = std::span<const std::uint8_t>;

struct Block {
  AddressPrefix prefix;
  std::string_view what;
};

constexpr AddressPrefix v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d,
                           unsigned bits) {
  return {{a, b, c, d}, true, bits};
}

// The first 32 bits tell all blocks of IPv6 apart that are refused by name.
constexpr AddressPrefix v6(std::uint16_t first, std::uint16_t second, unsigned bits) {
  const auto high = [](std::uint16_t group) { return static_cast<std::uint8_t>(group >> 8); };
  const auto low = [](std::uint16_t group) { return static_cast<std::uint8_t>(group & 0xff); };
  return {{high(first), low(first), high(second), low(second)}, false, bits};
}

constexpr std::array kRefusedV4{
    Block{v4(0, 0, 0, 0, 8), "this network"},                         // RFC 791
    Block{v4(10, 0, 0, 0, 8), "private"},                             // RFC 1918
    Block{v4(100, 64, 0, 0, 10), "shared by a carrier"},              // RFC 6598
    Block{v4(127, 0, 0, 0, 8), "loopback"},                           // RFC 1122
    Block{v4(168, 63, 129, 16, 32), "a cloud's metadata service"},    // Azure's, though public
    Block{v4(169, 254, 169, 254, 32), "a cloud's metadata service"},  // most others'
    Block{v4(169, 254, 0, 0, 16), "link-local"},                      // RFC 3927
    Block{v4(172, 16, 0, 0, 12), "private"},                          // RFC 1918
    Block{v4(192, 0, 0, 0, 24), "for protocols"},                     // RFC 6890
    Block{v4(192, 0, 2, 0, 24), "for documentation"},                 // RFC 5737
    Block{v4(192, 88, 99, 0, 24), "a 6to4 relay"},                    // RFC 7526, deprecated
    Block{v4(192, 168, 0, 0, 16), "private"},                         // RFC 1918
    Block{v4(198, 18, 0, 0, 15), "for benchmarks"},                   // RFC 2544
    Block{v4(198, 51, 100, 0, 24), "for documentation"},              // RFC 5737
    Block{v4(203, 0, 113, 0, 24), "for documentation"},               // RFC 5737
    Block{v4(224, 0, 0, 0, 4), "multicast"},                          // RFC 5771
    Block{v4(255, 255, 255, 255, 32), "broadcast"},                   // RFC 8190
    Block{v4(240, 0, 0, 0, 4), "reserved"},                           // RFC 1112
};

constexpr AddressPrefix kUnspecified{{}, false, 128};
constexpr AddressPrefix kLoopback{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, false, 128};
constexpr AddressPrefix kMapped{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, false, 96};
constexpr AddressPrefix kCompatible{{}, false, 96};
constexpr AddressPrefix kNat64{{0, 0x64, 0xff, 0x9b}, false, 96};
constexpr AddressPrefix kGlobalUnicast{{0x20}, false, 3};  // RFC 4291 2.4; all IANA has given out

constexpr std::array kRefusedV6{
    Block{kUnspecified, "unspecified"},                 // RFC 4291
    Block{kLoopback, "loopback"},                       // RFC 4291
    Block{kCompatible, "IPv4-compatible"},              // RFC 4291 2.5.5.1, deprecated
    Block{v6(0x0064, 0xff9b, 32), "local NAT64"},       // RFC 8215
    Block{v6(0x0100, 0, 16), "discarded"},              // RFC 6666, RFC 9780
    Block{v6(0x2001, 0, 32), "Teredo"},                 // RFC 4380
    Block{v6(0x2001, 0, 23), "for protocols"},          // RFC 2928
    Block{v6(0x2001, 0xdb8, 32), "for documentation"},  // RFC 3849
    Block{v6(0x2002, 0, 16), "6to4"},                   // RFC 3056, deprecated by RFC 7526
    Block{v6(0x3fff, 0, 20), "for documentation"},      // RFC 9637
    Block{v6(0x5f00, 0, 16), "for segment routing"},    // RFC 9602
    Block{v6(0xfc00, 0, 7), "private"},                 // RFC 4193
    Block{v6(0xfe80, 0, 10), "link-local"},             // RFC 4291
    Block{v6(0xfec0, 0, 10), "private"},                // RFC 3879, deprecated
    Block{v6(0xff00, 0, 8), "multicast"},               // RFC 4291
};

std::string_view find_block(std::span<const Block> blocks, Bytes address) {
  const auto found = std::find_if(blocks.begin(), blocks.end(),
                                  [&](const Block& block) { return block.prefix.holds(address); });
  return found == blocks.end() ? std::string_view{} : found->what;
}

std::string_view why_not_public(Bytes address) {
  if (address.size() == 4) return find_block(kRefusedV4, address);
  if (kNat64.holds(address)) return find_block(kRefusedV4, address.last(4));
  const auto block = find_block(kRefusedV6, address);
  if (!block.empty()) return block;
  return kGlobalUnicast.holds(address) ? std::string_view{} : "reserved";
}

// 4 or 16 bytes in network order, copied to `buffer`; empty when it is neither.
Bytes bytes_of(const sockaddr* address, std::size_t size, std::array<std::uint8_t, 16>& buffer) {
  // The structure may come without the alignment of the family's own: bytes are copied.
  const auto* const start = reinterpret_cast<const unsigned char*>(address);
  if (size >= sizeof(sockaddr_in) && address->sa_family == AF_INET) {
    std::memcpy(buffer.data(), start + offsetof(sockaddr_in, sin_addr), 4);
    return Bytes(buffer).first(4);
  }
  if (size >= sizeof(sockaddr_in6) && address->sa_family == AF_INET6) {
    std::memcpy(buffer.data(), start + offsetof(sockaddr_in6, sin6_addr), 16);
    return buffer;
  }
  return {};
}

}  // namespace

Result<AddressGuard> AddressGuard::make(const std::vector<std::string>& allowed) {
  AddressGuard guard;
  for (const auto& text : allowed) {
    const auto prefix = config::parse_address_prefix(text);
    if (!prefix) {
      return Error{Errc::kBadInput,
                   "fetch.allow_addresses: an entry is no address prefix; expected "
                   "one such as 10.20.0.0/16"};
    }
    guard.allowed_.push_back(*prefix);
  }
  return guard;
}

std::string_view AddressGuard::why_refused(const sockaddr* address, std::size_t size) const {
  std::array<std::uint8_t, 16> buffer{};
  Bytes bytes = bytes_of(address, size, buffer);
  if (bytes.empty()) return "neither IPv4 nor IPv6";
  if (kMapped.holds(bytes)) bytes = bytes.last(4);
  const bool allowed =
      std::any_of(allowed_.begin(), allowed_.end(),
                  [&](const AddressPrefix& prefix) { return prefix.holds(bytes); });
  return allowed ? std::string_view{} : why_not_public(bytes);
}

std::string address_text(const sockaddr* address, std::size_t size) {
  std::array<std::uint8_t, 16> buffer{};
  const Bytes bytes = bytes_of(address, size, buffer);
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (bytes.empty() || inet_ntop(bytes.size() == 4 ? AF_INET : AF_INET6, bytes.data(), text.data(),
                                 text.size()) == nullptr) {
    return "?";
  }
  return text.data();
}

}  // namespace storyfold::crawler::fetch
