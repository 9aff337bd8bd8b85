#include "app/write_behind.h"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <thread>
#include <utility>

#include "core/identity.h"
#include "tests/unit/fold/scratch.h"

namespace storyfold::app {
namespace {

const StoryId kStory{0x1234};

Sha256 id_of(std::uint64_t n) { return item_id("正文" + std::to_string(n)); }

// The n-th record: an item of its own, joined to one story.
storage::Finished record(std::uint64_t n) {
  storage::Finished finished;
  storage::Item item;
  item.number = n;
  item.body = "正文" + std::to_string(n);
  item.id = id_of(n);
  storage::Print print;
  print.item = n;
  print.founding_story = kStory;
  print.fingerprint.version = 1;
  print.fingerprint.exact = {7, 7};
  storage::Sighting sighting;
  sighting.number = n;
  sighting.id = {1, n};
  sighting.item = n;
  sighting.story = kStory;
  sighting.source = "archive:x";
  sighting.outlet = "x";
  sighting.url = "https://x.example/" + std::to_string(n % 2);
  storage::Member member;
  member.story = kStory;
  member.sighting = n;
  member.item = n;
  member.outlet = "x";
  storage::Story story;
  story.id = kStory;
  story.canonical = 1;
  story.members = static_cast<std::uint32_t>(n);
  finished.new_item = std::move(item);
  finished.print = print;
  finished.sightings = {sighting};
  finished.members = {member};
  finished.stories = {story};
  return finished;
}

struct Bench {
  test::Scratch scratch;
  std::unique_ptr<storage::Store> store;
  Bench() {
    auto opened = storage::Store::open_writer(scratch.path() / "store", {}, true);
    REQUIRE(opened);
    store = std::move(*opened);
  }
};

}  // namespace

TEST_CASE("addresses handed over are known at once, in the store or not", "[write-behind]") {
  Bench bench;
  WriteBehind writer(*bench.store);
  for (int n = 1; n <= 200; ++n) {
    storage::Finished state;
    UrlRecord url;
    url.url = "https://x.example/" + std::to_string(n % 20);
    url.visits = static_cast<std::uint32_t>(n);
    state.urls = {url};
    REQUIRE(writer.append(std::move(state)));
    CHECK((**writer.url(url.url)).visits == url.visits);
    const std::vector<std::string> asked = {"https://y.example/", url.url};
    CHECK(*writer.known_urls(asked) == std::vector<bool>{false, true});
  }
  REQUIRE(writer.flush());
  CHECK((**writer.url("https://x.example/0")).visits == 200);
  CHECK((**bench.store->url("https://x.example/0")).visits == 200);
  CHECK(!*writer.url("https://y.example/"));
}

TEST_CASE("an address that is watched was written or was not", "[write-behind]") {
  Bench bench;
  WriteBehind writer(*bench.store);
  const auto write = [&](const std::string& url) {
    storage::Finished state;
    state.urls.emplace_back().url = url;
    REQUIRE(writer.append(std::move(state)));
  };
  const std::string url = "https://x.example/1";
  write(url);
  CHECK(writer.was_written(url));
  writer.watch(url);
  CHECK_FALSE(writer.was_written(url));
  write("https://x.example/2");
  CHECK_FALSE(writer.was_written(url));
  write(url);
  REQUIRE(writer.flush());
  CHECK(writer.was_written(url));
  writer.watch(url);
  CHECK_FALSE(writer.was_written(url));
  writer.unwatch(url);
  CHECK(writer.was_written(url));
}

TEST_CASE("pages larger than what may wait still pass, one after the other", "[write-behind]") {
  Bench bench;
  WriteBehind writer(*bench.store);
  for (int n = 0; n < 4; ++n) {
    storage::Finished state;
    state.raw.emplace().url = "https://x.example/" + std::to_string(n);
    state.raw->bytes.assign(10u << 20, 'x');
    REQUIRE(writer.append(std::move(state)));
  }
  REQUIRE(writer.flush());
  CHECK(bench.store->raw_totals().pages == 4);
}

TEST_CASE("what was handed over is found at once, in the store or not", "[write-behind]") {
  Bench bench;
  WriteBehind writer(*bench.store);
  for (std::uint64_t n = 1; n <= 200; ++n) {
    REQUIRE(writer.next_item() == n);
    REQUIRE(writer.next_sighting() == n);
    REQUIRE(writer.append(record(n)));
    CHECK(*writer.item_number(id_of(n)) == n);
    CHECK(*writer.sighting_number({1, n}) == n);
    CHECK(writer.items_by_exact({7, 7})->size() == n);
    CHECK(writer.sightings_of_url("HTTPS://x.example:443/" + std::to_string(n % 2))->back() == n);
  }
  CHECK((*writer.sighting(200))->id == SightingId{1, 200});
  CHECK((*writer.item(200))->body == "正文200");
  CHECK_FALSE(*writer.item_number(id_of(201)));
  CHECK_FALSE(*writer.sighting_number({1, 201}));
  CHECK(writer.items_by_exact({7, 8})->empty());
}

TEST_CASE("after a flush, and at the end, everything is in the store", "[write-behind]") {
  Bench bench;
  {
    WriteBehind writer(*bench.store);
    for (std::uint64_t n = 1; n <= 20; ++n) REQUIRE(writer.append(record(n)));
    REQUIRE(writer.flush());
    CHECK(bench.store->next_sighting() == 21);
    for (std::uint64_t n = 21; n <= 40; ++n) REQUIRE(writer.append(record(n)));
  }
  CHECK(bench.store->next_sighting() == 41);
}

TEST_CASE("records that wait for others are appended when they are waited for", "[write-behind]") {
  Bench bench;
  WriteBehind writer(*bench.store, std::chrono::hours(24));
  for (std::uint64_t n = 1; n <= 20; ++n) REQUIRE(writer.append(record(n)));
  CHECK(bench.store->next_sighting() == 1);
  CHECK((*writer.sighting(20))->id == SightingId{1, 20});
  CHECK(bench.store->next_sighting() == 21);
  REQUIRE(writer.append(record(21)));
  CHECK(**writer.sighting_url(21) == "https://x.example/1");
  CHECK(bench.store->next_sighting() == 22);
  for (std::uint64_t n = 22; n <= 2000; ++n) REQUIRE(writer.append(record(n)));
  REQUIRE(writer.flush());
  CHECK(bench.store->next_sighting() == 2001);
}

TEST_CASE("a block of a host, a poll and a tombstone wait for no others", "[write-behind]") {
  constexpr std::chrono::sys_seconds kNow{std::chrono::seconds(1'800'000'000)};
  storage::Finished block;
  block.hosts.emplace_back();
  block.hosts.back().origin = "https://x.example";
  block.hosts.back().last_request = kNow;
  block.hosts.back().blocked_until = kNow + std::chrono::minutes(5);
  storage::Finished poll;
  poll.polled.emplace_back();
  poll.polled.back().url = "https://x.example/feed";
  storage::Finished tombstone;
  tombstone.tombstones.emplace_back();
  tombstone.tombstones.back().url = "https://x.example/1";
  for (const storage::Finished& urgent : {block, poll, tombstone}) {
    Bench bench;
    WriteBehind writer(*bench.store, std::chrono::hours(24));
    REQUIRE(writer.append(urgent));
    // Only the writer's own thread can tell that it has not waited for the day to pass.
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (bench.store->batch_number() == 0 && std::chrono::steady_clock::now() < limit) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    CHECK(bench.store->batch_number() == 1);
  }
}

TEST_CASE("a failed append ends everything that follows, with its error", "[write-behind]") {
  Bench bench;
  WriteBehind writer(*bench.store);
  REQUIRE(writer.append(record(1)));
  // 2 is missing: the store refuses it, which this call may see already.
  static_cast<void>(writer.append(record(3)));
  const auto flushed = writer.flush();
  REQUIRE_FALSE(flushed);
  CHECK(flushed.error().what.find("3 was appended where 2 is next") != std::string::npos);
  CHECK_FALSE(writer.append(record(2)));
  CHECK_FALSE(writer.item_number(id_of(1)));
  CHECK(bench.store->next_sighting() == 2);
}

}  // namespace storyfold::app
