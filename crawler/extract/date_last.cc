#include "crawler/extract/date_last.h"

#include <re2/re2.h>

#include <array>
#include <charconv>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "crawler/extract/date_choice.h"
#include "crawler/extract/date_text.h"
#include "crawler/extract/page_shape.h"
#include "crawler/parse/claims_text.h"

namespace storyfold::crawler::extract {
namespace {

using parse::piece;
using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;

// An instant on the outlet's own clock.
Timestamp on_clock(sys_seconds at, TimePrecision precision, int offset_minutes) {
  Timestamp time;
  time.at = at;
  if (precision == TimePrecision::kDay) {
    const minutes offset(offset_minutes);
    time.at = floor<days>(at + offset) - offset;
  }
  time.offset_minutes = static_cast<std::int16_t>(offset_minutes);
  time.zone_assumed = true;
  time.precision = precision;
  time.clue = TimeClue::kText;
  return time;
}

// One date of a script, checked as all dates are.
PageDates check(const WrittenDate& date, int offset_minutes,
                std::optional<sys_seconds> fetched_at) {
  constexpr int kTrust = 60;
  PageDates dates = choose_dates({{date, TimeClue::kText, DateRole::kPublished, kTrust}}, {},
                                 offset_minutes, fetched_at);
  if (!dates.published.known()) return dates;
  if (date.offset_minutes == 0) {  // seconds since 1970: the page shows them on its own clock
    dates.published = on_clock(dates.published.at, date.precision, offset_minutes);
  }
  return dates;
}

PageDates read_scripts(std::string_view html, int offset_minutes,
                       std::optional<sys_seconds> fetched_at) {
  // What is set at once is the page's own; a key may as well be that of another story.
  constexpr std::string_view kVariablePattern =
      R"((?i)\b(?:var|let|const|window\.)\s*(?:ct|ori_?create_?time|create_?time|)"
      R"((?:article_?)?publish_?(?:time|date|ed_?at)|pub_?(?:time|date)|date_?published))"
      R"(\s*=\s*["']?([0-9][0-9TZ:+\-/. ]{7,30}))";
  constexpr std::string_view kKeyPattern =
      R"((?i)["'](?:publish_?(?:time|date|ed_?at)|pub_?(?:time|date)|date_?published|ptime)["'])"
      R"(\s*:\s*["']?([0-9][0-9TZ:+\-/. ]{7,30}))";
  static const RE2 kVariable(piece(kVariablePattern));
  static const RE2 kKey(piece(kKeyPattern));
  // Most pages have neither: one pass over them tells.
  static const RE2 kEither(std::string(kVariablePattern) + "|" + std::string(kKeyPattern));
  if (!RE2::PartialMatch(piece(html), kEither)) return {};
  const DateReading reading;
  re2::StringPiece value;
  if (RE2::PartialMatch(piece(html), kVariable, &value)) {
    if (const auto date = read_date_field({value.data(), value.size()}, reading)) {
      return check(*date, offset_minutes, fetched_at);
    }
  }
  std::optional<WrittenDate> only;
  re2::StringPiece rest = piece(html);
  while (RE2::FindAndConsume(&rest, kKey, &value)) {
    const auto date = read_date_field({value.data(), value.size()}, reading);
    if (!date) continue;
    if (only && (only->year != date->year || only->month != date->month || only->day != date->day))
      return {};
    if (!only) only = date;
  }
  return only ? check(*only, offset_minutes, fetched_at) : PageDates{};
}

struct AgoRow {
  const char* pattern;  // for folded text; the group is the number
  seconds unit;
};

