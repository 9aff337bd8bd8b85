#include "crawler/extract/date_scan.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <string>

#include "core/ascii.h"
#include "crawler/extract/date_months.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::extract {
namespace {

bool is_word_point(char32_t value) noexcept {
  if (value < 0x80) return (value | 32U) >= 'a' && (value | 32U) <= 'z';
  return (U_MASK(u_charType(static_cast<UChar32>(value))) & (U_GC_L_MASK | U_GC_M_MASK)) != 0;
}

struct Half {
  std::string_view word;
  bool afternoon;
};

// Said before the hour or after it.
constexpr std::array<Half, 22> kHalves{
    {{"上午", false}, {"早上", false}, {"凌晨", false}, {"早晨", false}, {"清晨", false},
     {"中午", true},  {"下午", true},  {"晚上", true},  {"傍晚", true},  {"晚间", true},
     {"午前", false}, {"午後", true},  {"午后", true},  {"오전", false}, {"오후", true},
     {"a.m", false},  {"p.m", true},   {"am", false},   {"pm", true},    {"AM", false},
     {"PM", true},    {"晚", true}}};

std::optional<bool> take_half(DateScan& scan) {
  for (const Half& half : kHalves) {
    if (!scan.take(half.word)) continue;
    // "Amsterdam" is no hour; "a.m." keeps its last dot.
    if (static_cast<unsigned char>(half.word.front()) < 0x80) {
      if (!scan.ended() && is_word_point(static_cast<unsigned char>(scan.peek()))) {
        scan.at -= half.word.size();
        return std::nullopt;
      }
      scan.take('.');
    }
    return half.afternoon;
  }
  return std::nullopt;
}

bool take_hour_mark(DateScan& scan, bool dot_too) {
  if (scan.take(':') || scan.take("時") || scan.take("时") || scan.take("点") || scan.take("點"))
    return true;
  if (scan.take("시")) {
    scan.spaces(1);
    return true;
  }
  if (scan.peek() == 'h' || scan.peek() == 'H') {
    DateScan ahead{scan.text, scan.at + 1};
    ahead.spaces(1);
    if (!is_digit(ahead.peek())) return false;
    scan.at = ahead.at;
    return true;
  }
  return dot_too && scan.take('.');
}

// HH:MM[:SS[.fraction]], with the half of the day on either side.
bool read_clock(DateScan& scan, WrittenDate& date, bool dot_too) {
  DateScan in = scan;
  auto afternoon = take_half(in);
  in.spaces(2);
  const auto hour = in.number(1, 2);
  if (!hour || *hour > 24 || !take_hour_mark(in, dot_too)) return false;
  const auto minute = in.number(1, 2);
  if (!minute || *minute > 59) return false;
  int second = 0;
  bool exact = false;
  DateScan tail = in;
  if (tail.take(':') || tail.take("分") || tail.take("분")) {
    tail.spaces(1);
    const auto read = tail.number(1, 2);
    if (read && *read < 60) {
      second = *read;
      exact = true;
      in = tail;
      if (in.take('.') || in.take(',')) {
        while (is_digit(in.peek())) ++in.at;
      }
      if (!in.take("秒")) in.take("초");
    } else {
      in.take("分");
    }
  }
  DateScan after = in;
  after.spaces(1);
  if (!afternoon && (afternoon = take_half(after))) in = after;
  int full = *hour == 24 ? 0 : *hour;
  if (afternoon && *afternoon && full < 12) full += 12;
  if (afternoon && !*afternoon && full == 12) full = 0;
  date.hour = full;
  date.minute = *minute;
  date.second = second;
  date.precision = exact ? TimePrecision::kSecond : TimePrecision::kMinute;
  scan = in;
  return true;
}

// What stands between a date and its time: "(Sat)", ", at", "um", "|", "kl.", "星期六".
bool skip_joint(DateScan& scan) {
  const char c = scan.peek();
  if (c != '\0' && std::string_view(" \n,|-()[]/;.@T").find(c) != std::string_view::npos) {
    // A T parts date and time only where digits follow at once.
    if (c == 'T' && !(scan.at + 1 < scan.text.size() && is_digit(scan.text[scan.at + 1]))) {
      return !scan.word().empty();
    }
    ++scan.at;
    return true;
  }
  for (const std::string_view mark : {"·", "•", "【", "】", "、", "，"}) {
    if (scan.take(mark)) return true;
  }
  const std::string_view word = scan.word();
  return !word.empty() && word.size() <= 24;
}

}  // namespace

