// Forms that begin with a year, and compact ones.
#include <array>
#include <string_view>

#include "core/ascii.h"
#include "crawler/extract/date_forms.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::extract {
namespace {

int han_digit(char32_t value) noexcept {
  constexpr std::u32string_view kDigits = U"〇一二三四五六七八九";
  if (value == U'零' || value == U'○' || value == U'Ｏ' || value == U'0') return 0;
  const auto at = kDigits.find(value);
  return at == std::u32string_view::npos ? -1 : static_cast<int>(at);
}

// 七, 十, 二十, 三十一, 廿一 -> number; moves past it. 0 when there is none.
int han_number(DateScan& scan) {
  int total = 0;
  int unit = 0;
  for (int count = 0; count < 4 && !scan.ended(); ++count) {
    const auto point = parse::code_point_at(scan.text, scan.at);
    const int digit = han_digit(point.value);
    if (point.value == U'十') {
      total += (unit == 0 ? 1 : unit) * 10;
      unit = 0;
    } else if (point.value == U'廿' || point.value == U'卅') {
      total += point.value == U'廿' ? 20 : 30;
    } else if (digit > 0) {
      unit = digit;
    } else {
      break;
    }
    scan.at += point.size;
  }
  return total + unit;
}

// The year before the first of the era that the text ends with; 0 when it ends with none.
int start_of_era(std::string_view before) noexcept {
  if (before.ends_with("令和")) return 2018;
  if (before.ends_with("平成")) return 1988;
  if (before.ends_with("昭和")) return 1925;
  if (before.ends_with("民國") || before.ends_with("民国")) return 1911;
  return 0;
}

// 令和元: the first year has a name instead of a number.
int first_year_of_era(std::string_view before) noexcept {
  constexpr std::string_view kFirst = "元";
  if (!before.ends_with(kFirst)) return 0;
  before.remove_suffix(kFirst.size());
  const int start = start_of_era(before);
  return start == 0 ? 0 : start + 1;
}

}  // namespace

std::optional<WrittenDate> DateForms::read_at(std::size_t at) {
  std::size_t digits = 0;
  while (at + digits < text_.size() && is_digit(text_[at + digits])) ++digits;
  std::optional<WrittenDate> date;
  if (digits == 4) date = year_first(at);
  if (!date && digits <= 3) date = era_year(at);
  if (!date && digits <= 2) date = day_or_month_first(at);
  if (digits == 8 || digits == 10 || digits == 12 || digits == 14) date = compact(at, digits);
  return date;
}

std::optional<WrittenDate> DateForms::read_han(std::size_t at) {
  WrittenDate date;
  std::size_t begin = at;
  if (const int first_year = first_year_of_era(text_.substr(0, at)); first_year != 0) {
    date.begin = at;
    date.year = first_year;
    DateScan scan{text_, at};
    scan.take("年");
    return month_and_day(scan, date);
  }
  std::array<int, 4> digits{};
  int count = 0;
  while (count < 4 && begin > 0) {
    const std::size_t last = parse::last_code_point(text_.substr(0, begin));
    const int digit = han_digit(parse::code_point_at(text_, last).value);
    if (digit < 0) break;
    digits[static_cast<std::size_t>(3 - count++)] = digit;
    begin = last;
  }
  if (count != 4) return std::nullopt;
  DateScan scan{text_, at};
  scan.take("年");
  date.begin = begin;
  date.year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3];
  date.month = is_digit(scan.peek()) ? scan.number(1, 2).value_or(0) : han_number(scan);
  if (!scan.take("月")) return std::nullopt;
  date.day = is_digit(scan.peek()) ? scan.number(1, 2).value_or(0) : han_number(scan);
  if (!scan.take("日") && !scan.take("号")) return std::nullopt;
  return finish(scan, date);
}

std::optional<WrittenDate> DateForms::year_first(std::size_t at) {
  DateScan scan{text_, at};
  WrittenDate date;
  date.begin = at;
  date.year = *scan.number(4, 4);
  if (date.year >= 2440 && date.year <= 2640) date.year -= 543;  // Buddhist
  const std::size_t spaces = scan.spaces(2);
  if (scan.take("年") || scan.take("년")) {
    scan.spaces(2);
    return month_and_day(scan, date);
  }
  const char mark = scan.peek();
  if (mark == '-' || mark == '/' || mark == '.') {
    DateScan in{text_, scan.at + 1};
    in.spaces(2);
    if (const auto month = in.number(1, 2)) {
      in.spaces(2);
      if (!in.take(mark) && !(mark == '-' && in.take('/'))) return std::nullopt;
      in.spaces(2);
      const auto day = in.number(1, 2);
      if (!day) return std::nullopt;
      date.month = *month;
      date.day = *day;
      return finish(in, date);
    }
    if (mark == '.') return year_then_name(in, date);
    if ((date.month = month_word(in)) != 0) return named_day_after(in, date);
    return std::nullopt;
  }
  if (spaces > 0) {
    DateScan in = scan;
    if (const auto month = in.number(2, 2)) {
      in.spaces(1);
      if (!in.take('/') && !in.take('-')) return std::nullopt;
      in.spaces(1);
      const auto day = in.number(2, 2);
      if (!day || in.peek() == mark) return std::nullopt;
      date.month = *month;
      date.day = *day;
      return finish(in, date);
    }
  }
  scan.take(',');
  scan.spaces(1);
  return year_then_name(scan, date);
}

