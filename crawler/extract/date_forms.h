#pragma once
// The forms of one date, tried at one place of a folded text. Borrows text and reading. Pure; safe
// from any thread.
#include <cstddef>
#include <optional>
#include <string_view>

#include "crawler/extract/date_scan.h"
#include "crawler/extract/date_text.h"

namespace storyfold::crawler::extract {

class DateForms {
 public:
  DateForms(std::string_view text, const DateReading& reading) : text_(text), reading_(reading) {}

  // A date whose first digit is at `at`.
  [[nodiscard]] std::optional<WrittenDate> read_at(std::size_t at);
  // `at` is where 年 stands after Han digits.
  [[nodiscard]] std::optional<WrittenDate> read_han(std::size_t at);

 private:
  // 2019-09-07, 2019年9月7日, 2019. szeptember 7., 2019 m. rugsėjo 7 d., "2021 01/29"
  std::optional<WrittenDate> year_first(std::size_t at);
  // "m." and "gada" are "of the year" in Lithuanian and Latvian; the Latvian day comes first.
  std::optional<WrittenDate> year_then_name(DateScan scan, WrittenDate date);
  std::optional<WrittenDate> named_day_after(DateScan in, WrittenDate date);
  // After the year mark of Chinese, Japanese, Korean.
  std::optional<WrittenDate> month_and_day(DateScan in, WrittenDate date);
  // 令和5年9月7日, 平成31年, 民國108年, 19年9月7日.
  std::optional<WrittenDate> era_year(std::size_t at);
  std::optional<WrittenDate> compact(std::size_t at, std::size_t digits);
  std::optional<WrittenDate> day_or_month_first(std::size_t at);
  // "September 7, 2019", "Sep 07 08:30:00 +0800 2019", "September 7"
  std::optional<WrittenDate> after_month_name(std::size_t at);
  // "7 September 2019", "7. Sept. 2019", "7 de septiembre de 2019", "07-Sep-19"
  std::optional<WrittenDate> before_month_name(std::size_t at);
  // 7.9.2019, 09/07/2019, 07-09-19; "09-07 08:30"; "07 2019-09" in two blocks.
  std::optional<WrittenDate> numeric(std::size_t at);
  std::optional<WrittenDate> order(DateScan in, WrittenDate date, int first, int second, int year,
                                   bool is_short, char mark);
  // "09-07 08:30": a month and a day only when a clock follows at once.
  std::optional<WrittenDate> month_day_clock(DateScan in, WrittenDate date, int month, int day,
                                             char mark);
  // A calendar leaf: the day large, "2019-09" or "2019/09" beside or below it.
  std::optional<WrittenDate> day_above_month(DateScan in, WrittenDate date, int day);
  std::optional<WrittenDate> han_without_year(std::size_t at);
  std::optional<WrittenDate> finish(DateScan scan, WrittenDate date);
  // A month's name or "tháng 9"; 0 when there is none, and then nothing is taken.
  int month_word(DateScan& scan);
  static void take_ordinal(DateScan& scan);
  // ", 2019", " de 2019", " '19", "-19", "/2019", " năm 2019", " г. 2019"
  bool year_after(DateScan& scan, WrittenDate& date);
  // "7.-9. September", "7 - 9 September": the day before this one is joined to it.
  [[nodiscard]] bool is_range(std::size_t at) const noexcept;

  std::string_view text_;
  const DateReading& reading_;
};

// 19 -> 2019, 98 -> 1998
[[nodiscard]] constexpr int full_year(int year) noexcept {
  return year < 70 ? 2000 + year : 1900 + year;
}

}  // namespace storyfold::crawler::extract
