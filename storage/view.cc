// Reads of any family, items and sightings. Stories are in story_view.cc.
#include "storage/view.h"

#include <algorithm>
#include <utility>

#include "core/identity.h"
#include "storage/delta.h"
#include "storage/hex_prefix.h"
#include "storage/postings.h"

namespace storyfold::storage {
namespace {

Error damaged_number(Family family, std::uint64_t number, std::string_view why) {
  return damaged(family, number_key(number), why);
}

// What points to `to` was found where `from` says, but `to` is not there.
Error dangling(Family from, std::uint64_t number, Family to, std::uint64_t target) {
  return damaged_number(from, number,
                        "it names " + std::string(name_of(to)) + " " + std::to_string(target) +
                            ", which is not there");
}

}  // namespace

Error damaged(Family family, std::string_view key, std::string_view why) {
  return {Errc::kCorruption, "the store is damaged: family " + std::string(name_of(family)) +
                                 ", key " + printable_key(family, key) + ": " + std::string(why)};
}

View::View(std::shared_ptr<const Database> database, std::uint64_t secret,
           const rocksdb::Snapshot* snapshot)
    : database_(std::move(database)), secret_(secret) {
  options_.snapshot = snapshot;
  options_.total_order_seek = true;
}

Result<bool> View::get(Family family, std::string_view key, rocksdb::PinnableSlice& value) const {
  value.Reset();
  rocksdb::ColumnFamilyHandle* const handle = database_->family(family);
  if (handle == nullptr) return false;
  const rocksdb::Status status = database_->rocks().Get(options_, handle, slice(key), &value);
  if (status.IsNotFound()) return false;
  if (status.ok()) return true;
  return to_error(status, "read family " + std::string(name_of(family)) + ", key " +
                              printable_key(family, key));
}

Result<bool> View::contains(Family family, std::string_view key) const {
  rocksdb::PinnableSlice value;
  return get(family, key, value);
}

Result<void> View::get_many(
    Family family, const std::vector<std::string>& keys,
    const std::function<Result<void>(std::size_t, std::string_view)>& visit) const {
  rocksdb::ColumnFamilyHandle* const handle = database_->family(family);
  if (handle == nullptr || keys.empty()) return {};
  if (keys.size() == 1) {  // MultiGet has to prepare more than that takes
    rocksdb::PinnableSlice value;
    const Result<bool> found = get(family, keys.front(), value);
    if (!found) return found.error();
    return *found ? visit(0, view(value)) : Result<void>();
  }
  std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  database_->rocks().MultiGet(options_, handle, keys.size(), slices.data(), values.data(),
                              statuses.data());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].IsNotFound()) continue;
    if (!statuses[i].ok()) {
      return to_error(statuses[i], "read family " + std::string(name_of(family)) + ", key " +
                                       printable_key(family, keys[i]));
    }
    if (Result<void> visited = visit(i, view(values[i])); !visited) return visited;
  }
  return {};
}

std::unique_ptr<rocksdb::Iterator> View::iterate(Family family) const {
  rocksdb::ColumnFamilyHandle* const handle = database_->family(family);
  return std::unique_ptr<rocksdb::Iterator>(handle == nullptr
                                                ? rocksdb::NewEmptyIterator()
                                                : database_->rocks().NewIterator(options_, handle));
}

Result<void> View::scan(Family family, std::string_view from, std::string_view prefix,
                        const Visit& visit) const {
  const auto entry = iterate(family);
  for (entry->Seek(slice(std::max(from, prefix))); entry->Valid(); entry->Next()) {
    const std::string_view key = view(entry->key());
    if (!key.starts_with(prefix)) break;
    Result<bool> more = visit(key, view(entry->value()));
    if (!more) return more.error();
    if (!*more) return {};
  }
  if (entry->status().ok()) return {};
  return to_error(entry->status(), "read family " + std::string(name_of(family)));
}

Result<std::vector<std::uint64_t>> View::postings(Family family, std::string_view key) const {
  rocksdb::PinnableSlice value;
  const Result<bool> found = get(family, key, value);
  if (!found) return found.error();
  if (!*found) return std::vector<std::uint64_t>{};
  auto numbers = decode_postings(view(value));
  if (!numbers) return damaged(family, key, numbers.error().what);
  return numbers;
}

