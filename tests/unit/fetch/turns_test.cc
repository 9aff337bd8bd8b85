#include "crawler/fetch/turns.h"

#include <boost/asio/co_spawn.hpp>
#include <catch2/catch.hpp>
#include <chrono>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

using namespace std::chrono_literals;
using namespace storyfold;
using namespace storyfold::crawler::fetch;

namespace {

config::FetchSettings settings_of(std::uint32_t connections) {
  config::FetchSettings settings;
  settings.delay = 0ms;
  settings.connections = connections;
  settings.connections_per_host = 2;
  return settings;
}

// Takes turns, and holds on to them.
class Taker {
 public:
  explicit Taker(std::uint32_t connections)
      : settings(settings_of(connections)), turns(io, settings) {}
  ~Taker() {
    turns.stop();
    settle();
  }
  Taker(const Taker&) = delete;
  Taker& operator=(const Taker&) = delete;

  using Held = std::optional<Turns::Turn>;

  // `wanted` turns at `host`; those that came are in the list when this returns, others later.
  std::list<Held>& ask(const std::string& host, int wanted) {
    auto& held = held_[host];
    for (int i = 0; i < wanted; ++i)
      boost::asio::co_spawn(io, turns.take(turns.host(host), nullptr),
                            [&held](const std::exception_ptr&, Held turn) {
                              if (turn) held.emplace_back(std::move(turn));
                            });
    settle();
    return held;
  }

  // One request there, answered whole at once.
  void make_prompt(const std::string& host) {
    auto& held = ask(host, 1);
    REQUIRE(held.size() == 1);
    held.front()->sent();
    held.front()->answered();
    held.front()->answered_whole();
    held.clear();
    settle();
  }

  void settle() {
    io.restart();
    io.poll();
  }

  boost::asio::io_context io;
  config::FetchSettings settings;
  Turns turns;

 private:
  std::map<std::string, std::list<Held>> held_;
};

}  // namespace

TEST_CASE("a host has its places for as long as it is prompt", "[fetch][turns]") {
  Taker taker(16);
  auto& held = taker.ask("a.example", 3);
  REQUIRE(held.size() == 1);  // not known to answer: one at a time
  held.front()->sent();
  taker.settle();
  CHECK(held.size() == 1);
  held.front()->answered_whole();
  held.clear();
  taker.settle();
  REQUIRE(held.size() == 1);  // one connects at a time
  held.front()->sent();
  taker.settle();
  CHECK(held.size() == 2);
  held.clear();  // the last one was cut off
  taker.settle();
  auto& after = taker.ask("a.example", 2);
  after.front()->sent();
  taker.settle();
  CHECK(after.size() == 1);
}

TEST_CASE("hosts that are not prompt share three quarters of the places", "[fetch][turns]") {
  Taker taker(8);
  taker.make_prompt("good.example");
  std::size_t running = 0;
  for (int i = 0; i < 20; ++i) running += taker.ask("dead" + std::to_string(i), 2).size();
  CHECK(running == 6);
  auto& good = taker.ask("good.example", 5);
  REQUIRE(good.size() == 1);
  good.front()->sent();
  taker.settle();
  CHECK(good.size() == 2);
  CHECK(taker.turns.running() == 8);
  // Whoever leaves makes place for the next.
  auto& dead = taker.ask("dead0", 0);
  dead.front()->leave_place();
  taker.settle();
  CHECK(taker.turns.running() == 8);
  CHECK(taker.ask("dead6", 0).size() == 1);
}

TEST_CASE("what takes long counts among the slow", "[fetch][turns]") {
  Taker taker(8);
  for (const auto* host : {"a", "b", "c", "d"}) taker.make_prompt(host);
  for (const auto* host : {"a", "b", "c", "d"}) taker.ask(host, 1).front()->sent();
  std::this_thread::sleep_for(2100ms);
  auto& again = taker.ask("a", 1);
  CHECK(again.size() == 1);  // none beside the one that is late
  std::size_t running = 0;
  for (int i = 0; i < 20; ++i) running += taker.ask("dead" + std::to_string(i), 1).size();
  CHECK(running == 2);
  taker.ask("b", 0).front()->answered_whole();
  taker.ask("b", 0).clear();
  taker.settle();
  auto& late = taker.ask("b", 2);  // it was answered, but late
  CHECK(late.size() <= 1);
}

TEST_CASE("nothing more is begun while many pages are unread", "[fetch][turns]") {
  Taker taker(4);
  taker.turns.set_unread(4);
  CHECK(taker.ask("a", 1).empty());
  CHECK(taker.turns.waiting() == 1);
  taker.turns.set_unread(3);
  taker.settle();
  CHECK(taker.ask("a", 0).size() == 1);
}

TEST_CASE("what takes long does not count as a page to come", "[fetch][turns]") {
  Taker taker(8);
  taker.turns.set_unread(6);
  for (const auto* host : {"a", "b", "c"}) taker.make_prompt(host);
  for (const auto* host : {"a", "b"}) taker.ask(host, 1).front()->sent();
  auto& waits = taker.ask("c", 1);
  CHECK(waits.empty());
  std::this_thread::sleep_for(2100ms);
  taker.settle();  // nothing has ended, and nobody asks
  CHECK(waits.size() == 1);
}

TEST_CASE("a host is forgotten when its clock has run out, unless it asked for a delay",
          "[fetch][turns]") {
  Taker taker(4);
  for (int i = 0; i < 10'000; ++i) (void)taker.turns.host("host" + std::to_string(i));
  taker.make_prompt("asked.example");
  const auto held = taker.turns.host("held.example");
  Turns::clock(*taker.turns.host("asked.example"))
      .set_crawl_delay("http://asked.example", std::chrono::milliseconds{300});
  taker.turns.forget_idle();
  CHECK(taker.turns.known() == 2);
  std::this_thread::sleep_for(350ms);
  taker.turns.forget_idle();
  CHECK(taker.turns.known() == 2);
  Turns::clock(*taker.turns.host("asked.example"))
      .set_crawl_delay("http://asked.example", std::nullopt);
  taker.turns.forget_idle();
  CHECK(taker.turns.known() == 1);
}
