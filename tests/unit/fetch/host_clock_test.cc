#include "crawler/fetch/host_clock.h"

#include <catch2/catch.hpp>
#include <chrono>

using namespace std::chrono_literals;
using storyfold::crawler::fetch::HostClock;

namespace {

const HostClock::Time kStart{1000s};
constexpr std::chrono::milliseconds kMargin{30};

}  // namespace

TEST_CASE("nothing is asked before one delay after the start", "[fetch][clock]") {
  CHECK(HostClock(200ms, kStart).next_start() == kStart + 200ms);
  CHECK(HostClock(0ms, kStart).next_start() == kStart);
}

TEST_CASE("requests are a delay apart from when they went out", "[fetch][clock]") {
  HostClock clock(200ms, kStart);
  clock.sent(kStart + 1s);
  CHECK(clock.next_start() == kStart + 1s + 200ms + kMargin);
  clock.sent(kStart + 3s);
  clock.sent(kStart + 2s);  // told late: the newest counts
  CHECK(clock.next_start() == kStart + 3s + 200ms + kMargin);
}

TEST_CASE("a request counts from when the host must have had it", "[fetch][clock]") {
  HostClock clock(1000ms, kStart);
  clock.sent(kStart + 1s);
  clock.answered(kStart + 1s, kStart + 1s + 20ms);
  CHECK(clock.next_start() == kStart + 2s + 20ms + kMargin);
  clock.sent(kStart + 3s);
  clock.answered(kStart + 3s, kStart + 3s + 400ms);  // it took its time, but had it long before
  CHECK(clock.next_start() == kStart + 4s + 50ms + kMargin);
}

TEST_CASE("the longest crawl delay of a host's origins counts", "[fetch][clock]") {
  HostClock clock(200ms, kStart);
  clock.sent(kStart + 1s);
  clock.set_crawl_delay("http://a.example", 5s);
  clock.set_crawl_delay("https://a.example", 2s);
  CHECK(clock.delay() == 5s);
  CHECK(clock.next_start() == kStart + 6s + kMargin);  // for the request before it was known, too
  clock.set_crawl_delay("http://a.example", std::nullopt);
  CHECK(clock.delay() == 2s);
  clock.set_crawl_delay("https://a.example", 100ms);
  CHECK(clock.delay() == 200ms);
}

TEST_CASE("who answers slowly is asked less often, within bounds", "[fetch][clock]") {
  HostClock clock(200ms, kStart);
  clock.answered(kStart, kStart + 1s);
  CHECK(clock.delay() == 2s);
  for (int i = 0; i < 40; ++i) clock.answered(kStart, kStart + 10ms);
  CHECK(clock.delay() == 200ms);
  for (int i = 0; i < 40; ++i) clock.answered(kStart, kStart + 60s);
  CHECK(clock.delay() == 10s);
  clock.set_crawl_delay("http://a.example", 30s);
  CHECK(clock.delay() == 30s);
}

TEST_CASE("without a delay only robots.txt slows", "[fetch][clock]") {
  HostClock clock(0ms, kStart);
  clock.sent(kStart + 1s);
  clock.answered(kStart + 1s, kStart + 9s);
  CHECK(clock.next_start() == kStart);
  clock.set_crawl_delay("http://a.example", 1s);
  CHECK(clock.next_start() > kStart + 2s);
}

TEST_CASE("a host known from before waits its own delay from the start on", "[fetch][clock]") {
  HostClock clock(200ms, kStart);
  clock.set_crawl_delay("http://a.example", 7s);
  clock.restore(50ms, kStart);
  CHECK(clock.next_start() == kStart + 7s);
  HostClock slow(200ms, kStart);
  slow.restore(2s, kStart);
  CHECK(slow.next_start() == kStart + 4s);
}
