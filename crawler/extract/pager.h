#pragma once
// The pages that one article is spread over. Pure; safe from any thread.
#include <cstdint>
#include <string>

#include "crawler/extract/page.h"

namespace storyfold::crawler::extract {

struct Pager {
  std::string next_page;          // absolute, normalized; "": this page is the last or the only one
  std::string single_page;        // the same article on one page; "": none is offered
  std::uint32_t page_number = 1;  // of this page; 1 = the first, or unknown
};

// A link is to another part when it says so ("2", "下一页", rel=next) and its address differs from
// the page's by a number alone, on the same host: a.html -> a_2.html, a-2.html, a_1.html (the
// second page of some systems), a.html?page=2, a/2/. Lists of comments and of other stories turn
// their pages alike and are passed over. `teaser`: the page shows the beginning of an article, so
// that "read the full text" is a link to the rest wherever on the host it leads.
[[nodiscard]] Pager read_pager(const PageView& page, bool teaser);

}  // namespace storyfold::crawler::extract
