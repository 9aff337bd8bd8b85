#pragma once
// The store: RocksDB behind typed values. docs/storage-format.md describes every byte.
//
// Durability: append() makes a record visible to every later read of this process at once;
// it is durable when a later sync() has returned. SIGKILL loses nothing appended (the log is in
// the page cache); power loss loses only what sync() had not covered. A torn tail of the log is
// normal after a crash and opens; damage elsewhere, or a database older than its witness file,
// refuses to open with kCorruption.
//
// One process writes (kLocked for a second one); any number read beside it through
// open_reader, also while the writer compacts.
//
// Threads: append() from one thread; sync() and trim_raw() beside it, each from one other; reads
// from any. RocksDB blocks: do not call from a network thread.
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "storage/records.h"

namespace storyfold::storage {

inline constexpr std::uint32_t kSchemaVersion = 1;

struct StoreOptions {
  std::uint64_t memory_bytes = 192ull << 20;  // memtables and block cache together
};

struct ItemRef {
  Sha256 id;
  ItemNumber number = 0;
};

struct VerifyReport {
  std::uint64_t items = 0, sightings = 0, stories = 0, edges = 0;
  std::uint64_t problems_total = 0;
  std::vector<std::string> problems;  // the first 100, one line each
  bool complete = true;               // false: it was stopped; the rest was not looked at
};

// Return false to stop a scan early.
template <class T>
using Visitor = std::function<bool(const T&)>;

class Store {
 public:
  // Opens for writing; makes the folder and an empty store when there is none and `create` is set.
  // kLocked: another process writes; kVersion: another schema; kCorruption; kIo; kBadInput: not a
  // store (and `create` unset, or the folder holds something else).
  static Result<std::unique_ptr<Store>> open_writer(const std::filesystem::path& folder,
                                                    const StoreOptions& options, bool create);

  // Opens beside a possible writer and never changes the store: a RocksDB secondary with all
  // files open and a private temporary directory that is removed again. Shows what was appended
  // before the call; catch_up() moves on.
  static Result<std::unique_ptr<Store>> open_reader(const std::filesystem::path& folder,
                                                    const StoreOptions& options);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  [[nodiscard]] bool writable() const noexcept;
  Result<void> catch_up();  // readers only; a no-op for the writer

  // --- writing -----------------------------------------------------------------------------
  // The next dense numbers. The caller numbers new items and sightings itself, in order.
  [[nodiscard]] ItemNumber next_item() const noexcept;
  [[nodiscard]] SightingNumber next_sighting() const noexcept;

  Result<void> append(const Finished& record);
  Result<void> sync();
  // Removes pages kept as fetched: those fetched before `keep_since`, then the oldest until what is
  // left takes at most `max_bytes` packed. Small batches, between which append() goes on. How many
  // were removed.
  Result<std::uint64_t> trim_raw(std::chrono::sys_seconds keep_since, std::uint64_t max_bytes);
  // Compacts every family to the bottom level; for measuring and after a large backfill.
  // Any one thread, beside append(). Once `*stop` is true it ends early with kCancelled, the store
  // whole.
  Result<void> compact(std::atomic<bool>* stop = nullptr);

  // Keyed secret of this store for chunk hashes; made at creation from the system's randomness.
  [[nodiscard]] std::uint64_t chunk_secret() const noexcept;

  // --- by key ------------------------------------------------------------------------------
  // What was taken down is not there: no answer and no scan has it.
  Result<std::optional<Item>> item(ItemNumber number) const;
  Result<std::optional<ItemNumber>> item_number(const Sha256& id) const;
  // Items whose id starts with `hex` (1..64 hex digits, either case), at most `limit`, in order.
  Result<std::vector<ItemRef>> items_by_prefix(std::string_view hex, std::size_t limit) const;
  Result<std::vector<ItemNumber>> items_by_exact(const Xxh128& exact) const;
  Result<std::vector<ItemNumber>> items_by_simhash(std::uint64_t simhash) const;
  Result<std::optional<Print>> print(ItemNumber number) const;

  // `item`, when given, becomes the one that it is of: reading the sighting reads it.
  Result<std::optional<Sighting>> sighting(SightingNumber number, Item* item = nullptr) const;
  // Sighting::url alone, which takes one look-up.
  Result<std::optional<std::string>> sighting_url(SightingNumber number) const;
  Result<std::optional<SightingNumber>> sighting_number(const SightingId& id) const;
  Result<std::vector<SightingNumber>> sightings_by_prefix(std::string_view hex,
                                                          std::size_t limit) const;
  // In order of number.
  Result<std::vector<SightingNumber>> sightings_of_item(ItemNumber item) const;
  // Whose `url` is the same after normalize_url (or to the letter, when it is no URL).
  Result<std::vector<SightingNumber>> sightings_of_url(std::string_view url) const;

