#pragma once
// Typed reads of the store. A View on a snapshot sees one state of the store however long it
// lives; without one it sees the latest. Reads from any thread; blocks on the disk.
#include <rocksdb/options.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "storage/codec.h"
#include "storage/database.h"
#include "storage/keys.h"
#include "storage/records.h"
#include "storage/store.h"

namespace storyfold::storage {

// "the store is damaged: family item, key 12: why".
[[nodiscard]] Error damaged(Family family, std::string_view key, std::string_view why);

class View {
 public:
  // Keeps `database` open, also when a reader moves on to a newer one meanwhile.
  View(std::shared_ptr<const Database> database, std::uint64_t secret,
       const rocksdb::Snapshot* snapshot = nullptr);

  // --- any family --------------------------------------------------------------------------
  // False: no such key.
  Result<bool> get(Family family, std::string_view key, rocksdb::PinnableSlice& value) const;
  Result<bool> contains(Family family, std::string_view key) const;
  // The values of many keys in one look-up, each with its place in `keys`; keys that are not there
  // are passed over.
  Result<void> get_many(
      Family family, const std::vector<std::string>& keys,
      const std::function<Result<void>(std::size_t, std::string_view)>& visit) const;
  // Entries from `from` on whose key starts with `prefix`, until `visit` returns false or an error.
  using Visit = std::function<Result<bool>(std::string_view key, std::string_view value)>;
  Result<void> scan(Family family, std::string_view from, std::string_view prefix,
                    const Visit& visit) const;
  Result<std::vector<std::uint64_t>> postings(Family family, std::string_view key) const;
  [[nodiscard]] std::unique_ptr<rocksdb::Iterator> iterate(Family family) const;
  [[nodiscard]] std::uint64_t secret() const noexcept { return secret_; }

  // --- typed, as in store.h ------------------------------------------------------------------
  Result<std::optional<Item>> item(ItemNumber number) const;
  // The body only, and the item a delta to it should name: itself, or its own base.
  struct BaseText {
    ItemNumber number = 0;
    std::string body;
  };
  Result<std::optional<BaseText>> base_text(ItemNumber number) const;
  // Every item from `from` on that is stored as a delta, with its base.
  Result<void> for_each_delta(ItemNumber from,
                              const std::function<void(ItemNumber, ItemNumber)>& visit) const;
  Result<std::optional<ItemNumber>> item_number(const Sha256& id) const;
  Result<std::vector<ItemRef>> items_by_prefix(std::string_view hex, std::size_t limit) const;
  Result<std::optional<Print>> print(ItemNumber number) const;
  // `item`, when given, becomes the one that it is of.
  Result<std::optional<Sighting>> sighting(SightingNumber number, Item* item = nullptr) const;
  // Sighting::url alone: its item is not read.
  Result<std::optional<std::string>> sighting_url(SightingNumber number) const;
  Result<std::optional<SightingNumber>> sighting_number(const SightingId& id) const;
  Result<std::vector<SightingNumber>> sightings_by_prefix(std::string_view hex,
                                                          std::size_t limit) const;
  Result<std::vector<SightingNumber>> sightings_of_url(std::string_view url) const;

  Result<std::optional<StoryId>> alias(StoryId from) const;  // one step
  Result<StoryId> resolve(StoryId id) const;
  Result<std::optional<Story>> story(StoryId id) const;  // follows no alias
  Result<std::vector<StoryId>> stories_by_prefix(std::string_view hex, std::size_t limit) const;
  Result<std::vector<StoryId>> aliases_of(StoryId id) const;
  Result<std::vector<Member>> members(StoryId id) const;  // follows no alias
  Result<std::vector<Edge>> edges(StoryId id) const;
  Result<std::optional<Edge>> edge(StoryId from, StoryId to, LinkKind kind) const;

  Result<std::optional<InputProgress>> input(std::string_view name) const;
  // Of each, what is known; none: nothing.
  Result<std::vector<std::optional<UrlRecord>>> urls(std::span<const std::string> urls) const;
  Result<std::optional<HostRecord>> host(std::string_view origin) const;
  Result<State> state() const;
  Result<std::vector<std::string>> counter_names() const;

  // None: it was taken down.
  Result<std::optional<Sighting>> decode(SightingNumber number, std::string_view value,
                                         Item* item = nullptr) const;

 private:
  Result<std::string> body(ItemNumber number, const StoredBody& stored) const;
  Result<void> edges_at(StoryId id, std::vector<Edge>& edges) const;

  std::shared_ptr<const Database> database_;
  std::uint64_t secret_;
  rocksdb::ReadOptions options_;
};

}  // namespace storyfold::storage
