#pragma once
// Which part of a page reads like its article. Pure; safe from any thread.
#include <cstddef>

#include "crawler/extract/blocks.h"
#include "crawler/extract/page.h"
#include "crawler/parse/dom.h"

namespace storyfold::crawler::extract {

// What the words of templates rule out goes by levels, from what pages usually need to what those
// do that hide their text until a script shows it.
inline constexpr std::size_t kContentLevels = 4;

struct Content {
  parse::NodeId id = parse::kNoNode;      // the element that holds the article; kNoNode: none does
  parse::NodeId begin = 0;                // the nodes of it that are the article: all of it, but
  parse::NodeId end = 0;                  // for paragraphs that stand right in <body>
  double sum = 0;                         // bytes of text that speak for it, chrome taken off
  std::size_t level = 0;                  // at which it was found
  Hints refused = 0;                      // what that level rules out
  parse::NodeId tables = parse::kNoNode;  // where tables of data begin that end it
};

// The subtree of the largest sum: text inside counts for it, chrome inside against it (maximum
// subsequence segmentation, Pasternack and Roth, WWW 2009, on a tree). Starts at `first_level` and
// goes on where too little is found.
[[nodiscard]] Content find_content(const parse::Dom& dom, const PageBlocks& page,
                                   const PageTitle& title, std::size_t first_level = 0);

}  // namespace storyfold::crawler::extract
