#pragma once
// Dates as feeds, sitemaps and list interfaces write them, more forms than stored records have
// (core/clock.h). Pure; safe from any thread.
#include <optional>
#include <string_view>

#include "core/clock.h"

namespace storyfold::crawler::parse {

// What parse_timestamp reads, and besides: 2026/1/2 3:04, 2026.01.02, 2026年1月2日 3时4分,
// 20260102, 20260102030405, weekdays and months in full, without a comma or zone, January 2, 2026
// 3:04 PM, Fri Jan 02 03:04:05 CST 2026, GMT+0800. CST is China's where `assumed_offset_minutes` is
// 480, else Chicago's. Nothing: no date, one that does not exist, or one after the year 2200, which
// sitemaps use for "never". The clue is kFeed.
[[nodiscard]] std::optional<Timestamp> read_loose_date(std::string_view text,
                                                       int assumed_offset_minutes);

// Seconds since 1970, or milliseconds when too large for those; `offset_minutes` is the zone that
// the time is shown in. Nothing: not between the years 1980 and 2200.
[[nodiscard]] std::optional<Timestamp> read_epoch(double value, int offset_minutes);

}  // namespace storyfold::crawler::parse
