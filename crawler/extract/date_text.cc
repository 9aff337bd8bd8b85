#include "crawler/extract/date_text.h"

#include <unicode/uchar.h>

#include <array>
#include <chrono>

#include "crawler/extract/date_months.h"
#include "crawler/extract/date_scan.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::extract {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_ascii_letter(char c) noexcept { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

// The digits 0..9 of a code point outside ASCII; -1 for others.
int digit_of(char32_t value) noexcept {
  if (value < 0x660 || (value > 0xE59 && value < 0xFF10)) return -1;
  return u_charDigitValue(static_cast<UChar32>(value));
}

bool is_dash(char32_t value) noexcept {
  return (value >= 0x2010 && value <= 0x2015) || value == 0x2212 || value == 0x2500;
}

int full_year(int year) noexcept { return year < 70 ? 2000 + year : 1900 + year; }

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

// One attempt at one place; the methods try one family of forms each.
class Reader {
 public:
  Reader(std::string_view text, const DateReading& reading) : text_(text), reading_(reading) {}

  // A date whose first digit is at `at`.
  std::optional<WrittenDate> read_at(std::size_t at) {
    std::size_t digits = 0;
    while (at + digits < text_.size() && is_digit(text_[at + digits])) ++digits;
    std::optional<WrittenDate> date;
    if (digits == 4) date = year_first(at);
    if (!date && digits <= 3) date = era_year(at);
    if (!date && digits <= 2) date = day_or_month_first(at);
    if (digits == 8 || digits == 10 || digits == 12 || digits == 14) date = compact(at, digits);
    return date;
  }

