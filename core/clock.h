#pragma once
// Time as storyfold keeps it: an instant, the zone it was written in, and how exact it is.
// Pure but for system_now(); safe from any thread.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace storyfold {

enum class TimePrecision : std::uint8_t { kUnknown = 0, kDay = 1, kMinute = 2, kSecond = 3 };

// Where a time was read. Stored as its number: never renumber.
enum class TimeClue : std::uint8_t {
  kNone = 0,
  kFrontMatter = 1,  // `date:` of an archived post
  kRecord = 2,       // `published` of a JSON Lines record
  kFileName = 3,     // YYYY-MM-DD-title.md
  kJsonLd = 4,
  kMeta = 5,
  kTimeElement = 6,
  kText = 7,
  kUrl = 8,
  kFeed = 9,
};
[[nodiscard]] std::string_view to_string(TimeClue clue);

struct Timestamp {
  std::chrono::sys_seconds at{};    // UTC instant; meaningless when precision is kUnknown
  std::int16_t offset_minutes = 0;  // of the zone it was written in, or the assumed one
  bool zone_assumed = false;        // the text named no zone
  TimePrecision precision = TimePrecision::kUnknown;
  TimeClue clue = TimeClue::kNone;

  [[nodiscard]] bool known() const noexcept { return precision != TimePrecision::kUnknown; }
  bool operator==(const Timestamp&) const = default;
};

// Reads the date forms of stored material:
//   2022-02-08 05:32:12 +0800 | 2022-02-08T05:32:12+08:00 | ...Z | with fractions of a second |
//   2022-02-08 05:32 | 2022-02-08 | Mon, 01 Aug 2022 03:23:57 GMT (RFC 5322 3.3, obsolete zones)
// Surrounding white space is allowed, anything else after the date is not. A text without a zone
// is read in `assumed_offset_minutes` and marked. A date that does not exist (month 13, day 31 of
// February, hour 25) and a year before 1900 or after 9999 is nullopt. The clue is left kNone.
[[nodiscard]] std::optional<Timestamp> parse_timestamp(std::string_view text,
                                                       int assumed_offset_minutes);

// RFC 3339 in the timestamp's own zone, cut to its precision: "2022-02-08T05:32:12+08:00",
// "2022-02-08T05:32+08:00", "2022-02-08"; "" when unknown.
[[nodiscard]] std::string format_timestamp(const Timestamp& time);
[[nodiscard]] std::string format_utc(std::chrono::sys_seconds at);  // "2022-02-07T21:32:12Z"

// The wall clock. Only edges call this: decisions take their times from records.
[[nodiscard]] std::chrono::sys_seconds system_now();

}  // namespace storyfold
