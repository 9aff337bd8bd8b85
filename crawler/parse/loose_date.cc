#include "crawler/parse/loose_date.h"

#include <re2/re2.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "core/ascii.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

using std::chrono::January;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::year;

constexpr std::size_t kLongestDate = 80;
constexpr int kChinaMinutes = 480;
constexpr sys_seconds kEarliestEpoch = sys_days(year(1980) / January / 1);
constexpr sys_seconds kEnd = sys_days(year(2201) / January / 1);

// The parts of a date as they stand in a text; those it does not have are empty.
struct Parts {
  std::string year, month, day, hour, minute, second, half, zone;
};

constexpr std::string_view kZone = R"((Z|(?:GMT|UTC)?\s*[+-]\d{2}:?\d{2}|[A-Za-z]{1,5})?)";
constexpr std::string_view kTime = R"((\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp][Mm])?)";
constexpr std::string_view kWeekday = R"(\s*(?:[A-Za-z]{3,9}\.?,?\s+)?)";
constexpr std::string_view kEndOfText = R"(\s*(?:\([^)]*\))?\s*)";

std::string join(std::initializer_list<std::string_view> pieces) {
  std::string all;
  for (const std::string_view piece : pieces) all += piece;
  return all;
}

bool match_year_first(const re2::StringPiece& text, Parts& parts) {
  static const RE2 expression(join(
      {R"(\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?[T,\s]*)",
       R"((?:(上午|下午)?\s*(\d{1,2})\s*[:：时時点點]\s*(\d{1,2})\s*分?(?:\s*[:：]?\s*(\d{1,2})\s*秒?)",
       R"((?:[.,]\d+)?)?)?\s*)", kZone, kEndOfText}));
  return RE2::FullMatch(text, expression, &parts.year, &parts.month, &parts.day, &parts.half,
                        &parts.hour, &parts.minute, &parts.second, &parts.zone);
}

bool match_compact(const re2::StringPiece& text, Parts& parts) {
  static const RE2 expression(R"(\s*(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?\s*(Z)?\s*)");
  return RE2::FullMatch(text, expression, &parts.year, &parts.month, &parts.day, &parts.hour,
                        &parts.minute, &parts.second, &parts.zone);
}

bool match_day_first(const re2::StringPiece& text, Parts& parts) {
  static const RE2 expression(
      join({kWeekday, R"((\d{1,2})(?:st|nd|rd|th)?[\s-]+([A-Za-z]{3,9})\.?,?[\s-]+(\d{2,4}),?)",
            R"((?:\s+(?:at\s+)?)", kTime, R"()?\s*)", kZone, kEndOfText}));
  return RE2::FullMatch(text, expression, &parts.day, &parts.month, &parts.year, &parts.hour,
                        &parts.minute, &parts.second, &parts.half, &parts.zone);
}

bool match_month_first(const re2::StringPiece& text, Parts& parts) {
  static const RE2 expression(
      join({kWeekday, R"(([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}),?)",
            R"((?:\s+(?:at\s+)?)", kTime, R"()?\s*)", kZone, kEndOfText}));
  return RE2::FullMatch(text, expression, &parts.month, &parts.day, &parts.year, &parts.hour,
                        &parts.minute, &parts.second, &parts.half, &parts.zone);
}

// As C's ctime and Java's Date write it.
bool match_year_last(const re2::StringPiece& text, Parts& parts) {
  static const RE2 expression(join(
      {kWeekday, R"(([A-Za-z]{3,9})\s+(\d{1,2})\s+)", kTime, R"(\s*)", kZone, R"(\s+(\d{4})\s*)"}));
  return RE2::FullMatch(text, expression, &parts.month, &parts.day, &parts.hour, &parts.minute,
                        &parts.second, &parts.half, &parts.zone, &parts.year);
}

constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                   "jul", "aug", "sep", "oct", "nov", "dec"};

// 0: none of them. "Sept", "August" and "aug" are known by their first three letters.
int month_number(const std::string& text) {
  if (!text.empty() && is_digit(text.front())) return std::atoi(text.c_str());
  const std::string name = ascii_lower(text.substr(0, 3));
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (name == kMonths[i]) return static_cast<int>(i) + 1;
  }
  return 0;
}

