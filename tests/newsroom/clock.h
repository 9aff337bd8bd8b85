#pragma once
// When things happen in the newsroom. The plan names moments: so long before the start, or so far
// into the time in which stories are released. The clock turns them into instants. Values; pure.
#include <chrono>
#include <compare>

namespace storyfold::newsroom {

// Moments before the start order before those after it.
struct Moment {
  std::chrono::minutes before_start{};  // 0 for a moment after the start
  int percent = 0;                      // of the pace, 0 to 100; 0 for a moment before the start
};

[[nodiscard]] constexpr Moment ago(std::chrono::minutes minutes) { return {minutes, 0}; }
[[nodiscard]] constexpr Moment at_percent(int percent) { return {{}, percent}; }

// In less, a correction would fall into the second of publication.
inline constexpr std::chrono::seconds kLeastPace{6};

struct Clock {
  std::chrono::sys_seconds start{};
  std::chrono::seconds pace{50};  // all releases lie within this time after the start

  [[nodiscard]] constexpr std::chrono::sys_seconds instant(Moment moment) const {
    return start - moment.before_start + pace * moment.percent / 100;
  }
};

}  // namespace storyfold::newsroom
