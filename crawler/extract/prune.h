#pragma once
// From the element that holds an article to the article's paragraphs: headline, byline, captions,
// link lists, share bars and furniture inside and around it are left out. Pure; safe from any
// thread.
#include <vector>

#include "crawler/extract/blocks.h"
#include "crawler/extract/page.h"
#include "crawler/parse/text.h"

namespace storyfold::crawler::extract {

inline constexpr Hints kHintsOfChrome = kHintChrome | kHintRelated | kHintShare | kHintPromotion |
                                        kHintComments | kHintCaption | kHintAbout | kHintConsent;

// Copyright and licence lines, cookie notices: sentences that belong to the site.
[[nodiscard]] bool is_furniture(const parse::Dom& dom, const Block& block);

// The article's paragraphs: a lead between headline and content, then what of `content` is text.
// `refused`: hints that rule a block out.
[[nodiscard]] std::vector<parse::TextBlock> prune(const parse::Dom& dom, const PageBlocks& page,
                                                  parse::NodeId content, Hints refused,
                                                  const PageTitle& title);

}  // namespace storyfold::crawler::extract