std::optional<WrittenDate> DateForms::year_then_name(DateScan scan, WrittenDate date) {
  if (scan.take("m.") || scan.take("gada")) scan.spaces(1);
  DateScan in = scan;
  if (const auto day = in.number(1, 2)) {
    if (!in.take('.')) return std::nullopt;
    in.spaces(1);
    date.day = *day;
    date.month = month_word(in);
    if (date.month == 0) return std::nullopt;
    // "Copyright 2019. 7. May 2020": the year behind belongs to the day.
    DateScan more = in;
    more.spaces(2);
    if (more.number(4, 4)) return std::nullopt;
    date.form = DateForm::kNamedMonth;
    return finish(in, date);
  }
  date.month = month_word(in);
  return date.month == 0 ? std::nullopt : named_day_after(in, date);
}

std::optional<WrittenDate> DateForms::named_day_after(DateScan in, WrittenDate date) {
  in.spaces(1);
  in.take('-');
  const auto day = in.number(1, 2);
  if (!day || in.peek() == ':') return std::nullopt;
  // "2019 September 7, 2020": the first year belongs to something else.
  DateScan more = in;
  more.take(',');
  more.spaces(2);
  if (more.number(4, 4)) return std::nullopt;
  date.day = *day;
  date.form = DateForm::kNamedMonth;
  in.take('.');
  return finish(in, date);
}

std::optional<WrittenDate> DateForms::month_and_day(DateScan in, WrittenDate date) {
  const auto month = in.number(1, 2);
  if (!month) return std::nullopt;
  in.spaces(2);
  if (!in.take("月") && !in.take("월") && !in.take('-')) return std::nullopt;
  in.spaces(2);
  const auto day = in.number(1, 2);
  if (!day) return std::nullopt;
  in.spaces(2);
  if (!in.take("日") && !in.take("일")) in.take("号");
  date.month = *month;
  date.day = *day;
  return finish(in, date);
}

std::optional<WrittenDate> DateForms::era_year(std::size_t at) {
  DateScan scan{text_, at};
  const auto year = scan.number(1, 3);
  scan.spaces(1);
  if (!year || !scan.take("年")) return std::nullopt;
  WrittenDate date;
  date.begin = at;
  if (const int start = start_of_era(text_.substr(0, at)); start != 0) {
    date.year = start + *year;
  } else if (*year < 100 && scan.at - at >= 5) {
    date.year = full_year(*year);
    date.form = DateForm::kShortYear;
  } else {
    return std::nullopt;
  }
  scan.spaces(1);
  return month_and_day(scan, date);
}

std::optional<WrittenDate> DateForms::compact(std::size_t at, std::size_t digits) {
  const auto part = [&](std::size_t from, std::size_t count) {
    return *DateScan{text_.substr(0, at + from + count), at + from}.number(count, count);
  };
  WrittenDate date;
  date.begin = at;
  date.form = DateForm::kCompact;
  date.year = part(0, 4);
  date.month = part(4, 2);
  date.day = part(6, 2);
  if (date.year < 1980 || date.year > 2060) return std::nullopt;
  if (digits == 10 && part(8, 2) > 23) return std::nullopt;
  if (digits > 10) {
    date.hour = part(8, 2);
    date.minute = part(10, 2);
    date.second = digits == 14 ? part(12, 2) : 0;
    if (date.hour > 23 || date.minute > 59 || date.second > 59) return std::nullopt;
    date.precision = digits == 14 ? TimePrecision::kSecond : TimePrecision::kMinute;
  }
  DateScan scan{text_, at + digits};
  // 20190907T083000Z
  if (digits == 8 && scan.peek() == 'T') {
    DateScan in{text_, scan.at + 1};
    if (const auto clock = in.number(6, 6); clock && *clock / 10000 < 24) {
      date.hour = *clock / 10000;
      date.minute = *clock / 100 % 100;
      date.second = *clock % 100;
      if (date.minute > 59 || date.second > 59) return std::nullopt;
      date.precision = TimePrecision::kSecond;
      date.offset_minutes = read_zone(in);
      scan = in;
    }
  }
  return finish(scan, date);
}

}  // namespace storyfold::crawler::extract
