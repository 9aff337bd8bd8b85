// The part of the fold that takes sightings down for good.
#include <algorithm>
#include <iterator>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "app/fold.h"
#include "app/fold_incoming.h"
#include "core/identity.h"
#include "dedup/canonical.h"

namespace storyfold::app {
namespace {

// In order, apart from each other.
std::vector<ByteRange> joined(std::vector<ByteRange> ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const ByteRange& a, const ByteRange& b) { return a.begin < b.begin; });
  std::vector<ByteRange> result;
  for (const ByteRange& range : ranges) {
    if (range.end <= range.begin) continue;
    if (!result.empty() && range.begin <= result.back().end) {
      result.back().end = std::max(result.back().end, range.end);
    } else {
      result.push_back(range);
    }
  }
  return result;
}

std::vector<MemberIndex> without(std::span<const MemberIndex> members,
                                 const std::set<MemberIndex>& leaving) {
  std::vector<MemberIndex> rest;
  std::copy_if(members.begin(), members.end(), std::back_inserter(rest),
               [&](MemberIndex index) { return !leaving.contains(index); });
  return rest;
}

template <class T>
bool holds(const std::vector<T>& list, const T& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

Error not_stored(std::string_view what, std::uint64_t number, Errc code) {
  return {code, std::string(what) + " " + std::to_string(number) + " is not stored"};
}

}  // namespace

Result<storage::TakenDown> Fold::take_down(std::span<const SightingNumber> sightings,
                                           std::string_view why, storage::Finished with) {
  if (auto flushed = flush(); !flushed) return flushed.error();
  if (auto fresh = refresh(); !fresh) return fresh.error();
  auto leaving = members_leaving(sightings);
  if (!leaving) return leaving.error();
  storage::Finished finished = std::move(with);
  if (auto done = empty_stories(*leaving, finished); !done) return done.error();
  if (auto done = give_up_items(*leaving, why, finished); !done) return done.error();
  std::set<StoryId> touched;
  for (const MemberIndex index : *leaving) touched.insert(state_.member(index).story);
  for (const StoryId id : touched) {
    const std::vector<MemberIndex> rest = without(state_.story(id).members, *leaving);
    if (rest.empty()) continue;
    if (auto done = close_ranks(state_.story(id), rest, finished); !done) return done.error();
  }
  storage::TakenDown gone = finished.taken_down;
  stale_ = true;
  if (auto appended = append(std::move(finished)); !appended) return appended.error();
  if (auto flushed = flush(); !flushed) return flushed.error();
  return gone;
}

Result<Fold::Leaving> Fold::members_leaving(std::span<const SightingNumber> sightings) const {
  Leaving leaving;
  for (const SightingNumber number : sightings) {
    auto stored = store_.sighting(number);
    if (!stored) return stored.error();
    if (!*stored) return not_stored("sighting", number, Errc::kBadInput);
    leaving.insert(state_.member_of_sighting(number));
  }
  return leaving;
}

// The members go; a story of which nobody is left goes, with the ids that answered for it.
Result<void> Fold::empty_stories(const Leaving& leaving, storage::Finished& finished) const {
  storage::TakenDown& gone = finished.taken_down;
  for (const MemberIndex index : leaving) {
    const MemberState& member = state_.member(index);
    gone.sightings.push_back(member.sighting);
    storage::Member removed;
    removed.story = member.story;
    removed.sighting = member.sighting;
    finished.removed_members.push_back(std::move(removed));
    finished.add["sightings"] -= 1;
    finished.add["relation." + std::string(to_string(member.relation))] -= 1;
    if (holds(gone.stories, member.story)) continue;
    if (!without(state_.story(member.story).members, leaving).empty()) continue;
    gone.stories.push_back(member.story);
    auto aliases = store_.aliases_of(member.story);
    if (!aliases) return aliases.error();
    finished.add["stories"] -= 1;
    if (!aliases->empty()) finished.add["aliases"] -= static_cast<std::int64_t>(aliases->size());
  }
  return {};
}

Result<void> Fold::give_up_items(const Leaving& leaving, std::string_view why,
                                 storage::Finished& finished) {
  std::set<ItemNumber> items;
  for (const MemberIndex index : leaving) items.insert(state_.member(index).item);
  for (const ItemNumber number : items) {
    const std::span<const MemberIndex> carriers = state_.carriers(number);
    const std::vector<MemberIndex> rest = without(carriers, leaving);
    if (!rest.empty()) {
      if (rest.front() == carriers.front()) continue;
      if (auto kept = keep_print(carriers, rest.front(), finished.taken_down); !kept) return kept;
      continue;
    }
    auto item = store_.item(number);
    if (!item) return item.error();
    if (!*item) return not_stored("item", number, Errc::kCorruption);
    finished.taken_down.items.push_back(number);
    finished.tombstones.push_back(
        {.url = {}, .item = (*item)->id, .at = system_now(), .why = std::string(why)});
    finished.add["items"] -= 1;
    finished.add["bytes_text"] -= static_cast<std::int64_t>((*item)->body.size());
  }
  return {};
}

