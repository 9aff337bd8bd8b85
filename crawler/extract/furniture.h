#pragma once
// Lines that belong to the site, not to its article, told by their words. Pure; safe from any
// thread.
#include <cstdint>
#include <string_view>

#include "crawler/extract/blocks.h"
#include "crawler/parse/dom.h"

namespace storyfold::crawler::extract {

inline constexpr std::uint32_t kLongestFurniture = 400;  // bytes

// Copyright and licence lines, cookie notices: sentences that belong to the site.
[[nodiscard]] bool is_furniture(const parse::Dom& dom, const Block& block);

// "2022.01.20 16:31 Source: X": a date and a sixth of it digits. A flash about prices is full of
// digits as well; it has a clause, or a figure in percent.
[[nodiscard]] bool is_date_line(std::string_view text);

// "About the author": the title of a box that tells of whoever wrote the text. `text` is a whole
// line.
[[nodiscard]] bool is_author_box_title(std::string_view text);

// "Read also: ...", "Advertisement". `text` is the cleaned line of `block`.
[[nodiscard]] bool is_aside_line(std::string_view text, const Block& block);

}  // namespace storyfold::crawler::extract
