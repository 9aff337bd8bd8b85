#pragma once
// Which part of a page is the article, and its paragraphs. Pure; safe from any thread.
#include <string>
#include <vector>

#include "crawler/extract/clues.h"
#include "crawler/extract/page.h"
#include "crawler/parse/dom.h"
#include "crawler/parse/text.h"

namespace storyfold::crawler::extract {

struct PageBody {
  parse::NodeId content = parse::kNoNode;  // element that holds the article
  std::vector<parse::TextBlock> blocks;    // its paragraphs, chrome left out
  std::string clue;                        // "div#artibody", "json-ld"
};

[[nodiscard]] PageBody read_body(const PageView& page, const PageTitle& title);

}  // namespace storyfold::crawler::extract