Result<std::string> View::body(ItemNumber number, const StoredBody& stored) const {
  if (!stored.base) return std::string(stored.bytes);
  rocksdb::PinnableSlice value;
  const Result<bool> found = get(Family::kItem, number_key(*stored.base), value);
  if (!found) return found.error();
  if (!*found) return dangling(Family::kItem, number, Family::kItem, *stored.base);
  const Result<StoredBody> base = decode_body(view(value));
  if (!base) return damaged_number(Family::kItem, *stored.base, base.error().what);
  if (base->base || base->taken_down) {
    return damaged_number(Family::kItem, number, "its base is not a full text");
  }
  auto text = apply_delta(base->bytes, stored.bytes, stored.body_bytes);
  if (!text) return damaged_number(Family::kItem, number, text.error().what);
  return text;
}

Result<std::optional<Item>> View::item(ItemNumber number) const {
  rocksdb::PinnableSlice value;
  const Result<bool> found = get(Family::kItem, number_key(number), value);
  if (!found) return found.error();
  if (!*found) return std::optional<Item>{};
  const Result<StoredBody> stored = decode_body(view(value));
  if (!stored) return damaged_number(Family::kItem, number, stored.error().what);
  if (stored->taken_down) return std::optional<Item>{};
  Result<std::string> text = body(number, *stored);
  if (!text) return text.error();
  Item item{.number = number, .id = item_id(*text), .body = {}};
  item.body = *std::move(text);
  return std::optional<Item>(std::move(item));
}

Result<std::optional<View::BaseText>> View::base_text(ItemNumber number) const {
  // Depth is one: at most one step leads to a full text.
  for (int step = 0; step < 2; ++step) {
    rocksdb::PinnableSlice value;
    const Result<bool> found = get(Family::kItem, number_key(number), value);
    if (!found) return found.error();
    if (!*found) break;
    const Result<StoredBody> stored = decode_body(view(value));
    if (!stored) return damaged_number(Family::kItem, number, stored.error().what);
    if (stored->taken_down) break;
    if (!stored->base) return std::optional(BaseText{number, std::string(stored->bytes)});
    number = *stored->base;
  }
  return std::optional<BaseText>{};
}

Result<void> View::for_each_delta(ItemNumber from,
                                  const std::function<void(ItemNumber, ItemNumber)>& visit) const {
  return scan(Family::kItem, number_key(from), {}, [&](auto key, auto value) -> Result<bool> {
    const auto number = parse_number_key(key);
    if (!number) return damaged(Family::kItem, key, "the key is not a number");
    const Result<StoredBody> stored = decode_body(value);
    if (!stored) return damaged(Family::kItem, key, stored.error().what);
    if (stored->base) visit(*number, *stored->base);
    return true;
  });
}

Result<std::optional<ItemNumber>> View::item_number(const Sha256& id) const {
  const auto candidates = postings(Family::kId, id_key(id));
  if (!candidates) return candidates.error();
  for (const ItemNumber number : *candidates) {
    const auto found = item(number);
    if (!found) return found.error();
    if (!*found) return damaged(Family::kId, id_key(id), "it names an item that is not there");
    if ((*found)->id == id) return std::optional(number);
  }
  return std::optional<ItemNumber>{};
}

Result<std::vector<ItemRef>> View::items_by_prefix(std::string_view hex, std::size_t limit) const {
  const Result<HexPrefix> prefix = HexPrefix::parse(hex, 64);
  if (!prefix) return prefix.error();
  std::vector<ItemRef> refs;
  std::string last_key;
  const std::string key_bytes = prefix->whole_bytes(kHashPrefixBytes);
  auto scanned = scan(Family::kId, {}, key_bytes, [&](auto key, auto value) -> Result<bool> {
    if (!prefix->fits_key(key)) return true;
    const auto numbers = decode_postings(value);
    if (!numbers) return damaged(Family::kId, key, numbers.error().what);
    const auto first_of_key = static_cast<std::ptrdiff_t>(refs.size());
    for (const ItemNumber number : *numbers) {
      const auto found = item(number);
      if (!found) return found.error();
      if (!*found) return damaged(Family::kId, key, "it names an item that is not there");
      if (prefix->fits(to_hex((*found)->id))) refs.push_back({(*found)->id, number});
    }
    // Ids that share a key are few: put those in order, the keys are.
    std::sort(refs.begin() + first_of_key, refs.end(),
              [](const ItemRef& a, const ItemRef& b) { return a.id < b.id; });
    return refs.size() < limit;
  });
  if (!scanned) return scanned.error();
  if (refs.size() > limit) refs.resize(limit);
  return refs;
}

