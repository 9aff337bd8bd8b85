// Two processes on one store: readers beside a writer that compacts, and a writer that is killed.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <optional>
#include <set>
#include <string>

#include "storage/removal_gate.h"
#include "tests/integration/storage/process.h"
#include "tests/integration/storage/sample.h"

namespace storyfold::storage {
namespace {

using test::Process;
using test::sample_record;
using test::sample_story;
using test::TempFolder;

const StoreOptions kSmall{.memory_bytes = 16u << 20};

// Reads lines until one says that record `n` or a later one is there; the record's number.
std::uint64_t wait_for(Process& writer, std::uint64_t n) {
  while (const auto line = writer.line()) {
    if (!line->starts_with("appended ")) continue;
    const std::uint64_t appended = std::stoull(line->substr(9));
    if (appended >= n) return appended;
  }
  return 0;
}

// How many of records 1..last a reader misses or sees otherwise than they were written.
std::uint64_t missing(const Store& store, std::uint64_t last) {
  std::uint64_t missed = 0;
  for (std::uint64_t n = 1; n <= last; ++n) {
    const Finished record = sample_record(n);
    const auto item = store.item(n);
    const auto sighting = store.sighting(n);
    const auto number = store.item_number(record.new_item->id);
    const auto by_url = store.sightings_of_url(record.sightings.front().url);
    const auto story = store.story(sample_story(n));
    const auto url = store.url(record.urls.front().url);
    const auto raw = store.raw(record.raw->url);
    const bool all = item && *item && **item == *record.new_item && sighting && *sighting &&
                     **sighting == record.sightings.front() && number && *number == n && by_url &&
                     by_url->size() == 1 && story && *story && url && *url == record.urls.front() &&
                     raw && *raw && (**raw).bytes == record.raw->bytes;
    missed += all ? 0 : 1;
  }
  return missed;
}

TEST_CASE("readers see everything while another process writes and compacts",
          "[storage][process]") {
  const TempFolder folder;
  Process writer({STORAGE_WRITER, folder.store().string(), "2000000", "40"});
  std::uint64_t known = wait_for(writer, 60);
  REQUIRE(known >= 60);

  auto following = Store::open_reader(folder.store(), kSmall);
  REQUIRE(following);
  std::uint64_t checked = 0;
  std::uint64_t missed = 0;
  for (int round = 0; round < 12; ++round) {
    known = wait_for(writer, known + 30);
    REQUIRE(known > 0);
    const auto fresh = Store::open_reader(folder.store(), kSmall);
    REQUIRE(fresh);
    REQUIRE((*following)->catch_up());
    CHECK((*fresh)->next_item() > known);
    CHECK((*following)->next_item() > known);
    missed += missing(**fresh, known) + missing(**following, known);
    checked += 2 * known;
  }
  writer.kill();
  CHECK(missed == 0);
  WARN("tried " << checked << " records beside a compacting writer, missed " << missed);
}

// Names of all files of the database.
std::set<std::string> files_of(const std::filesystem::path& store) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(store / "db")) {
    names.insert(entry.path().filename().string());
  }
  return names;
}

TEST_CASE("no file goes while a reader opens, and all that are old go after it",
          "[storage][process]") {
  const TempFolder folder;
  const auto store = Store::open_writer(folder.store(), kSmall, true);
  REQUIRE(store);
  REQUIRE(test::append_samples(**store, 30));

  std::optional<Result<File>> opening(hold_removals(folder.store() / "db"));
  REQUIRE(*opening);
  const auto before = files_of(folder.store());
  REQUIRE((*store)->compact());
  REQUIRE(test::append_samples(**store, 60));
  REQUIRE((*store)->compact());
  const auto during = files_of(folder.store());
  CHECK(std::includes(during.begin(), during.end(), before.begin(), before.end()));

  opening.reset();
  REQUIRE(test::append_samples(**store, 90));
  REQUIRE((*store)->compact());
  const auto after = files_of(folder.store());
  CHECK(after.size() < during.size() / 2);
  CHECK(missing(**store, 90) == 0);
}

TEST_CASE("SIGKILL in the middle of appending loses nothing appended", "[storage][process]") {
  const TempFolder folder;
  constexpr int kKills = 6;
  std::uint64_t appended = 0;
  std::uint64_t lost = 0;
  for (int kill = 0; kill < kKills; ++kill) {
    Process writer({STORAGE_WRITER, folder.store().string(), "1000000", "70"});
    appended = std::max(appended, wait_for(writer, appended + 37 * (kill + 1)));
    REQUIRE(appended > 0);
    writer.kill();
    CHECK(writer.wait() == -9);

    const auto store = Store::open_writer(folder.store(), kSmall, false);
    REQUIRE(store);
    CHECK((*store)->next_item() > appended);
    CHECK((*store)->next_item() == (*store)->next_sighting());
    CHECK((*store)->batch_number() + 1 == (*store)->next_item());
    const auto done = (*store)->input("sample");
    REQUIRE(done);
    CHECK((**done).done == (*store)->batch_number());
    lost += missing(**store, appended);
    const auto report = (*store)->verify({});
    REQUIRE(report);
    INFO((report->problems.empty() ? "" : report->problems.front()));
    CHECK(report->problems_total == 0);
  }
  CHECK(lost == 0);
  WARN(kKills << " kills tried, " << appended << " records appended, lost " << lost);
}

TEST_CASE("a writer in another process locks the store", "[storage][process]") {
  const TempFolder folder;
  Process writer({STORAGE_WRITER, folder.store().string(), "1000000", "0"});
  REQUIRE(wait_for(writer, 1) > 0);
  const auto second = Store::open_writer(folder.store(), kSmall, false);
  REQUIRE(!second);
  CHECK(second.error().code == Errc::kLocked);
  CHECK(second.error().what.find("(process ") != std::string::npos);
}

}  // namespace
}  // namespace storyfold::storage
