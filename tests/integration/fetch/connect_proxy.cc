#include "tests/integration/fetch/connect_proxy.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string_view>
#include <utility>

namespace storyfold::test {
namespace {

void send_text(int to, std::string_view text) { send(to, text.data(), text.size(), MSG_NOSIGNAL); }

// Whether something went over.
bool pass_on(int from, int to) {
  std::array<char, 4096> bytes{};
  const auto size = recv(from, bytes.data(), bytes.size(), 0);
  return size > 0 && send(to, bytes.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL) == size;
}

}  // namespace

ConnectProxy::ConnectProxy(const std::string& address, std::string server, std::uint16_t port)
    : address_(address),
      server_(std::move(server)),
      server_port_(port),
      listener_(listen_at(address)) {
  thread_ = std::thread([this] { serve_all(); });
}

ConnectProxy::~ConnectProxy() {
  stopped_ = true;
  thread_.join();
  close(listener_.socket);
}

std::string ConnectProxy::url() const {
  return "http://" + address_ + ":" + std::to_string(listener_.port);
}

std::vector<std::string> ConnectProxy::asked() const {
  const std::lock_guard lock(mutex_);
  return asked_;
}

void ConnectProxy::serve_all() {
  while (!stopped_) {
    pollfd ready{listener_.socket, POLLIN, 0};
    if (poll(&ready, 1, 10) <= 0) continue;
    const int client = accept4(listener_.socket, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    serve(client);
    close(client);
  }
}

void ConnectProxy::serve(int client) {
  std::string head;
  while (!stopped_ && !head.ends_with("\r\n\r\n")) {
    pollfd ready{client, POLLIN, 0};
    if (poll(&ready, 1, 10) <= 0) continue;
    char byte = 0;
    if (recv(client, &byte, 1, 0) != 1) return;
    head += byte;
  }
  constexpr std::string_view kConnect = "CONNECT ";
  if (!head.starts_with(kConnect)) return send_text(client, "HTTP/1.1 405 No\r\n\r\n");
  {
    const std::lock_guard lock(mutex_);
    asked_.push_back(
        head.substr(kConnect.size(), head.find(' ', kConnect.size()) - kConnect.size()));
  }
  if (server_port_ == 0) return send_text(client, "HTTP/1.1 403 Not for you\r\n\r\n");
  const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in where = socket_address(server_, server_port_);
  if (connect(server, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0) {
    send_text(client, "HTTP/1.1 200 Connected\r\n\r\n");
    bool open = true;
    while (open && !stopped_) {
      std::array<pollfd, 2> ready{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
      if (poll(ready.data(), ready.size(), 10) <= 0) continue;
      if (ready[0].revents != 0) open = pass_on(client, server);
      if (ready[1].revents != 0) open = pass_on(server, client) && open;
    }
  }
  close(server);
}

}  // namespace storyfold::test