  // `at` is where 年 stands after Han digits.
  std::optional<WrittenDate> read_han(std::size_t at) {
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

 private:
  std::optional<WrittenDate> finish(DateScan scan, WrittenDate date) {
    if (date.year != 0 && (date.year < 1900 || date.year > 2100)) return std::nullopt;
    if (!is_day(date.year == 0 ? 2020 : date.year, date.month, date.day)) return std::nullopt;
    date.end = scan.at;
    if (date.precision == TimePrecision::kDay) {
      read_time_after(scan, date);
      if (date.precision == TimePrecision::kDay) read_time_before(text_, date);
      if (date.precision != TimePrecision::kDay && scan.at > date.end) date.end = scan.at;
    }
    return date;
  }

  // A month's name or "tháng 9"; 0 when there is none, and then nothing is taken.
  int month_word(DateScan& scan) {
    DateScan in = scan;
    const std::string_view word = in.word();
    if (word.empty()) return 0;
    int month = month_of_name(word, reading_.language);
    if (month == 0 && (word == "tháng" || word == "Tháng")) {
      in.spaces(1);
      month = in.number(1, 2).value_or(0);
    }
    if (month == 0 && static_cast<unsigned char>(word[0]) >= 0x80 && in.peek() == ' ') {
      DateScan pair{text_, in.at + 1};
      const std::string_view second = pair.word();
      if (!second.empty() && second.size() + word.size() < kLongestMonthName) {
        month = month_of_name(std::string(word) + "_" + std::string(second), reading_.language);
        if (month != 0) in = pair;
      }
    }
    if (month == 0) return 0;
    in.take('.');
    scan = in;
    return month;
  }

  // 2019-09-07, 2019年9月7日, 2019. szeptember 7., 2019 m. rugsėjo 7 d., "2021 01/29"
  std::optional<WrittenDate> year_first(std::size_t at) {
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

  // "m." and "gada" are "of the year" in Lithuanian and Latvian; the Latvian day comes first.
  std::optional<WrittenDate> year_then_name(DateScan scan, WrittenDate date) {
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

  std::optional<WrittenDate> named_day_after(DateScan in, WrittenDate date) {
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

  // After the year mark of Chinese, Japanese, Korean.
  std::optional<WrittenDate> month_and_day(DateScan in, WrittenDate date) {
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

  // 令和5年9月7日, 平成31年, 民國108年, 19年9月7日.
  std::optional<WrittenDate> era_year(std::size_t at) {
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

  std::optional<WrittenDate> compact(std::size_t at, std::size_t digits) {
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

  std::optional<WrittenDate> day_or_month_first(std::size_t at) {
    if (auto date = after_month_name(at)) return date;
    if (auto date = numeric(at)) return date;
    if (auto date = before_month_name(at)) return date;
    return han_without_year(at);
  }

  // "September 7, 2019", "Sep 07 08:30:00 +0800 2019", "September 7"
  std::optional<WrittenDate> after_month_name(std::size_t at) {
    std::size_t end = at;
    while (end > 0 && at - end < 3 &&
           std::string_view(" \n.,-/").find(text_[end - 1]) != std::string_view::npos)
      --end;
    const std::string_view word = word_before(text_, end);
    if (word.size() < 3) return std::nullopt;
    WrittenDate date;
    date.begin = end - word.size();
    date.month = month_of_name(word, reading_.language);
    if (date.month == 0) return std::nullopt;
    DateScan scan{text_, at};
    date.day = *scan.number(1, 2);
    if (date.day > 31 || scan.peek() == ':') return std::nullopt;
    take_ordinal(scan);
    DateScan in = scan;
    if (year_after(in, date)) {
      date.form = date.form == DateForm::kShortYear ? date.form : DateForm::kNamedMonth;
      return finish(in, date);
    }
    // The clock may stand before the year.
    in = scan;
    WrittenDate timed = date;
    read_time_after(in, timed);
    if (timed.precision != TimePrecision::kDay) {
      in.spaces(1);
      DateScan zone = in;
      const std::string_view name = zone.word();
      if (!name.empty() && name.size() <= 5) in = zone;
      in.spaces(1);
      in.take(',');
      in.spaces(1);
      if (const auto year = in.number(4, 4); year && *year >= 1900 && *year <= 2100) {
        timed.year = *year;
        timed.form = DateForm::kNamedMonth;
        return finish(in, timed);
      }
    }
    date.form = DateForm::kNoYear;
    return finish(scan, date);
  }

  // "7 September 2019", "7. Sept. 2019", "7 de septiembre de 2019", "07-Sep-19"
  std::optional<WrittenDate> before_month_name(std::size_t at) {
    DateScan scan{text_, at};
    WrittenDate date;
    date.begin = at;
    date.day = *scan.number(1, 2);
    if (date.day > 31 || date.day == 0) return std::nullopt;
    take_ordinal(scan);
    scan.spaces(2);
    if (scan.take('-') || scan.take('/')) scan.spaces(1);
    for (const std::string_view joint : {"de ", "of ", "del ", "d'", "d’", "ta' "}) {
      if (scan.take(joint)) break;
    }
    date.month = month_word(scan);
    if (date.month == 0) return std::nullopt;
    DateScan in = scan;
    date.ends_range = is_range(at);
    if (year_after(in, date)) {
      date.form = date.form == DateForm::kShortYear ? date.form : DateForm::kNamedMonth;
      return finish(in, date);
    }
    date.form = DateForm::kNoYear;
    return finish(scan, date);
  }

  // 7.9.2019, 09/07/2019, 07-09-19; "09-07 08:30"; "07 2019-09" in two blocks.
  std::optional<WrittenDate> numeric(std::size_t at) {
    DateScan scan{text_, at};
    WrittenDate date;
    date.begin = at;
    const int first = *scan.number(1, 2);
    DateScan apart = scan;
    if (apart.spaces(2) > 0) return day_above_month(apart, date, first);
    const char mark = scan.peek();
    if (mark != '.' && mark != '/' && mark != '-') return std::nullopt;
    ++scan.at;
    if (mark == '.') scan.spaces(1);
    const auto second = scan.number(1, 2);
    if (!second) return std::nullopt;
    DateScan in = scan;
    if (!in.take(mark)) return month_day_clock(scan, date, first, *second, mark);
    if (mark == '.') in.spaces(1);
    const std::size_t year_at = in.at;
    const auto year = in.number(2, 4);
    if (!year || in.at - year_at == 3) return std::nullopt;
    const bool is_short = in.at - year_at == 2;
    // Version numbers, scores and telephone numbers have as many parts, or more.
    if ((in.peek() == mark || in.peek() == '.') && in.at + 1 < text_.size() &&
        is_digit(text_[in.at + 1]))
      return std::nullopt;
    return order(in, date, first, *second, *year, is_short, mark);
  }

  std::optional<WrittenDate> order(DateScan in, WrittenDate date, int first, int second, int year,
                                   bool is_short, char mark) {
    date.form = is_short ? DateForm::kShortYear : DateForm::kYearLast;
    date.ends_range = is_range(date.begin);
    // 19-09-07: the year comes first where its last part could not be one yet.
    if (is_short && mark == '-' && first >= 10 && second <= 12 && year <= 31) {
      date.year = full_year(first);
      date.month = second;
      date.day = year;
      return finish(in, date);
    }
    date.year = is_short ? full_year(year) : year;
    const bool month_first = second > 12 || (mark == '/' && reading_.month_first && first <= 12);
    date.month = month_first ? first : second;
    date.day = month_first ? second : first;
    date.order_guessed = first <= 12 && second <= 12 && first != second && mark != '.';
    return finish(in, date);
  }

  // "09-07 08:30": a month and a day only when a clock follows at once.
  std::optional<WrittenDate> month_day_clock(DateScan in, WrittenDate date, int month, int day,
                                             char mark) {
    if (in.at - date.begin != 5 || mark == '.') return std::nullopt;
    date.month = month;
    date.day = day;
    date.form = DateForm::kNoYear;
    DateScan gap = in;
    if (gap.spaces(2) == 0 || !is_digit(gap.peek())) return std::nullopt;
    auto found = finish(in, date);
    if (!found || found->precision == TimePrecision::kDay || found->end == in.at)
      return std::nullopt;
    return found;
  }

  // A calendar leaf: the day large, "2019-09" or "2019/09" beside or below it.
  std::optional<WrittenDate> day_above_month(DateScan in, WrittenDate date, int day) {
    const auto year = in.number(4, 4);
    if (!year || (!in.take('-') && !in.take('/') && !in.take('.') && !in.take("年")))
      return std::nullopt;
    const auto month = in.number(1, 2);
    if (!month) return std::nullopt;
    const char next = in.peek();
    if (next == '-' || next == '/' || next == '.') return std::nullopt;
    in.take("月");
    if (is_digit(in.peek())) return std::nullopt;
    date.year = *year;
    date.month = *month;
    date.day = day;
    return finish(in, date);
  }

  std::optional<WrittenDate> han_without_year(std::size_t at) {
    DateScan in{text_, at};
    WrittenDate date;
    date.begin = at;
    date.form = DateForm::kNoYear;
    date.month = *in.number(1, 2);
    in.spaces(1);
    if (!in.take("月") && !in.take("월")) return std::nullopt;
    in.spaces(1);
    const auto day = in.number(1, 2);
    in.spaces(1);
    if (!day || (!in.take("日") && !in.take("일") && !in.take("号"))) return std::nullopt;
    date.day = *day;
    return finish(in, date);
  }

  static void take_ordinal(DateScan& scan) {
    for (const std::string_view mark :
         {"st", "nd", "rd", "th", "er", "º", "ª", "°", "ste", "de", "e", "-a", "-an"}) {
      DateScan in = scan;
      if (!in.take(mark)) continue;
      if (is_ascii_letter(in.peek())) continue;
      scan = in;
      break;
    }
    scan.take('.');
  }

  // ", 2019", " de 2019", " '19", "-19", "/2019", " năm 2019", " г. 2019"
  bool year_after(DateScan& scan, WrittenDate& date) {
    DateScan in = scan;
    in.spaces(3);
    bool joined = in.take(',') || in.take('-') || in.take('/') || in.take('.');
    in.spaces(3);
    for (const std::string_view joint : {"de ", "del ", "of ", "năm ", "an ", "του "}) {
      if (in.take(joint)) break;
    }
    if (in.take('\'') || in.take("’")) joined = true;
    DateScan year = in;
    if (const auto four = year.number(4, 4)) {
      date.year = *four >= 2440 && *four <= 2640 ? *four - 543 : *four;
      if (date.year < 1900 || date.year > 2100) return false;
      scan = year;
      return true;
    }
    year = in;
    const auto two = year.number(2, 2);
    if (!two || !joined || year.peek() == ':' || year.peek() == '.') return false;
    const char before = text_[in.at - 1];
    if (before != '-' && before != '\'' && before != '/' &&
        static_cast<unsigned char>(before) < 0x80)
      return false;
    date.year = full_year(*two);
    date.form = DateForm::kShortYear;
    scan = year;
    return true;
  }

  // "7.-9. September", "7 - 9 September": the day before this one is joined to it.
  [[nodiscard]] bool is_range(std::size_t at) const noexcept {
    std::size_t end = at;
    while (end > 0 && at - end < 2 && text_[end - 1] == ' ') --end;
    if (end == 0 || text_[end - 1] != '-') return false;
    --end;
    while (end > 0 && at - end < 5 && (text_[end - 1] == ' ' || text_[end - 1] == '.')) --end;
    return end > 0 && is_digit(text_[end - 1]);
  }

  std::string_view text_;
  const DateReading& reading_;
};

// Digits inside a longer token: "B2019-09-07" no, "发布2019-09-07" yes, "1.2019" no.
bool starts_a_number(std::string_view text, std::size_t at) noexcept {
  if (at == 0) return true;
  const char before = text[at - 1];
  if (is_ascii_letter(before) || before == '_' || before == '=' || before == '%' || before == '$') {
    // Blocks run together: "Posted2019-09-07".
    return is_ascii_letter(before) && at + 4 < text.size() && text[at + 4] == '-' && at >= 2 &&
           is_ascii_letter(text[at - 2]);
  }
  if (before != '.' && before != ',' && before != '/' && before != ':') return true;
  return at < 2 || !is_digit(text[at - 2]) || before == ',' || before == '.';
}

std::optional<WrittenDate> read_epoch(std::string_view text) {
  const bool milliseconds = text.size() == 13;
  if (text.size() != 10 && !milliseconds) return std::nullopt;
  // 2019090708 is a day and an hour.
  const auto two = [text](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  if (!milliseconds && two(0) == 20 && two(4) <= 12 && two(6) <= 31 && two(8) <= 23)
    return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  const std::chrono::sys_seconds at{std::chrono::seconds{milliseconds ? value / 1000 : value}};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{at - day};
  WrittenDate out;
  out.year = static_cast<int>(date.year());
  if (out.year < 1990) return std::nullopt;
  out.month = static_cast<int>(static_cast<unsigned>(date.month()));
  out.day = static_cast<int>(static_cast<unsigned>(date.day()));
  out.hour = static_cast<int>(clock.hours().count());
  out.minute = static_cast<int>(clock.minutes().count());
  out.second = static_cast<int>(clock.seconds().count());
  out.precision = TimePrecision::kSecond;
  out.offset_minutes = 0;
  return out;
}

}  // namespace

bool is_day(int year, int month, int day) {
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  return std::chrono::year_month_day(std::chrono::year(year),
                                     std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)))
      .ok();
}

void append_folded(std::string& out, std::string_view text) {
  const auto space = [&out] {
    if (!out.empty() && out.back() != ' ' && out.back() != '\n') out += ' ';
  };
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (static_cast<unsigned char>(c) < 0x80) {
      if (c == ' ' || (c >= '\t' && c <= '\r')) {
        space();
      } else {
        out += c;
      }
      ++at;
      continue;
    }
    const auto point = parse::code_point_at(text, at);
    const char32_t value = point.value;
    if (value >= 0xFF01 && value <= 0xFF5E) {
      out += static_cast<char>(value - 0xFEE0);
    } else if (const int digit = digit_of(value); digit >= 0) {
      out += static_cast<char>('0' + digit);
    } else if (is_dash(value)) {
      out += '-';
    } else if (value == 0x2236) {
      out += ':';
    } else if (parse::is_white_space(value)) {
      space();
    } else if (!parse::is_invisible(value)) {
      out.append(text.substr(at, point.size));
    }
    at += point.size;
  }
}

std::string fold_date_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  append_folded(out, text);
  return out;
}

std::vector<WrittenDate> find_dates(std::string_view folded, const DateReading& reading) {
  std::vector<WrittenDate> dates;
  Reader reader(folded, reading);
  constexpr std::string_view kYear = "年";
  for (std::size_t at = 0; at < folded.size() && dates.size() < reading.most_dates;) {
    const char c = folded[at];
    std::optional<WrittenDate> date;
    std::size_t next = at + 1;
    if (is_digit(c)) {
      while (next < folded.size() && is_digit(folded[next])) ++next;
      if (starts_a_number(folded, at)) date = reader.read_at(at);
    } else if (c == kYear[0] && folded.substr(at).starts_with(kYear)) {
      next = at + kYear.size();
      date = reader.read_han(at);
    }
    if (date) {
      next = std::max(next, date->end);
      dates.push_back(*date);
    }
    at = next;
  }
  return dates;
}

std::optional<WrittenDate> read_date_field(std::string_view text, const DateReading& reading) {
  const std::string_view field = parse::trim(text.substr(0, 128));
  if (field.empty()) return std::nullopt;
  if (auto epoch = read_epoch(field)) return epoch;
  DateReading one = reading;
  one.most_dates = 1;
  auto dates = find_dates(fold_date_text(field), one);
  if (dates.empty() || dates[0].form == DateForm::kNoYear) return std::nullopt;
  return dates[0];
}

}  // namespace storyfold::crawler::extract
