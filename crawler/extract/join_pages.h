#pragma once
// The parts of an article that is spread over several pages -> one article. Pure; safe from any
// thread.
#include <vector>

#include "core/stages.h"

namespace storyfold::crawler::extract {

// `first` with the text of `later`, its next pages in their order. What the pages repeat where they
// meet (a standfirst above each, a notice below each) stands once. Claims keep to their bytes,
// authors are united; address, title and language are the first page's. A part whose title is
// about something else ends the article, and so does one that brings no new text (servers give the
// first page for a number that they do not know): a note says which.
[[nodiscard]] Article join_pages(Article first, const std::vector<Article>& later);

}  // namespace storyfold::crawler::extract
