// The crawl's state in the store: what is written is found, waiting addresses follow their records,
// pages kept as fetched are trimmed, and all of it is in the batch of the record that brought it.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "storage/store.h"
#include "tests/integration/storage/sample.h"

namespace storyfold::storage {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;
using test::TempFolder;
using Strings = std::vector<std::string>;

sys_seconds at(std::int64_t second) { return sys_seconds(seconds(second)); }

class Fixture {
 public:
  Fixture() { open(); }
  Store& operator*() { return *store_; }
  Store* operator->() { return store_.get(); }
  void open() {
    store_.reset();
    auto opened = Store::open_writer(folder_.store(), {.memory_bytes = 16u << 20}, true);
    REQUIRE(opened);
    store_ = *std::move(opened);
  }
  void write(const Finished& record) {
    const auto done = store_->append(record);
    if (!done) FAIL(done.error().what);
  }
  void write(std::vector<UrlRecord> urls) {
    Finished record;
    record.urls = std::move(urls);
    write(record);
  }
  Strings waiting(const std::string& origin, const std::optional<DueEntry>& after = std::nullopt,
                  std::size_t limit = 100) {
    const auto entries = store_->due_urls(origin, after, limit);
    REQUIRE(entries);
    Strings urls;
    for (const DueEntry& entry : *entries) urls.push_back(entry.url);
    return urls;
  }
  void check_sound() {
    const auto report = store_->verify({});
    REQUIRE(report);
    INFO((report->problems.empty() ? "" : report->problems.front()));
    CHECK(report->problems_total == 0);
  }

