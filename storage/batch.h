#pragma once
// Finished -> one RocksDB batch: every key that one record changes, in every family, with the
// store's state after it. Nothing is written here; a batch that fails leaves nothing behind.
// Used by one thread.
#include <rocksdb/write_batch.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "storage/codec.h"
#include "storage/database.h"
#include "storage/records.h"
#include "storage/view.h"

namespace storyfold::storage {

// Totals that only the store can count: it alone knows what was there before.
inline constexpr std::string_view kEdgesCounter = "edges";
inline constexpr std::string_view kUrlsCounter = "urls";
inline constexpr std::string_view kRawCounter = "raw";
inline constexpr std::string_view kRawBytesCounter = "raw_bytes";
inline constexpr std::array kOwnCounters = {kEdgesCounter, kUrlsCounter, kRawCounter,
                                            kRawBytesCounter};

class BatchBuilder {
 public:
  // All three outlive the builder. `names` are those of `state`'s totals.
  BatchBuilder(const Database& database, const View& view, const State& state,
               const std::vector<std::string>& names);
  BatchBuilder(const Database&, View&&, const State&, const std::vector<std::string>&) = delete;

  // kBadInput: the record contradicts itself or the store (a number out of order, a print without
  // its item): a mistake of the caller.
  Result<void> add(const Finished& record);
  // A batch of its own that removes pages kept as fetched.
  struct OldRaw {
    std::uint64_t number = 0;
    std::string url;
    std::uint64_t bytes = 0;  // packed
  };
  void remove_raw(const std::vector<OldRaw>& pages);

  [[nodiscard]] rocksdb::WriteBatch& batch() noexcept { return batch_; }
  [[nodiscard]] State& state() noexcept { return state_; }  // after the batch
  // Names of totals that the store did not know; they follow those it knew.
  [[nodiscard]] std::vector<std::string>& new_names() noexcept { return new_names_; }

 private:
  Result<void> add_item(const Finished& record);
  Result<void> add_print(const Finished& record);
  Result<void> add_sightings(const Finished& record);
  Result<void> add_stories(const Finished& record);
  Result<void> add_aliases(const Finished& record);
  Result<void> add_edges(const Finished& record);
  void add_chrome(const Finished& record);
  void add_log(const Finished& record);
  Result<void> add_urls(const Finished& record);
  void add_url(const UrlRecord& record, const std::optional<UrlRecord>& old);
  Result<void> add_hosts(const Finished& record);
  Result<void> add_raw(const Finished& record);
  Result<void> add_crawl(const Finished& record);
  Result<void> take_down(const TakenDown& gone);
  Result<void> take_down_sighting(SightingNumber number);
  Result<void> take_down_item(ItemNumber number);
  Result<void> drop_exact_keys(const std::set<ItemNumber>& items);
  Result<void> encode_without_bases(const std::set<ItemNumber>& bases);
  Result<void> drop_aliases(StoryId story);
  Result<void> drop_edges(const TakenDown& gone);
  Result<void> change_print(const Print& print);
  Result<void> drop_pages(const std::string& url);
  void drop_raw(const OldRaw& page);
  void add_totals(const Counters& add);
  void add_total(const std::string& name, std::int64_t amount);
  std::size_t total_named(const std::string& name);

  // What `sighting` had under other keys before; none when it is new.
  Result<std::optional<Sighting>> earlier(const Sighting& sighting);
  Result<void> drop_old_keys(const Sighting& old, const Sighting& now);
  Result<void> add_sighting(const Finished& record, const Sighting& sighting,
                            const std::optional<Sighting>& old);

  void put(Family family, std::string_view key, std::string_view value);
  void erase(Family family, std::string_view key);
  void add_posting(Family family, const std::string& key, std::uint64_t number);
  Result<void> remove_posting(Family family, const std::string& key, std::uint64_t number);
  void write_edited_postings();
  void write_state();

  const Database& database_;
  const View& view_;
  State state_;
  const std::vector<std::string>& names_;
  std::vector<std::string> new_names_;
  rocksdb::WriteBatch batch_;
  // Lists that lost a number, whole: a merge can only add.
  std::map<std::pair<Family, std::string>, std::vector<std::uint64_t>> edited_;
};

}  // namespace storyfold::storage