  // Follows aliases.
  Result<StoryId> resolve(StoryId id) const;
  Result<std::optional<Story>> story(StoryId id) const;
  Result<std::vector<StoryId>> stories_by_prefix(std::string_view hex, std::size_t limit) const;
  Result<std::vector<StoryId>> aliases_of(StoryId id) const;
  Result<std::vector<Member>> members(StoryId id) const;  // in order of sighting
  Result<std::vector<Edge>> edges(StoryId id) const;      // both directions, each once

  Result<std::optional<InputProgress>> input(std::string_view name) const;
  Result<Counters> counters() const;

  // --- the crawl ---------------------------------------------------------------------------
  // URLs are compared to the letter: the caller brings them into their one form. In a store that no
  // writer has opened since the families came all of this is empty.
  Result<std::optional<UrlRecord>> url(std::string_view url) const;
  // For each whether url() has a record; one look-up for all of them.
  Result<std::vector<bool>> known_urls(std::span<const std::string> urls) const;
  // The addresses of one origin that wait, soonest first (then in no particular order), behind
  // `after`, at most `limit`.
  Result<std::vector<DueEntry>> due_urls(std::string_view origin,
                                         const std::optional<DueEntry>& after,
                                         std::size_t limit) const;
  // Origins that have an address waiting: one seek each, however many wait.
  Result<std::vector<std::string>> due_origins() const;
  Result<std::optional<HostRecord>> host(std::string_view origin) const;
  Result<std::optional<SourceRecord>> source(std::string_view url) const;
  Result<std::optional<std::string>> budget(std::string_view origin) const;
  Result<std::map<std::string, std::string>> outlets() const;
  // The newest of the page; by the address of its UrlRecord.
  Result<std::optional<RawPage>> raw(std::string_view url) const;
  struct RawTotals {
    std::uint64_t pages = 0;
    std::uint64_t bytes = 0;  // packed
  };
  [[nodiscard]] RawTotals raw_totals() const;
  // The tombstone of the address (in its normal form, as sightings_of_url) or of the text.
  Result<std::optional<Tombstone>> forgotten(std::string_view url) const;
  Result<std::optional<Tombstone>> forgotten(const Sha256& item) const;

  // --- scans, in key order -----------------------------------------------------------------
  Result<void> for_each_print(const Visitor<Print>& visit) const;
  Result<void> for_each_member(const Visitor<Member>& visit) const;
  Result<void> for_each_story(const Visitor<Story>& visit) const;
  Result<void> for_each_alias(const Visitor<Alias>& visit) const;
  // Empty in a store that no writer has opened since the family came.
  Result<void> for_each_chrome(const Visitor<ChromeCount>& visit) const;
  Result<void> for_each_sighting(SightingNumber from, const Visitor<Sighting>& visit) const;
  // Sightings with a known publication time in [from, to), ascending or, newest first, descending.
  Result<void> for_each_published(std::chrono::sys_seconds from, std::chrono::sys_seconds to,
                                  bool newest_first, const Visitor<SightingNumber>& visit) const;
  Result<void> for_each_log(const Visitor<LogEntry>& visit) const;
  Result<void> for_each_url(const Visitor<UrlRecord>& visit) const;  // in no useful order
  Result<void> for_each_host(const Visitor<HostRecord>& visit) const;
  Result<void> for_each_source(const Visitor<SourceRecord>& visit) const;
  Result<void> for_each_forgotten(const Visitor<Tombstone>& visit) const;
  // Oldest first, from number `from` on.
  Result<void> for_each_raw(std::uint64_t from, const Visitor<RawPage>& visit) const;

  // Reads everything: every record decodes, ids match their texts, every reference leads
  // somewhere and back, each story has one original, its canonical, counters agree. Problems are
  // listed, not returned as an Error. `go_on` is told now and then how many entries were read; its
  // false stops the reading.
  Result<VerifyReport> verify(const std::function<bool(std::uint64_t done)>& go_on) const;

  // Bytes on disk of all files of the store.
  Result<std::uint64_t> disk_bytes() const;
  [[nodiscard]] std::uint64_t batch_number() const noexcept;  // last appended

 private:
  struct Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace storyfold::storage
