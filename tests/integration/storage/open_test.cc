// What opens, and what is refused with which words.
#include <rocksdb/db.h>
#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "storage/keys.h"
#include "tests/integration/storage/sample.h"

namespace storyfold::storage {
namespace {

namespace fs = std::filesystem;
using test::append_samples;
using test::TempFolder;

const StoreOptions kSmall{.memory_bytes = 16u << 20};

bool says(const Error& error, const std::string& words) {
  INFO(error.what);
  return error.what.find(words) != std::string::npos;
}

// Leaves the store as a version without the family made it.
void drop_family(const fs::path& database, const std::string& dropped) {
  rocksdb::Options options;
  options.disable_auto_compactions = true;  // lists are merged by an operator of ours
  std::vector<std::string> names;
  REQUIRE(rocksdb::DB::ListColumnFamilies(options, database.string(), &names).ok());
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& name : names) families.emplace_back(name, options);
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  REQUIRE(rocksdb::DB::Open(options, database.string(), families, &handles, &opened).ok());
  const std::unique_ptr<rocksdb::DB> rocks(opened);
  for (std::size_t i = 0; i < handles.size(); ++i) {
    if (names[i] == dropped) REQUIRE(rocks->DropColumnFamily(handles[i]).ok());
    REQUIRE(rocks->DestroyColumnFamilyHandle(handles[i]).ok());
  }
}

// Record n as a version that knew no crawl wrote it.
Finished before_the_crawl(std::uint64_t n) {
  Finished record = test::sample_record(n);
  record.urls.clear();
  record.hosts.clear();
  record.raw.reset();
  return record;
}

TEST_CASE("a store of an earlier version is read, and written by the next writer",
          "[storage][open]") {
  const TempFolder folder;
  {
    auto store = Store::open_writer(folder.store(), kSmall, true);
    REQUIRE(store);
    for (std::uint64_t n = 1; n <= 12; ++n) REQUIRE((*store)->append(before_the_crawl(n)));
  }
  for (std::size_t i = kFirstFamilies; i < kFamilies; ++i) {
    drop_family(folder.store() / "db", std::string(kFamilyNames[i]));
  }
  const auto count = [](const Store& store) {
    int entries = 0;
    REQUIRE(store.for_each_chrome([&](const ChromeCount&) { return ++entries > 0; }));
    return entries;
  };
  {
    auto reader = Store::open_reader(folder.store(), kSmall);
    REQUIRE(reader);
    CHECK((*reader)->item(3));
    CHECK(count(**reader) == 0);
    CHECK(!*(*reader)->url("https://quay.example/3"));
    CHECK(*(*reader)->known_urls(std::vector<std::string>{"a"}) == std::vector<bool>{false});
    CHECK((*reader)->due_origins()->empty());
    CHECK((*reader)->verify({})->problems_total == 0);
  }
  {
    auto store = Store::open_writer(folder.store(), kSmall, false);
    REQUIRE(store);
    Finished record = test::sample_record(13);
    record.chrome = {{5, std::nullopt, 1}, {5, 77, 1}, {5, 78, 0}};
    REQUIRE((*store)->append(record));
    CHECK(count(**store) == 2);
  }
  auto reader = Store::open_reader(folder.store(), kSmall);
  REQUIRE(reader);
  CHECK(count(**reader) == 2);
  CHECK((*reader)->verify({})->problems_total == 0);
}

TEST_CASE("a store whose newest families are missing gets them from the next writer",
          "[storage][open]") {
  const TempFolder folder;
  REQUIRE(Store::open_writer(folder.store(), kSmall, true));
  // As a writer that was killed while it made them leaves it.
  drop_family(folder.store() / "db", "forgotten");
  drop_family(folder.store() / "db", "budget");
  CHECK(Store::open_reader(folder.store(), kSmall));
  const auto store = Store::open_writer(folder.store(), kSmall, false);
  REQUIRE(store);
  CHECK((*store)->append(test::sample_record(1)));
}

TEST_CASE("a store that lacks another family is refused", "[storage][open]") {
  for (const char* family : {"edge", "chrome", "due"}) {
    INFO(family);
    const TempFolder folder;
    REQUIRE(Store::open_writer(folder.store(), kSmall, true));
    drop_family(folder.store() / "db", family);
    CHECK(!Store::open_writer(folder.store(), kSmall, false));
  }
}

TEST_CASE("a missing store is made when asked and refused otherwise", "[storage][open]") {
  const TempFolder folder;
  const auto refused = Store::open_writer(folder.store(), kSmall, false);
  REQUIRE(!refused);
  CHECK(refused.error().code == Errc::kBadInput);
  CHECK(says(refused.error(), folder.store().string()));
  CHECK(Store::open_reader(folder.store(), kSmall).error().code == Errc::kBadInput);
  CHECK(!fs::exists(folder.store()));
  CHECK(Store::open_writer(folder.store(), kSmall, true));
  CHECK(Store::open_writer(folder.store(), kSmall, false));
}

TEST_CASE("a folder that holds something else is left alone", "[storage][open]") {
  const TempFolder folder;
  std::ofstream(folder.path() / "letters.txt") << "dear";
  const auto refused = Store::open_writer(folder.path(), kSmall, true);
  REQUIRE(!refused);
  CHECK(refused.error().code == Errc::kBadInput);
  CHECK(says(refused.error(), "letters.txt"));
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);
}

