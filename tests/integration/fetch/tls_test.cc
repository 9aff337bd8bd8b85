// Whose certificates are believed: those of the authorities in fetch.ca_file, and the reason of
// each refusal says what is wrong with a certificate.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "tests/integration/fetch/connect_proxy.h"
#include "tests/integration/fetch/crawl.h"
#include "tests/integration/fetch/tls_server.h"

using namespace storyfold;
using namespace storyfold::crawler::fetch;
using namespace storyfold::test;
using Catch::Matchers::Contains;

namespace {

const std::string kAddress = "127.1.0.1";
const std::string kName = "IP:" + kAddress;

class TemporaryFile {
 public:
  TemporaryFile()
      : path_(std::filesystem::temp_directory_path() /
              ("storyfold-authorities-" + std::to_string(::getpid()) + ".pem")) {}
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Settings that trust `authority` alone, for as long as this lives.
struct Trust {
  explicit Trust(const Authority& authority) {
    authority.write_pem(file.path());
    settings.ca_file = file.path();
  }
  TemporaryFile file;
  config::FetchSettings settings = quick_settings();
};

}  // namespace

TEST_CASE("an authority of fetch.ca_file is believed", "[fetch][tls]") {
  const Authority authority("Harbour authority");
  TlsServer web(kAddress, {kName, false, -1, 30, 0, &authority});
  {
    Crawl crawl;  // the system's authorities know nothing of it
    CHECK(crawl.get(web.url("/")).end == FetchEnd::kBlocked);
    CHECK(web.requests() == 0);
  }
  const Trust trust(authority);
  Crawl crawl(trust.settings);
  CHECK(crawl.get(web.url("/")).end == FetchEnd::kPage);
  CHECK(web.requests() == 2);  // robots.txt first
}

TEST_CASE("the reason tells what is wrong with a certificate", "[fetch][tls]") {
  const Authority trusted("Harbour authority");
  const Authority other("Nobody's authority");
  const Trust trust(trusted);
  const auto reason_for = [&](Certificate certificate) {
    TlsServer web(kAddress, std::move(certificate));
    Crawl crawl(trust.settings);
    const auto outcome = crawl.get(web.url("/"));
    CHECK(outcome.end == FetchEnd::kBlocked);
    CHECK(web.requests() == 0);
    return outcome.error.what;
  };
  CHECK_THAT(reason_for({kName, false, -30, -1, 0, &trusted}), Contains("certificate has expired"));
  CHECK_THAT(reason_for({kName, false, 1, 30, 0, &trusted}),
             Contains("certificate is not yet valid"));
  CHECK_THAT(reason_for({"IP:127.1.0.2", false, -1, 30, 0, &trusted}), Contains("subject name"));
  CHECK_THAT(reason_for({"other.example", false, -1, 30, 0, &trusted}), Contains("subject name"));
  CHECK_THAT(reason_for({kName, true, -1, 30, 0, nullptr}), Contains("self-signed certificate"));
  CHECK_THAT(reason_for({kName, false, -1, 30, 0, &other}),
             Contains("unable to get local issuer certificate"));
}

TEST_CASE("a file without certificates is told as the reason, and nothing is asked",
          "[fetch][tls]") {
  const Authority authority("Harbour authority");
  const Trust trust(authority);
  std::ofstream(trust.file.path()) << "no certificate\n";
  TlsServer web(kAddress, {kName, false, -1, 30, 0, &authority});
  Crawl crawl(trust.settings);
  const auto outcome = crawl.get(web.url("/"));
  CHECK(outcome.end == FetchEnd::kBlocked);
  CHECK_THAT(outcome.error.what, Contains(trust.file.path().string()));
  CHECK(web.requests() == 0);
}

TEST_CASE("https goes through an http proxy, and is verified all the same", "[fetch][tls][proxy]") {
  const Authority authority("Harbour authority");
  Trust trust(authority);
  TlsServer web(kAddress, {"tide.example", false, -1, 30, 0, &authority});
  const ConnectProxy proxy("127.9.0.1", kAddress, web.port());  // by no name of allow_addresses
  trust.settings.proxy = proxy.url();
  Crawl crawl(trust.settings);
  CHECK(crawl.get("https://tide.example/a").end == FetchEnd::kPage);
  CHECK(web.requests() == 2);
  for (const auto& asked : proxy.asked()) CHECK(asked == "tide.example:443");

  const auto wrong = crawl.get("https://other.example/a");  // as a proxy may lead astray
  CHECK(wrong.end == FetchEnd::kBlocked);
  CHECK_THAT(wrong.error.what, Contains("subject name"));
  CHECK(web.requests() == 2);
}

TEST_CASE("a proxy that does not connect is the reason", "[fetch][tls][proxy]") {
  const ConnectProxy proxy("127.9.0.1", kAddress, 0);
  auto settings = quick_settings();
  settings.proxy = proxy.url();
  Crawl crawl(settings);
  const auto outcome = crawl.get("https://tide.example/a");
  CHECK(outcome.end == FetchEnd::kBlocked);
  CHECK_THAT(outcome.error.what, Contains("403"));
  CHECK(crawl.get("https://10.0.0.1/").end != FetchEnd::kPage);
  CHECK(proxy.asked().size() == 1);  // the private address was not even named to it
}
