// What the engine makes of one server's answers, good, odd and hostile.
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "tests/gzip.h"
#include "tests/integration/fetch/crawl.h"
#include "tests/integration/fetch/scripted_server.h"

using namespace std::chrono_literals;
using namespace storyfold;
using namespace storyfold::crawler::fetch;
using namespace storyfold::test;
using Line = ScriptedServer::Line;

namespace {

constexpr auto* kPage = "<!doctype html><title>Ferry</title>";

}  // namespace

TEST_CASE("a page comes whole, over one connection, after robots.txt", "[fetch][engine]") {
  ScriptedServer web("127.1.0.1");
  web.on("/a", answer(kPage, {"Content-Type: text/html; charset=gbk", "ETag: \"1\"",
                              "X-Robots-Tag: noarchive", "Cache-Control: max-age=60"}));
  web.on("/b", answer("gone", {}, "410 Gone"));
  web.on("/c", answer(""));
  Crawl crawl;
  const auto page = crawl.get(web.url("/a"));
  CHECK(page.end == FetchEnd::kPage);
  CHECK(page.page.url == web.url("/a"));
  CHECK(page.page.bytes == kPage);
  CHECK(page.page.status == 200);
  CHECK(page.page.content_type == "text/html");
  CHECK(page.page.charset == "gbk");
  CHECK(page.page.etag == "\"1\"");
  CHECK(page.page.robots_tag == "noarchive");
  CHECK(page.page.fetched_at.time_since_epoch().count() > 0);
  CHECK(page.max_age == 60s);
  CHECK(page.requests == 2);
  CHECK_FALSE(page.permanent);
  const auto gone = crawl.get(web.url("/b"));
  CHECK(gone.end == FetchEnd::kStatus);
  CHECK(gone.page.status == 410);
  CHECK(gone.page.bytes.empty());
  CHECK(gone.requests == 1);
  CHECK(crawl.get(web.url("/c")).end == FetchEnd::kPage);

  const auto seen = web.seen();
  REQUIRE(seen.size() == 4);
  CHECK(seen[0].path == "/robots.txt");
  for (const auto& one : seen) {
    CHECK(one.connection == 1);
    CHECK(one.head.find("\r\nUser-Agent: storyfold/") != std::string::npos);
    CHECK(one.head.find("(+https://crawler.example/about)\r\n") != std::string::npos);
  }
  CHECK(crawl.engine.counters().requests == 4);
  CHECK(crawl.engine.counters().robots == 1);
  CHECK(crawl.engine.counters().connections == 1);
  CHECK(crawl.engine.counters().running == 0);
}

TEST_CASE("validators make a request conditional", "[fetch][engine]") {
  ScriptedServer web("127.1.0.1");
  web.on("/a", [](Line& line, const Seen& request) {
    const bool same = request.head.find("\r\nIf-None-Match: W/\"7\"\r\n") != std::string::npos &&
                      request.head.find("\r\nIf-Modified-Since: Mon, 01 Aug 2022 03:23:57 GMT") !=
                          std::string::npos;
    line.send(same ? "HTTP/1.1 304 Not Modified\r\nETag: W/\"7\"\r\n\r\n" : answer(kPage));
  });
  web.on("/always", "HTTP/1.1 304 Not Modified\r\n\r\n");
  Crawl crawl;
  CHECK(crawl.get(web.url("/a")).end == FetchEnd::kPage);
  FetchRequest request;
  request.url = web.url("/a");
  request.etag = "W/\"7\"";
  request.last_modified = "Mon, 01 Aug 2022 03:23:57 GMT";
  const auto again = crawl.get(request);
  CHECK(again.end == FetchEnd::kNotModified);
  CHECK(again.page.etag == "W/\"7\"");
  CHECK(again.page.bytes.empty());
  const auto unasked = crawl.get(web.url("/always"));
  CHECK(unasked.end == FetchEnd::kStatus);
  CHECK(unasked.page.status == 304);
}

