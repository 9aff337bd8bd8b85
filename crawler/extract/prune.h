#pragma once
// From the element that holds an article to the article's paragraphs: headline, byline, captions,
// link lists, share bars and furniture inside and around it are left out. Pure; safe from any
// thread.
#include <vector>

#include "crawler/extract/blocks.h"
#include "crawler/extract/content.h"
#include "crawler/extract/page.h"
#include "crawler/parse/text.h"

namespace storyfold::crawler::extract {

// The article's paragraphs: a lead between headline and content, then what of `content` is text.
[[nodiscard]] std::vector<parse::TextBlock> prune(const parse::Dom& dom, const PageBlocks& page,
                                                  const Content& content, const PageTitle& title);

}  // namespace storyfold::crawler::extract
