// How servers see the engine: robots.txt, the distance between requests, how many at once, and what
// becomes of others when some are dead.
#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/clock.h"
#include "tests/gzip.h"
#include "tests/integration/fetch/crawl.h"
#include "tests/integration/fetch/scripted_server.h"

using namespace std::chrono_literals;
using namespace storyfold;
using namespace storyfold::crawler::fetch;
using namespace storyfold::test;
using std::chrono::steady_clock;
using Line = ScriptedServer::Line;

namespace {

constexpr auto* kPage = "<!doctype html><title>Ferry</title>";

std::vector<std::string> pages(const ScriptedServer& web, int count) {
  std::vector<std::string> urls;
  for (int i = 0; i < count; ++i) urls.push_back(web.url("/p" + std::to_string(i)));
  return urls;
}

int count(const std::vector<FetchOutcome>& outcomes, FetchEnd end) {
  return static_cast<int>(std::count_if(outcomes.begin(), outcomes.end(),
                                        [&](const FetchOutcome& one) { return one.end == end; }));
}

// Between any two requests that follow each other.
steady_clock::duration least_gap(const std::vector<Seen>& seen) {
  auto least = steady_clock::duration::max();
  for (std::size_t i = 1; i < seen.size(); ++i)
    least = std::min(least, seen[i].at - seen[i - 1].at);
  return least;
}

}  // namespace

TEST_CASE("requests are a delay apart and few at a time", "[fetch][manners]") {
  ScriptedServer web("127.1.0.1");
  web.on("*", [](Line& line, const Seen&) {
    line.wait(70ms);
    line.send(answer(kPage));
  });
  web.on("/to", redirect("/p0"));
  auto settings = quick_settings();
  settings.delay = 100ms;
  Crawl crawl(settings);
  auto urls = pages(web, 6);
  urls.push_back(web.url("/to"));
  const auto begun = steady_clock::now();
  CHECK(count(crawl.get_all(urls), FetchEnd::kPage) == 6);
  const auto seen = web.seen();
  REQUIRE(seen.size() == 8);  // robots.txt among them
  CHECK(seen.front().at - begun >= 99ms);
  CHECK(least_gap(seen) >= 100ms);
  CHECK(web.most_at_once() <= 2);
}

TEST_CASE("at most so many at once, at a host and in all", "[fetch][manners]") {
  std::vector<std::unique_ptr<ScriptedServer>> webs;
  std::vector<std::string> urls;
  std::atomic<int> at_once = 0, most = 0;
  for (int i = 1; i <= 4; ++i) {
    webs.push_back(std::make_unique<ScriptedServer>("127.1.0." + std::to_string(i)));
    webs.back()->on("*", [&](Line& line, const Seen&) {
      most = std::max<int>(most, ++at_once);
      line.wait(30ms);
      --at_once;
      line.send(answer(kPage));
    });
    const auto more = pages(*webs.back(), 6);
    urls.insert(urls.end(), more.begin(), more.end());
  }
  auto settings = quick_settings();
  settings.connections = 5;
  Crawl crawl(settings);
  CHECK(count(crawl.get_all(urls), FetchEnd::kPage) == 24);
  CHECK(most <= 5);
  CHECK(most >= 4);
  for (const auto& web : webs) CHECK(web->most_at_once() <= 2);
}

TEST_CASE("a crawl delay is a slow queue", "[fetch][manners]") {
  ScriptedServer web("127.1.0.1");
  web.on("*", answer(kPage));
  web.on("/robots.txt", answer("User-agent: *\nCrawl-delay: 0.3\n"));
  Crawl crawl;
  CHECK(count(crawl.get_all(pages(web, 3)), FetchEnd::kPage) == 3);
  CHECK(web.seen().size() == 4);
  CHECK(least_gap(web.seen()) >= 300ms);
}

TEST_CASE("robots.txt forbids, on every hop, and is asked for once", "[fetch][manners]") {
  ScriptedServer web("127.1.0.1");
  web.on("/robots.txt", answer("User-agent: storyfold\nDisallow: /no\nAllow: /no/but\n"
                               "Sitemap: /map.xml\nSitemap: ftp://a.example/\n"));
  web.on("*", answer(kPage));
  web.on("/to-no", redirect("/no/way?x=1"));
  Crawl crawl;
  const auto outcomes = crawl.get_all({web.url("/no/way"), web.url("/no/but"), web.url("/yes")});
  CHECK(outcomes[0].end == FetchEnd::kForbidden);
  CHECK(outcomes[1].end == FetchEnd::kPage);
  CHECK(outcomes[2].end == FetchEnd::kPage);
  const auto redirected = crawl.get(web.url("/to-no"), 3);
  CHECK(redirected.end == FetchEnd::kForbidden);
  CHECK(redirected.page.url == web.url("/no/way?x=1"));
  CHECK(redirected.page.redirects.size() == 1);
  CHECK(web.seen("/no/way?x=1").empty());
  CHECK(web.seen("/robots.txt").size() == 1);
  CHECK(crawl.engine.sitemaps_of(web.origin()) == std::vector<std::string>{web.url("/map.xml")});
}