int hour_of(const Parts& parts) {
  const int hour = std::atoi(parts.hour.c_str());
  if (parts.half.empty()) return hour;
  const bool afternoon =
      parts.half == "下午" || parts.half.front() == 'p' || parts.half.front() == 'P';
  if (afternoon) return hour < 12 ? hour + 12 : hour;
  return hour == 12 ? 0 : hour;
}

std::string numeric_zone(int offset_minutes) {
  char text[16];
  const int size = std::abs(offset_minutes);
  std::snprintf(text, sizeof text, "%c%02d%02d", offset_minutes < 0 ? '-' : '+', size / 60 % 100,
                size % 60);
  return text;
}

// "GMT+08:00" -> "+08:00".
std::string zone_of(const Parts& parts, int assumed_offset_minutes) {
  const std::size_t sign = parts.zone.find_first_of("+-");
  if (sign != std::string::npos) return parts.zone.substr(sign);
  if (parts.zone.empty()) return numeric_zone(assumed_offset_minutes);
  if (assumed_offset_minutes == kChinaMinutes && ascii_lower(parts.zone) == "cst") {
    return numeric_zone(kChinaMinutes);
  }
  return parts.zone;
}

// By way of a form that parse_timestamp knows: it judges whether the moment exists, and has the
// names of zones.
std::optional<Timestamp> to_timestamp(const Parts& parts, int assumed_offset_minutes) {
  const int month = month_number(parts.month);
  if (month < 1 || month > 12) return std::nullopt;
  std::string text = parts.day + " " + std::string(kMonths[static_cast<std::size_t>(month) - 1]) +
                     " " + parts.year + " ";
  if (parts.hour.empty()) {
    text += "00:00 " + numeric_zone(assumed_offset_minutes);
  } else {
    char time[16];
    std::snprintf(time, sizeof time, "%02d:%02d", hour_of(parts), std::atoi(parts.minute.c_str()));
    text += time;
    if (!parts.second.empty()) {
      std::snprintf(time, sizeof time, ":%02d", std::atoi(parts.second.c_str()));
      text += time;
    }
    text += " " + zone_of(parts, assumed_offset_minutes);
  }
  auto time = parse_timestamp(text, assumed_offset_minutes);
  if (!time) return std::nullopt;
  if (parts.hour.empty()) time->precision = TimePrecision::kDay;
  if (parts.hour.empty() || parts.zone.empty()) time->zone_assumed = true;
  return time;
}

std::optional<Timestamp> read_any_form(std::string_view text, int assumed_offset_minutes) {
  // A Chinese feed's CST is not what RFC 5322 takes it for, so those come the other way.
  const bool china =
      assumed_offset_minutes == kChinaMinutes && ascii_lower(text).find("cst") != std::string::npos;
  if (!china) {
    if (auto time = parse_timestamp(text, assumed_offset_minutes)) return time;
  }
  const re2::StringPiece piece(text.data(), text.size());
  for (auto* match :
       {match_year_first, match_compact, match_day_first, match_month_first, match_year_last}) {
    Parts parts;
    if (match(piece, parts)) return to_timestamp(parts, assumed_offset_minutes);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Timestamp> read_loose_date(std::string_view text, int assumed_offset_minutes) {
  const std::string_view trimmed = trim(text);
  if (trimmed.empty() || trimmed.size() > kLongestDate) return std::nullopt;
  auto time = read_any_form(trimmed, assumed_offset_minutes);
  if (!time || time->at >= kEnd) return std::nullopt;
  time->clue = TimeClue::kFeed;
  return time;
}

std::optional<Timestamp> read_epoch(double value, int offset_minutes) {
  // As seconds, what is meant as milliseconds lies after the year 2200.
  if (value >= static_cast<double>(kEnd.time_since_epoch().count())) value /= 1000;
  if (!(value >= static_cast<double>(kEarliestEpoch.time_since_epoch().count())) ||
      value >= static_cast<double>(kEnd.time_since_epoch().count())) {
    return std::nullopt;
  }
  Timestamp time;
  time.at = sys_seconds(std::chrono::seconds(static_cast<std::int64_t>(std::floor(value))));
  time.offset_minutes = static_cast<std::int16_t>(offset_minutes);
  time.precision = TimePrecision::kSecond;
  time.clue = TimeClue::kFeed;
  return time;
}

}  // namespace storyfold::crawler::parse
