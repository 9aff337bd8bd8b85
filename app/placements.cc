#include "app/placements.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace storyfold::app {
namespace {

constexpr std::int64_t kUnknown = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kFarthest = std::int64_t{1} << 60;
constexpr std::size_t kFewStories = 64;  // each is asked
constexpr std::size_t kMaxSteps = 4096;  // of a walk along the carriers of more stories

std::int64_t seconds_of(const Timestamp& time) {
  return time.known() ? std::int64_t{time.at.time_since_epoch().count()} : kUnknown;
}

std::int64_t apart(std::int64_t a, std::int64_t b) {
  if (a == kUnknown || b == kUnknown) return kFarthest;
  return a < b ? b - a : a - b;
}

}  // namespace

std::int64_t seconds_apart(const Timestamp& a, const Timestamp& b) noexcept {
  return apart(seconds_of(a), seconds_of(b));
}

void Placements::add(SightingNumber sighting, StoryId story, const Timestamp& published) {
  const At at{seconds_of(published), sighting};
  stories_[story.value].insert(at);
  all_.emplace(at, story.value);
  const auto [lowest, is_new] = lowest_.try_emplace(story.value, sighting);
  if (!is_new && lowest->second <= sighting) return;
  by_lowest_.erase({lowest->second, story.value});
  lowest->second = sighting;
  by_lowest_.emplace(sighting, story.value);
}

void Placements::move(StoryId from, StoryId to) {
  auto gone = stories_.extract(from.value);
  if (gone.empty()) return;
  for (const At& at : gone.mapped()) all_[at] = to.value;
  stories_[to.value].merge(gone.mapped());
  const SightingNumber lowest = lowest_.at(from.value);
  lowest_.erase(from.value);
  by_lowest_.erase({lowest, from.value});
  const auto [kept, is_new] = lowest_.try_emplace(to.value, lowest);
  if (!is_new && kept->second <= lowest) return;
  by_lowest_.erase({kept->second, to.value});
  kept->second = lowest;
  by_lowest_.emplace(lowest, to.value);
}

Placements::Near Placements::nearest_in(const std::set<At>& carriers, std::int64_t seconds) {
  Near best{std::numeric_limits<std::int64_t>::max(), 0};
  const auto after = carriers.lower_bound({seconds, 0});
  if (after != carriers.end()) best = {apart(after->first, seconds), after->second};
  if (after != carriers.begin()) {
    // Of several at one time before, the lowest sighting.
    const auto before = carriers.lower_bound({std::prev(after)->first, 0});
    best = std::min(best, Near{apart(before->first, seconds), before->second});
  }
  return best;
}

std::vector<Placements::Near> Placements::nearest_of_few(std::int64_t seconds) const {
  std::vector<Near> result;
  result.reserve(stories_.size());
  for (const auto& [story, carriers] : stories_) result.push_back(nearest_in(carriers, seconds));
  std::sort(result.begin(), result.end());
  return result;
}

std::vector<Placements::Near> Placements::nearest_of_many(std::int64_t seconds,
                                                          std::size_t limit) const {
  std::vector<Near> result;
  std::vector<std::uint64_t> seen;
  auto after = all_.lower_bound({seconds, 0});
  auto before = after;
  for (std::size_t step = 0; step < kMaxSteps && result.size() < limit; ++step) {
    const bool has_after = after != all_.end();
    const bool has_before = before != all_.begin();
    if (!has_after && !has_before) break;
    bool take_after = has_after;
    if (has_after && has_before) {
      take_after =
          apart(after->first.first, seconds) <= apart(std::prev(before)->first.first, seconds);
    }
    const std::uint64_t story = take_after ? after->second : std::prev(before)->second;
    if (take_after) {
      ++after;
    } else {
      --before;
    }
    if (std::find(seen.begin(), seen.end(), story) != seen.end()) continue;
    seen.push_back(story);
    result.push_back(nearest_in(stories_.at(story), seconds));
  }
  std::sort(result.begin(), result.end());
  return result;
}

std::vector<SightingNumber> Placements::nearest(const Timestamp& published,
                                                std::size_t limit) const {
  std::vector<SightingNumber> result;
  if (!published.known()) {  // all are as far: the lowest come first
    for (auto it = by_lowest_.begin(); it != by_lowest_.end() && result.size() < limit; ++it) {
      result.push_back(it->first);
    }
    return result;
  }
  const std::int64_t seconds = seconds_of(published);
  const std::vector<Near> near =
      stories_.size() <= kFewStories ? nearest_of_few(seconds) : nearest_of_many(seconds, limit);
  for (const Near& one : near) {
    if (result.size() == limit) break;
    result.push_back(one.second);
  }
  return result;
}

}  // namespace storyfold::app
