#include "app/render.h"

#include <sys/ioctl.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace storyfold::app {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr UChar32 kZeroWidthNonJoiner = 0x200C;
constexpr UChar32 kZeroWidthJoiner = 0x200D;

// Joiners stay: emoji and several scripts are written with them, and alone they do nothing.
bool is_harmful(UChar32 character) {
  switch (u_charType(character)) {
    case U_CONTROL_CHAR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
    case U_SURROGATE:
      return true;
    case U_FORMAT_CHAR:
      return character != kZeroWidthNonJoiner && character != kZeroWidthJoiner;
    default:
      return false;
  }
}

void append_escaped(std::string& out, UChar32 character) {
  std::array<char, 16> text{};
  const int size =
      std::snprintf(text.data(), text.size(), "\\u{%X}", static_cast<unsigned>(character));
  out.append(text.data(), static_cast<std::size_t>(size));
}

std::string escape(std::string_view stored, bool keep_newlines) {
  std::string out;
  out.reserve(stored.size());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(stored.data());
  const auto length = static_cast<std::int32_t>(stored.size());
  std::int32_t at = 0;
  while (at < length) {
    const std::int32_t begin = at;
    UChar32 character = 0;
    U8_NEXT(bytes, at, length, character);
    if (character < 0) {
      out += kReplacement;
    } else if (character == '\n') {
      out += keep_newlines ? '\n' : ' ';
    } else if (character == '\t') {
      out += ' ';
    } else if (is_harmful(character)) {
      append_escaped(out, character);
    } else {
      out.append(
          stored.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin)));
    }
  }
  return out;
}

std::size_t columns_of(UChar32 character) {
  switch (u_charType(character)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
    case U_CONTROL_CHAR:
      return 0;
    default:
      break;
  }
  const auto width = u_getIntPropertyValue(character, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

// Bytes of the longest beginning of `text` that takes at most `width` columns.
std::size_t bytes_within(std::string_view text, std::size_t width) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto length = static_cast<std::int32_t>(text.size());
  std::int32_t at = 0;
  std::size_t used = 0;
  while (at < length) {
    const std::int32_t begin = at;
    UChar32 character = 0;
    U8_NEXT(bytes, at, length, character);
    used += character < 0 ? 1 : columns_of(character);
    if (used > width) return static_cast<std::size_t>(begin);
  }
  return text.size();
}

// Byte offsets after which a line may end (UAX 14); none when ICU's rules cannot be had.
std::vector<std::size_t> line_breaks(std::string_view text) {
  std::vector<std::size_t> breaks;
  UErrorCode status = U_ZERO_ERROR;
  UText* input =
      utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status);
  const std::unique_ptr<UText, decltype(&utext_close)> input_owner(input, utext_close);
  const std::unique_ptr<UBreakIterator, decltype(&ubrk_close)> iterator(
      ubrk_open(UBRK_LINE, "zh", nullptr, 0, &status), ubrk_close);
  if (U_FAILURE(status) != 0) return breaks;
  ubrk_setUText(iterator.get(), input, &status);
  if (U_FAILURE(status) != 0) return breaks;
  for (auto at = ubrk_first(iterator.get()); at != UBRK_DONE; at = ubrk_next(iterator.get())) {
    breaks.push_back(static_cast<std::size_t>(at));
  }
  return breaks;
}

std::string_view without_trailing_spaces(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

void wrap_paragraph(std::string& out, std::string_view text, std::size_t room,
                    const std::string& indent) {
  const auto breaks = line_breaks(text);
  std::size_t begin = 0;
  while (columns(text.substr(begin)) > room) {
    const std::size_t limit =
        begin + std::max<std::size_t>(bytes_within(text.substr(begin), room), 1);
    // The last place before the limit; a word longer than a line is cut where it stands.
    const auto after = std::upper_bound(breaks.begin(), breaks.end(), limit);
    const bool found = after != breaks.begin() && *std::prev(after) > begin;
    const std::size_t end = found ? *std::prev(after) : limit;
    out += without_trailing_spaces(text.substr(begin, end - begin));
    out += '\n';
    out += indent;
    begin = end;
  }
  out += text.substr(begin);
}

}  // namespace

std::string printable(std::string_view stored) { return escape(stored, false); }
std::string printable_lines(std::string_view stored) { return escape(stored, true); }

std::size_t columns(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto length = static_cast<std::int32_t>(text.size());
  std::size_t used = 0;
  for (std::int32_t at = 0; at < length;) {
    UChar32 character = 0;
    U8_NEXT(bytes, at, length, character);
    used += character < 0 ? 1 : columns_of(character);
  }
  return used;
}

