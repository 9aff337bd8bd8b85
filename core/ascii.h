#pragma once
// Letters, digits and white space of ASCII, whatever the locale; other bytes stay, so that UTF-8
// stays UTF-8, and belong to none of these sets. Pure.
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace storyfold {

[[nodiscard]] constexpr char ascii_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

[[nodiscard]] constexpr char ascii_upper(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

[[nodiscard]] inline std::string ascii_lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = ascii_lower(c);
  return result;
}

[[nodiscard]] constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return ascii_lower(x) == ascii_lower(y); });
}

[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
[[nodiscard]] constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
[[nodiscard]] constexpr bool is_letter(char c) noexcept { return is_lower(c) || is_upper(c); }
[[nodiscard]] constexpr bool is_alphanumeric(char c) noexcept {
  return is_letter(c) || is_digit(c);
}

// The value of a hexadecimal digit in either case; -1 for anything else.
[[nodiscard]] constexpr int hex_value(char c) noexcept {
  if (is_digit(c)) return c - '0';
  const char lower = ascii_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}
[[nodiscard]] constexpr bool is_hex_digit(char c) noexcept { return hex_value(c) >= 0; }

// White space differs by who wrote the text.
// HTML: "ASCII whitespace" of the Infra standard, 4.6; no vertical tab.
inline constexpr std::string_view kHtmlSpaces = " \t\n\f\r";
// JSON: RFC 8259 section 2.
inline constexpr std::string_view kJsonSpaces = " \t\n\r";

[[nodiscard]] constexpr bool is_html_space(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}
// C: isspace() without a locale; these and the vertical tab.
inline constexpr std::string_view kCSpaces = " \t\n\v\f\r";
[[nodiscard]] constexpr bool is_c_space(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

// Without the bytes of `set` at both ends.
[[nodiscard]] constexpr std::string_view strip(std::string_view text,
                                               std::string_view set) noexcept {
  const std::size_t first = text.find_first_not_of(set);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(set) - first + 1);
}

// A token of HTTP, as the name of a header is one: RFC 9110 section 5.6.2.
[[nodiscard]] constexpr bool is_http_token(std::string_view text) noexcept {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_alphanumeric(c) || kMarks.find(c) != std::string_view::npos;
  });
}

}  // namespace storyfold
