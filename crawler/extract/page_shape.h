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
  std::size_t link_bytes = 0;       // of them, inside <a>
  std::size_t linked_headings = 0;  // h1..h6 inside the content that are mostly one link
};
[[nodiscard]] PageShape measure_page(const parse::Dom& dom, parse::NodeId content);

struct PageLine {
  std::string text;                     // folded (fold_words); never empty
  parse::NodeId link = parse::kNoNode;  // the <a> it lies in
};

// The lines shown from `from` on, at most `most`; of each the first 512 bytes. Stops as well once
// `most_bytes` of text were read.
[[nodiscard]] std::vector<PageLine> lines_from(const parse::Dom& dom, parse::NodeId from,
                                               std::size_t most, std::size_t most_bytes);

// The node behind the last text of `content` that ends like `text`; the end of `content` when none
// does.
[[nodiscard]] parse::NodeId behind_text(const parse::Dom& dom, parse::NodeId content,
                                        std::string_view text);

}  // namespace storyfold::crawler::extract
