#include "crawler/frontier/queue.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace storyfold::crawler::frontier;
using namespace std::chrono_literals;
using std::chrono::sys_seconds;

namespace {

constexpr sys_seconds kStart{1'700'000'000s};

std::string origin(int host) { return "http://h" + std::to_string(host) + ".example"; }

DueUrl address(int host, const std::string& path, sys_seconds due, std::uint8_t priority = 100) {
  return {due, priority, origin(host) + "/" + path, origin(host)};
}

// Takes all that is due and says that it has ended.
std::vector<std::string> drain(DueQueue& queue, sys_seconds now) {
  std::vector<std::string> urls;
  while (const auto url = queue.take(now)) {
    urls.push_back(url->url);
    queue.done(url->origin);
  }
  return urls;
}

// What a daemon does: keeps everything, offers it, refills hosts that run low.
class Keeper {
 public:
  Keeper(std::size_t capacity, std::size_t ahead) : queue(capacity, ahead), most_(capacity + 1) {}

  void add(const DueUrl& url) {
    kept_[url.origin][url.url] = url;
    queue.offer(url);
  }

  std::optional<DueUrl> take(sys_seconds now) {
    for (const std::string& name : queue.starved()) refill(name);
    auto url = queue.take(now);
    if (url) kept_[url->origin].erase(url->url);
    return url;
  }

  [[nodiscard]] std::size_t kept() const {
    std::size_t sum = 0;
    for (const auto& [name, urls] : kept_) sum += urls.size();
    return sum;
  }

  DueQueue queue;

 private:
  void refill(const std::string& name) {
    std::vector<DueUrl> urls;
    for (const auto& [text, url] : kept_[name]) urls.push_back(url);
    std::ranges::stable_sort(urls, {}, [](const DueUrl& url) { return url.due; });
    // As many as are read at once, whatever the queue makes of them.
    const bool more = urls.size() > most_;
    if (more) urls.resize(most_);
    for (const DueUrl& url : urls) queue.offer(url);
    queue.refilled(name, more ? std::optional(urls.back().due) : std::nullopt);
  }

  std::size_t most_;
  std::map<std::string, std::map<std::string, DueUrl>> kept_;
};

}  // namespace

TEST_CASE("of one host the urgent comes first, then the earlier, then by address",
          "[frontier][queue]") {
  DueQueue queue(10, 1);
  CHECK(queue.offer(address(1, "b", kStart)));
  CHECK(queue.offer(address(1, "a", kStart)));
  CHECK(queue.offer(address(1, "old", kStart - 60s)));
  CHECK(queue.offer(address(1, "feed", kStart, 10)));
  CHECK(queue.offer(address(1, "tomorrow", kStart + 24h, 1)));
  CHECK(queue.size() == 5);
  const std::string h = origin(1) + "/";
  CHECK(drain(queue, kStart) == std::vector<std::string>{h + "feed", h + "old", h + "a", h + "b"});
  CHECK(queue.next_due() == kStart + 24h);
  CHECK(drain(queue, kStart + 24h) == std::vector<std::string>{h + "tomorrow"});
  CHECK_FALSE(queue.next_due());
}

TEST_CASE("hosts take turns however much one of them has", "[frontier][queue]") {
  DueQueue queue(1000, 1000);
  for (int i = 0; i < 900; ++i) queue.offer(address(0, std::to_string(i), kStart));
  for (int host = 1; host <= 3; ++host) {
    for (int i = 0; i < 3; ++i) queue.offer(address(host, std::to_string(i), kStart));
  }
  std::map<std::string, int> taken;
  for (int i = 0; i < 12; ++i) ++taken[queue.take(kStart)->origin];
  for (int host = 0; host <= 3; ++host) CHECK(taken[origin(host)] == 3);
  CHECK(queue.taken() == 12);
}

TEST_CASE("a host is passed over while it is blocked or has enough taken", "[frontier][queue]") {
  DueQueue queue(10, 2);
  for (int i = 0; i < 4; ++i) queue.offer(address(1, std::to_string(i), kStart));
  CHECK(queue.take(kStart));
  CHECK(queue.take(kStart));
  CHECK_FALSE(queue.take(kStart));
  CHECK_FALSE(queue.next_due());
  queue.done(origin(1));
  CHECK(queue.next_due() == kStart);
  queue.block(origin(1), kStart + 30s);
  CHECK_FALSE(queue.take(kStart));
  CHECK(queue.next_due() == kStart + 30s);
  CHECK_FALSE(queue.take(kStart + 29s));
  CHECK(queue.take(kStart + 30s));
  queue.done(origin(1));
  queue.block(origin(1), kStart + 1h);
  queue.block(origin(1), kStart);
  CHECK(queue.take(kStart + 30s));
}

TEST_CASE("a block is kept for a host that holds nothing", "[frontier][queue]") {
  DueQueue queue(10, 1);
  queue.block(origin(1), kStart + 30s);
  queue.offer(address(1, "a", kStart));
  CHECK_FALSE(queue.take(kStart));
  CHECK(queue.next_due() == kStart + 30s);
  CHECK(queue.take(kStart + 30s));
}

TEST_CASE("an address offered again moves, one removed is gone", "[frontier][queue]") {
  DueQueue queue(10, 1);
  queue.offer(address(1, "a", kStart));
  queue.offer(address(1, "a", kStart + 60s));
  queue.offer(address(1, "b", kStart + 90s));
  CHECK(queue.size() == 2);
  CHECK_FALSE(queue.take(kStart));
  queue.remove(origin(1) + "/a", origin(1));
  queue.remove(origin(1) + "/never", origin(1));
  queue.remove(origin(2) + "/never", origin(2));
  CHECK(queue.next_due() == kStart + 90s);
  CHECK(drain(queue, kStart + 2min) == std::vector<std::string>{origin(1) + "/b"});
}

TEST_CASE("a full host holds what is due soonest and asks for the rest", "[frontier][queue]") {
  DueQueue queue(8, 1);
  for (int i = 0; i < 8; ++i) {
    CHECK(queue.offer(address(1, std::to_string(i), kStart + (10 + i) * 1s)));
  }
  CHECK_FALSE(queue.offer(address(1, "late", kStart + 1h)));
  CHECK(queue.offer(address(1, "soon", kStart + 1s)));  // pushes the last one out
  CHECK(queue.size() == 8);
  CHECK(queue.starved().empty());
  const auto urls = drain(queue, kStart + 1min);
  CHECK(urls.size() == 8);
  CHECK(urls.front() == origin(1) + "/soon");
  CHECK(std::ranges::find(urls, origin(1) + "/7") == urls.end());

  CHECK_FALSE(queue.offer(address(1, "later", kStart + 2h)));  // earlier ones are kept outside
  CHECK(queue.starved() == std::vector<std::string>{origin(1)});
  CHECK(queue.starved().empty());  // named once
  CHECK(queue.offer(address(1, "7", kStart + 17s)));
  CHECK(queue.offer(address(1, "late", kStart + 1h)));
  CHECK(queue.offer(address(1, "later", kStart + 2h)));
  queue.refilled(origin(1), std::nullopt);
  CHECK(queue.starved().empty());
  CHECK(queue.offer(address(1, "even later", kStart + 3h)));
}

TEST_CASE("a feed keeps its place beside a backlog of pages", "[frontier][queue]") {
  DueQueue queue(100, 1);
  queue.take(kStart);
  for (int i = 0; i < 500; ++i) queue.offer(address(1, std::to_string(i), kStart - 1h));
  CHECK(queue.size() == 100);
  CHECK(queue.offer(address(1, "feed", kStart + 15min, 10)));
  for (int i = 500; i < 1000; ++i) queue.offer(address(1, std::to_string(i), kStart - 1h));
  CHECK_FALSE(queue.offer(address(1, "revisit", kStart + 15min, 150)));
  CHECK(queue.size() == 100);
  CHECK(queue.take(kStart + 15min)->url == origin(1) + "/feed");
}

TEST_CASE("urgent addresses that are not due leave most places to those that are",
          "[frontier][queue]") {
  DueQueue queue(100, 1);
  queue.take(kStart);
  for (int i = 0; i < 300; ++i) {
    queue.offer(address(1, "feed" + std::to_string(i), kStart + 15min, 10));
  }
  for (int i = 0; i < 300; ++i) queue.offer(address(1, std::to_string(i), kStart));
  CHECK(drain(queue, kStart).size() >= 75);
}

TEST_CASE("more polled addresses than a host may hold all get their turns", "[frontier][queue]") {
  Keeper keeper(20, 1);
  for (int i = 0; i < 60; ++i) keeper.add(address(1, std::to_string(i), kStart, 10));
  std::map<std::string, int> polls;
  sys_seconds now = kStart;
  // One request a second and every address due again after 30: more than the host can have.
  for (int i = 0; i < 600; ++i, now += 1s) {
    const auto url = keeper.take(now);
    REQUIRE(url);
    ++polls[url->url];
    keeper.queue.done(url->origin);
    keeper.add({now + 30s, url->priority, url->url, url->origin});
  }
  CHECK(polls.size() == 60);
  for (const auto& [url, count] : polls) CHECK(count >= 5);
}

TEST_CASE("nothing that is kept is lost or taken twice, in any order of calls",
          "[frontier][queue]") {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    std::minstd_rand random(seed);
    const auto below = [&random](unsigned n) { return random() % n; };
    Keeper keeper(1 + below(12), 1 + below(3));
    sys_seconds now = kStart;
    std::set<std::string> added, got;
    std::map<std::string, sys_seconds> blocked;
    std::vector<DueUrl> running;
    for (int step = 0; step < 2000; ++step) {
      const int host = static_cast<int>(below(5));
      const unsigned what = below(10);
      if (what < 3) {
        const auto url = address(host, std::to_string(step), now + std::chrono::seconds(below(300)),
                                 static_cast<std::uint8_t>(below(4) * 50));
        added.insert(url.url);
        keeper.add(url);
      } else if (what == 3) {
        blocked[origin(host)] = now + std::chrono::seconds(below(60));
        keeper.queue.block(origin(host), blocked[origin(host)]);
      } else if (what < 6 && !running.empty()) {
        keeper.queue.done(running.back().origin);
        running.pop_back();
      } else if (const auto url = keeper.take(now)) {
        REQUIRE(url->due <= now);
        REQUIRE(blocked[url->origin] <= now);
        REQUIRE(got.insert(url->url).second);
        running.push_back(*url);
      } else {
        now += 5s;
      }
      REQUIRE(keeper.queue.taken() == running.size());
    }
    for (const DueUrl& url : running) keeper.queue.done(url.origin);
    now += 1h;
    while (const auto url = keeper.take(now)) {
      REQUIRE(got.insert(url->url).second);
      keeper.queue.done(url->origin);
    }
    CHECK(got == added);
    CHECK(keeper.kept() == 0);
    CHECK(keeper.queue.size() == 0);
    CHECK_FALSE(keeper.queue.next_due());
  }
}