const std::vector<std::pair<std::unique_ptr<RE2>, seconds>>& ago_rows() {
  static const auto kRows = [] {
    constexpr std::array<AgoRow, 10> kTable{{
        {R"((\d{1,2})\s?(?:秒钟?|秒鐘?|초)\s?(?:之?前|전))", seconds(1)},
        {R"((\d{1,2})\s?(?:分钟|分鐘|分|분)\s?(?:之?前|전))", minutes(1)},
        {R"((\d{1,2})\s?(?:个|個)?(?:小时|小時|鐘頭|時間|시간)\s?(?:之?前|전))", hours(1)},
        {R"((\d{1,2})\s?(?:天|日|일)\s?(?:之?前|전))", days(1)},
        {R"(\b(\d{1,2}|an?) ?(?:minutes?|mins?|min\.|m) ago\b)", minutes(1)},
        {R"(\b(\d{1,2}|an?) ?(?:hours?|hrs?|hr\.|h) ago\b)", hours(1)},
        {R"(\b(\d{1,2}|a) ?(?:days?|d) ago\b)", days(1)},
        {R"(\b(?:vor|il y a|hace|há) (\d{1,2}) ?min)", minutes(1)},
        {R"(\b(?:vor|il y a|hace|há) (\d{1,2}) ?(?:stunden?|std|heures?|h\b|horas?))", hours(1)},
        {R"(\b(?:vor|il y a|hace|há) (\d{1,2}) ?(?:tag|jour|día|dia))", days(1)},
    }};
    std::vector<std::pair<std::unique_ptr<RE2>, seconds>> rows;
    for (const AgoRow& row : kTable)
      rows.emplace_back(std::make_unique<RE2>(row.pattern), row.unit);
    rows.emplace_back(std::make_unique<RE2>("^(昨天|昨日|yesterday|gestern|어제)"), days(1));
    return rows;
  }();
  return kRows;
}

struct Ago {
  seconds time{};
  TimePrecision precision = TimePrecision::kUnknown;
  std::string words;
};

Ago read_ago(std::string_view line) {
  // Something of each row. Few lines have any, and the rows are many.
  static const RE2 kAny("前|전|ago|vor |il y a |hace |há |昨|yesterday|gestern|어제");
  if (!RE2::PartialMatch(piece(line), kAny)) return {};
  for (const auto& [pattern, unit] : ago_rows()) {
    re2::StringPiece number;
    if (!RE2::PartialMatch(piece(line), *pattern, &number)) continue;
    int count = 1;  // "an hour ago", "yesterday"
    std::from_chars(number.data(), number.data() + number.size(), count);
    return {count * unit, unit < hours(1) ? TimePrecision::kMinute : TimePrecision::kDay,
            std::string(line)};
  }
  return {};
}

PageDates read_words(const PageView& page, int offset_minutes, sys_seconds fetched_at) {
  constexpr std::size_t kLongestLine = 80;
  PageDates dates;
  if (page.heading == parse::kNoNode) return dates;
  for (const ShownLine& line :
       lines_of(page.dom, {page.dom.end(page.heading), parse::kNoNode, 12, 600})) {
    if (line.text.size() > kLongestLine || line.all_link) continue;
    const Ago ago = read_ago(line.text);
    if (ago.precision == TimePrecision::kUnknown) continue;
    dates.published = on_clock(fetched_at - ago.time, ago.precision, offset_minutes);
    dates.notes.push_back("published time counted back from the fetch: \"" + ago.words + '"');
    break;
  }
  return dates;
}

}  // namespace

PageDates read_last_dates(const PageView& page, std::string_view html,
                          int assumed_utc_offset_minutes, std::optional<sys_seconds> fetched_at) {
  PageDates dates = read_scripts(html, assumed_utc_offset_minutes, fetched_at);
  if (dates.published.known()) {
    dates.notes.emplace_back("published time read in a script");
    return dates;
  }
  if (!fetched_at) return dates;
  PageDates words = read_words(page, assumed_utc_offset_minutes, *fetched_at);
  words.notes.insert(words.notes.begin(), dates.notes.begin(), dates.notes.end());
  return words;
}

}  // namespace storyfold::crawler::extract
