// What is appended is found by every key, also after it was overwritten, moved or merged.
#include "storage/store.h"

#include <catch2/catch.hpp>

#include "core/identity.h"
#include "tests/integration/storage/sample.h"

namespace storyfold::storage {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;
using test::append_samples;
using test::sample_body;
using test::sample_record;
using test::sample_story;
using test::TempFolder;
using Numbers = std::vector<std::uint64_t>;

class Fixture {
 public:
  explicit Fixture(std::uint64_t records) {
    auto opened = Store::open_writer(folder_.store(), {.memory_bytes = 16u << 20}, true);
    REQUIRE(opened);
    store_ = *std::move(opened);
    REQUIRE(append_samples(*store_, records));
  }
  Store& operator*() { return *store_; }
  Store* operator->() { return store_.get(); }
  void reopen() {
    store_.reset();
    auto opened = Store::open_writer(folder_.store(), {.memory_bytes = 16u << 20}, false);
    REQUIRE(opened);
    store_ = *std::move(opened);
  }
  // Nothing to complain about.
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

TEST_CASE("a record is found by each of its keys", "[storage][store]") {
  Fixture store(30);
  for (const bool compacted : {false, true}) {
    if (compacted) REQUIRE(store->compact());
    for (std::uint64_t n = 1; n <= 30; ++n) {
      const Finished record = sample_record(n);
      REQUIRE(**store->item(n) == *record.new_item);
      CHECK(*store->item_number(record.new_item->id) == n);
      CHECK(*store->items_by_exact(record.print->fingerprint.exact) == Numbers{n});
      CHECK(*store->items_by_simhash(record.print->fingerprint.simhash) == Numbers{n});
      CHECK(**store->sighting(n) == record.sightings.front());
      CHECK(*store->sighting_number(record.sightings.front().id) == n);
      CHECK(*store->sightings_of_item(n) == Numbers{n});
      CHECK(*store->sightings_of_url(record.sightings.front().url) == Numbers{n});
      CHECK(*store->story(sample_story(n)));
      const auto refs = store->items_by_prefix(to_hex(record.new_item->id).substr(0, 20), 5);
      REQUIRE(refs);
      REQUIRE(refs->size() == 1);
      CHECK(refs->front().number == n);
      CHECK(*store->sightings_by_prefix(to_hex(record.sightings.front().id), 5) == Numbers{n});
    }
  }
  store.check_sound();
}

TEST_CASE("what is not stored is an answer, not an error", "[storage][store]") {
  Fixture store(3);
  CHECK(!*store->item(99));
  CHECK(!*store->item_number(Sha256{}));
  CHECK(!*store->sighting(99));
  CHECK(!*store->sighting_number({1, 2}));
  CHECK(!*store->story({99}));
  CHECK(!*store->input("none"));
  CHECK(!*store->print(99));
  CHECK(store->items_by_exact({1, 2})->empty());
  CHECK(store->sightings_of_url("https://quay.example/none")->empty());
  CHECK(store->members({99})->empty());
  CHECK(store->items_by_prefix("g", 3).error().code == Errc::kBadInput);
}

TEST_CASE("near copies are kept as deltas and read back whole", "[storage][store]") {
  Fixture store(60);
  REQUIRE(store->compact());
  std::uint64_t text = 0;
  for (std::uint64_t n = 1; n <= 60; ++n) {
    CHECK((**store->item(n)).body == sample_body(n));
    text += sample_body(n).size();
  }
  CHECK(static_cast<std::uint64_t>(store->counters()->at("bytes_text")) == text);
}

TEST_CASE("a delta to a delta names the full text", "[storage][store]") {
  Fixture store(3);  // item 3 is a delta to item 2
  Finished record = sample_record(4);
  record.new_item->body = sample_body(3) + " And once more.";
  record.new_item->id = item_id(record.new_item->body);
  record.sightings.front().id =
      sighting_id(record.sightings.front().source, record.sightings.front().record_id,
                  record.sightings.front().url, record.new_item->id);
  record.similar_to = 3;
  REQUIRE(store->append(record));
  CHECK((**store->item(4)).body == record.new_item->body);
}

TEST_CASE("records out of order are the caller's mistake and change nothing", "[storage][store]") {
  Fixture store(2);
  CHECK(store->append(sample_record(9)).error().code == Errc::kBadInput);
  Finished no_item;
  no_item.sightings = sample_record(3).sightings;
  CHECK(store->append(no_item).error().code == Errc::kBadInput);
  Finished loose_print;
  loose_print.print = sample_record(3).print;
  CHECK(store->append(loose_print).error().code == Errc::kBadInput);
  CHECK(store->batch_number() == 2);
  CHECK(store->next_sighting() == 3);
  REQUIRE(store->append(sample_record(3)));
}

TEST_CASE("a sighting written again moves in every index", "[storage][store]") {
  Fixture store(6);
  Sighting sighting = **store->sighting(6);
  const std::string old_url = sighting.url;
  const SightingId old_id = sighting.id;
  sighting.url = "https://quay.example/moved";
  sighting.item = 5;
  sighting.published.at += std::chrono::hours(1);
  sighting.id =
      sighting_id(sighting.source, sighting.record_id, sighting.url, (**store->item(5)).id);
  Finished change;
  change.sightings = {sighting};
  REQUIRE(store->append(change));
  CHECK(**store->sighting(6) == sighting);
  CHECK(store->sightings_of_url(old_url)->empty());
  CHECK(*store->sightings_of_url(sighting.url) == Numbers{6});
  CHECK(*store->sightings_of_item(5) == Numbers{5, 6});
  CHECK(store->sightings_of_item(6)->empty());
  CHECK(!*store->sighting_number(old_id));
  CHECK(*store->sighting_number(sighting.id) == SightingNumber{6});
  Numbers published;
  REQUIRE(store->for_each_published(sighting.published.at, sighting.published.at + seconds(1),
                                    false, [&](SightingNumber n) {
                                      published.push_back(n);
                                      return true;
                                    }));
  CHECK(published == Numbers{6});
  CHECK(store->next_sighting() == 7);
}

TEST_CASE("a sighting's URL is read alone, and is gone with the sighting", "[storage][store]") {
  Fixture store(2);
  CHECK(**store->sighting_url(2) == (**store->sighting(2)).url);
  CHECK_FALSE(*store->sighting_url(9));
  Finished down;
  down.taken_down.sightings = {2};
  down.taken_down.items = {2};
  down.taken_down.stories = {sample_story(2)};
  down.removed_members = *store->members(sample_story(2));
  REQUIRE(store->append(down));
  CHECK_FALSE(*store->sighting(2));
  CHECK_FALSE(*store->sighting_url(2));
}

TEST_CASE("a merged story answers under its old id", "[storage][store]") {
  Fixture store(6);
  const StoryId kept = sample_story(1);
  const StoryId gone = sample_story(5);  // linked to story 1 by an edge
  Finished merge;
  Member member = store->members(gone)->front();
  merge.removed_members = {member};
  member.story = kept;
  member.relation = Relation::kRepost;
  merge.members = {member};
  Sighting sighting = **store->sighting(member.sighting);
  sighting.story = kept;
  sighting.relation = Relation::kRepost;
  merge.sightings = {sighting};
  merge.removed_stories = {gone};
  Story story = **store->story(kept);
  story.members = 2;
  story.last_published = member.published.at;
  merge.stories = {story};
  merge.aliases = {{gone, kept}};
  merge.add = {{"stories", -1}, {"aliases", 1}, {"relation.original", -1}, {"relation.repost", 1}};
  REQUIRE(store->append(merge));

  CHECK(*store->resolve(gone) == kept);
  CHECK((**store->story(gone)).id == kept);
  CHECK(store->members(gone)->size() == 2);
  CHECK(*store->aliases_of(kept) == std::vector<StoryId>{gone});
  CHECK(*store->stories_by_prefix(to_hex(gone), 5) == std::vector<StoryId>{kept});
  CHECK(store->edges(kept)->empty());  // both ends are one story now
  store.check_sound();
}

TEST_CASE("aliases of aliases lead to the end; circles are refused", "[storage][store]") {
  Fixture store(1);
  const StoryId end = sample_story(1);
  Finished chain;
  chain.aliases = {{{30}, {20}}, {{20}, end}};
  REQUIRE(store->append(chain));
  CHECK(*store->resolve({30}) == end);
  CHECK(*store->aliases_of(end) == std::vector<StoryId>{{20}, {30}});
  Finished circle;
  circle.aliases = {{end, {30}}};
  CHECK(store->append(circle).error().code == Errc::kBadInput);
}

TEST_CASE("edges are found from both ends, each once, and counted once", "[storage][store]") {
  Fixture store(10);
  CHECK(store->edges(sample_story(1))->size() == 2);
  CHECK(store->edges(sample_story(5))->size() == 1);
  Finished again;
  again.edges = *store->edges(sample_story(5));
  again.add = {{"edges", 1}};
  REQUIRE(store->append(again));
  CHECK(store->edges(sample_story(1))->size() == 2);
  CHECK(store->counters()->at("edges") == 2);
  store.check_sound();
}

TEST_CASE("publication times are read in both directions, ends exclusive", "[storage][store]") {
  Fixture store(9);
  const sys_seconds from = (**store->sighting(3)).published.at;
  const sys_seconds to = (**store->sighting(7)).published.at;
  for (const bool newest_first : {false, true}) {
    Numbers seen;
    REQUIRE(store->for_each_published(from, to, newest_first, [&](SightingNumber n) {
      seen.push_back(n);
      return true;
    }));
    CHECK(seen == (newest_first ? Numbers{6, 5, 4, 3} : Numbers{3, 4, 5, 6}));
  }
}

TEST_CASE("scans go in order and stop when told", "[storage][store]") {
  Fixture store(20);
  Numbers items;
  REQUIRE(store->for_each_print([&](const Print& print) {
    CHECK(print.fingerprint.exact == Xxh128{});
    items.push_back(print.item);
    return print.item < 4;
  }));
  CHECK(items == Numbers{1, 2, 3, 4});
  Numbers sightings;
  REQUIRE(store->for_each_sighting(18, [&](const Sighting& sighting) {
    sightings.push_back(sighting.number);
    return true;
  }));
  CHECK(sightings == Numbers{18, 19, 20});
  std::size_t members = 0;
  std::size_t stories = 0;
  REQUIRE(store->for_each_member([&](const Member&) { return ++members > 0; }));
  REQUIRE(store->for_each_story([&](const Story&) { return ++stories > 0; }));
  CHECK(members == 20);
  CHECK(stories == 15);
}

TEST_CASE("log entries are numbered by the store", "[storage][store]") {
  Fixture store(0);
  for (int i = 0; i < 3; ++i) {
    Finished record;
    record.log = {
        {0, sys_seconds(seconds(i)), LogKind::kRejected, {}, "line " + std::to_string(i)}};
    record.add = {{"rejected.no-body", 1}};
    REQUIRE(store->append(record));
  }
  store.reopen();
  Numbers numbers;
  REQUIRE(store->for_each_log([&](const LogEntry& entry) {
    CHECK(entry.what == "line " + std::to_string(entry.number - 1));
    numbers.push_back(entry.number);
    return true;
  }));
  CHECK(numbers == Numbers{1, 2, 3});
  CHECK(store->counters()->at("rejected.no-body") == 3);
}

TEST_CASE("sync without anything new does nothing", "[storage][store]") {
  Fixture store(3);
  CHECK(store->sync());
  CHECK(store->sync());
  CHECK(store->disk_bytes().operator*() > 0);
}

}  // namespace
}  // namespace storyfold::storage
