// Stores damaged on purpose: by raw RocksDB, by cutting the log, by flipping bits.
#include <rocksdb/db.h>
#include <rocksdb/merge_operator.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>

#include "storage/codec.h"
#include "storage/crawl_codec.h"
#include "storage/keys.h"
#include "storage/postings.h"
#include "tests/integration/storage/sample.h"

namespace storyfold::storage {
namespace {

namespace fs = std::filesystem;
using test::append_samples;
using test::sample_story;
using test::TempFolder;

const StoreOptions kSmall{.memory_bytes = 16u << 20};

void make_store(const fs::path& folder, std::uint64_t records) {
  const auto store = Store::open_writer(folder, kSmall, true);
  REQUIRE(store);
  REQUIRE(append_samples(**store, records));
  REQUIRE((*store)->compact());
}

// RocksDB itself on the store's files.
class Raw {
 public:
  explicit Raw(const fs::path& folder) {
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    families.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());
    for (const std::string_view name : kFamilyNames) {
      rocksdb::ColumnFamilyOptions options;
      options.merge_operator = postings_merge();
      families.emplace_back(std::string(name), options);
    }
    rocksdb::DB* opened = nullptr;
    REQUIRE(rocksdb::DB::Open({}, (folder / "db").string(), families, &handles_, &opened).ok());
    rocks_.reset(opened);
  }
  ~Raw() {
    for (auto* handle : handles_) rocks_->DestroyColumnFamilyHandle(handle);
  }
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;

  void erase(Family family, const std::string& key) {
    REQUIRE(rocks_->Delete({}, handle(family), key).ok());
  }
  void put(Family family, const std::string& key, const std::string& value) {
    REQUIRE(rocks_->Put({}, handle(family), key, value).ok());
  }

