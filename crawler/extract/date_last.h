#pragma once
// Times that a page tells only to its scripts, or only by how long ago they were: the last resort.
// Pure; safe from any thread.
#include <chrono>
#include <optional>
#include <string_view>

#include "crawler/extract/page.h"

namespace storyfold::crawler::extract {

// When read_dates found no day of publication: what a script's variables name (`var publish_time =
// "..."`, `"publishTime": 1577836800`, all of the latter on one day), else "3小时前", "2 hours ago"
// in a short line below the headline, counted back from `fetched_at`; the day alone where the words
// are no more exact. Nothing found: unknown. A date that is found comes with a note that says how.
// `html` is the page decoded, scripts and all. Linear.
[[nodiscard]] PageDates read_last_dates(const PageView& page, std::string_view html,
                                        int assumed_utc_offset_minutes,
                                        std::optional<std::chrono::sys_seconds> fetched_at);

}  // namespace storyfold::crawler::extract
