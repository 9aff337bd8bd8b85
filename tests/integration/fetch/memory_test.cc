// What the engine holds in memory of the origins it has met: those in use, and no more.
#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "core/clock.h"
#include "tests/integration/fetch/crawl.h"
#include "tests/integration/fetch/scripted_server.h"

using namespace std::chrono_literals;
using namespace storyfold;
using namespace storyfold::crawler::fetch;
using namespace storyfold::test;

namespace {

// Of an origin that is known to forbid everything: asking there needs no network.
HostRecord forbidding(const std::string& origin) {
  HostRecord record;
  record.origin = origin;
  record.robots_status = 200;
  record.robots = "User-agent: *\nDisallow: /\n";
  record.robots_at = system_now();
  record.robots_expires = system_now() + 3600s;
  return record;
}

void meet(Crawl& crawl, int from, int to) {
  for (int i = from; i < to; ++i) {
    const std::string origin = "http://host" + std::to_string(i) + ".example";
    crawl.known[origin] = forbidding(origin);
    REQUIRE(crawl.get(origin + "/").end == FetchEnd::kForbidden);
  }
}

}  // namespace

TEST_CASE("ten thousand origins leave bounded state", "[fetch][memory]") {
  Crawl crawl;
  meet(crawl, 0, 10'000);
  CHECK(crawl.engine.counters().origins <= 1024);
  CHECK(crawl.engine.counters().hosts <= 1024);
  meet(crawl, 0, 1);  // it is known again
}

TEST_CASE("an origin is forgotten once it was kept, its host's clock is not", "[fetch][memory]") {
  ScriptedServer web("127.1.0.1");
  web.on("*", answer("<!doctype html><title>Ferry</title>"));
  web.on("/robots.txt", answer("User-agent: *\nDisallow: /no\n"));
  auto settings = quick_settings();
  settings.delay = 2s;
  Crawl crawl(settings);
  CHECK(crawl.get(web.url("/p1")).end == FetchEnd::kPage);
  for (auto& record : crawl.engine.take_changed_hosts()) crawl.known[record.origin] = record;
  meet(crawl, 0, 1100);
  CHECK(crawl.get(web.url("/no")).end == FetchEnd::kForbidden);
  CHECK(crawl.lookups[web.origin()] >= 3);  // met, compared, met again
  CHECK(crawl.get(web.url("/p2")).end == FetchEnd::kPage);
  CHECK(web.seen("/robots.txt").size() == 1);
  CHECK(web.seen("/p2")[0].at - web.seen("/p1")[0].at >= 2s);
}

TEST_CASE("an origin whose record was not kept yet is not forgotten", "[fetch][memory]") {
  ScriptedServer web("127.1.0.1");
  web.on("*", answer("", {"Retry-After: 30"}, "429 Too Many Requests"));
  web.on("/robots.txt", answer("", {}, "404 Not Found"));
  Crawl crawl;
  CHECK(crawl.get(web.url("/p1")).end == FetchEnd::kStatus);
  const bool taken = GENERATE(false, true);  // taken, and lost on its way
  if (taken) CHECK(crawl.engine.take_changed_hosts().size() == 1);
  meet(crawl, 0, 3000);
  CHECK(crawl.get(web.url("/p2")).end == FetchEnd::kBlocked);
  CHECK(web.seen("/p2").empty());
}