TEST_CASE("compressed pages are unpacked, bombs are cut", "[fetch][engine]") {
  ScriptedServer web("127.1.0.1");
  const std::vector<std::string> coded{"Content-Encoding: gzip"};
  web.on("/page", answer(gzip(kPage), coded));
  web.on("/large", answer(gzip(std::string(3u << 20, 'a') + kPage), coded));
  web.on("/swelling", answer(gzip(std::string(30u << 20, '\0')), coded));
  web.on("/damaged", answer("no gzip at all", coded));
  web.on("/early", "HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip(kPage).substr(0, 40));
  web.on("/transfer", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n");
  web.on("/none", answer(kPage, {"Content-Encoding: none"}));
  web.on("/stacked", answer(gzip(gzip(kPage)), {"Content-Encoding: gzip, gzip"}));
  Crawl crawl;
  const auto page = crawl.get(web.url("/page"));
  CHECK(page.page.bytes == kPage);
  CHECK(page.page.gzip == gzip(kPage));
  const auto plain = crawl.get(web.url("/none"));
  CHECK(plain.page.bytes == kPage);
  CHECK(plain.page.gzip.empty());
  const auto large = crawl.get(web.url("/large"));
  CHECK(large.end == FetchEnd::kFailed);
  CHECK(large.error.code == Errc::kTooLarge);
  FetchRequest request;
  request.url = web.url("/swelling");
  request.max_bytes = 50u << 20;
  const auto bomb = crawl.get(request);
  CHECK(bomb.error.code == Errc::kTooLarge);
  CHECK(bomb.error.what.find("swells") != std::string::npos);
  for (const auto* path : {"/damaged", "/stacked", "/early", "/transfer"}) {
    const auto broken = crawl.get(web.url(path));
    CHECK(broken.end == FetchEnd::kFailed);
    CHECK(broken.page.bytes.empty());
  }
  request.url = web.url("/page");
  request.max_bytes = 10;
  CHECK(crawl.get(request).error.code == Errc::kTooLarge);
}

TEST_CASE("an answer that is not whole is no page", "[fetch][engine]") {
  ScriptedServer web("127.1.0.1");
  const auto then = [&](const std::string& path, const std::string& bytes, bool reset) {
    web.on(path, [bytes, reset](Line& line, const Seen&) {
      line.send(bytes);
      line.wait(20ms);
      reset ? line.reset() : line.close();
    });
  };
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";
  then("/nothing", "", false);
  then("/reset", "", true);
  then("/reset-in-head", head, true);
  then("/reset-in-body", head + "Content-Length: 900\r\n\r\n" + kPage, true);
  then("/short", head + "Content-Length: 900\r\n\r\n" + kPage, false);
  then("/chunk-open", head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", false);
  then("/chunk-bad", head + "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n", false);
  then("/line-long", "HTTP/1.1 200 OK\r\nX: " + std::string(400'000, 'x') + "\r\n\r\n", false);
  std::string lines = head;
  for (int i = 0; i < 40'000; ++i) lines += "X-Line: 12345678\r\n";
  then("/lines-many", lines + "\r\n", false);
  then("/no-http", "ready.\r\n", false);
  web.on("/part", answer(kPage, {"Content-Range: bytes 0-9/100"}, "206 Partial Content"));
  Crawl crawl;
  for (const auto* path : {"/nothing", "/reset", "/reset-in-head", "/reset-in-body", "/short",
                           "/chunk-open", "/chunk-bad", "/line-long", "/lines-many", "/no-http"}) {
    CAPTURE(path);
    const auto outcome = crawl.get(web.url(path));
    CHECK(outcome.end == FetchEnd::kFailed);
    CHECK_FALSE(outcome.error.what.empty());
    CHECK(outcome.page.bytes.empty());
    CHECK_FALSE(outcome.retry_at);
  }
  const auto part = crawl.get(web.url("/part"));
  CHECK(part.end == FetchEnd::kStatus);
  CHECK(part.page.status == 206);
  CHECK(part.page.bytes.empty());
}

TEST_CASE("a trickle and a silence end at the deadline", "[fetch][engine]") {
  ScriptedServer web("127.1.0.1");
  web.on("/silent", [](Line& line, const Seen&) { line.wait(10s); });
  web.on("/trickle", [](Line& line, const Seen&) {
    line.send("HTTP/1.1 200 OK\r\n\r\n");
    while (line.send("a") && line.wait(50ms)) {
    }
  });
  auto settings = quick_settings();
  settings.timeout = 400ms;
  Crawl crawl(settings);
  const auto begun = std::chrono::steady_clock::now();
  for (const auto& outcome : crawl.get_all({web.url("/silent"), web.url("/trickle")})) {
    CHECK(outcome.end == FetchEnd::kFailed);
    CHECK(outcome.error.code == Errc::kTimeout);
  }
  CHECK(std::chrono::steady_clock::now() - begun < 2s);
}

TEST_CASE("all hops share one deadline", "[fetch][engine]") {
  ScriptedServer web("127.1.0.1");
  int hops = 0;
  web.on("/robots.txt", answer("", {}, "404 Not Found"));
  web.on("*", [&](Line& line, const Seen&) {
    line.wait(150ms);
    line.send(redirect("/" + std::to_string(++hops)));
  });
  auto settings = quick_settings();
  settings.timeout = 400ms;
  Crawl crawl(settings);
  const auto begun = std::chrono::steady_clock::now();
  const auto outcome = crawl.get(web.url("/0"), 20);
  CHECK(std::chrono::steady_clock::now() - begun < 800ms);
  CHECK(outcome.end == FetchEnd::kFailed);
  CHECK(outcome.error.code == Errc::kTimeout);
  CHECK(outcome.page.redirects.size() == 2);
}

TEST_CASE("redirects are followed as far as asked for", "[fetch][engine]") {
  ScriptedServer web("127.1.0.1");
  ScriptedServer other("127.1.0.2");
  web.on("/1", redirect("/2", "301 Moved Permanently"));
  web.on("/2", redirect(other.url("/a b"), "308 Permanent Redirect"));
  web.on("/temporary", redirect("/1"));
  web.on("/loop", redirect("/loop"));
  web.on("/odd", redirect("ftp://127.1.0.1/file"));
  web.on("/nowhere", answer("", {}, "302 Found"));
  other.on("/a%20b", answer(kPage));
  Crawl crawl;

  const auto refused = crawl.get(web.url("/1"));
  CHECK(refused.end == FetchEnd::kRedirect);
  CHECK(refused.location == web.url("/2"));
  CHECK(refused.permanent);
  FetchRequest request;
  request.url = web.url("/1");
  request.max_redirects = 2;
  request.headers = {{"Referer", "https://wire.example/"}, {"X-Empty", ""}};
  const auto page = crawl.get(request);
  CHECK(page.end == FetchEnd::kPage);
  CHECK(page.permanent);
  CHECK(page.page.url == other.url("/a%20b"));
  CHECK(page.page.redirects == std::vector<std::string>{web.url("/1"), web.url("/2")});
  CHECK(other.seen()[0].path == "/robots.txt");
  CHECK(web.seen("/2").back().head.find("Referer: https://wire.example/") != std::string::npos);
  CHECK(other.seen("/a%20b")[0].head.find("Referer") == std::string::npos);

  const auto mixed = crawl.get(web.url("/temporary"), 5);
  CHECK(mixed.end == FetchEnd::kPage);
  CHECK_FALSE(mixed.permanent);
  const auto loop = crawl.get(web.url("/loop"), 3);
  CHECK(loop.end == FetchEnd::kRedirect);
  CHECK(loop.location == web.url("/loop"));
  CHECK(web.seen("/loop").size() == 4);
  const auto odd = crawl.get(web.url("/odd"), 3);
  CHECK(odd.end == FetchEnd::kRedirect);
  CHECK(odd.location.empty());
  CHECK_FALSE(odd.error.what.empty());
  CHECK(crawl.get(web.url("/nowhere"), 3).end == FetchEnd::kStatus);
}

TEST_CASE("addresses that are not public are not connected to", "[fetch][engine]") {
  ScriptedServer web("127.1.0.1");
  ScriptedServer inside("127.2.0.1");
  const auto port = inside.origin().substr(inside.origin().rfind(':'));
  web.on("/in", redirect(inside.url("/admin")));
  web.on("/hex", redirect("http://0x7f020001" + port + "/admin"));
  web.on("/mapped", redirect("http://[::ffff:127.2.0.1]" + port + "/admin"));
  Crawl crawl;
  for (const auto* path : {"/in", "/hex", "/mapped"}) {
    CAPTURE(path);
    const auto outcome = crawl.get(web.url(path), 3);
    CHECK(outcome.end == FetchEnd::kBlocked);  // its robots.txt cannot be had
    CHECK(outcome.error.what.find("refused to connect to") != std::string::npos);
  }
  CHECK(inside.seen().empty());
  CHECK(crawl.engine.counters().refused_addresses >= 2);
}

TEST_CASE("headers that are none are not sent", "[fetch][engine]") {
  ScriptedServer web("127.1.0.1");
  web.on("*", answer(kPage));
  Crawl crawl;
  const std::vector<std::pair<std::string, std::string>> bad{{"X", "a\r\nHost: b"},
                                                             {"X", "a\nb"},
                                                             {"X", std::string("a\0b", 3)},
                                                             {"X\r\nY", "a"},
                                                             {"X Y", "a"},
                                                             {"", "a"},
                                                             {"X:", "a"}};
  for (const auto& header : bad) {
    FetchRequest request;
    request.url = web.url("/a");
    request.headers = {header};
    const auto outcome = crawl.get(request);
    CHECK(outcome.end == FetchEnd::kFailed);
    CHECK(outcome.error.code == Errc::kBadInput);
  }
  FetchRequest request;
  request.url = web.url("/a");
  request.etag = "\"1\"\r\nX-Other: 1";
  CHECK(crawl.get(request).end == FetchEnd::kFailed);
  CHECK(web.seen("/a").empty());
}

TEST_CASE("a stop ends what runs and what waits", "[fetch][engine]") {
  ScriptedServer web("127.1.0.1");
  web.on("*", [](Line& line, const Seen&) { line.wait(10s); });
  web.on("/robots.txt", answer("", {}, "404 Not Found"));
  auto settings = quick_settings();
  settings.timeout = 30s;
  Crawl crawl(settings);
  std::vector<FetchOutcome> outcomes(8);
  for (auto& outcome : outcomes) {
    outcome.end = FetchEnd::kFailed;
    FetchRequest request;
    request.url = web.url("/slow");
    crawl.begin(request, outcome);
  }
  crawl.io.run_for(300ms);
  CHECK(crawl.engine.counters().running == 2);
  CHECK(crawl.engine.counters().waiting == 6);
  const auto begun = std::chrono::steady_clock::now();
  crawl.engine.stop();
  crawl.io.run();  // runs dry
  CHECK(std::chrono::steady_clock::now() - begun < 1s);
  for (const auto& outcome : outcomes) CHECK(outcome.end == FetchEnd::kStopped);
  CHECK(crawl.get(web.url("/later")).end == FetchEnd::kStopped);
  CHECK(web.seen("/later").empty());
}

TEST_CASE("a cancelled wait leaves its place to others", "[fetch][engine]") {
  ScriptedServer web("127.1.0.1");
  web.on("/slow", [](Line& line, const Seen&) { line.wait(10s); });
  web.on("/a", answer(kPage));
  auto settings = quick_settings();
  settings.connections_per_host = 1;
  settings.timeout = 30s;
  Crawl crawl(settings);
  std::vector<boost::asio::cancellation_signal> cancels(2);
  int ended = 0;
  for (auto& cancel : cancels) {  // the first runs, the second waits for its turn
    FetchRequest request;
    request.url = web.url("/slow");
    boost::asio::co_spawn(crawl.io, crawl.engine.fetch(std::move(request)),
                          boost::asio::bind_cancellation_slot(
                              cancel.slot(), [&](std::exception_ptr, FetchOutcome) { ++ended; }));
  }
  crawl.io.run_for(200ms);
  CHECK(crawl.engine.counters().running == 1);
  CHECK(crawl.engine.counters().waiting == 1);
  cancels[1].emit(boost::asio::cancellation_type::terminal);
  crawl.io.run_for(50ms);
  CHECK(ended == 1);
  CHECK(crawl.engine.counters().waiting == 0);
  cancels[0].emit(boost::asio::cancellation_type::terminal);
  CHECK(crawl.get(web.url("/a")).end == FetchEnd::kPage);
  CHECK(ended == 2);
  CHECK(crawl.engine.counters().running == 0);
}

TEST_CASE("everything is asked through the proxy of the settings, robots.txt too",
          "[fetch][engine][proxy]") {
  ScriptedServer proxy("127.9.0.1");  // not one that fetch.allow_addresses names
  proxy.on("http://tide.example/robots.txt", answer("User-agent: *\nDisallow: /secret\n"));
  proxy.on("http://tide.example/a", answer(kPage, {"Content-Type: text/html"}));
  auto settings = quick_settings();
  settings.proxy = proxy.origin();
  Crawl crawl(settings);
  const auto page = crawl.get("http://tide.example/a");
  CHECK(page.end == FetchEnd::kPage);
  CHECK(page.page.bytes == kPage);
  CHECK(crawl.get("http://tide.example/secret").end == FetchEnd::kForbidden);
  CHECK(proxy.seen().size() == 2);
}

TEST_CASE("through a proxy, addresses that are not public are refused where a URL names them",
          "[fetch][engine][proxy]") {
  ScriptedServer proxy("127.9.0.1");
  proxy.on("*", answer(kPage));
  auto settings = quick_settings();
  settings.proxy = proxy.origin();
  Crawl crawl(settings);
  for (const char* const url : {"http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/",
                                "http://localhost/", "http://a.localhost/"}) {
    const auto refused = crawl.get(url);
    CHECK(refused.end != FetchEnd::kPage);
    CHECK_THAT(refused.error.what, Catch::Contains("refused to connect"));
  }
  CHECK(proxy.seen().empty());
  CHECK(crawl.get("http://127.1.0.5/").end == FetchEnd::kPage);  // fetch.allow_addresses
}
