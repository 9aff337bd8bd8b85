// Forms that begin with a day or a month.
#include <initializer_list>
#include <string>
#include <string_view>

#include "core/ascii.h"
#include "crawler/extract/date_forms.h"
#include "crawler/extract/date_months.h"

namespace storyfold::crawler::extract {
std::optional<WrittenDate> DateForms::day_or_month_first(std::size_t at) {
  if (auto date = after_month_name(at)) return date;
  if (auto date = numeric(at)) return date;
  if (auto date = before_month_name(at)) return date;
  return han_without_year(at);
}

std::optional<WrittenDate> DateForms::after_month_name(std::size_t at) {
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

std::optional<WrittenDate> DateForms::before_month_name(std::size_t at) {
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

std::optional<WrittenDate> DateForms::numeric(std::size_t at) {
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

std::optional<WrittenDate> DateForms::order(DateScan in, WrittenDate date, int first, int second,
                                            int year, bool is_short, char mark) {
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

std::optional<WrittenDate> DateForms::month_day_clock(DateScan in, WrittenDate date, int month,
                                                      int day, char mark) {
  if (in.at - date.begin != 5 || mark == '.') return std::nullopt;
  date.month = month;
  date.day = day;
  date.form = DateForm::kNoYear;
  DateScan gap = in;
  if (gap.spaces(2) == 0 || !is_digit(gap.peek())) return std::nullopt;
  auto found = finish(in, date);
  if (!found || found->precision == TimePrecision::kDay || found->end == in.at) return std::nullopt;
  return found;
}

std::optional<WrittenDate> DateForms::day_above_month(DateScan in, WrittenDate date, int day) {
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

std::optional<WrittenDate> DateForms::han_without_year(std::size_t at) {
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

std::optional<WrittenDate> DateForms::finish(DateScan scan, WrittenDate date) {
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

int DateForms::month_word(DateScan& scan) {
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

void DateForms::take_ordinal(DateScan& scan) {
  for (const std::string_view mark :
       {"st", "nd", "rd", "th", "er", "º", "ª", "°", "ste", "de", "e", "-a", "-an"}) {
    DateScan in = scan;
    if (!in.take(mark)) continue;
    if (is_letter(in.peek())) continue;
    scan = in;
    break;
  }
  scan.take('.');
}

bool DateForms::year_after(DateScan& scan, WrittenDate& date) {
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
  if (before != '-' && before != '\'' && before != '/' && static_cast<unsigned char>(before) < 0x80)
    return false;
  date.year = full_year(*two);
  date.form = DateForm::kShortYear;
  scan = year;
  return true;
}

bool DateForms::is_range(std::size_t at) const noexcept {
  std::size_t end = at;
  while (end > 0 && at - end < 2 && text_[end - 1] == ' ') --end;
  if (end == 0 || text_[end - 1] != '-') return false;
  --end;
  while (end > 0 && at - end < 5 && (text_[end - 1] == ' ' || text_[end - 1] == '.')) --end;
  return end > 0 && is_digit(text_[end - 1]);
}

}  // namespace storyfold::crawler::extract
