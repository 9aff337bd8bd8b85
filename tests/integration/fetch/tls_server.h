#pragma once
// A TLS server on a loopback address with a certificate made for it on the spot. Answers every
// request with an empty page, and counts them.
#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

namespace storyfold::test {

struct Certificate {
  std::string name;            // of the host, or "IP:127.1.0.1"
  bool is_self_signed = true;  // else by an authority that nobody knows
  long from_days = -1, to_days = 30;
  int newest_tls = 0;  // TLS1_1_VERSION...; 0: any
};

class TlsServer {
 public:
  TlsServer(const std::string& address, Certificate certificate);
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  [[nodiscard]] std::string url(const std::string& path) const;
  [[nodiscard]] int connections() const { return connections_; }
  [[nodiscard]] int requests() const { return requests_; }

 private:
  void serve_all(const Certificate& certificate);

  std::string address_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopped_ = false;
  std::atomic<int> connections_ = 0, requests_ = 0;
  std::thread thread_;
};

}  // namespace storyfold::test
