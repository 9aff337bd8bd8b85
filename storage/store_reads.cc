// The reads of the interface: one line each onto a View, and the scans.
#include <memory>
#include <utility>

#include "core/identity.h"
#include "storage/store_impl.h"
#include "storage/verify.h"

namespace storyfold::storage {

Result<std::optional<Item>> Store::item(ItemNumber number) const {
  return impl_->view().item(number);
}
Result<std::optional<ItemNumber>> Store::item_number(const Sha256& id) const {
  return impl_->view().item_number(id);
}
Result<std::vector<ItemRef>> Store::items_by_prefix(std::string_view hex, std::size_t limit) const {
  return impl_->view().items_by_prefix(hex, limit);
}
Result<std::vector<ItemNumber>> Store::items_by_exact(const Xxh128& exact) const {
  return impl_->view().postings(Family::kExact, exact_key(exact));
}
Result<std::vector<ItemNumber>> Store::items_by_simhash(std::uint64_t simhash) const {
  return impl_->view().postings(Family::kSimhash, simhash_key(simhash));
}
Result<std::optional<Print>> Store::print(ItemNumber number) const {
  return impl_->view().print(number);
}
Result<std::optional<Sighting>> Store::sighting(SightingNumber number, Item* item) const {
  return impl_->view().sighting(number, item);
}
Result<std::optional<std::string>> Store::sighting_url(SightingNumber number) const {
  return impl_->view().sighting_url(number);
}
Result<std::optional<SightingNumber>> Store::sighting_number(const SightingId& id) const {
  return impl_->view().sighting_number(id);
}
Result<std::vector<SightingNumber>> Store::sightings_by_prefix(std::string_view hex,
                                                               std::size_t limit) const {
  return impl_->view().sightings_by_prefix(hex, limit);
}
Result<std::vector<SightingNumber>> Store::sightings_of_item(ItemNumber item) const {
  return impl_->view().postings(Family::kCarrier, number_key(item));
}
Result<std::vector<SightingNumber>> Store::sightings_of_url(std::string_view url) const {
  return impl_->view().sightings_of_url(url);
}

Result<StoryId> Store::resolve(StoryId id) const { return impl_->view().resolve(id); }

Result<std::optional<Story>> Store::story(StoryId id) const {
  const View view = impl_->view();
  const Result<StoryId> resolved = view.resolve(id);
  if (!resolved) return resolved.error();
  return view.story(*resolved);
}
Result<std::vector<StoryId>> Store::stories_by_prefix(std::string_view hex,
                                                      std::size_t limit) const {
  return impl_->view().stories_by_prefix(hex, limit);
}
Result<std::vector<StoryId>> Store::aliases_of(StoryId id) const {
  return impl_->view().aliases_of(id);
}
Result<std::vector<Member>> Store::members(StoryId id) const {
  const View view = impl_->view();
  const Result<StoryId> resolved = view.resolve(id);
  if (!resolved) return resolved.error();
  return view.members(*resolved);
}
Result<std::vector<Edge>> Store::edges(StoryId id) const { return impl_->view().edges(id); }

Result<std::optional<InputProgress>> Store::input(std::string_view name) const {
  return impl_->view().input(name);
}

Result<Counters> Store::counters() const {
  const std::lock_guard lock(impl_->state_mutex);
  Counters counters;
  for (std::size_t i = 0; i < impl_->state.totals.size(); ++i) {
    counters[impl_->names[i]] = impl_->state.totals[i];
  }
  return counters;
}

Result<void> Store::for_each_print(const Visitor<Print>& visit) const {
  return impl_->view().scan(Family::kPrint, {}, {}, [&](auto key, auto value) -> Result<bool> {
    const auto number = parse_number_key(key);
    if (!number) return damaged(Family::kPrint, key, "the key is not a number");
    const Result<Print> print = decode_print(*number, value);
    if (!print) return damaged(Family::kPrint, key, print.error().what);
    return visit(*print);
  });
}

Result<void> Store::for_each_member(const Visitor<Member>& visit) const {
  return impl_->view().scan(Family::kStory, {}, {}, [&](auto key, auto value) -> Result<bool> {
    const auto parsed = parse_story_key(key);
    if (!parsed) return damaged(Family::kStory, key, "the key is not a story's or a member's");
    if (!parsed->sighting) return true;
    const Result<Member> member = decode_member(parsed->story, *parsed->sighting, value);
    if (!member) return damaged(Family::kStory, key, member.error().what);
    return visit(*member);
  });
}

Result<void> Store::for_each_story(const Visitor<Story>& visit) const {
  return impl_->view().scan(Family::kStory, {}, {}, [&](auto key, auto value) -> Result<bool> {
    const auto parsed = parse_story_key(key);
    if (!parsed) return damaged(Family::kStory, key, "the key is not a story's or a member's");
    if (parsed->sighting) return true;
    const Result<Story> story = decode_story(parsed->story, value);
    if (!story) return damaged(Family::kStory, key, story.error().what);
    return visit(*story);
  });
}

Result<void> Store::for_each_alias(const Visitor<Alias>& visit) const {
  const std::string forward(1, '\0');
  return impl_->view().scan(Family::kAlias, {}, forward, [&](auto key, auto value) -> Result<bool> {
    const auto parsed = parse_alias_key(key);
    if (!parsed) return damaged(Family::kAlias, key, "the key is not an alias's");
    const Result<StoryId> to = decode_alias(value);
    if (!to) return damaged(Family::kAlias, key, to.error().what);
    return visit({.from = parsed->from, .to = *to});
  });
}

Result<void> Store::for_each_chrome(const Visitor<ChromeCount>& visit) const {
  return impl_->view().scan(Family::kChrome, {}, {}, [&](auto key, auto value) -> Result<bool> {
    const auto parsed = parse_chrome_key(key);
    if (!parsed) return damaged(Family::kChrome, key, "the key is not an outlet's or a block's");
    const Result<std::uint64_t> count = decode_chrome(value);
    if (!count) return damaged(Family::kChrome, key, count.error().what);
    return visit({.outlet = parsed->outlet, .block = parsed->block, .count = *count});
  });
}

Result<void> Store::for_each_sighting(SightingNumber from, const Visitor<Sighting>& visit) const {
  const View view = impl_->view();
  return view.scan(Family::kSighting, number_key(from), {},
                   [&](auto key, auto value) -> Result<bool> {
                     const auto number = parse_number_key(key);
                     if (!number) return damaged(Family::kSighting, key, "the key is not a number");
                     const auto sighting = view.decode(*number, value);
                     if (!sighting) return sighting.error();
                     return !*sighting || visit(**sighting);
                   });
}

Result<void> Store::for_each_published(std::chrono::sys_seconds from, std::chrono::sys_seconds to,
                                       bool newest_first,
                                       const Visitor<SightingNumber>& visit) const {
  if (from >= to) return {};
  const std::string first = time_prefix(from);
  const std::string end = time_prefix(to);
  const auto entry = impl_->view().iterate(Family::kTime);
  const auto in_range = [&] {
    const std::string_view key = view(entry->key());
    return newest_first ? key >= first : key < end;
  };
  if (newest_first) {
    // Every key of the second `to` is longer than its prefix, so this lands before them all.
    entry->SeekForPrev(slice(end));
  } else {
    entry->Seek(slice(first));
  }
  while (entry->Valid() && in_range()) {
    const auto parsed = parse_time_key(view(entry->key()));
    if (!parsed) return damaged(Family::kTime, view(entry->key()), "the key is not a time's");
    if (!visit(parsed->sighting)) return {};
    newest_first ? entry->Prev() : entry->Next();
  }
  if (entry->status().ok()) return {};
  return to_error(entry->status(), "read family time");
}

Result<void> Store::for_each_log(const Visitor<LogEntry>& visit) const {
  return impl_->view().scan(Family::kLog, {}, {}, [&](auto key, auto value) -> Result<bool> {
    const auto number = parse_number_key(key);
    if (!number) return damaged(Family::kLog, key, "the key is not a number");
    const Result<LogEntry> entry = decode_log(*number, value);
    if (!entry) return damaged(Family::kLog, key, entry.error().what);
    return visit(*entry);
  });
}

Result<VerifyReport> Store::verify(const std::function<bool(std::uint64_t done)>& go_on) const {
  const std::shared_ptr<Database> database = impl_->current();
  rocksdb::DB& rocks = database->rocks();
  // A writer goes on meanwhile; what a reader opened stands still.
  const rocksdb::Snapshot* snapshot = writable() ? rocks.GetSnapshot() : nullptr;
  const View view(database, impl_->secret, snapshot);
  auto report = verify_store(view, go_on);
  if (snapshot != nullptr) rocks.ReleaseSnapshot(snapshot);
  return report;
}

}  // namespace storyfold::storage