TEST_CASE("a backlog longer than what is held is worked off at once, whatever is to be revisited",
          "[frontier][queue]") {
  Keeper keeper(20, 1);
  for (int i = 0; i < 200; ++i) keeper.add(address(1, std::to_string(i), kStart, 100));
  // Each page is to be read again in an hour, before pages nobody has read.
  std::set<std::string> read;
  while (const auto url = keeper.take(kStart)) {
    read.insert(url->url);
    keeper.add({kStart + 1h, 60, url->url, url->origin});
    keeper.queue.done(url->origin);
  }
  CHECK(read.size() == 200);
  CHECK(keeper.queue.next_due() == kStart + 1h);
}

TEST_CASE("an urgent address does not wait behind a backlog that was refilled",
          "[frontier][queue]") {
  Keeper keeper(20, 1);
  for (int i = 0; i < 200; ++i) keeper.add(address(1, std::to_string(i), kStart, 60));
  for (int i = 0; i < 100; ++i) {  // several refills
    REQUIRE(keeper.take(kStart));
    keeper.queue.done(origin(1));
  }
  keeper.add(address(1, "news", kStart + 1s, 50));
  const auto next = keeper.take(kStart + 1s);
  REQUIRE(next);
  CHECK(next->url == origin(1) + "/news");
}