bool DateScan::take(char c) noexcept {
  if (ended() || text[at] != c) return false;
  ++at;
  return true;
}

bool DateScan::take(std::string_view literal) noexcept {
  if (!rest().starts_with(literal)) return false;
  at += literal.size();
  return true;
}

std::size_t DateScan::spaces(std::size_t most) noexcept {
  std::size_t count = 0;
  while (count < most && (peek() == ' ' || peek() == '\n')) {
    ++at;
    ++count;
  }
  return count;
}

std::optional<int> DateScan::number(std::size_t least, std::size_t most) noexcept {
  std::size_t count = 0;
  int value = 0;
  while (at + count < text.size() && is_digit(text[at + count])) {
    if (count == most || count == 9) return std::nullopt;
    value = value * 10 + (text[at + count++] - '0');
  }
  if (count < least || count == 0) return std::nullopt;
  at += count;
  return value;
}

std::string_view DateScan::word() noexcept {
  std::size_t end = at;
  while (end < text.size()) {
    const auto point = parse::code_point_at(text, end);
    if (!is_word_point(point.value)) break;
    end += point.size;
    if (end - at > kLongestMonthName) return {};
  }
  const std::string_view found = text.substr(at, end - at);
  at = end;
  return found;
}

std::string_view word_before(std::string_view text, std::size_t end) noexcept {
  std::size_t begin = end;
  while (begin > 0) {
    const std::size_t last = parse::last_code_point(text.substr(0, begin));
    if (!is_word_point(parse::code_point_at(text, last).value)) break;
    begin = last;
    if (end - begin > kLongestMonthName) return {};
  }
  return text.substr(begin, end - begin);
}

void read_time_after(DateScan& scan, WrittenDate& date) {
  constexpr std::size_t kLongestJoint = 48;
  constexpr std::array<std::string_view, 9> kDotted{"kl",    "klo", "kello", "ore",   "pukul",
                                                    "Pukul", "jam", "ora",   "klokka"};
  DateScan in = scan;
  const std::size_t limit = scan.at + kLongestJoint;
  bool dotted = false;
  int words = 0;
  while (!in.ended() && in.at <= limit) {
    DateScan clock = in;
    if (is_digit(in.peek()) || static_cast<unsigned char>(in.peek()) >= 0x80 ||
        (in.peek() | 32) == 'a' || (in.peek() | 32) == 'p') {
      if (read_clock(clock, date, dotted)) {
        date.offset_minutes = read_zone(clock);
        scan = clock;
        return;
      }
      if (is_digit(in.peek())) {
        // "7 September 2019, 08.30 Uhr": a dot counts only before a word that says so.
        DateScan german = in;
        WrittenDate maybe = date;
        if (read_clock(german, maybe, true)) {
          german.spaces(1);
          const std::string_view unit = german.word();
          if (unit == "Uhr" || unit == "uhr" || unit == "WIB" || unit == "WITA" || unit == "WIT") {
            date = maybe;
            if (unit == "WIB") date.offset_minutes = 420;
            scan = german;
          }
        }
        return;
      }
    }
    const std::size_t before = in.at;
    if (!skip_joint(in)) return;
    const std::string_view passed = in.text.substr(before, in.at - before);
    if (passed.size() > 1 && ++words > 3) return;
    if (std::find(kDotted.begin(), kDotted.end(), passed) != kDotted.end()) dotted = true;
  }
}

void read_time_before(std::string_view text, WrittenDate& date) {
  std::size_t end = date.begin;
  int skipped = 0;
  while (end > 0 && skipped < 8 &&
         std::string_view(" \n,|-(").find(text[end - 1]) != std::string_view::npos) {
    --end;
    ++skipped;
  }
  const std::string_view word = word_before(text, end);
  if (!word.empty() && word.size() <= 4) {
    end -= word.size();
    while (end > 0 && skipped < 10 && text[end - 1] == ' ') {
      --end;
      ++skipped;
    }
  }
  std::size_t begin = end;
  while (begin > 0 && end - begin < 8 && (is_digit(text[begin - 1]) || text[begin - 1] == ':'))
    --begin;
  if (begin == end || text.substr(begin, end - begin).find(':') == std::string_view::npos) return;
  if (begin > 0 && is_digit(text[begin - 1])) return;
  DateScan in{
      text.substr(0, end + (word == "am" || word == "pm" || word == "AM" || word == "PM" ? 3 : 0)),
      begin};
  read_clock(in, date, false);
}

}  // namespace storyfold::crawler::extract
