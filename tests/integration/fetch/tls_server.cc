#include "tests/integration/fetch/tls_server.h"

#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace storyfold::test {
namespace {

using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
using X509Owner = std::unique_ptr<X509, void (*)(X509*)>;
using Context = std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)>;
using Session = std::unique_ptr<SSL, void (*)(SSL*)>;

Key new_key() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }

void set_common_name(X509_NAME* of, const char* text) {
  X509_NAME_add_entry_by_txt(of, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(text),
                             -1, -1, 0);
}

void add_extension(X509* to, int kind, const std::string& value) {
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
  X509_add_ext(to, extension, -1);
  X509_EXTENSION_free(extension);
}

// Neither issuer nor signature yet.
X509Owner unsigned_certificate(const char* name, EVP_PKEY* key, long from_days, long to_days) {
  constexpr long kDay = 24 * 3600;
  X509Owner made(X509_new(), X509_free);
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), from_days * kDay);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), to_days * kDay);
  X509_set_pubkey(made.get(), key);
  set_common_name(X509_get_subject_name(made.get()), name);
  return made;
}

X509Owner sign(const Certificate& wanted, EVP_PKEY* key) {
  X509Owner made = unsigned_certificate("outlet", key, wanted.from_days, wanted.to_days);
  add_extension(made.get(), NID_subject_alt_name,
                wanted.name.starts_with("IP:") ? wanted.name : "DNS:" + wanted.name);
  if (wanted.authority != nullptr) {
    wanted.authority->sign(made.get());
    return made;
  }
  X509_NAME* const issuer = X509_get_issuer_name(made.get());
  set_common_name(issuer, wanted.is_self_signed ? "outlet" : "Nobody's authority");
  const Key authority = new_key();
  X509_sign(made.get(), wanted.is_self_signed ? key : authority.get(), EVP_sha256());
  return made;
}

Context context_of(const Certificate& wanted) {
  Context context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (wanted.newest_tls != 0) {
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_max_proto_version(context.get(), wanted.newest_tls);
  }
  const Key key = new_key();
  const X509Owner certificate = sign(wanted, key.get());
  if (SSL_CTX_use_certificate(context.get(), certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1) {
    throw std::runtime_error("no certificate could be made");
  }
  return context;
}

}  // namespace

Authority::Authority(const char* name) : key_(new_key().release()) {
  X509Owner made = unsigned_certificate(name, key_, -1, 30);
  add_extension(made.get(), NID_basic_constraints, "critical,CA:TRUE");
  certificate_ = made.release();
  sign(certificate_);
}

Authority::~Authority() {
  X509_free(certificate_);
  EVP_PKEY_free(key_);
}

void Authority::sign(X509* certificate) const {
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate_));
  if (X509_sign(certificate, key_, EVP_sha256()) == 0) {
    throw std::runtime_error("no certificate could be signed");
  }
}

void Authority::write_pem(const std::filesystem::path& file) const {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(file.c_str(), "wb"),
                                                            std::fclose);
  if (!out || PEM_write_X509(out.get(), certificate_) != 1) {
    throw std::runtime_error("no file " + file.string());
  }
}

TlsServer::TlsServer(const std::string& address, Certificate certificate)
    : address_(address), listener_(listen_at(address)) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to clients that have hung up
  thread_ = std::thread([this, wanted = std::move(certificate)] { serve_all(wanted); });
}

TlsServer::~TlsServer() {
  stopped_ = true;
  thread_.join();
  close(listener_.socket);
}

std::string TlsServer::url(const std::string& path) const {
  return "https://" + address_ + ":" + std::to_string(listener_.port) + path;
}

void TlsServer::serve_all(const Certificate& certificate) {
  const Context context = context_of(certificate);
  while (!stopped_) {
    pollfd ready{listener_.socket, POLLIN, 0};
    if (poll(&ready, 1, 10) <= 0) continue;
    const int accepted = accept4(listener_.socket, nullptr, nullptr, SOCK_CLOEXEC);
    if (accepted < 0) continue;
    ++connections_;
    const timeval patience{1, 0};
    setsockopt(accepted, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    {
      const Session session(SSL_new(context.get()), SSL_free);
      SSL_set_fd(session.get(), accepted);
      char bytes[4096];
      if (SSL_accept(session.get()) == 1 && SSL_read(session.get(), bytes, sizeof bytes) > 0) {
        ++requests_;
        constexpr std::string_view kAnswer =
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        SSL_write(session.get(), kAnswer.data(), static_cast<int>(kAnswer.size()));
        SSL_shutdown(session.get());
      }
    }
    close(accepted);
  }
}

}  // namespace storyfold::test
