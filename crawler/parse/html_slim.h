#pragma once
// A page with only what is read of it, for the parser. Pure; safe from any thread.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/parse/placeholders.h"

namespace storyfold::crawler::parse {

struct SlimPage {
  std::string html;
  Placeholders placeholders;
};

// kShown: <noscript> and <template> are taken off, but not what they hold. A page may keep its text
// there for a script to put in place.
enum class Unscripted : std::uint8_t { kDropped, kShown };

// A whole page without what is not read of it: scripts, styles, comments, declarations, frames,
// pictures, drawings, forms' fields, <noscript>, runs of white space, and all attributes but those
// that name, date or hide something. An element that is not closed is kept.
//
// Text that a parser would only copy has a placeholder, unless the page has such characters. Where
// the parsed page is not whole (Dom::is_whole), it is to be parsed with its texts restored.
//
// `linked_data`, when given, gets the content of each <script type="application/ld+json">.
[[nodiscard]] SlimPage slim_page(std::string_view html,
                                 std::vector<std::string>* linked_data = nullptr,
                                 Unscripted unscripted = Unscripted::kDropped);

}  // namespace storyfold::crawler::parse
