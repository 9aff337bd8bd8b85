#include "crawler/extract/date_text.h"

#include <unicode/uchar.h>

#include <array>
#include <chrono>

#include "core/ascii.h"
#include "crawler/extract/date_forms.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::extract {
namespace {

// The digits 0..9 of a code point outside ASCII; -1 for others.
int digit_of(char32_t value) noexcept {
  if (value < 0x660 || (value > 0xE59 && value < 0xFF10)) return -1;
  return u_charDigitValue(static_cast<UChar32>(value));
}

bool is_plain(char c) noexcept { return c > ' ' && static_cast<unsigned char>(c) < 0x7F; }

bool is_dash(char32_t value) noexcept {
  return (value >= 0x2010 && value <= 0x2015) || value == 0x2212 || value == 0x2500;
}

// Digits inside a longer token: "B2019-09-07" no, "发布2019-09-07" yes, "1.2019" no.
bool starts_a_number(std::string_view text, std::size_t at) noexcept {
  if (at == 0) return true;
  const char before = text[at - 1];
  if (is_letter(before) || before == '_' || before == '=' || before == '%' || before == '$') {
    // Blocks run together: "Posted2019-09-07".
    return is_letter(before) && at + 4 < text.size() && text[at + 4] == '-' && at >= 2 &&
           is_letter(text[at - 2]);
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
    std::size_t plain = at;
    while (plain < text.size() && is_plain(text[plain])) ++plain;
    if (plain > at) {
      out.append(text.substr(at, plain - at));
      at = plain;
      continue;
    }
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) {
      if (lead == ' ' || (lead >= '\t' && lead <= '\r')) {
        space();
      } else {
        out += text[at];
      }
      ++at;
      continue;
    }
    // U+4000 to U+DFFF: Han and Hangul, nothing to fold.
    if (lead >= 0xE4 && lead <= 0xED && at + 3 <= text.size()) {
      out.append(text.substr(at, 3));
      at += 3;
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
  DateForms forms(folded, reading);
  constexpr std::string_view kYear = "年";
  for (std::size_t at = 0; at < folded.size() && dates.size() < reading.most_dates;) {
    const char c = folded[at];
    std::optional<WrittenDate> date;
    std::size_t next = at + 1;
    if (is_digit(c)) {
      while (next < folded.size() && is_digit(folded[next])) ++next;
      if (starts_a_number(folded, at)) date = forms.read_at(at);
    } else if (c == kYear[0] && folded.substr(at).starts_with(kYear)) {
      next = at + kYear.size();
      date = forms.read_han(at);
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
