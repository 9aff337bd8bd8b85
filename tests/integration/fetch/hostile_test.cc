// Answers that are made to fill memory or to last for ever: each ends within its bounds and with
// its reason, and a good host beside it gives all its pages.
#include <openssl/ssl.h>
#include <zlib.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "tests/gzip.h"
#include "tests/integration/fetch/crawl.h"
#include "tests/integration/fetch/scripted_server.h"
#include "tests/integration/fetch/tls_server.h"

using namespace std::chrono_literals;
using namespace storyfold;
using namespace storyfold::crawler::fetch;
using namespace storyfold::test;
using std::chrono::steady_clock;
using Line = ScriptedServer::Line;

namespace {

constexpr auto* kPage = "<!doctype html><title>Ferry</title>";
constexpr std::size_t kBombBytes = 64u << 20;  // of zeros, all of them

// Content-Encoding: deflate.
std::string zlib_bomb() {
  std::string out(compressBound(kBombBytes), '\0');
  uLongf size = out.size();
  const std::string zeros(kBombBytes, '\0');
  REQUIRE(compress2(reinterpret_cast<Bytef*>(out.data()), &size,
                    reinterpret_cast<const Bytef*>(zeros.data()), zeros.size(), 9) == Z_OK);
  out.resize(size);
  return out;
}

// RFC 8878: one frame of blocks that each repeat one byte 128 Ki times.
std::string zstd_bomb() {
  constexpr std::size_t kBlock = 128u << 10;
  constexpr char kWindow = 13 << 3;  // 8 MiB
  std::string out{'\x28', '\xb5', '\x2f', '\xfd', '\0', kWindow};
  for (std::size_t made = kBlock; made <= kBombBytes; made += kBlock) {
    const std::size_t head = (made == kBombBytes ? 1 : 0) | 1u << 1 | kBlock << 3;
    for (const int shift : {0, 8, 16}) out += static_cast<char>(head >> shift);
    out += '\0';
  }
  return out;
}

// RFC 7932: what `brotli --quality=11 --lgwin=24` makes of the zeros.
std::string brotli_bomb() {
  constexpr unsigned char kBytes[] = {
      0xcf, 0xff, 0xff, 0x7f, 0xf8, 0x27, 0x00, 0xe2, 0xb1, 0x40, 0x20, 0xf7, 0xfe, 0x9f,
      0xff, 0xff, 0xff, 0x04, 0xf0, 0x0c, 0x46, 0x10, 0x18, 0x0e, 0xef, 0xd3, 0xff, 0xff,
      0xff, 0xe1, 0x9f, 0x00, 0x88, 0xc3, 0x22, 0x00, 0xdd, 0xfb, 0xff, 0xfc, 0xff, 0xff,
      0xc7, 0x3f, 0x01, 0x10, 0x87, 0x05, 0x00, 0xba, 0xf7, 0xff, 0xfc};
  return {reinterpret_cast<const char*>(kBytes), sizeof kBytes};
}

// Ten pages of a good host, asked for beside `urls`.
std::vector<FetchOutcome> beside_good_ones(const std::vector<std::string>& urls) {
  ScriptedServer good("127.1.0.9");
  good.on("*", answer(kPage));
  std::vector<std::string> all = urls;
  for (int i = 0; i < 10; ++i) all.push_back(good.url("/p" + std::to_string(i)));
  auto settings = quick_settings();
  settings.timeout = 1000ms;
  Crawl crawl(settings);
  auto outcomes = crawl.get_all(all);
  for (std::size_t i = urls.size(); i < outcomes.size(); ++i)
    CHECK(outcomes[i].end == FetchEnd::kPage);
  outcomes.resize(urls.size());
  return outcomes;
}

}  // namespace

TEST_CASE("bombs of every coding are cut, by size and by how much they swell", "[fetch][hostile]") {
  const std::string zeros(kBombBytes, '\0');
  const std::vector<std::pair<std::string, std::string>> bombs{{"gzip", gzip(zeros)},
                                                               {"deflate", zlib_bomb()},
                                                               {"zstd", zstd_bomb()},
                                                               {"br", brotli_bomb()}};
  for (const auto& [coding, bytes] : bombs) {
    CAPTURE(coding);
    ScriptedServer web("127.1.0.1");
    web.on("/bomb", answer(bytes, {"Content-Encoding: " + coding}));
    Crawl crawl;
    const auto page = crawl.get(web.url("/bomb"));
    CHECK(page.end == FetchEnd::kFailed);
    CHECK(page.error.code == Errc::kTooLarge);
    CHECK(page.error.what.find("fetch.max_page") != std::string::npos);
    FetchRequest sitemap;
    sitemap.url = web.url("/bomb");
    sitemap.max_bytes = kBombBytes + 1;
    const auto swelling = crawl.get(sitemap);
    CHECK(swelling.error.code == Errc::kTooLarge);
    CHECK(swelling.error.what.find("swells") != std::string::npos);
    CHECK(swelling.page.bytes.empty());
  }
}