Result<std::optional<Print>> View::print(ItemNumber number) const {
  rocksdb::PinnableSlice value;
  const Result<bool> found = get(Family::kPrint, number_key(number), value);
  if (!found) return found.error();
  if (!*found) return std::optional<Print>{};
  Result<Print> print = decode_print(number, view(value));
  if (!print) return damaged_number(Family::kPrint, number, print.error().what);
  return std::optional<Print>(*std::move(print));
}

Result<std::optional<Sighting>> View::decode(SightingNumber number, std::string_view value,
                                             Item* item) const {
  const Result<ItemNumber> its_item = decode_sighting_item(number, value);
  if (!its_item) return damaged_number(Family::kSighting, number, its_item.error().what);
  if (*its_item == 0) return std::optional<Sighting>{};
  auto found = this->item(*its_item);
  if (!found) return found.error();
  if (!*found) return dangling(Family::kSighting, number, Family::kItem, *its_item);
  Result<Sighting> sighting = decode_sighting(number, value, {(*found)->id, (*found)->body});
  if (!sighting) return damaged_number(Family::kSighting, number, sighting.error().what);
  if (item != nullptr) *item = **std::move(found);
  return std::optional<Sighting>(*std::move(sighting));
}

Result<std::optional<Sighting>> View::sighting(SightingNumber number, Item* item) const {
  rocksdb::PinnableSlice value;
  const Result<bool> found = get(Family::kSighting, number_key(number), value);
  if (!found) return found.error();
  if (!*found) return std::optional<Sighting>{};
  return decode(number, view(value), item);
}

Result<std::optional<std::string>> View::sighting_url(SightingNumber number) const {
  rocksdb::PinnableSlice value;
  const Result<bool> found = get(Family::kSighting, number_key(number), value);
  if (!found) return found.error();
  if (!*found) return std::optional<std::string>{};
  const Result<ItemNumber> its_item = decode_sighting_item(number, view(value));
  if (!its_item) return damaged_number(Family::kSighting, number, its_item.error().what);
  if (*its_item == 0) return std::optional<std::string>{};
  auto url = decode_sighting_url(view(value));
  if (!url) return damaged_number(Family::kSighting, number, url.error().what);
  return std::optional(*std::move(url));
}

Result<std::optional<SightingNumber>> View::sighting_number(const SightingId& id) const {
  const auto candidates = postings(Family::kSeen, seen_key(id));
  if (!candidates) return candidates.error();
  for (const SightingNumber number : *candidates) {
    const auto found = sighting(number);
    if (!found) return found.error();
    if (!*found) return damaged(Family::kSeen, seen_key(id), "it names no sighting");
    if ((*found)->id == id) return std::optional(number);
  }
  return std::optional<SightingNumber>{};
}

Result<std::vector<SightingNumber>> View::sightings_by_prefix(std::string_view hex,
                                                              std::size_t limit) const {
  const Result<HexPrefix> prefix = HexPrefix::parse(hex, 32);
  if (!prefix) return prefix.error();
  std::vector<SightingNumber> found;
  const std::string key_bytes = prefix->whole_bytes(kHashPrefixBytes);
  auto scanned = scan(Family::kSeen, {}, key_bytes, [&](auto key, auto value) -> Result<bool> {
    if (!prefix->fits_key(key)) return true;
    const auto numbers = decode_postings(value);
    if (!numbers) return damaged(Family::kSeen, key, numbers.error().what);
    std::vector<std::pair<SightingId, SightingNumber>> fitting;
    for (const SightingNumber number : *numbers) {
      const auto candidate = sighting(number);
      if (!candidate) return candidate.error();
      if (!*candidate) return damaged(Family::kSeen, key, "it names no sighting");
      if (prefix->fits(to_hex((*candidate)->id))) fitting.emplace_back((*candidate)->id, number);
    }
    std::sort(fitting.begin(), fitting.end());
    for (const auto& [id, number] : fitting) found.push_back(number);
    return found.size() < limit;
  });
  if (!scanned) return scanned.error();
  if (found.size() > limit) found.resize(limit);
  return found;
}

Result<std::vector<SightingNumber>> View::sightings_of_url(std::string_view url) const {
  auto candidates = postings(Family::kUrl, url_key(url, secret_));
  if (!candidates || candidates->empty()) return candidates;
  const std::string wanted = canonical_url(url);
  std::vector<SightingNumber> found;
  for (const SightingNumber number : *candidates) {
    const auto candidate = sighting_url(number);
    if (!candidate) return candidate.error();
    if (!*candidate) {
      return damaged(Family::kUrl, url_key(url, secret_), "it names no sighting");
    }
    if (canonical_url(**candidate) == wanted) found.push_back(number);
  }
  return found;
}

}  // namespace storyfold::storage
