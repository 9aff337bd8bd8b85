#include "app/fold_state.h"

#include <algorithm>
#include <cstddef>
#include <set>

#include "dedup/canonical.h"

namespace storyfold::app {
namespace {

constexpr std::size_t kFewCarriers = 17;

}  // namespace

std::uint32_t FoldState::intern(const std::string& name) {
  const auto [found, is_new] =
      name_index_.try_emplace(name, static_cast<std::uint32_t>(names_.size()));
  if (is_new) {
    names_.push_back(name);
    keys_.push_back(dedup::outlet_key(name));
  }
  return found->second;
}

MemberIndex FoldState::add(const storage::Member& member) {
  const auto index = static_cast<MemberIndex>(members_.size());
  MemberState& state = members_.emplace_back();
  state.sighting = member.sighting;
  state.item = member.item;
  state.story = member.story;
  state.published = member.published;
  state.relation = member.relation;
  state.outlet = intern(member.outlet);
  state.tokens = member.tokens;
  state.headline_hash = member.headline_hash;
  for (const std::string& origin : member.origins) state.origins.push_back(intern(origin));
  if (of_sighting_.size() <= member.sighting) of_sighting_.resize(member.sighting + 1);
  of_sighting_[member.sighting] = index;
  place(index);
  StoryState& story = stories_[member.story.value];
  if (story.members.empty()) {
    story.id = member.story;
    story.canonical = index;
  }
  story.members.push_back(index);
  note_time(story, member.published);
  return index;
}

// An item that few carry is looked through; its placements are kept from the kFewCarriers-th on.
void FoldState::place(MemberIndex index) {
  const auto add = [](Placements& placements, const MemberState& member) {
    placements.add(member.sighting, member.story, member.published);
  };
  const ItemNumber item = members_[index].item;
  if (carriers_.size() <= item) carriers_.resize(item + 1);
  IndexList& carriers = carriers_[item];
  carriers.push_back(index);
  if (carriers.size() < kFewCarriers) return;
  Placements& placements = placements_[item];
  if (carriers.size() > kFewCarriers) return add(placements, members_[index]);
  for (const MemberIndex carrier : carriers) add(placements, members_[carrier]);
}

void FoldState::note_time(StoryState& story, const Timestamp& published) {
  if (!published.known()) return;
  const bool first = story.first_published == std::chrono::sys_seconds{};
  if (first || published.at < story.first_published) story.first_published = published.at;
  if (first || published.at > story.last_published) story.last_published = published.at;
}

std::vector<MemberIndex> FoldState::placements(ItemNumber item, const Timestamp& published,
                                               std::size_t limit) const {
  std::vector<MemberIndex> result;
  if (const auto many = placements_.find(item); many != placements_.end()) {
    for (const SightingNumber sighting : many->second.nearest(published, limit)) {
      result.push_back(member_of_sighting(sighting));
    }
    return result;
  }
  const std::span<const MemberIndex> carried = carriers(item);
  std::vector<MemberIndex> all(carried.begin(), carried.end());
  std::stable_sort(all.begin(), all.end(), [&](MemberIndex a, MemberIndex b) {
    return seconds_apart(members_[a].published, published) <
           seconds_apart(members_[b].published, published);
  });
  std::vector<StoryId> seen;
  for (const MemberIndex index : all) {
    if (result.size() == limit) break;
    const StoryId story = members_[index].story;
    if (std::find(seen.begin(), seen.end(), story) != seen.end()) continue;
    seen.push_back(story);
    result.push_back(index);
  }
  return result;
}

void FoldState::finish_loading() {
  const auto by_sighting = [&](MemberIndex a, MemberIndex b) {
    return members_[a].sighting < members_[b].sighting;
  };
  for (std::size_t item = 0; item < carriers_.size(); ++item) {
    std::sort(carriers_[item].begin(), carriers_[item].end(), by_sighting);
  }
}

void FoldState::set_canonical(StoryId story, SightingNumber canonical, CanonicalClause clause) {
  set_canonical_member(story, member_of_sighting(canonical), clause);
}

void FoldState::set_canonical_member(StoryId story, MemberIndex canonical, CanonicalClause clause) {
  StoryState& state = stories_.at(story.value);
  state.canonical = canonical;
  state.clause = clause;
}

storage::Member FoldState::to_record(MemberIndex index) const {
  const MemberState& state = members_[index];
  storage::Member record;
  record.story = state.story;
  record.sighting = state.sighting;
  record.item = state.item;
  record.relation = state.relation;
  record.published = state.published;
  record.outlet = names_[state.outlet];
  record.tokens = state.tokens;
  record.headline_hash = state.headline_hash;
  for (const std::uint32_t origin : state.origins) record.origins.push_back(names_[origin]);
  return record;
}

std::span<const MemberIndex> FoldState::carriers(ItemNumber item) const {
  if (item >= carriers_.size()) return {};
  return {carriers_[item].begin(), carriers_[item].size()};
}

void FoldState::merge(StoryId from, StoryId to) {
  auto gone = stories_.extract(from.value);
  StoryState& kept = stories_.at(to.value);
  std::set<ItemNumber> items;
  for (const MemberIndex index : gone.mapped().members) {
    members_[index].story = to;
    kept.members.push_back(index);
    note_time(kept, members_[index].published);
    items.insert(members_[index].item);
  }
  for (const ItemNumber item : items) {
    const auto many = placements_.find(item);
    if (many != placements_.end()) many->second.move(from, to);
  }
  // In order of sighting, whichever story they came by: a rebuild reads them in that order.
  std::inplace_merge(
      kept.members.begin(), kept.members.end() - gone.mapped().members.size(), kept.members.end(),
      [&](MemberIndex a, MemberIndex b) { return members_[a].sighting < members_[b].sighting; });
}

}  // namespace storyfold::app
