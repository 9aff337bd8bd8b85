#pragma once
// The newsroom as its tests find it: played on a clock that stands still, without sockets.
#include <string>
#include <string_view>
#include <vector>

#include "tests/newsroom/clock.h"
#include "tests/newsroom/plan.h"
#include "tests/newsroom/site.h"

namespace storyfold::newsroom {

inline constexpr unsigned kPort = 8080;
inline constexpr Clock kClock{std::chrono::sys_seconds(std::chrono::seconds(1'747'719'000)),
                              std::chrono::seconds(50)};  // 2025-05-20 13:30 in Beijing
inline constexpr Instant kEnd = kClock.start + kClock.pace;

// Each fails the test that calls it when the plan cannot be played.
[[nodiscard]] std::vector<Article> published();
[[nodiscard]] Site opened();

[[nodiscard]] Response get(Site& site, std::string_view outlet, std::string target,
                           Instant now = kEnd);
// At the end, and again a little later as long as the outlet says so (429, 503).
[[nodiscard]] Response get_patiently(Site& site, std::string_view outlet, std::string target);

}  // namespace storyfold::newsroom
