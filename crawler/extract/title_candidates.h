#pragma once
// Elements that may show a page's title. Internal to title.cc. Pure.
#include <string>
#include <vector>

#include "crawler/extract/page.h"
#include "crawler/extract/title_text.h"

namespace storyfold::crawler::extract {

struct Heading {
  parse::NodeId node = parse::kNoNode;
  std::string text;   // cleaned, never empty
  double likely = 0;  // 0..1: how often its kind of element is the title, other clues aside
  double trust = 1;   // 0..1: weight of all that speaks for it; low in a logo or a breadcrumb
};

// h1 to h4, itemprop=headline, and elements whose class or id speaks of a title; at most 64, in
// document order.
[[nodiscard]] std::vector<Heading> headings_of(const parse::Dom& dom);

// The text of a heading without kickers and labels in elements of their own; "" when it has none or
// is nothing else.
[[nodiscard]] std::string core_text(const parse::Dom& dom, parse::NodeId heading);

// The first element whose whole text is, punctuation aside, one of `forms` (see bare()). For pages
// that mark their title up by looks alone. `node` is kNoNode when there is none.
[[nodiscard]] Heading shown_text(const parse::Dom& dom, const std::vector<std::string>& forms);

// The first short line in large or bold letters, or centred: a last resort.
[[nodiscard]] Heading first_bold_line(const parse::Dom& dom);

}  // namespace storyfold::crawler::extract
