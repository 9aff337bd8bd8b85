#pragma once
// An HTTP proxy on a loopback address that only knows CONNECT, and connects every name to one
// server. Nothing of what goes through is looked at.
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/integration/fetch/listener.h"

namespace storyfold::test {

class ConnectProxy {
 public:
  // Listens at `address`, a free port; goes on to `port` of `server`. Port 0: refuses with 403.
  ConnectProxy(const std::string& address, std::string server, std::uint16_t port);
  ~ConnectProxy();
  ConnectProxy(const ConnectProxy&) = delete;
  ConnectProxy& operator=(const ConnectProxy&) = delete;

  [[nodiscard]] std::string url() const;
  // "host:port" of each CONNECT, in order.
  [[nodiscard]] std::vector<std::string> asked() const;

 private:
  void serve_all();
  void serve(int client);

  std::string address_, server_;
  std::uint16_t server_port_;
  Listener listener_;
  std::atomic<bool> stopped_ = false;
  mutable std::mutex mutex_;
  std::vector<std::string> asked_;
  std::thread thread_;
};

}  // namespace storyfold::test