TEST_CASE("what never ends is ended, with a reason", "[fetch][hostile]") {
  ScriptedServer web("127.1.0.1");
  const auto for_ever = [&](const std::string& path, const std::string& begin,
                            const std::string& again, std::chrono::milliseconds every) {
    web.on(path, [=](Line& line, const Seen&) {
      line.send(begin);
      while (line.send(again) && (every.count() == 0 || line.wait(every))) {
      }
    });
  };
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";
  const std::string kilobyte(1024, 'x');
  for_ever("/head-dripping", "HTTP/1.1 200 OK\r\nX: ", "a", 50ms);
  for_ever("/interim", "", "HTTP/1.1 103 Early Hints\r\nX-Line: 12345678\r\n\r\n", 0ms);
  for_ever("/lines", head, "X-Line: 12345678\r\n", 0ms);
  for_ever("/line", head + "X: ", kilobyte, 0ms);
  for_ever("/body", head + "\r\n", kilobyte, 0ms);
  for_ever("/body-dripping", head + "\r\n", "a", 50ms);
  for_ever("/chunks", head + "Transfer-Encoding: chunked\r\n\r\n", "400\r\n" + kilobyte + "\r\n",
           0ms);
  for_ever("/trailers", head + "Transfer-Encoding: chunked\r\n\r\n0\r\n", "X-Line: 12345678\r\n",
           0ms);
  const std::vector<std::string> paths{"/head-dripping", "/interim",       "/lines",  "/line",
                                       "/body",          "/body-dripping", "/chunks", "/trailers"};
  for (const auto& path : paths) {
    CAPTURE(path);
    const auto begun = steady_clock::now();
    const auto outcome = beside_good_ones({web.url(path)})[0];
    CHECK(steady_clock::now() - begun < 3s);
    CHECK(outcome.end == FetchEnd::kFailed);
    const bool by_time = path.ends_with("dripping");
    CHECK(outcome.error.code == (by_time ? Errc::kTimeout : Errc::kTooLarge));
    CHECK_FALSE(outcome.error.what.empty());
    CHECK(outcome.page.bytes.empty());
  }
}

TEST_CASE("a TLS handshake that fails or never ends is a reason", "[fetch][hostile]") {
  const auto https = [](const ScriptedServer& web) {
    return "https" + web.origin().substr(4) + "/";
  };
  ScriptedServer plain("127.1.0.1");  // sees no request in the handshake, and waits for more
  const auto outcomes = beside_good_ones({https(plain), "https://127.1.0.2:9/"});
  for (const auto& outcome : outcomes) {
    CHECK(outcome.end == FetchEnd::kBlocked);
    CHECK(outcome.error.what.starts_with("robots.txt: "));
  }
  CHECK(outcomes[0].error.what.find("in time") != std::string::npos);
  CHECK(plain.seen().empty());
}

TEST_CASE("nobody is asked who cannot show who they are", "[fetch][hostile]") {
  const std::string address = "127.1.0.1";
  const std::vector<Certificate> certificates{
      {"IP:" + address, true, -1, 30, 0},                // self-signed
      {"IP:" + address, false, -1, 30, 0},               // by an unknown authority
      {"IP:" + address, true, -30, -1, 0},               // expired
      {"IP:" + address, true, 1, 30, 0},                 // not valid yet
      {"other.example", true, -1, 30, 0},                // another host's
      {"IP:" + address, true, -1, 30, TLS1_1_VERSION}};  // a version that is no longer safe
  for (std::size_t i = 0; i < certificates.size(); ++i) {
    CAPTURE(i);
    TlsServer web(address, certificates[i]);
    const auto outcome = beside_good_ones({web.url("/")})[0];
    CHECK(outcome.end == FetchEnd::kBlocked);
    CHECK(outcome.error.what.starts_with("robots.txt: "));
    CHECK(outcome.error.what.find("SSL") != std::string::npos);
    CHECK(outcome.retry_at);
    CHECK(web.connections() == 1);
    CHECK(web.requests() == 0);
  }
}