TEST_CASE("what was left out wakes its host when it comes due", "[frontier][queue]") {
  DueQueue queue(2, 1);
  for (int i = 0; i < 2; ++i) queue.offer(address(1, std::to_string(i), kStart + 10s));
  CHECK_FALSE(queue.offer(address(1, "left out", kStart + 1min)));
  CHECK(drain(queue, kStart + 10s).size() == 2);
  CHECK(queue.starved().empty());
  CHECK(queue.next_due() == kStart + 1min);
  CHECK_FALSE(queue.take(kStart + 1min));
  CHECK(queue.next_due() == kStart + 1min);
  CHECK(queue.starved() == std::vector<std::string>{origin(1)});
}

TEST_CASE("the same calls give the same addresses", "[frontier][queue]") {
  const auto run = [] {
    std::minstd_rand random(7);
    DueQueue queue(50, 2);
    for (int i = 0; i < 2000; ++i) {
      queue.offer(address(static_cast<int>(random() % 40), std::to_string(i),
                          kStart + std::chrono::seconds(random() % 100),
                          static_cast<std::uint8_t>(random() % 256)));
    }
    return drain(queue, kStart + 100s);
  };
  CHECK(run() == run());
}

TEST_CASE(
    "hosts that cannot be asked do not stand in the way of one that can, ten thousand of them",
    "[frontier][queue]") {
  DueQueue queue(10, 1);
  for (int host = 0; host < 10'000; ++host) {
    queue.offer(address(host, "a", host % 2 == 0 ? kStart : kStart + 24h));
    if (host % 2 == 0) queue.block(origin(host), kStart + 24h);
  }
  queue.offer(address(10'000, "a", kStart));
  CHECK(queue.take(kStart)->origin == origin(10'000));
  CHECK_FALSE(queue.take(kStart));
  CHECK(queue.next_due() == kStart + 24h);
  CHECK(drain(queue, kStart + 24h).size() == 10'000);
}

TEST_CASE("what has come due stays so when the clock goes back", "[frontier][queue]") {
  DueQueue queue(10, 1);
  for (int i = 0; i < 3; ++i) queue.offer(address(1, std::to_string(i), kStart));
  CHECK(queue.take(kStart));
  queue.done(origin(1));
  CHECK(drain(queue, kStart - 24h).size() == 2);
}

TEST_CASE("sources keep their place however many they are and however long the backlog is",
          "[frontier][queue]") {
  DueQueue queue(8, 1000, 50);
  for (int i = 0; i < 100; ++i) {
    queue.offer(address(1, "page" + std::to_string(i), kStart - 1h, 60));
    queue.offer(address(1, "feed" + std::to_string(i), kStart + 10s, 10));
  }
  CHECK(queue.always_held(origin(1)) == 100);
  CHECK(queue.size() == 108);
  const auto soon = drain(queue, kStart);
  CHECK(soon.size() == 8);
  CHECK(queue.starved() == std::vector<std::string>{origin(1)});
  queue.refilled(origin(1), kStart + 1h);
  CHECK(*queue.next_due() == kStart + 10s);
  const auto later = drain(queue, kStart + 10s);
  CHECK(later.size() == 100);
  CHECK(queue.always_held(origin(1)) == 0);
}

TEST_CASE("a source that has come due goes before the pages and pushes none of them out",
          "[frontier][queue]") {
  DueQueue queue(4, 1000, 50);
  for (int i = 0; i < 4; ++i) queue.offer(address(1, "page" + std::to_string(i), kStart, 60));
  for (int i = 0; i < 3; ++i)
    CHECK(queue.offer(address(1, "feed" + std::to_string(i), kStart, 10)));
  CHECK_FALSE(queue.offer(address(1, "page9", kStart + 1s, 60)));
  const auto urls = drain(queue, kStart);
  REQUIRE(urls.size() == 7);
  CHECK(urls.front() == origin(1) + "/feed0");
  CHECK(urls.back() == origin(1) + "/page3");
}
