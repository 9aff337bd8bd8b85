#include <algorithm>
#include <string>

#include "storage/verify.h"

namespace storyfold::storage {
namespace {

Error uneven(Family family, const State& state) {
  return {Errc::kCorruption,
          "the store is damaged: family " + std::string(name_of(family)) +
              " does not end where batch " + std::to_string(state.batch) +
              " does: part of the log is lost; restore a backup, or run `storyfold verify`"};
}

// `holds` is whether the family has what it must have.
Result<void> expect(Result<bool> holds, Family family, const State& state) {
  if (!holds) return holds.error();
  if (!*holds) return uneven(family, state);
  return {};
}

Result<bool> lists(const View& view, Family family, const std::string& key, std::uint64_t number) {
  const auto numbers = view.postings(family, key);
  if (!numbers) return numbers.error();
  return std::binary_search(numbers->begin(), numbers->end(), number);
}

// What stands for a record that was taken down.
Result<bool> was_taken_down(const View& view, Family family, std::uint64_t number,
                            const std::string& mark) {
  rocksdb::PinnableSlice value;
  const Result<bool> found = view.get(family, number_key(number), value);
  if (!found) return found.error();
  return *found && storage::view(value) == mark;
}

Result<void> check_item(const View& view, const State& state) {
  const ItemNumber number = state.next_item - 1;
  const auto item = view.item(number);
  if (!item) return item.error();
  if (!*item) {
    return expect(was_taken_down(view, Family::kItem, number, encode_no_body()), Family::kItem,
                  state);
  }
  auto listed = lists(view, Family::kId, id_key((*item)->id), number);
  if (auto held = expect(std::move(listed), Family::kId, state); !held) return held;
  const auto print = view.print(number);
  if (!print) return print.error();
  if (!*print) return {};  // an item may come without one
  listed = lists(view, Family::kSimhash, simhash_key((*print)->fingerprint.simhash), number);
  return expect(std::move(listed), Family::kSimhash, state);
}

Result<void> check_sighting(const View& view, const State& state) {
  const SightingNumber number = state.next_sighting - 1;
  const auto sighting = view.sighting(number);
  if (!sighting) return sighting.error();
  if (!*sighting) {
    return expect(was_taken_down(view, Family::kSighting, number, encode_no_sighting()),
                  Family::kSighting, state);
  }
  auto listed = lists(view, Family::kSeen, seen_key((*sighting)->id), number);
  if (auto held = expect(std::move(listed), Family::kSeen, state); !held) return held;
  listed = lists(view, Family::kCarrier, number_key((*sighting)->item), number);
  if (auto held = expect(std::move(listed), Family::kCarrier, state); !held) return held;
  if (!(*sighting)->url.empty()) {
    listed = lists(view, Family::kUrl, url_key((*sighting)->url, view.secret()), number);
    if (auto held = expect(std::move(listed), Family::kUrl, state); !held) return held;
  }
  if ((*sighting)->published.known()) {
    auto held = view.contains(Family::kTime, time_key((*sighting)->published.at, number));
    if (auto kept = expect(std::move(held), Family::kTime, state); !kept) return kept;
  }
  return {};
}

// Pages kept as fetched fill memory first, so theirs is the family most often flushed before the
// others. Their numbers are those of batches.
Result<void> check_raw(const View& view, const State& state) {
  const auto newest = view.iterate(Family::kRaw);
  newest->SeekForPrev(raw_prefix() + '\xff');  // above any number
  if (!newest->status().ok()) return to_error(newest->status(), "read family raw");
  if (!newest->Valid()) return {};
  const auto number = parse_raw_key(storage::view(newest->key()));
  return expect(!number || *number <= state.batch, Family::kRaw, state);
}

}  // namespace

Result<void> check_newest(const View& view, const State& state) {
  if (state.next_item > 1) {
    if (Result<void> held = check_item(view, state); !held) return held;
  }
  if (state.next_sighting > 1) {
    if (Result<void> held = check_sighting(view, state); !held) return held;
  }
  for (const auto& [family, next] : {std::pair(Family::kItem, state.next_item),
                                     std::pair(Family::kSighting, state.next_sighting)}) {
    const Result<bool> beyond = view.contains(family, number_key(next));
    if (!beyond) return beyond.error();
    if (*beyond) return uneven(family, state);
  }
  return check_raw(view, state);
}

}  // namespace storyfold::storage
