#include "tests/integration/fetch/listener.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace storyfold::test {

sockaddr_in socket_address(const std::string& address, std::uint16_t port) {
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  inet_pton(AF_INET, address.c_str(), &where.sin_addr);
  return where;
}

Listener listen_at(const std::string& address) {
  Listener listener{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), 0};
  const int yes = 1;
  setsockopt(listener.socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in where = socket_address(address, 0);
  auto* const plain = reinterpret_cast<sockaddr*>(&where);
  socklen_t size = sizeof where;
  if (bind(listener.socket, plain, size) != 0 || listen(listener.socket, 64) != 0 ||
      getsockname(listener.socket, plain, &size) != 0) {
    close(listener.socket);
    throw std::runtime_error("no server at " + address);
  }
  listener.port = ntohs(where.sin_port);
  return listener;
}

}  // namespace storyfold::test
