#include "storage/batch.h"

#include <algorithm>
#include <set>

#include "storage/delta.h"
#include "storage/postings.h"

namespace storyfold::storage {
namespace {

constexpr std::size_t kUsualBatchBytes = 4096;

Error out_of_order(std::string_view what, std::uint64_t given, std::uint64_t next) {
  return {Errc::kBadInput, std::string(what) + " " + std::to_string(given) +
                               " was appended where " + std::to_string(next) + " is next"};
}

}  // namespace

BatchBuilder::BatchBuilder(const Database& database, const View& view, const State& state,
                           const std::vector<std::string>& names)
    : database_(database), view_(view), state_(state), names_(names), batch_(kUsualBatchBytes) {}

void BatchBuilder::put(Family family, std::string_view key, std::string_view value) {
  batch_.Put(database_.family(family), slice(key), slice(value));
}

void BatchBuilder::erase(Family family, std::string_view key) {
  batch_.Delete(database_.family(family), slice(key));
}

void BatchBuilder::add_posting(Family family, const std::string& key, std::uint64_t number) {
  if (!edited_.empty()) {
    if (const auto list = edited_.find({family, key}); list != edited_.end()) {
      list->second.push_back(number);
      return;
    }
  }
  batch_.Merge(database_.family(family), slice(key), slice(encode_posting(number)));
}

Result<void> BatchBuilder::remove_posting(Family family, const std::string& key,
                                          std::uint64_t number) {
  auto list = edited_.find({family, key});
  if (list == edited_.end()) {
    auto stored = view_.postings(family, key);
    if (!stored) return stored.error();
    list = edited_.emplace(std::pair(family, key), *std::move(stored)).first;
  }
  std::erase(list->second, number);
  return {};
}

void BatchBuilder::write_edited_postings() {
  for (const auto& [where, numbers] : edited_) {
    if (numbers.empty()) {
      erase(where.first, where.second);
    } else {
      put(where.first, where.second, encode_postings(numbers));
    }
  }
}

Result<void> BatchBuilder::add(const Finished& record) {
  ++state_.batch;
  // First: a list that lost a number is written whole.
  if (Result<void> gone = take_down(record.taken_down); !gone) return gone;
  if (Result<void> added = add_item(record); !added) return added;
  if (Result<void> added = add_print(record); !added) return added;
  if (Result<void> added = add_sightings(record); !added) return added;
  if (Result<void> added = add_stories(record); !added) return added;
  if (Result<void> added = add_aliases(record); !added) return added;
  if (Result<void> added = add_edges(record); !added) return added;
  add_chrome(record);
  add_log(record);
  if (record.input) put(Family::kInput, record.input->input, encode_input(*record.input));
  if (Result<void> added = add_crawl(record); !added) return added;
  add_totals(record.add);
  write_edited_postings();
  write_state();
  return {};
}

Result<void> BatchBuilder::add_item(const Finished& record) {
  if (!record.new_item) return {};
  const Item& item = *record.new_item;
  if (item.number != state_.next_item) {
    return out_of_order("item", item.number, state_.next_item);
  }
  ++state_.next_item;
  std::optional<std::string> value;
  if (record.similar_to && item.body.size() >= kMinDeltaBody) {
    const auto base = view_.base_text(*record.similar_to);
    if (!base) return base.error();
    if (*base) {
      if (const auto delta = make_delta((*base)->body, item.body)) {
        value = encode_delta_body((*base)->number, item.body, *delta);
      }
    }
  }
  put(Family::kItem, number_key(item.number), value ? *value : encode_full_body(item.body));
  add_posting(Family::kId, id_key(item.id), item.number);
  return {};
}

Result<void> BatchBuilder::add_print(const Finished& record) {
  if (!record.print) return {};
  const Print& print = *record.print;
  if (!record.new_item || record.new_item->number != print.item) {
    return Error{Errc::kBadInput, "the print of item " + std::to_string(print.item) +
                                      " was appended without its item"};
  }
  put(Family::kPrint, number_key(print.item), encode_print(print));
  add_posting(Family::kExact, exact_key(print.fingerprint.exact), print.item);
  add_posting(Family::kSimhash, simhash_key(print.fingerprint.simhash), print.item);
  return {};
}

Result<std::optional<Sighting>> BatchBuilder::earlier(const Sighting& sighting) {
  if (sighting.number == state_.next_sighting) {
    ++state_.next_sighting;
    return std::optional<Sighting>{};
  }
  if (sighting.number == 0 || sighting.number > state_.next_sighting) {
    return out_of_order("sighting", sighting.number, state_.next_sighting);
  }
  auto old = view_.sighting(sighting.number);
  if (!old) return old;
  if (!*old) {
    return damaged(Family::kSighting, number_key(sighting.number), "the sighting is not there");
  }
  return old;
}

Result<void> BatchBuilder::drop_old_keys(const Sighting& old, const Sighting& now) {
  if (old.id != now.id) {
    if (auto done = remove_posting(Family::kSeen, seen_key(old.id), old.number); !done) return done;
  }
  if (old.item != now.item) {
    auto done = remove_posting(Family::kCarrier, number_key(old.item), old.number);
    if (!done) return done;
  }
  if (old.url != now.url && !old.url.empty()) {
    auto done = remove_posting(Family::kUrl, url_key(old.url, view_.secret()), old.number);
    if (!done) return done;
  }
  const bool moved = old.published.at != now.published.at || !now.published.known();
  if (old.published.known() && moved) {
    erase(Family::kTime, time_key(old.published.at, old.number));
  }
  return {};
}

Result<void> BatchBuilder::add_sightings(const Finished& record) {
  // All removals from lists come before all additions: a list that lost a number is written whole.
  std::vector<std::optional<Sighting>> olds;
  for (const Sighting& sighting : record.sightings) {
    auto old = earlier(sighting);
    if (!old) return old.error();
    if (*old) {
      if (Result<void> dropped = drop_old_keys(**old, sighting); !dropped) return dropped;
    }
    olds.push_back(*std::move(old));
  }
  for (std::size_t i = 0; i < olds.size(); ++i) {
    if (auto added = add_sighting(record, record.sightings[i], olds[i]); !added) return added;
  }
  return {};
}

Result<void> BatchBuilder::add_sighting(const Finished& record, const Sighting& sighting,
                                        const std::optional<Sighting>& old) {
  std::optional<Item> stored;
  const Item* item = nullptr;
  if (record.new_item && record.new_item->number == sighting.item) {
    item = &*record.new_item;
  } else {
    auto read = view_.item(sighting.item);
    if (!read) return read.error();
    if (!*read) {
      return Error{Errc::kBadInput, "sighting " + std::to_string(sighting.number) +
                                        " was appended for item " + std::to_string(sighting.item) +
                                        ", which is not stored"};
    }
    stored = *std::move(read);
    item = &*stored;
  }
  put(Family::kSighting, number_key(sighting.number),
      encode_sighting(sighting, {item->id, item->body}));
  if (!old || old->id != sighting.id) {
    add_posting(Family::kSeen, seen_key(sighting.id), sighting.number);
  }
  if (!old || old->item != sighting.item) {
    add_posting(Family::kCarrier, number_key(sighting.item), sighting.number);
  }
  if (!sighting.url.empty() && (!old || old->url != sighting.url)) {
    add_posting(Family::kUrl, url_key(sighting.url, view_.secret()), sighting.number);
  }
  if (sighting.published.known()) {
    put(Family::kTime, time_key(sighting.published.at, sighting.number), {});
  }
  return {};
}

Result<void> BatchBuilder::add_stories(const Finished& record) {
  // Removals first: a member may leave one story and enter another in one record.
  for (const Member& member : record.removed_members) {
    erase(Family::kStory, member_key(member.story, member.sighting));
  }
  for (const StoryId story : record.removed_stories) erase(Family::kStory, story_key(story));
  for (const Story& story : record.stories) {
    if (story.id.value == 0) return Error{Errc::kBadInput, "a story without an id was appended"};
    put(Family::kStory, story_key(story.id), encode_story(story));
  }
  for (const Member& member : record.members) {
    put(Family::kStory, member_key(member.story, member.sighting), encode_member(member));
  }
  return {};
}

Result<void> BatchBuilder::add_aliases(const Finished& record) {
  for (const Alias& alias : record.aliases) {
    const Result<StoryId> end = view_.resolve(alias.to);
    if (!end) return end.error();
    if (alias.from == alias.to || *end == alias.from) {
      return Error{Errc::kBadInput, "an alias of a story to itself was appended"};
    }
    const auto before = view_.alias(alias.from);
    if (!before) return before.error();
    if (*before) erase(Family::kAlias, alias_reverse_key(**before, alias.from));
    put(Family::kAlias, alias_key(alias.from), encode_alias(alias.to));
    put(Family::kAlias, alias_reverse_key(alias.to, alias.from), {});
  }
  return {};
}

Result<void> BatchBuilder::add_edges(const Finished& record) {
  std::set<std::string> added;
  for (const Edge& edge : record.edges) {
    const std::string key = edge_key(edge.from, edge.to, edge.kind, true);
    const Result<bool> stands = view_.contains(Family::kEdge, key);
    if (!stands) return stands.error();
    if (!*stands && added.insert(key).second) add_total(std::string(kEdgesCounter), 1);
    put(Family::kEdge, key, encode_edge(edge));
    put(Family::kEdge, edge_key(edge.to, edge.from, edge.kind, false), {});
  }
  return {};
}

void BatchBuilder::add_chrome(const Finished& record) {
  for (const ChromeCount& count : record.chrome) {
    const std::string key = chrome_key(count.outlet, count.block);
    if (count.count == 0) {
      erase(Family::kChrome, key);
    } else {
      put(Family::kChrome, key, encode_chrome(count.count));
    }
  }
}

void BatchBuilder::add_log(const Finished& record) {
  for (const LogEntry& entry : record.log) {
    put(Family::kLog, number_key(state_.next_log), encode_log(entry));
    ++state_.next_log;
  }
}

std::size_t BatchBuilder::total_named(const std::string& name) {
  const auto known = std::find(names_.begin(), names_.end(), name);
  if (known != names_.end()) return static_cast<std::size_t>(known - names_.begin());
  const auto added = std::find(new_names_.begin(), new_names_.end(), name);
  const auto index = static_cast<std::size_t>(added - new_names_.begin());
  if (added == new_names_.end()) new_names_.push_back(name);
  return names_.size() + index;
}

void BatchBuilder::add_total(const std::string& name, std::int64_t amount) {
  const std::size_t index = total_named(name);
  if (state_.totals.size() <= index) state_.totals.resize(index + 1);
  state_.totals[index] += amount;
}

void BatchBuilder::add_totals(const Counters& add) {
  for (const auto& [name, amount] : add) {
    if (std::find(kOwnCounters.begin(), kOwnCounters.end(), name) == kOwnCounters.end()) {
      add_total(name, amount);
    }
  }
}

void BatchBuilder::write_state() {
  put(Family::kMeta, kStateKey, encode_state(state_));
  if (new_names_.empty()) return;
  // The names change a few times in a store's life, their totals in every batch.
  std::vector<std::string> all = names_;
  all.insert(all.end(), new_names_.begin(), new_names_.end());
  put(Family::kMeta, kNamesKey, encode_names(all));
}

}  // namespace storyfold::storage