 private:
  rocksdb::ColumnFamilyHandle* handle(Family family) {
    return handles_[static_cast<std::size_t>(family) + 1];
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
  std::unique_ptr<rocksdb::DB> rocks_;
};

// Does `verify` name `words` after `harm` was done to a sound store?
bool verify_reports(const std::function<void(Raw&)>& harm, const std::string& words) {
  const TempFolder folder;
  make_store(folder.store(), 12);
  {
    Raw raw(folder.store());
    harm(raw);
  }
  const auto reader = Store::open_reader(folder.store(), kSmall);
  REQUIRE(reader);
  const auto report = (*reader)->verify({});
  REQUIRE(report);
  std::string all;
  for (const std::string& problem : report->problems) all += problem + "\n";
  INFO(all);
  CHECK(report->problems_total > 0);
  CHECK(all.find(words) != std::string::npos);
  return all.find(words) != std::string::npos;
}

TEST_CASE("verify names what was deleted", "[storage][damage]") {
  const auto erased = [](Family family, const std::string& key) {
    return [family, key](Raw& raw) { raw.erase(family, key); };
  };
  CHECK(verify_reports(erased(Family::kItem, number_key(4)), "item 4, which is not there"));
  CHECK(
      verify_reports(erased(Family::kPrint, number_key(4)), "family item, key 4: it has no print"));
  CHECK(verify_reports(erased(Family::kSighting, number_key(4)), "its sighting is not there"));
  CHECK(verify_reports(erased(Family::kCarrier, number_key(4)), "no sighting carries it"));
  CHECK(verify_reports(erased(Family::kStory, story_key(sample_story(5))),
                       "a member without its story"));
  CHECK(verify_reports(erased(Family::kStory, member_key(sample_story(5), 5)),
                       "its canonical sighting is no member"));
  CHECK(verify_reports(erased(Family::kStory, member_key(sample_story(5), 5)),
                       "it has 0 originals in place of one"));
  CHECK(verify_reports(
      erased(Family::kEdge, edge_key(sample_story(1), sample_story(5), LinkKind::kContains, false)),
      "its far end does not lead back"));
}

TEST_CASE("verify names what of the crawl does not agree", "[storage][damage]") {
  // The keys hold the store's secret, so they are asked of the store itself.
  const auto harmed = [](auto harm, const std::string& words) {
    const TempFolder folder;
    make_store(folder.store(), 12);
    std::uint64_t secret = 0;
    {
      const auto store = Store::open_reader(folder.store(), kSmall);
      REQUIRE(store);
      secret = (*store)->chunk_secret();
    }
    {
      Raw raw(folder.store());
      harm(raw, secret);
    }
    const auto store = Store::open_reader(folder.store(), kSmall);
    REQUIRE(store);
    const auto report = (*store)->verify({});
    REQUIRE(report);
    std::string all;
    for (const std::string& problem : report->problems) all += problem + "\n";
    INFO(all);
    CHECK(all.find(words) != std::string::npos);
  };
  const UrlRecord url = test::sample_url(4, true);
  harmed([&](Raw& raw, auto secret) { raw.erase(Family::kPage, page_key(url.url, secret)); },
         "waiting addresses against those that are due");
  harmed([&](Raw& raw, auto secret) { raw.erase(Family::kDue, due_key(url.url, url.due, secret)); },
         "it is due, but does not wait");
  harmed(
      [&](Raw& raw, auto secret) {
        UrlRecord changed = url;
        changed.sighting = 99;
        raw.put(Family::kPage, page_key(url.url, secret), encode_url(changed));
      },
      "its sighting is not there");
  harmed(
      [&](Raw& raw, auto secret) {
        raw.put(Family::kPage, page_key(url.url, secret), encode_url(test::sample_url(5, true)));
      },
      "it is the record of another address");
  harmed([](Raw& raw, auto) { raw.erase(Family::kHost, robots_key("https://quay.example")); },
         "its robots.txt is not there, or is another one");
  harmed([](Raw& raw, auto) { raw.erase(Family::kRaw, raw_key(4)); }, "counter raw says 12");
  harmed([&](Raw& raw, auto secret) { raw.erase(Family::kRaw, raw_url_key(url.url, 4, secret)); },
         "its address does not lead to it");
}

TEST_CASE("verify names what was changed", "[storage][damage]") {
  CHECK(verify_reports(
      [](Raw& raw) { raw.put(Family::kItem, number_key(4), std::string("\x01\x00", 2) + "other"); },
      "its text is not what was stored"));
  CHECK(verify_reports([](Raw& raw) { raw.put(Family::kSighting, number_key(4), "\x01garbage"); },
                       "family sighting, key 4"));
  CHECK(verify_reports([](Raw& raw) { raw.put(Family::kId, "abcdef", encode_postings({4})); },
                       "numbers listed in family id"));
  CHECK(verify_reports([](Raw& raw) { raw.put(Family::kTime, "nonsense", ""); }, "family time"));
  CHECK(verify_reports(
      [](Raw& raw) { raw.put(Family::kAlias, alias_key({5}), std::string(9, '\x01')); },
      "its target does not lead back to it"));
}

TEST_CASE("verify names a story whose canonical is not its original", "[storage][damage]") {
  const auto other_canonical = [](Raw& raw) {
    Story story;
    story.id = sample_story(4);
    story.canonical = 4;
    story.members = 2;
    raw.put(Family::kStory, story_key(story.id), encode_story(story));
  };
  REQUIRE(sample_story(4) == sample_story(3));
  CHECK(verify_reports(other_canonical, "its canonical sighting is not its original"));
}

TEST_CASE("a stopped verify tells that it is not complete and compares no counts",
          "[storage][damage]") {
  const TempFolder folder;
  make_store(folder.store(), 12);
  const auto reader = Store::open_reader(folder.store(), kSmall);
  REQUIRE(reader);
  const auto stopped = (*reader)->verify([](std::uint64_t) { return false; });
  REQUIRE(stopped);
  CHECK_FALSE(stopped->complete);
  CHECK(stopped->problems.empty());
  const auto whole = (*reader)->verify([](std::uint64_t) { return true; });
  REQUIRE(whole);
  CHECK(whole->complete);
  CHECK(whole->problems.empty());
}

TEST_CASE("a damaged record is named by family and key when it is read", "[storage][damage]") {
  const TempFolder folder;
  make_store(folder.store(), 6);
  {
    Raw raw(folder.store());
    raw.put(Family::kItem, number_key(3), "\x01\x01");
    raw.put(Family::kStory, story_key(sample_story(5)), "\x01");
  }
  const auto store = Store::open_reader(folder.store(), kSmall);
  REQUIRE(store);
  const auto item = (*store)->item(3);
  REQUIRE(!item);
  CHECK(item.error().code == Errc::kCorruption);
  CHECK(item.error().what.find("family item, key 3") != std::string::npos);
  CHECK((*store)->sighting(3).error().code == Errc::kCorruption);
  CHECK((*store)->story(sample_story(5)).error().code == Errc::kCorruption);
  CHECK((*store)->item(2));
}

fs::path largest(const fs::path& folder, const std::string& extension) {
  fs::path found;
  std::uintmax_t size = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == extension && entry.file_size() > size) {
      found = entry.path();
      size = entry.file_size();
    }
  }
  return found;
}

void flip_bit(const fs::path& file, std::uintmax_t at) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(at));
  const auto byte = static_cast<char>(stream.get() ^ 0x10);
  stream.seekp(static_cast<std::streamoff>(at));
  stream.put(byte);
}

