#pragma once
// What a page shows besides its article, in the few figures and lines that tell kinds of pages
// apart. Pure; safe from any thread.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/parse/dom.h"

namespace storyfold::crawler::extract {

// Bytes of text that is no white space; buttons count as text, scripts and fields do not.
struct PageShape {
  std::size_t text_bytes = 0;
  std::size_t link_bytes = 0;  // of them, inside <a>
};
[[nodiscard]] PageShape measure_page(const parse::Dom& dom);

struct ShownLine {
  std::string text;                     // folded (fold_words); never empty
  parse::NodeId node = parse::kNoNode;  // its first text
  parse::NodeId link = parse::kNoNode;  // the <a> it begins in
  bool all_link = false;                // nothing of it stands outside links
};

// How far lines are read: whatever comes first.
struct LineRange {
  parse::NodeId from = 0;
  parse::NodeId until = parse::kNoNode;
  std::size_t most = 200;         // lines
  std::size_t most_bytes = 4096;  // of text
};
// The lines shown there, of each the first 512 bytes.
[[nodiscard]] std::vector<ShownLine> lines_of(const parse::Dom& dom, const LineRange& range);

// The node behind the last text of `content` that ends like `text`; the end of `content` when none
// does.
[[nodiscard]] parse::NodeId behind_text(const parse::Dom& dom, parse::NodeId content,
                                        std::string_view text);

}  // namespace storyfold::crawler::extract