TEST_CASE("robots.txt in all its states", "[fetch][manners]") {
  ScriptedServer web("127.1.0.1");
  ScriptedServer other("127.1.0.2");
  web.on("/p", answer(kPage));
  auto settings = quick_settings();
  settings.timeout = 400ms;
  const auto end_with = [&](const std::string& robots) {
    web.on("/robots.txt", robots);
    return Crawl(settings).get(web.url("/p")).end;
  };
  const std::string forbids = "User-agent: *\nDisallow: /\n";
  CHECK(end_with(answer(forbids)) == FetchEnd::kForbidden);
  CHECK(end_with(answer("", {}, "404 Not Found")) == FetchEnd::kPage);
  CHECK(end_with(answer(forbids, {}, "403 Forbidden")) == FetchEnd::kPage);
  CHECK(end_with(answer("<html><pre>\n" + forbids)) == FetchEnd::kPage);
  CHECK(end_with(answer(std::string(600u << 10, '#') + "\n" + forbids)) == FetchEnd::kPage);
  CHECK(end_with(answer(forbids + std::string(600u << 10, '#'))) == FetchEnd::kForbidden);
  CHECK(end_with(answer(gzip(forbids + std::string(9u << 20, '\n')), {"Content-Encoding: gzip"})) ==
        FetchEnd::kForbidden);
  other.on("/robots.txt", redirect("/r2"));
  other.on("/r2", answer(forbids));
  CHECK(end_with(redirect(other.url("/robots.txt"))) == FetchEnd::kForbidden);
  other.on("/r2", redirect("/r2"));
  CHECK(end_with(redirect(other.url("/robots.txt"))) == FetchEnd::kPage);
  CHECK(other.seen("/r2").size() == 1 + 4);  // of the six that the RFC asks for

  for (const auto* status : {"503 Service Unavailable", "429 Too Many Requests", "500 Oops"}) {
    CAPTURE(status);
    CHECK(end_with(answer(forbids, {}, status)) == FetchEnd::kBlocked);
    CHECK(end_with(answer(forbids, {"Retry-After: 0"}, status)) == FetchEnd::kBlocked);
  }
  CHECK(end_with("HTTP/1.1 200 OK\r\nContent-Length: 900\r\nConnection: close\r\n\r\nUser") ==
        FetchEnd::kBlocked);  // no whole answer, at the deadline
  web.on("/robots.txt", [](Line& line, const Seen&) { line.wait(10s); });
  const auto asked_before = web.seen("/p").size();
  Crawl crawl(settings);
  const auto hanging = crawl.get(web.url("/p"));
  CHECK(hanging.end == FetchEnd::kBlocked);
  CHECK(hanging.error.what.starts_with("robots.txt: "));
  REQUIRE(hanging.retry_at);
  CHECK(*hanging.retry_at - system_now() >= 28s);
  CHECK(crawl.get(web.url("/p")).requests == 0);
  CHECK(web.seen("/p").size() == asked_before);
}

TEST_CASE("a robots.txt that lies elsewhere waits for that host's turn", "[fetch][manners]") {
  ScriptedServer web("127.1.0.1");
  ScriptedServer other("127.1.0.2");
  web.on("/robots.txt", redirect(other.url("/rules")));
  web.on("/p", answer(kPage));
  const std::string busy = answer("", {"Retry-After: 30"}, "429 Too Many Requests");
  other.on("/busy", busy);
  other.on("*", answer("User-agent: *\n"));
  SECTION("and until that host may be asked again") {
    Crawl crawl;
    CHECK(crawl.get(other.url("/busy")).end == FetchEnd::kStatus);
    const auto waits = crawl.get(web.url("/p"));
    CHECK(waits.end == FetchEnd::kBlocked);
    CHECK(waits.error.what.find(other.origin() + ", which is left alone") != std::string::npos);
    REQUIRE(waits.retry_at);
    CHECK(*waits.retry_at - system_now() >= 28s);
    CHECK(*waits.retry_at - system_now() <= 31s);
    CHECK(other.seen("/rules").empty());
  }
  SECTION("whose word it takes for all that is asked there") {
    other.on("/rules", busy);
    Crawl crawl;
    CHECK(crawl.get(web.url("/p")).end == FetchEnd::kBlocked);
    CHECK(crawl.get(other.url("/other")).end == FetchEnd::kBlocked);
    CHECK(other.seen().size() == 1);
  }
  SECTION("with its delay") {
    auto settings = quick_settings();
    settings.delay = 150ms;
    Crawl crawl(settings);
    auto urls = pages(other, 3);
    urls.push_back(web.url("/p"));
    CHECK(count(crawl.get_all(urls), FetchEnd::kPage) == 4);
    CHECK(other.seen().size() == 5);  // robots.txt and /rules among them
    CHECK(least_gap(other.seen()) >= 150ms);
  }
}

