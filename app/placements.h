#pragma once
// Where an item stands that many sightings carry: which stories, and in each the carrier nearest to
// a time. One more carrier costs a logarithm, and so does a question, however many there are.
// One thread owns it.
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/stages.h"

namespace storyfold::app {

class Placements {
 public:
  // Each sighting once, in any order.
  void add(SightingNumber sighting, StoryId story, const Timestamp& published);
  // A merge: what stands in `from` stands in `to`. Linear in the carriers of `from`.
  void move(StoryId from, StoryId to);

  // The carrier nearest to `published` in each story (of equally near ones the lowest), the nearest
  // story first, at most `limit`. A time that is not known is the farthest from any. Where the item
  // stands in very many stories, some carriers far away are not looked at.
  [[nodiscard]] std::vector<SightingNumber> nearest(const Timestamp& published,
                                                    std::size_t limit) const;

 private:
  using At = std::pair<std::int64_t, SightingNumber>;    // seconds; kUnknown last
  using Near = std::pair<std::int64_t, SightingNumber>;  // seconds apart

  static Near nearest_in(const std::set<At>& carriers, std::int64_t seconds);
  [[nodiscard]] std::vector<Near> nearest_of_few(std::int64_t seconds) const;
  [[nodiscard]] std::vector<Near> nearest_of_many(std::int64_t seconds, std::size_t limit) const;

  std::unordered_map<std::uint64_t, std::set<At>> stories_;
  std::unordered_map<std::uint64_t, SightingNumber> lowest_;      // of each story
  std::set<std::pair<SightingNumber, std::uint64_t>> by_lowest_;  // the same, in order
  std::map<At, std::uint64_t> all_;                               // story
};

// How far apart two times are; a time that is not known is the farthest from any.
[[nodiscard]] std::int64_t seconds_apart(const Timestamp& a, const Timestamp& b) noexcept;

}  // namespace storyfold::app
