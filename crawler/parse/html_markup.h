#pragma once
// The steps that scanners of HTML bytes share. Internal to the scanners of this folder; pure.
#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "core/ascii.h"

namespace storyfold::crawler::parse {

// Behind the name of a tag or an attribute.
inline bool ends_name(char c) noexcept { return is_html_space(c) || c == '/' || c == '>'; }

// `lower_name` in lower case.
inline bool is_name(std::string_view name, std::string_view lower_name) noexcept {
  return name.size() == lower_name.size() &&
         std::equal(name.begin(), name.end(), lower_name.begin(),
                    [](char a, char b) { return ascii_lower(a) == b; });
}

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) noexcept {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view each) { return is_name(name, each); });
}

// Where the end tag of an element stands.
struct EndTag {
  std::size_t begin = 0;  // of "</name"; the size of the text when there is none
  std::size_t end = 0;    // behind its '>', or the size of the text
};
[[nodiscard]] EndTag find_end_tag(std::string_view html, std::size_t from,
                                  std::string_view name) noexcept;

// A comment, declaration, processing instruction or CDATA section: HTML 13.2.5.41-53.
struct Declaration {
  std::size_t end = 0;    // behind it
  std::string_view text;  // of a CDATA section, kept as feeds mean it; else empty
};
// `at` is on "<!" or "<?".
[[nodiscard]] Declaration read_declaration(std::string_view html, std::size_t at) noexcept;

}  // namespace storyfold::crawler::parse
