#pragma once
// What folding must know of every stored sighting, in memory: which stories an item stands in, who
// the members of a story are. Rebuilt from the store's members at start, in their order, so that a
// restarted fold decides as an undisturbed one. One fold thread owns it.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "app/index_list.h"
#include "app/placements.h"
#include "core/pages.h"
#include "core/stages.h"
#include "storage/records.h"

namespace storyfold::app {

using MemberIndex = std::uint32_t;

struct MemberState {
  SightingNumber sighting = 0;
  ItemNumber item = 0;
  StoryId story;
  Timestamp published;
  std::uint32_t outlet = 0;  // name(), key() of FoldState
  std::uint32_t tokens = 0;
  std::uint32_t headline_hash = 0;
  Relation relation = Relation::kOriginal;
  IndexList origins;
};

struct StoryState {
  StoryId id;
  MemberIndex canonical = 0;
  CanonicalClause clause = CanonicalClause::kOnlyMember;
  IndexList members;  // in order of sighting
  // Of the members whose time is known; 0 = none.
  std::chrono::sys_seconds first_published{};
  std::chrono::sys_seconds last_published{};
};

class FoldState {
 public:
  // Members of stories that became an alias are given with the surviving story, as stored.
  MemberIndex add(const storage::Member& member);
  // After adding stored members in another order than that of their sightings.
  void finish_loading();
  // The story's canonical sighting as stored; the story must have that member.
  void set_canonical(StoryId story, SightingNumber canonical, CanonicalClause clause);

  [[nodiscard]] const MemberState& member(MemberIndex index) const { return members_[index]; }
  void set_relation(MemberIndex index, Relation relation) { members_[index].relation = relation; }
  [[nodiscard]] storage::Member to_record(MemberIndex index) const;

  // Members that carry the item, oldest first.
  [[nodiscard]] std::span<const MemberIndex> carriers(ItemNumber item) const;
  // The carrier nearest to `published` in each of the item's stories, as Placements::nearest.
  [[nodiscard]] std::vector<MemberIndex> placements(ItemNumber item, const Timestamp& published,
                                                    std::size_t limit) const;
  [[nodiscard]] bool has_story(StoryId id) const { return stories_.contains(id.value); }
  [[nodiscard]] const StoryState& story(StoryId id) const { return stories_.at(id.value); }
  void set_canonical_member(StoryId story, MemberIndex canonical, CanonicalClause clause);
  // All members of `from` become members of `to`; `from` is gone.
  void merge(StoryId from, StoryId to);
  // The sighting is stored: every one is a member of just one story.
  [[nodiscard]] MemberIndex member_of_sighting(SightingNumber sighting) const {
    return of_sighting_[sighting];
  }

  [[nodiscard]] const std::string& name(std::uint32_t outlet) const { return names_[outlet]; }
  [[nodiscard]] const std::string& key(std::uint32_t outlet) const { return keys_[outlet]; }

 private:
  std::uint32_t intern(const std::string& name);
  void place(MemberIndex index);
  static void note_time(StoryState& story, const Timestamp& published);

  Pages<MemberState> members_;
  Pages<MemberIndex> of_sighting_;                         // by sighting number
  Pages<IndexList> carriers_;                              // by item number
  std::unordered_map<ItemNumber, Placements> placements_;  // of items that many carry
  std::unordered_map<std::uint64_t, StoryState> stories_;
  std::vector<std::string> names_;
  std::vector<std::string> keys_;
  std::unordered_map<std::string, std::uint32_t> name_index_;
};

}  // namespace storyfold::app
