#pragma once
// Dates written in text, in the forms and languages of the press. What a date is worth is the
// caller's business: dates of events and of other articles are found as well. Pure; safe from any
// thread.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"

namespace storyfold::crawler::extract {

enum class DateForm : std::uint8_t {
  kYearFirst,  // 2019-09-07, 2019/9/7, 2019.9.7, 2019年9月7日, 2019년 9월 7일, 二〇一九年九月七日
  kNamedMonth,  // 7 September 2019, Sept. 7th, 2019, 2019. szeptember 7.
  kYearLast,    // 07.09.2019, 9/7/2019
  kShortYear,   // 07.09.19, 7 Sep '19, 19年9月7日
  kCompact,     // 20190907, 20190907083000
  kNoYear,      // 9月7日, 09-07 08:30, September 7
};

struct WrittenDate {
  int year = 0;  // 0 in kNoYear, else 1900..2100
  int month = 0;
  int day = 0;  // exists in that month (29 February in kNoYear too)
  int hour = 0;
  int minute = 0;
  int second = 0;
  TimePrecision precision = TimePrecision::kDay;
  std::optional<int> offset_minutes;  // as written
  DateForm form = DateForm::kYearFirst;
  bool order_guessed = false;  // day and month could be the other way around
  bool ends_range = false;     // "7-9 September 2019"
  std::size_t begin = 0;       // bytes of the folded text; the time of day may lie outside
  std::size_t end = 0;
};

struct DateReading {
  bool month_first = false;        // what 3/4/2019 means; 3.4.2019 and 3-4-2019 are day first
  std::string_view language = {};  // primary subtag, "" unknown
  std::size_t most_dates = 1024;   // stops after so many
};

// Appends `text` with digits of every script as ASCII, full-width forms and dashes as their ASCII
// twins, and white space and invisible characters as single spaces.
void append_folded(std::string& out, std::string_view text);
[[nodiscard]] std::string fold_date_text(std::string_view text);

// All dates of a folded text, in order, not overlapping. '\n' parts blocks: parts of one date stand
// in neighbouring blocks now and then. Linear in its bytes.
[[nodiscard]] std::vector<WrittenDate> find_dates(std::string_view folded,
                                                  const DateReading& reading);

// A field that holds one date and little else (meta content, datetime attribute): first strict
// forms, then seconds or milliseconds since 1970, then the first date in its first 128 bytes.
[[nodiscard]] std::optional<WrittenDate> read_date_field(std::string_view text,
                                                         const DateReading& reading);

// Does this day exist?
[[nodiscard]] bool is_day(int year, int month, int day);

}  // namespace storyfold::crawler::extract