 private:
  TempFolder folder_;
  std::unique_ptr<Store> store_;
};

UrlRecord address(const std::string& url, std::int64_t due, std::uint8_t priority = 100) {
  UrlRecord record;
  record.url = url;
  record.outlet = "quay";
  record.found_at = at(50);
  record.due = at(due);
  record.priority = priority;
  return record;
}

TEST_CASE("an address is known from when it was found, to the letter", "[storage][crawl]") {
  Fixture store;
  const UrlRecord record = address("https://a.example/1", 100);
  store.write({record, address("https://a.example/2", 0)});
  CHECK(**store->url("https://a.example/1") == record);
  CHECK(!*store->url("https://a.example/1?"));
  const Strings asked = {"https://a.example/2", "https://a.example/3", "https://a.example/1"};
  for (const bool compacted : {false, true}) {
    if (compacted) REQUIRE(store->compact());
    CHECK(*store->known_urls(asked) == std::vector<bool>{true, false, true});
  }
  CHECK(store->known_urls({})->empty());
  CHECK((*store->counters())["urls"] == 2);
  store.check_sound();
}

TEST_CASE("an address waits where its record says and nowhere else", "[storage][crawl]") {
  Fixture store;
  const std::string origin = "https://a.example";
  store.write({address(origin + "/late", 300), address(origin + "/soon", 100, 7),
               address(origin + "/never", 0), address("https://b.example/x", 1)});
  CHECK(store.waiting(origin) == Strings{origin + "/soon", origin + "/late"});
  const auto first = store->due_urls(origin, std::nullopt, 1);
  REQUIRE(first);
  REQUIRE(first->size() == 1);
  CHECK(first->front() == DueEntry{origin, origin + "/soon", at(100), 7});
  CHECK(store.waiting(origin, first->front()) == Strings{origin + "/late"});
  CHECK(store->due_urls(origin, std::nullopt, 0)->empty());

  store.write({address(origin + "/soon", 400), address(origin + "/never", 200)});
  CHECK(store.waiting(origin) == Strings{origin + "/never", origin + "/late", origin + "/soon"});
  store.write({address(origin + "/late", 0), address(origin + "/soon", 400, 3)});
  CHECK(store.waiting(origin) == Strings{origin + "/never", origin + "/soon"});
  CHECK((*store->due_urls(origin, std::nullopt, 9))[1].priority == 3);
  store.check_sound();
  store.open();
  CHECK(store.waiting(origin) == Strings{origin + "/never", origin + "/soon"});
}

TEST_CASE("of an address given twice in one batch the last counts", "[storage][crawl]") {
  Fixture store;
  store.write({address("https://a.example/1", 100), address("https://a.example/1", 200)});
  CHECK((**store->url("https://a.example/1")).due == at(200));
  CHECK((*store->due_urls("https://a.example", std::nullopt, 9)).size() == 1);
  store.check_sound();
}

TEST_CASE("origins that have something waiting are named once each", "[storage][crawl]") {
  Fixture store;
  std::vector<UrlRecord> urls;
  for (int i = 0; i < 200; ++i) {
    urls.push_back(address("https://a.example/" + std::to_string(i), 100 + i));
    urls.push_back(address("https://a.example.org/" + std::to_string(i), 100 + i));
  }
  urls.push_back(address("http://b.example:81/", 5));
  urls.push_back(address("http://idle.example/", 0));
  store.write(urls);
  CHECK(*store->due_origins() ==
        Strings{"http://b.example:81", "https://a.example", "https://a.example.org"});
  CHECK(store.waiting("https://a.example", std::nullopt, 1000).size() == 200);
  CHECK(store.waiting("https://a.exampl").empty());
}

TEST_CASE("an address that no key can hold is the caller's mistake", "[storage][crawl]") {
  Fixture store;
  Finished record;
  record.urls = {address("", 1)};
  CHECK(store->append(record).error().code == Errc::kBadInput);
  record.urls = {address(std::string("https://a.example\0/", 19), 1)};
  CHECK(store->append(record).error().code == Errc::kBadInput);
  CHECK((*store->counters())["urls"] == 0);
}

TEST_CASE("hosts keep their robots.txt until another one comes", "[storage][crawl]") {
  Fixture store;
  HostRecord host;
  host.origin = "https://a.example";
  const auto written = [&] {
    Finished record;
    record.hosts = {host};
    store.write(record);
    return **store->host(host.origin);
  };
  CHECK(written() == host);
  host.robots_status = 200;
  host.robots = "User-agent: *\nDisallow: /a\n";
  CHECK(written() == host);
  host.failures = 3;
  CHECK(written() == host);
  host.robots = "User-agent: *\nDisallow: /b\n";
  CHECK(written() == host);
  host.robots.clear();
  CHECK(written() == host);
  CHECK(!*store->host("https://b.example"));
  int hosts = 0;
  REQUIRE(store->for_each_host([&](const HostRecord& read) { return ++hosts, read == host; }));
  CHECK(hosts == 1);
  store.check_sound();
}

TEST_CASE("sources, budgets and outlets are written over and removed", "[storage][crawl]") {
  Fixture store;
  SourceRecord source;
  source.url = "https://a.example/feed";
  source.polls = 4;
  Finished record;
  record.polled = {source};
  record.budgets = {{"https://a.example", "12"}, {"https://b.example", "13"}};
  record.outlets = {{"a", "name = \"A\"\n"}, {"b", "name = \"B\"\n"}};
  store.write(record);
  CHECK(**store->source(source.url) == source);
  CHECK(!*store->source("https://a.example/other"));
  CHECK(**store->budget("https://b.example") == "13");
  record = {};
  record.budgets = {{"https://b.example", ""}};
  record.outlets = {{"b", ""}};
  store.write(record);
  CHECK(!*store->budget("https://b.example"));
  CHECK(**store->budget("https://a.example") == "12");
  CHECK(*store->outlets() == std::map<std::string, std::string>{{"a", "name = \"A\"\n"}});
  int sources = 0;
  REQUIRE(
      store->for_each_source([&](const SourceRecord& read) { return ++sources, read == source; }));
  CHECK(sources == 1);
  store.check_sound();
}

RawPage page(const std::string& url, std::int64_t fetched_at, std::size_t bytes) {
  RawPage page;
  page.url = url;
  page.status = 200;
  page.fetched_at = at(fetched_at);
  std::uint64_t state = static_cast<std::uint64_t>(fetched_at);
  while (page.bytes.size() < bytes) {  // that cannot be packed
    state = state * 6364136223846793005u + 1442695040888963407u;
    page.bytes += static_cast<char>(state >> 56);
  }
  return page;
}

std::vector<std::int64_t> kept(const Store& store) {
  std::vector<std::int64_t> times;
  REQUIRE(store.for_each_raw(0, [&](const RawPage& page) {
    times.push_back(page.fetched_at.time_since_epoch().count());
    return true;
  }));
  return times;
}

TEST_CASE("the newest page of an address is kept as fetched", "[storage][crawl]") {
  Fixture store;
  for (const std::int64_t time : {10, 20, 30}) {
    Finished record;
    record.raw = page(time == 20 ? "https://a.example/2" : "https://a.example/1", time, 100);
    store.write(record);
  }
  CHECK((**store->raw("https://a.example/1")).fetched_at == at(30));
  CHECK((**store->raw("https://a.example/2")).bytes == page("", 20, 100).bytes);
  CHECK(!*store->raw("https://a.example/3"));
  CHECK(kept(*store) == std::vector<std::int64_t>{10, 20, 30});
  CHECK(store->raw_totals().pages == 3);
  store.check_sound();
}

TEST_CASE("a page larger than any is not kept, its record is", "[storage][crawl]") {
  Fixture store;
  Finished record;
  record.urls = {address("https://a.example/1", 0)};
  record.raw = page("https://a.example/1", 10, 0);
  record.raw->bytes.resize(kMaxRawBytes + 1);
  store.write(record);
  CHECK(*store->url("https://a.example/1"));
  CHECK(!*store->raw("https://a.example/1"));
}

TEST_CASE("pages kept as fetched go by age, then by room, oldest first", "[storage][crawl]") {
  Fixture store;
  for (std::int64_t time = 1; time <= 200; ++time) {
    Finished record;
    record.raw = page("https://a.example/" + std::to_string(time), time, 1000);
    store.write(record);
  }
  CHECK(*store->trim_raw(at(0), 1u << 30) == 0);
  const std::uint64_t batch = store->batch_number();
  CHECK(*store->trim_raw(at(101), 1u << 30) == 100);
  CHECK(store->batch_number() > batch);
  CHECK(kept(*store).front() == 101);
  CHECK(store->raw_totals().pages == 100);
  CHECK(!*store->raw("https://a.example/100"));

  const std::uint64_t room = store->raw_totals().bytes / 2;
  CHECK(*store->trim_raw(at(0), room) == 50);
  CHECK(store->raw_totals().bytes <= room);
  CHECK(kept(*store).front() == 151);
  store.check_sound();
  store.open();
  CHECK(*store->trim_raw(at(0), 0) == 50);
  CHECK(kept(*store).empty());
  CHECK(store->raw_totals().bytes == 0);
  store.check_sound();
}

TEST_CASE("what was forgotten is known by its address and by its text", "[storage][crawl]") {
  Fixture store;
  const Tombstone by_url{.url = "https://a.example/1", .item = {}, .at = at(9), .why = "asked"};
  Tombstone by_text{.url = "", .item = Sha256{}, .at = at(9), .why = "asked"};
  by_text.item->bytes[31] = 7;
  Finished record;
  record.tombstones = {by_url, by_text};
  store.write(record);
  CHECK(**store->forgotten("HTTPS://a.example/1") == by_url);
  CHECK(!*store->forgotten("https://a.example/2"));
  CHECK(**store->forgotten(*by_text.item) == by_text);
  CHECK(!*store->forgotten(Sha256{}));
  std::vector<Tombstone> stones;
  REQUIRE(store->for_each_forgotten([&](const Tombstone& stone) {
    stones.push_back(stone);
    return true;
  }));
  CHECK(stones == std::vector{by_url, by_text});
  store.check_sound();
}

}  // namespace
}  // namespace storyfold::storage
