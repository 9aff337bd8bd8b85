#include "app/fold_state.h"

#include <algorithm>

#include "dedup/canonical.h"

namespace storyfold::app {

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
  MemberState state;
  state.sighting = member.sighting;
  state.item = member.item;
  state.story = member.story;
  state.published = member.published;
  state.relation = member.relation;
  state.outlet = intern(member.outlet);
  state.tokens = member.tokens;
  state.headline_hash = member.headline_hash;
  for (const std::string& origin : member.origins) state.origins.push_back(intern(origin));
  members_.push_back(std::move(state));
  if (of_sighting_.size() <= member.sighting) of_sighting_.resize(member.sighting + 1);
  of_sighting_[member.sighting] = index;
  carriers_[member.item].push_back(index);
  StoryState& story = stories_[member.story.value];
  if (story.members.empty()) {
    story.id = member.story;
    story.canonical = index;
  }
  story.members.push_back(index);
  return index;
}

void FoldState::finish_loading() {
  const auto by_sighting = [&](MemberIndex a, MemberIndex b) {
    return members_[a].sighting < members_[b].sighting;
  };
  for (auto& [item, indices] : carriers_) std::sort(indices.begin(), indices.end(), by_sighting);
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

const std::vector<MemberIndex>& FoldState::carriers(ItemNumber item) const {
  static const std::vector<MemberIndex> kNone;
  const auto found = carriers_.find(item);
  return found == carriers_.end() ? kNone : found->second;
}

void FoldState::merge(StoryId from, StoryId to) {
  auto gone = stories_.extract(from.value);
  StoryState& kept = stories_.at(to.value);
  for (const MemberIndex index : gone.mapped().members) {
    members_[index].story = to;
    kept.members.push_back(index);
  }
  // In order of sighting, whichever story they came by: a rebuild reads them in that order.
  std::sort(kept.members.begin(), kept.members.end(), [&](MemberIndex a, MemberIndex b) {
    return members_[a].sighting < members_[b].sighting;
  });
}

}  // namespace storyfold::app
