#pragma once
// Where the tests' own servers listen: a free port of a loopback address.
#include <netinet/in.h>

#include <cstdint>
#include <string>

namespace storyfold::test {

struct Listener {
  int socket = -1;  // whoever listens closes it
  std::uint16_t port = 0;
};

[[nodiscard]] sockaddr_in socket_address(const std::string& address, std::uint16_t port);

// Throws std::runtime_error when `address` cannot be listened at.
[[nodiscard]] Listener listen_at(const std::string& address);

}  // namespace storyfold::test
