#pragma once
// Which addresses a crawler that follows other people's links may connect to: public ones only.
// Asked where the socket is opened, after name resolution and on every redirect, it is the address
// really connected to that is judged, however the URL spelled it and whatever a name server says
// the second time (FAULTS 17 to 19: direct, by redirect, by rebinding).
//
// Sources: the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190), state of
// 2024-10; RFC 5771 and RFC 4291 2.7 (multicast), RFC 1112 4 (240/4), RFC 4291 2.4 (global
// unicast).
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "config/address_prefix.h"
#include "core/result.h"

struct sockaddr;

namespace storyfold::crawler::fetch {

// Pure and immutable: safe from any thread.
class AddressGuard {
 public:
  // `allowed`: the setting fetch.allow_addresses. kBadInput: one of them is no prefix.
  static Result<AddressGuard> make(const std::vector<std::string>& allowed);

  // "" when the address may be connected to, else what it is: "loopback", "private"...
  // `size` is that of the structure behind `address`; families other than IPv4 and IPv6 are
  // refused.
  //
  // An IPv4-mapped IPv6 address (::ffff:a.b.c.d) is judged as the IPv4 address it connects to, a
  // NAT64 one (64:ff9b::/96, RFC 6052) by the IPv4 address behind the translator, which is never an
  // allowed one. Other forms that carry an IPv4 address (IPv4-compatible, 6to4, Teredo, ISATAP's
  // link-local) are refused whole: they are deprecated, and no outlet has only such an address.
  // The registries' globally reachable anycast services (192.0.0.9, 2001:1::1...) are no web
  // servers and go with the blocks they lie in.
  [[nodiscard]] std::string_view why_refused(const sockaddr* address, std::size_t size) const;

 private:
  std::vector<config::AddressPrefix> allowed_;
};

// "127.0.0.1", "fe80::1"; "?" for other families.
[[nodiscard]] std::string address_text(const sockaddr* address, std::size_t size);

}  // namespace storyfold::crawler::fetch
