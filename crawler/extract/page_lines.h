#pragma once
// The short lines around an article that credits stand in: from a little above its heading to a
// little below its end. Pure; safe from any thread.
#include <string>
#include <vector>

#include "crawler/extract/page.h"
#include "crawler/parse/dom.h"

namespace storyfold::crawler::extract {

struct PageLine {
  std::string text;         // cleaned, never empty; elements inside it are parted by a space
  parse::NodeId begin = 0;  // first text node
  enum class Place : std::uint8_t { kAbove, kHead, kInside, kBelow } place = Place::kHead;
  int distance = 0;  // lines from the heading (kAbove, kHead, kInside) or from the end (kBelow)
};

// In document order. Lines past 600 bytes are paragraphs and left out, but count for the distance.
// kHead: behind the heading and before the first paragraph; kInside: the rest of page.content.
[[nodiscard]] std::vector<PageLine> lines_around(const PageView& page);

}  // namespace storyfold::crawler::extract