// The first carrier of a text goes, and with it what its print leaves out: the print has to say so
// itself from now on. Its founding story may go, too.
Result<void> Fold::keep_print(std::span<const MemberIndex> carriers, MemberIndex next,
                              storage::TakenDown& gone) {
  const MemberState& first = state_.member(carriers.front());
  auto print = store_.print(first.item);
  if (!print) return print.error();
  auto sighting = store_.sighting(first.sighting);
  if (!sighting) return sighting.error();
  if (!*print || !*sighting) return not_stored("the print of item", first.item, Errc::kCorruption);
  std::vector<ByteRange> masked = dedup::masked_ranges((*sighting)->claims, (*sighting)->headline);
  masked.insert(masked.end(), (*print)->chrome.begin(), (*print)->chrome.end());
  (*print)->chrome = joined(std::move(masked));
  auto founding = store_.resolve((*print)->founding_story);
  if (!founding) return founding.error();
  if (holds(gone.stories, *founding)) (*print)->founding_story = state_.member(next).story;
  gone.prints.push_back(**std::move(print));
  return {};
}

// What is left of a story: its canonical chosen anew, as when a record joins. When the canonical is
// one of those that went and nobody holds all the rest, the one that the rule prefers takes its
// place all the same.
Result<void> Fold::close_ranks(const StoryState& story, const std::vector<MemberIndex>& rest,
                               storage::Finished& finished) {
  std::vector<dedup::CanonicalCandidate> candidates;
  candidates.reserve(rest.size());
  for (const MemberIndex index : rest) candidates.push_back(candidate_of(index));
  const dedup::CanonicalChoice choice = dedup::choose_canonical(candidates, outlet_rank_);
  MemberIndex canonical = rest[choice.index];
  CanonicalClause clause = choice.clause;
  if (canonical != story.canonical && holds(rest, story.canonical)) {
    StoryState left = story;
    left.members = IndexList(rest);
    auto verdicts = verify_members(left, canonical);
    if (!verdicts) return verdicts.error();
    if (!*verdicts) {
      canonical = story.canonical;
      clause = CanonicalClause::kHoldsMembers;
    }
  }
  const bool moved = canonical != story.canonical;
  storage::Story record;
  record.id = story.id;
  record.canonical = state_.member(canonical).sighting;
  record.clause = clause;
  record.members = static_cast<std::uint32_t>(rest.size());
  for (const MemberIndex index : rest) {
    if (auto done = judge_anew(index, canonical, moved, finished); !done) return done;
    const Timestamp& published = state_.member(index).published;
    if (!published.known()) continue;
    const bool first = record.first_published == std::chrono::sys_seconds{};
    record.first_published = first ? published.at : std::min(record.first_published, published.at);
    record.last_published = first ? published.at : std::max(record.last_published, published.at);
  }
  finished.stories.push_back(record);
  if (!moved) return {};
  finished.log.push_back(
      {0, system_now(), storage::LogKind::kCanonicalMoved, story.id,
       "canonical moved from sighting " + std::to_string(state_.member(story.canonical).sighting) +
           " to " + std::to_string(record.canonical) + ": " + std::string(to_string(clause))});
  return {};
}

// A member that was judged against a text which goes, or against a canonical which moved. The
// evidence quotes what it was judged against.
Result<void> Fold::judge_anew(MemberIndex index, MemberIndex canonical, bool moved,
                              storage::Finished& finished) {
  const Relation before = state_.member(index).relation;
  auto stored = store_.sighting(state_.member(index).sighting);
  if (!stored) return stored.error();
  if (!*stored) {
    return not_stored("sighting", state_.member(index).sighting, Errc::kCorruption);
  }
  storage::Sighting& sighting = **stored;
  const bool on_what_goes = holds(finished.taken_down.items, sighting.evidence.other);
  if (!moved && !on_what_goes) return {};
  sighting.relation = Relation::kOriginal;
  sighting.evidence = {};
  if (index != canonical) {
    std::shared_ptr<const CachedForm> our_holder;
    std::shared_ptr<const CachedForm> their_holder;
    auto ours = side_of(index, our_holder);
    if (!ours) return ours.error();
    auto theirs = side_of(canonical, their_holder);
    if (!theirs) return theirs.error();
    auto verdict = judge_with_headlines(*ours, *theirs, canonical, index);
    if (!verdict) return verdict.error();
    sighting.relation =
        before == Relation::kRevision ? Relation::kRevision : relation_of(verdict->kind);
    sighting.evidence = std::move(verdict->evidence);
  }
  storage::Member member = state_.to_record(index);
  member.relation = sighting.relation;
  finished.members.push_back(std::move(member));
  finished.add["relation." + std::string(to_string(before))] -= 1;
  finished.add["relation." + std::string(to_string(sighting.relation))] += 1;
  finished.sightings.push_back(std::move(sighting));
  return {};
}

}  // namespace storyfold::app
