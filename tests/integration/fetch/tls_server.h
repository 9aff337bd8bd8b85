#pragma once
// A TLS server on a loopback address with a certificate made for it on the spot, by an authority
// that is made on the spot as well or by none. Answers every request with an empty page, and counts
// them.
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "tests/integration/fetch/listener.h"

namespace storyfold::test {

// Signs certificates, and is itself trusted by those who are given its file.
class Authority {
 public:
  explicit Authority(const char* name);
  ~Authority();
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  void write_pem(const std::filesystem::path& file) const;
  void sign(X509* certificate) const;

 private:
  EVP_PKEY* key_;
  X509* certificate_;
};

struct Certificate {
  std::string name;            // of the host, or "IP:127.1.0.1"
  bool is_self_signed = true;  // else by an authority that nobody knows
  long from_days = -1, to_days = 30;
  int newest_tls = 0;                    // TLS1_1_VERSION...; 0: any
  const Authority* authority = nullptr;  // that signed it, in place of the two above; borrowed
};

class TlsServer {
 public:
  TlsServer(const std::string& address, Certificate certificate);
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  [[nodiscard]] std::string url(const std::string& path) const;
  [[nodiscard]] std::uint16_t port() const { return listener_.port; }
  [[nodiscard]] int connections() const { return connections_; }
  [[nodiscard]] int requests() const { return requests_; }

 private:
  void serve_all(const Certificate& certificate);

  std::string address_;
  Listener listener_;
  std::atomic<bool> stopped_ = false;
  std::atomic<int> connections_ = 0, requests_ = 0;
  std::thread thread_;
};

}  // namespace storyfold::test
