#include "core/clock.h"

#include <array>
#include <cstdio>
#include <cstdlib>

#include "core/ascii.h"

namespace storyfold {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::year_month_day;

// Reads a text from left to right. A call that fails leaves the place unspecified: the caller
// gives up or starts again from a copy.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
  [[nodiscard]] char peek() const noexcept { return rest_.empty() ? '\0' : rest_.front(); }

  bool take(char c) noexcept {
    if (peek() != c || rest_.empty()) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // True when there was any.
  bool take_spaces() noexcept {
    const std::size_t before = rest_.size();
    while (!rest_.empty() && is_c_space(rest_.front())) rest_.remove_prefix(1);
    return rest_.size() != before;
  }

  // All digits that follow, when there are `least` to `most` of them.
  std::optional<int> number(std::size_t least, std::size_t most) noexcept {
    std::size_t count = 0;
    int value = 0;
    while (count < rest_.size() && is_digit(rest_[count])) {
      if (count == most) return std::nullopt;
      value = value * 10 + (rest_[count++] - '0');
    }
    if (count < least) return std::nullopt;
    rest_.remove_prefix(count);
    return value;
  }

  std::string_view word() noexcept {
    std::size_t count = 0;
    while (count < rest_.size() && is_letter(rest_[count])) ++count;
    const std::string_view found = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return found;
  }

  void skip_digits() noexcept {
    while (!rest_.empty() && is_digit(rest_.front())) rest_.remove_prefix(1);
  }

 private:
  std::string_view rest_;
};

struct Zone {
  int offset_minutes = 0;
  bool assumed = false;
};

// The fields as written, not yet checked.
struct Fields {
  int year = 0, month = 0, day = 0;
  int hour = 0, minute = 0, second = 0;
  TimePrecision precision = TimePrecision::kDay;
  std::optional<Zone> zone;
};

// +08:00, +0800, +08, -0530. Offsets beyond +-15:59 have never been in use.
std::optional<Zone> read_offset(Scanner& in) {
  const int sign = in.peek() == '-' ? -1 : 1;
  if (!in.take('+') && !in.take('-')) return std::nullopt;
  const Scanner start = in;
  int hour = 0;
  int minute = 0;
  if (const auto joined = in.number(4, 4)) {
    hour = *joined / 100;
    minute = *joined % 100;
  } else {
    in = start;
    const auto first = in.number(2, 2);
    if (!first) return std::nullopt;
    hour = *first;
    if (in.take(':')) {
      const auto second = in.number(2, 2);
      if (!second) return std::nullopt;
      minute = *second;
    }
  }
  if (hour > 15 || minute > 59) return std::nullopt;
  return Zone{sign * (hour * 60 + minute), false};
}

// Zone names of RFC 5322 4.3. The RFC has every other name, the military letters included, read
// as -0000: the instant is taken as UTC, and marked, since nobody knows what was meant.
std::optional<Zone> read_zone_name(Scanner& in) {
  struct Named {
    std::string_view name;
    int hours;
  };
  static constexpr std::array<Named, 12> kNamed{{{"Z", 0},
                                                 {"UT", 0},
                                                 {"UTC", 0},
                                                 {"GMT", 0},
                                                 {"EDT", -4},
                                                 {"EST", -5},
                                                 {"CDT", -5},
                                                 {"CST", -6},
                                                 {"MDT", -6},
                                                 {"MST", -7},
                                                 {"PDT", -7},
                                                 {"PST", -8}}};
  const std::string_view word = in.word();
  if (word.empty() || word.size() > 5) return std::nullopt;
  for (const Named& named : kNamed) {
    if (equal_ignoring_case(word, named.name)) return Zone{named.hours * 60, false};
  }
  return Zone{0, true};
}

// HH:MM, HH:MM:SS, HH:MM:SS.fraction
bool read_time_of_day(Scanner& in, Fields& fields) {
  const auto hour = in.number(2, 2);
  if (!hour || !in.take(':')) return false;
  const auto minute = in.number(2, 2);
  if (!minute) return false;
  fields.hour = *hour;
  fields.minute = *minute;
  fields.precision = TimePrecision::kMinute;
  if (!in.take(':')) return true;
  const auto second = in.number(2, 2);
  if (!second) return false;
  fields.second = *second;
  fields.precision = TimePrecision::kSecond;
  if (in.take('.') || in.take(',')) {
    if (!is_digit(in.peek())) return false;
    in.skip_digits();
  }
  return true;
}

// The forms that begin with a year.
std::optional<Fields> read_iso(Scanner in) {
  Fields fields;
  const auto year = in.number(4, 4);
  if (!year || !in.take('-')) return std::nullopt;
  const auto month = in.number(2, 2);
  if (!month || !in.take('-')) return std::nullopt;
  const auto day = in.number(2, 2);
  if (!day) return std::nullopt;
  fields.year = *year;
  fields.month = *month;
  fields.day = *day;
  if (in.at_end()) return fields;
  if (!in.take('T') && !in.take('t') && !in.take_spaces()) return std::nullopt;
  if (!read_time_of_day(in, fields)) return std::nullopt;
  in.take_spaces();
  if (in.at_end()) return fields;
  if (in.take('Z') || in.take('z')) {
    fields.zone = Zone{};
  } else if (!(fields.zone = read_offset(in))) {
    return std::nullopt;
  }
  return in.at_end() ? std::optional(fields) : std::nullopt;
}

// 0 when `word` is none of the three-letter names.
template <std::size_t N>
int index_of_name(std::string_view word, const std::array<std::string_view, N>& names) {
  for (std::size_t i = 0; i < N; ++i) {
    if (equal_ignoring_case(word, names[i])) return static_cast<int>(i) + 1;
  }
  return 0;
}

// Two digits stand for 1950..2049, three for years after 1900 (RFC 5322 4.3).
int full_year(int year) noexcept {
  if (year < 50) return year + 2000;
  return year < 1000 ? year + 1900 : year;
}

// [Mon,] 1 Aug 2022 03:23[:57] zone. A wrong day name is common in feeds and says nothing that the
// date does not, so it is not held against it.
std::optional<Fields> read_rfc5322(Scanner in) {
  static constexpr std::array<std::string_view, 7> kDays{"Mon", "Tue", "Wed", "Thu",
                                                         "Fri", "Sat", "Sun"};
  static constexpr std::array<std::string_view, 12> kMonths{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  Fields fields;
  if (is_letter(in.peek())) {
    if (index_of_name(in.word(), kDays) == 0 || !in.take(',')) return std::nullopt;
    in.take_spaces();
  }
  const auto day = in.number(1, 2);
  if (!day || !in.take_spaces()) return std::nullopt;
  fields.day = *day;
  fields.month = index_of_name(in.word(), kMonths);
  if (fields.month == 0 || !in.take_spaces()) return std::nullopt;
  const auto year = in.number(2, 4);
  if (!year || !in.take_spaces()) return std::nullopt;
  fields.year = full_year(*year);
  if (!read_time_of_day(in, fields) || !in.take_spaces()) return std::nullopt;
  fields.zone = is_letter(in.peek()) ? read_zone_name(in) : read_offset(in);
  if (!fields.zone || !in.at_end()) return std::nullopt;
  return fields;
}

// None when the fields name no moment that exists.
std::optional<Timestamp> to_timestamp(const Fields& fields, int assumed_offset_minutes) {
  const year_month_day date{std::chrono::year(fields.year),
                            std::chrono::month(static_cast<unsigned>(fields.month)),
                            std::chrono::day(static_cast<unsigned>(fields.day))};
  if (fields.year < 1900 || fields.year > 9999 || !date.ok()) return std::nullopt;
  if (fields.hour > 23 || fields.minute > 59 || fields.second > 60) return std::nullopt;

  const Zone zone = fields.zone.value_or(Zone{assumed_offset_minutes, true});
  const sys_seconds minute_start =
      sys_days(date) + hours(fields.hour) + minutes(fields.minute) - minutes(zone.offset_minutes);
  int second = fields.second;
  if (second == 60) {
    // A leap second ends a UTC day. Counted as the second before it, it stays in its own day.
    if (minute_start + minutes(1) != floor<days>(minute_start) + days(1)) return std::nullopt;
    second = 59;
  }
  // RFC 3339 has no year 10000, so an instant that falls there by its zone cannot be written out.
  static constexpr sys_seconds kEnd = sys_days(
      year_month_day(std::chrono::year(10000), std::chrono::month(1), std::chrono::day(1)));
  const sys_seconds at = minute_start + seconds(second);
  if (at >= kEnd) return std::nullopt;
  Timestamp time;
  time.at = at;
  time.offset_minutes = static_cast<std::int16_t>(zone.offset_minutes);
  time.zone_assumed = zone.assumed;
  time.precision = fields.precision;
  return time;
}

// `local` cut to the precision, without zone.
std::string format_local(sys_seconds local, TimePrecision precision) {
  const auto day = floor<days>(local);
  const year_month_day date(day);
  const std::chrono::hh_mm_ss time(local - day);
  char buffer[64];
  int size = std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02u", static_cast<int>(date.year()),
                           static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  std::string out(buffer, static_cast<std::size_t>(size));
  if (precision == TimePrecision::kDay) return out;
  size = std::snprintf(buffer, sizeof buffer, "T%02d:%02d", static_cast<int>(time.hours().count()),
                       static_cast<int>(time.minutes().count()));
  out.append(buffer, static_cast<std::size_t>(size));
  if (precision == TimePrecision::kMinute) return out;
  size = std::snprintf(buffer, sizeof buffer, ":%02d", static_cast<int>(time.seconds().count()));
  return out.append(buffer, static_cast<std::size_t>(size));
}

}  // namespace

std::string_view to_string(TimeClue clue) {
  switch (clue) {
    case TimeClue::kNone:
      return "none";
    case TimeClue::kFrontMatter:
      return "front-matter";
    case TimeClue::kRecord:
      return "record";
    case TimeClue::kFileName:
      return "file-name";
    case TimeClue::kJsonLd:
      return "json-ld";
    case TimeClue::kMeta:
      return "meta";
    case TimeClue::kTimeElement:
      return "time-element";
    case TimeClue::kText:
      return "text";
    case TimeClue::kUrl:
      return "url";
    case TimeClue::kFeed:
      return "feed";
  }
  return "unknown";
}

std::optional<Timestamp> parse_timestamp(std::string_view text, int assumed_offset_minutes) {
  const Scanner scanner(strip(text, kCSpaces));
  auto fields = read_iso(scanner);
  if (!fields) fields = read_rfc5322(scanner);
  if (!fields) return std::nullopt;
  return to_timestamp(*fields, assumed_offset_minutes);
}

std::string format_timestamp(const Timestamp& time) {
  if (!time.known()) return {};
  std::string out = format_local(time.at + minutes(time.offset_minutes), time.precision);
  if (time.precision == TimePrecision::kDay) return out;
  const int offset = std::abs(time.offset_minutes);
  char buffer[16];
  const int size = std::snprintf(buffer, sizeof buffer, "%c%02d:%02d",
                                 time.offset_minutes < 0 ? '-' : '+', offset / 60, offset % 60);
  return out.append(buffer, static_cast<std::size_t>(size));
}

std::string format_utc(sys_seconds at) { return format_local(at, TimePrecision::kSecond) + "Z"; }

sys_seconds system_now() { return floor<seconds>(std::chrono::system_clock::now()); }

}  // namespace storyfold