TEST_CASE("a file is no store", "[storage][open]") {
  const TempFolder folder;
  std::ofstream(folder.store()) << "text";
  CHECK(says(Store::open_writer(folder.store(), kSmall, true).error(), "is not a folder"));
}

TEST_CASE("a second writer is told who writes", "[storage][open]") {
  const TempFolder folder;
  const auto first = Store::open_writer(folder.store(), kSmall, true);
  REQUIRE(first);
  const auto second = Store::open_writer(folder.store(), kSmall, true);
  REQUIRE(!second);
  CHECK(second.error().code == Errc::kLocked);
  CHECK(says(second.error(), folder.store().string()));
  CHECK(says(second.error(), "another storyfold"));
}

TEST_CASE("a store of another schema is named, to readers and writers", "[storage][open]") {
  const TempFolder folder;
  REQUIRE(Store::open_writer(folder.store(), kSmall, true));
  std::ofstream(folder.store() / "FORMAT") << "storyfold store, schema 2\n";
  for (const bool write : {false, true}) {
    const auto refused = write ? Store::open_writer(folder.store(), kSmall, true)
                               : Store::open_reader(folder.store(), kSmall);
    REQUIRE(!refused);
    CHECK(refused.error().code == Errc::kVersion);
    CHECK(says(refused.error(), "schema 2"));
  }
}

TEST_CASE("a FORMAT file of other text is damage", "[storage][open]") {
  const TempFolder folder;
  REQUIRE(Store::open_writer(folder.store(), kSmall, true));
  std::ofstream(folder.store() / "FORMAT") << "hello";
  CHECK(Store::open_reader(folder.store(), kSmall).error().code == Errc::kCorruption);
}

TEST_CASE("an interrupted creation is taken up again", "[storage][open]") {
  const TempFolder folder;
  std::uint64_t secret = 0;
  {
    const auto store = Store::open_writer(folder.store(), kSmall, true);
    REQUIRE(store);
    secret = (*store)->chunk_secret();
  }
  fs::remove(folder.store() / "FORMAT");
  CHECK(Store::open_reader(folder.store(), kSmall).error().code == Errc::kBadInput);
  const auto store = Store::open_writer(folder.store(), kSmall, true);
  REQUIRE(store);
  CHECK((*store)->chunk_secret() == secret);
  CHECK(fs::exists(folder.store() / "FORMAT"));
}

TEST_CASE("numbers, counters and the secret survive a reopen", "[storage][open]") {
  const TempFolder folder;
  std::uint64_t secret = 0;
  Counters counters;
  {
    const auto store = Store::open_writer(folder.store(), kSmall, true);
    REQUIRE(store);
    REQUIRE(append_samples(**store, 12));
    secret = (*store)->chunk_secret();
    counters = *(*store)->counters();
  }
  const auto store = Store::open_writer(folder.store(), kSmall, false);
  REQUIRE(store);
  CHECK((*store)->next_item() == 13);
  CHECK((*store)->next_sighting() == 13);
  CHECK((*store)->batch_number() == 12);
  CHECK((*store)->chunk_secret() == secret);
  CHECK(*(*store)->counters() == counters);
  CHECK(counters["items"] == 12);
  CHECK(counters["edges"] == 2);
}

TEST_CASE("a clean close leaves an empty log", "[storage][open]") {
  const TempFolder folder;
  {
    const auto store = Store::open_writer(folder.store(), kSmall, true);
    REQUIRE(store);
    REQUIRE(append_samples(**store, 50));
  }
  for (const auto& entry : fs::directory_iterator(folder.store() / "db")) {
    if (entry.path().extension() == ".log") CHECK(entry.file_size() == 0);
  }
}

TEST_CASE("readers leave nothing behind and write nothing", "[storage][open]") {
  const TempFolder folder;
  const auto writer = Store::open_writer(folder.store(), kSmall, true);
  REQUIRE(writer);
  REQUIRE(append_samples(**writer, 5));
  // A folder for temporary files of its own: other tests run at the same time.
  fs::create_directory(folder.path() / "tmp");
  ::setenv("TMPDIR", (folder.path() / "tmp").c_str(), 1);
  const auto readers = [&] {
    return std::distance(fs::directory_iterator(folder.path() / "tmp"), fs::directory_iterator());
  };
  {
    const auto reader = Store::open_reader(folder.store(), kSmall);
    REQUIRE(reader);
    CHECK(!(*reader)->writable());
    CHECK((*reader)->append({}).error().code == Errc::kBadInput);
    CHECK((*reader)->next_item() == 6);
    CHECK(readers() == 1);
  }
  CHECK(readers() == 0);
  ::unsetenv("TMPDIR");
}

}  // namespace
}  // namespace storyfold::storage
