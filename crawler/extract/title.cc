#include "crawler/extract/page.h"

namespace storyfold::crawler::extract {

PageTitle read_title(const PageView& page) {
  PageTitle title;
  title.heading = page.dom.find(GUMBO_TAG_H1);
  if (title.heading != parse::kNoNode) title.text = page.dom.text_of(title.heading);
  if (title.text.empty()) title.text = page.metas.find("og:title");
  return title;
}

}  // namespace storyfold::crawler::extract
