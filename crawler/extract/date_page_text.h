#pragma once
// The text of a page as its dates are looked for in. Internal to date_page.cc; pure.
#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <vector>

#include "crawler/extract/page.h"

namespace storyfold::crawler::extract {

struct Span {
  std::size_t begin;
  parse::NodeId node;
};

// The page's text, folded, with line ends where blocks meet, and which node each byte came from.
struct PageText {
  std::string text;
  std::vector<Span> spans;
  std::size_t heading_begin = std::string::npos;
  std::size_t heading_end = std::string::npos;
  std::size_t content_begin = std::string::npos;
  std::size_t content_end = std::string::npos;

  [[nodiscard]] parse::NodeId node_at(std::size_t at) const {
    auto found =
        std::upper_bound(spans.begin(), spans.end(), at,
                         [](std::size_t value, const Span& span) { return value < span.begin; });
    return found == spans.begin() ? spans.front().node : std::prev(found)->node;
  }
};

// At most 400,000 bytes of it.
[[nodiscard]] PageText read_date_text(const PageView& page);

}  // namespace storyfold::crawler::extract