TEST_CASE("a host that is busy is left alone", "[fetch][manners]") {
  ScriptedServer web("127.1.0.1");
  std::atomic<int> answers = 0;
  web.on("*", [&](Line& line, const Seen&) {
    line.send(++answers == 3 ? answer("slow down", {"Retry-After: 1"}, "429 Too Many Requests")
                             : answer(kPage));
  });
  web.on("/robots.txt", answer("", {}, "404 Not Found"));
  auto settings = quick_settings();
  settings.delay = 50ms;
  Crawl crawl(settings);
  const auto outcomes = crawl.get_all(pages(web, 12));
  CHECK(count(outcomes, FetchEnd::kPage) == 2);
  CHECK(count(outcomes, FetchEnd::kStatus) == 1);
  CHECK(count(outcomes, FetchEnd::kBlocked) == 9);
  for (const auto& outcome : outcomes)
    CHECK(outcome.retry_at.has_value() == (outcome.end != FetchEnd::kPage));
  CHECK(web.seen().size() == 4);
  std::this_thread::sleep_for(1100ms);
  CHECK(crawl.get(web.url("/again")).end == FetchEnd::kPage);
}

TEST_CASE("the next run keeps what the last one promised", "[fetch][manners]") {
  ScriptedServer web("127.1.0.1");
  web.on("*", answer(kPage));
  web.on("/robots.txt", answer("User-agent: *\nDisallow: /no\nCrawl-delay: 0.4\n"));
  std::map<std::string, HostRecord> kept;
  {
    Crawl first;
    CHECK(first.get(web.url("/p")).end == FetchEnd::kPage);
    for (auto& record : first.engine.take_changed_hosts()) kept[record.origin] = record;
    CHECK(first.engine.take_changed_hosts().empty());
  }
  REQUIRE(kept.size() == 1);
  CHECK(kept.begin()->second.robots_status == 200);
  const auto begun = steady_clock::now();
  Crawl second(quick_settings(), kept);
  CHECK(second.get(web.url("/no")).end == FetchEnd::kForbidden);
  CHECK(second.get(web.url("/p")).end == FetchEnd::kPage);
  CHECK(web.seen("/robots.txt").size() == 1);
  CHECK(web.seen("/p").back().at - begun >= 400ms);
}

TEST_CASE("dead hosts take nothing from those that answer", "[fetch][manners]") {
  ScriptedServer good("127.1.0.1");
  good.on("*", answer(kPage));
  std::vector<std::string> dead;
  std::vector<std::unique_ptr<ScriptedServer>> silent;  // take connections and say nothing
  for (int i = 1; i <= 25; ++i) {
    const std::string number = std::to_string(i);
    dead.push_back("http://127.1.8." + number + ":9/");  // refused
    silent.push_back(std::make_unique<ScriptedServer>("127.1.9." + number));
    silent.back()->on("*", [](Line& line, const Seen&) { line.wait(10s); });
    dead.push_back(silent.back()->url("/"));
  }
  auto settings = quick_settings();
  settings.delay = 20ms;
  settings.connections = 16;
  settings.timeout = 1000ms;
  const auto time_for = [&](const std::vector<std::string>& urls) {
    Crawl crawl(settings);
    (void)crawl.get(good.url("/first"));  // known to answer
    const auto begun = steady_clock::now();
    std::vector<FetchOutcome> others(urls.size());
    for (std::size_t i = 0; i < urls.size(); ++i) {
      FetchRequest request;
      request.url = urls[i];
      crawl.begin(request, others[i]);
    }
    std::vector<FetchOutcome> wanted(30);
    for (auto& outcome : wanted) {
      FetchRequest request;
      request.url = good.url("/p");
      crawl.begin(request, outcome);
    }
    crawl.run();
    CHECK(count(wanted, FetchEnd::kPage) == 30);
    CHECK(count(others, FetchEnd::kBlocked) == static_cast<int>(urls.size()));
    return good.seen("/p").back().at - begun;
  };
  const auto alone = time_for({});
  const auto beside = time_for(dead);
  CHECK(std::chrono::duration<double>(alone) / std::chrono::duration<double>(beside) >= 0.9);
}
