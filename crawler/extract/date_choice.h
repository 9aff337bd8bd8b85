#pragma once
// Which of a page's dates is its own. Pure; safe from any thread.
#include <chrono>
#include <optional>
#include <vector>

#include "crawler/extract/date_clues.h"
#include "crawler/extract/page.h"

namespace storyfold::crawler::extract {

// The day of the largest trust, that of agreeing clues of other kinds added in part; its clock from
// whichever trusted clue of that day has one. What cannot be is refused as read_dates says.
// At most kMostDateCandidates are looked at.
[[nodiscard]] PageDates choose_dates(std::vector<DateCandidate> candidates, UrlMonth url_month,
                                     int assumed_utc_offset_minutes,
                                     std::optional<std::chrono::sys_seconds> fetched_at);

}  // namespace storyfold::crawler::extract
