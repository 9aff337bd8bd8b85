#pragma once
// Code points in UTF-8 text: reading, writing, and the classes of them that clean text depends on.
// Callers pass valid UTF-8; a torn sequence is never read past the end. Pure; safe from any thread.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace storyfold::crawler::parse {

struct CodePoint {
  char32_t value = 0;
  std::size_t size = 1;  // bytes, 1..4, never past the end of the text
};

// Of a sequence that begins with `lead`, whether or not it is whole.
[[nodiscard]] constexpr std::size_t sequence_size(unsigned char lead) noexcept {
  if (lead < 0xC0) return 1;
  if (lead < 0xE0) return 2;
  return lead < 0xF0 ? 3 : 4;
}

// `at` < text.size(). Here, since a page's every character goes through it several times.
[[nodiscard]] inline CodePoint code_point_at(std::string_view text, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const std::size_t size = std::min(sequence_size(byte(0)), text.size() - at);
  switch (size) {
    case 2:
      return {(byte(0) & 0x1Fu) << 6 | (byte(1) & 0x3Fu), 2};
    case 3:
      return {(byte(0) & 0x0Fu) << 12 | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu), 3};
    case 4:
      return {(byte(0) & 0x07u) << 18 | (byte(1) & 0x3Fu) << 12 | (byte(2) & 0x3Fu) << 6 |
                  (byte(3) & 0x3Fu),
              4};
    default:
      return {byte(0), 1};
  }
}

// Surrogates and values past U+10FFFF are written as U+FFFD.
void append_utf8(std::string& out, char32_t value);

// Unicode White_Space.
[[nodiscard]] bool is_white_space(char32_t value) noexcept;

// Characters that show nothing and that copies of a text gain and lose on their way: controls,
// soft hyphen, zero-width space, byte order mark, marks of direction (these also let a headline
// print as something else).
[[nodiscard]] bool is_invisible(char32_t value) noexcept;

[[nodiscard]] bool is_han(char32_t value) noexcept;

// Number of code points.
[[nodiscard]] std::size_t count_code_points(std::string_view text) noexcept;

// Without white space at both ends.
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;

// The first `max_bytes` of a text, or less: no character is cut.
[[nodiscard]] std::string_view cut_text(std::string_view text, std::size_t max_bytes) noexcept;

// The last code point's first byte; text.size() for an empty text.
[[nodiscard]] std::size_t last_code_point(std::string_view text) noexcept;

}  // namespace storyfold::crawler::parse