std::string fit(std::string_view text, std::size_t width) {
  if (columns(text) <= width) return std::string(text);
  if (width == 0) return {};
  return std::string(text.substr(0, bytes_within(text, width - 1))) + "…";
}

std::string pad(std::string_view text, std::size_t width) {
  std::string out(text);
  const std::size_t used = columns(text);
  if (used < width) out.append(width - used, ' ');
  return out;
}

std::string wrap(std::string_view text, std::size_t width, std::size_t indent) {
  if (width == 0) return std::string(text);
  // A terminal too narrow for the indent still gets its text, only less neatly.
  constexpr std::size_t kNarrowest = 20;
  const std::size_t room = std::max(width > indent ? width - indent : 0, kNarrowest);
  const std::string margin(indent, ' ');
  std::string out;
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find('\n', begin);
    wrap_paragraph(out, text.substr(begin, end == std::string_view::npos ? end : end - begin), room,
                   margin);
    if (end == std::string_view::npos) return out;
    out += '\n';
    out += margin;
    begin = end + 1;
  }
}

std::string group_digits(std::uint64_t value) {
  std::string digits = std::to_string(value);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

std::string human_bytes(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> kUnits{"B", "KiB", "MiB", "GiB", "TiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1024 && unit + 1 < kUnits.size()) {
    value /= 1024;
    ++unit;
  }
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
  return text.data();
}

std::string percent(double ratio) {
  const double value = ratio * 100;
  std::array<char, 32> text{};
  // Near 0 and near 100 a decimal tells "almost" from "exactly".
  const bool exact = value == 0 || value == 100;
  const bool fine = !exact && (value < 1 || value > 99);
  std::snprintf(text.data(), text.size(), fine ? "%.1f %%" : "%.0f %%", value);
  return text.data();
}

std::string counted(std::uint64_t n, std::string_view one, std::string_view many) {
  return group_digits(n) + " " + std::string(n == 1 ? one : many);
}

std::string Style::paint(Role role, std::string_view text) const {
  if (!colour_ || text.empty()) return std::string(text);
  std::string_view code;
  switch (role) {
    case Role::kTitle:
      code = "\x1b[1m";
      break;
    case Role::kLabel:
      code = "\x1b[2m";
      break;
    case Role::kId:
      code = "\x1b[36m";
      break;
    case Role::kGood:
      code = "\x1b[32m";
      break;
    case Role::kBad:
      code = "\x1b[31m";
      break;
    case Role::kWarn:
      code = "\x1b[33m";
      break;
    case Role::kInserted:
      code = "\x1b[32m";
      break;
    case Role::kDeleted:
      code = "\x1b[31m";
      break;
  }
  return std::string(code) + std::string(text) + "\x1b[0m";
}

bool use_colour(ColourChoice choice, int descriptor) {
  if (choice != ColourChoice::kAuto) return choice == ColourChoice::kAlways;
  // https://no-color.org: present and not empty, whatever its value.
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* term = std::getenv("TERM");
  if (term == nullptr || std::string_view(term) == "dumb") return false;
  return ::isatty(descriptor) == 1;
}

std::size_t terminal_columns(int descriptor) {
  if (::isatty(descriptor) != 1) return 0;
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  constexpr std::size_t kUsual = 80;
  return kUsual;
}

void Table::right_align(std::size_t column) {
  if (right_.size() <= column) right_.resize(column + 1, false);
  right_[column] = true;
}

std::string Table::text(const Style& style, std::size_t width, std::size_t indent) const {
  constexpr std::size_t kGap = 2;
  std::vector<std::size_t> widths;
  for (const auto& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], columns(row[i].text));
    }
  }
  std::string out;
  for (const auto& row : rows_) {
    std::string line(indent, ' ');
    std::size_t used = indent;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool last = i + 1 == row.size();
      std::string cell = row[i].text;
      if (last && width != 0) cell = fit(cell, std::max(width > used ? width - used : 0, kGap));
      const std::size_t fill = widths[i] - std::min(widths[i], columns(cell));
      const bool right = i < right_.size() && right_[i];
      if (right) line.append(fill, ' ');
      line += row[i].painted ? style.paint(row[i].role, cell) : cell;
      if (!last) line.append((right ? 0 : fill) + kGap, ' ');
      used += widths[i] + kGap;
    }
    out += without_trailing_spaces(line);
    out += '\n';
  }
  return out;
}

}  // namespace storyfold::app