TEST_CASE("a flipped bit in a table is reported, the rest is served", "[storage][damage]") {
  const TempFolder folder;
  make_store(folder.store(), 200);
  flip_bit(largest(folder.store() / "db", ".sst"), 1000);
  const auto store = Store::open_reader(folder.store(), kSmall);
  REQUIRE(store);
  const auto report = (*store)->verify({});
  REQUIRE(report);
  CHECK(report->problems_total > 0);
  CHECK(*(*store)->story(sample_story(7)));
}

// A store whose last 40 records are only in the log, as after a kill; synced if asked.
void leave_unflushed(const fs::path& from, const fs::path& to, bool synced,
                     const StoreOptions& memory = kSmall) {
  const auto store = Store::open_writer(from, memory, true);
  REQUIRE(store);
  REQUIRE(append_samples(**store, 40));
  if (synced) REQUIRE((*store)->sync());
  fs::copy(from, to, fs::copy_options::recursive);
}

void cut_log(const fs::path& folder, std::uintmax_t by) {
  const fs::path log = largest(folder / "db", ".log");
  REQUIRE(!log.empty());
  fs::resize_file(log, fs::file_size(log) - by);
}

TEST_CASE("a torn tail that was never synced opens without its last record", "[storage][damage]") {
  const TempFolder folder;
  const fs::path copy = folder.path() / "copy";
  leave_unflushed(folder.store(), copy, false);
  cut_log(copy, 10);
  const auto store = Store::open_writer(copy, kSmall, false);
  REQUIRE(store);
  CHECK((*store)->next_item() == 40);
  const auto report = (*store)->verify({});
  REQUIRE(report);
  CHECK(report->problems_total == 0);
}

TEST_CASE("a log cut below the witness refuses and names both numbers", "[storage][damage]") {
  const TempFolder folder;
  const fs::path copy = folder.path() / "copy";
  leave_unflushed(folder.store(), copy, true);
  cut_log(copy, 10);
  const auto refused = Store::open_writer(copy, kSmall, false);
  REQUIRE(!refused);
  INFO(refused.error().what);
  CHECK(refused.error().code == Errc::kCorruption);
  CHECK(refused.error().what.find("batch 39") != std::string::npos);
  CHECK(refused.error().what.find("batch 40") != std::string::npos);
}

TEST_CASE("a log that was closed and then cut refuses", "[storage][damage]") {
  // With hardly any memory, families are flushed while records come in: those that were have
  // what the cut log no longer gives to the others.
  const StoreOptions hardly_any{.memory_bytes = 1};
  const TempFolder folder;
  const fs::path copy = folder.path() / "copy";
  {
    const auto store = Store::open_writer(folder.store(), hardly_any, true);
    REQUIRE(store);
    std::size_t logs = 0;
    while (logs < 2) {
      REQUIRE(append_samples(**store, (*store)->next_item()));
      logs = 0;
      for (const auto& entry : fs::directory_iterator(folder.store() / "db")) {
        logs += entry.path().extension() == ".log" ? 1 : 0;
      }
      REQUIRE((*store)->next_item() < 100000);
    }
    fs::copy(folder.store(), copy, fs::copy_options::recursive);
  }
  cut_log(copy, 10);
  const auto refused = Store::open_writer(copy, kSmall, false);
  REQUIRE(!refused);
  INFO(refused.error().what);
  CHECK(refused.error().code == Errc::kCorruption);
}

TEST_CASE("a log that is gone refuses", "[storage][damage]") {
  const TempFolder folder;
  const fs::path copy = folder.path() / "copy";
  leave_unflushed(folder.store(), copy, true);
  fs::remove(largest(copy / "db", ".log"));
  CHECK(Store::open_writer(copy, kSmall, false).error().code == Errc::kCorruption);
}

TEST_CASE("a flipped bit in the middle of the log refuses", "[storage][damage]") {
  const TempFolder folder;
  const fs::path copy = folder.path() / "copy";
  leave_unflushed(folder.store(), copy, false);
  const fs::path log = largest(copy / "db", ".log");
  flip_bit(log, fs::file_size(log) / 2);
  CHECK(Store::open_writer(copy, kSmall, false).error().code == Errc::kCorruption);
}

TEST_CASE("a missing witness beside a filled store refuses", "[storage][damage]") {
  const TempFolder folder;
  make_store(folder.store(), 3);
  fs::remove(folder.store() / "WITNESS");
  const auto refused = Store::open_writer(folder.store(), kSmall, false);
  REQUIRE(!refused);
  CHECK(refused.error().code == Errc::kCorruption);
  CHECK(refused.error().what.find("WITNESS") != std::string::npos);
}

}  // namespace
}  // namespace storyfold::storage
