#include "crawler/parse/unicode.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/utypes.h>

#include <algorithm>
#include <utility>

#include "crawler/parse/text.h"

namespace storyfold::crawler::parse {
namespace {

// Leads of characters that may be out of NFC: everything from U+0300 up, but not Chinese
// ideographs, kana's and Chinese punctuation's own bytes, nor fullwidth forms. E3 82 99 and
// E3 80 AA.. are combining marks, so E3 is asked in full; it is cheap when nothing is wrong.
constexpr bool may_leave_nfc(unsigned char lead, unsigned char second) noexcept {
  if (lead < 0xCC) return false;
  if (lead >= 0xE4 && lead <= 0xE9) return false;
  if (lead == 0xE2) return second != 0x80;
  if (lead == 0xE3) return second != 0x80 || second == 0x82;
  if (lead == 0xEF) return (second >= 0xA4 && second <= 0xB1) || second == 0xB8;
  return true;
}

std::string to_nfc(std::string text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status) != 0) return text;
  const icu::StringPiece piece(text.data(), static_cast<std::int32_t>(text.size()));
  if (nfc->isNormalizedUTF8(piece, status) != 0 && U_SUCCESS(status) != 0) return text;
  status = U_ZERO_ERROR;
  std::string normal;
  normal.reserve(text.size());
  icu::StringByteSink<std::string> sink(&normal);
  nfc->normalizeUTF8(0, piece, sink, nullptr, status);
  return U_SUCCESS(status) != 0 ? normal : text;
}

}  // namespace

void append_utf8(std::string& out, char32_t value) {
  if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) value = 0xFFFD;
  const auto push = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (value < 0x80) {
    push(value);
  } else if (value < 0x800) {
    push(0xC0 | value >> 6);
    push(0x80 | (value & 0x3F));
  } else if (value < 0x10000) {
    push(0xE0 | value >> 12);
    push(0x80 | (value >> 6 & 0x3F));
    push(0x80 | (value & 0x3F));
  } else {
    push(0xF0 | value >> 18);
    push(0x80 | (value >> 12 & 0x3F));
    push(0x80 | (value >> 6 & 0x3F));
    push(0x80 | (value & 0x3F));
  }
}

bool is_white_space(char32_t value) noexcept {
  if (value <= 0x20) return value == 0x20 || (value >= 0x09 && value <= 0x0D);
  return value == 0x85 || value == 0xA0 || value == 0x1680 ||
         (value >= 0x2000 && value <= 0x200A) || value == 0x2028 || value == 0x2029 ||
         value == 0x202F || value == 0x205F || value == 0x3000;
}

bool is_invisible(char32_t value) noexcept {
  if (value < 0x20) return !is_white_space(value);
  if (value < 0x7F) return false;
  if (value < 0xA0) return value != 0x85;
  return value == 0xAD || value == 0x200B || value == 0x200E || value == 0x200F ||
         (value >= 0x202A && value <= 0x202E) || (value >= 0x2060 && value <= 0x206F) ||
         value == 0xFEFF || (value >= 0xFFF9 && value <= 0xFFFB);
}

bool is_han(char32_t value) noexcept {
  return (value >= 0x4E00 && value <= 0x9FFF) || (value >= 0x3400 && value <= 0x4DBF) ||
         (value >= 0x20000 && value <= 0x3FFFF) || value == 0x3007;
}

std::size_t count_code_points(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string_view cut_text(std::string_view text, std::size_t max_bytes) noexcept {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

std::size_t last_code_point(std::string_view text) noexcept {
  std::size_t at = text.size();
  while (at > 0) {
    --at;
    if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) break;
  }
  return at;
}

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty()) {
    const CodePoint first = code_point_at(text, 0);
    if (!is_white_space(first.value)) break;
    text.remove_prefix(first.size);
  }
  while (!text.empty()) {
    const std::size_t last = last_code_point(text);
    if (!is_white_space(code_point_at(text, last).value)) break;
    text.remove_suffix(text.size() - last);
  }
  return text;
}

std::string clean_line(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  bool check_nfc = false;
  bool space_due = false;
  std::size_t run = 0;  // start of the characters seen but not yet copied
  std::size_t at = 0;
  const auto copy_run = [&](std::size_t end) {
    if (end == run) return;
    if (space_due && !out.empty()) out.push_back(' ');
    space_due = false;
    out.append(utf8, run, end - run);
  };
  while (at < utf8.size()) {
    const auto lead = static_cast<unsigned char>(utf8[at]);
    // Most of a Chinese page and of an English one, decided by the lead byte alone.
    if (lead >= 0xE4 && lead <= 0xE9) {
      at += 3;
      continue;
    }
    if (lead > 0x20 && lead < 0x7F) {
      ++at;
      continue;
    }
    const CodePoint point = code_point_at(utf8, at);
    const bool space = is_white_space(point.value);
    if (!space && !is_invisible(point.value)) {
      const unsigned char second =
          at + 1 < utf8.size() ? static_cast<unsigned char>(utf8[at + 1]) : 0;
      check_nfc = check_nfc || may_leave_nfc(lead, second);
      at += point.size;
      continue;
    }
    copy_run(at);
    space_due = space_due || space;
    at += point.size;
    run = at;
  }
  copy_run(std::min(at, utf8.size()));
  return check_nfc ? to_nfc(std::move(out)) : out;
}

}  // namespace storyfold::crawler::parse
