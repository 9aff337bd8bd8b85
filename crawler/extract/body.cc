#include "crawler/extract/body.h"

namespace storyfold::crawler::extract {

PageBody read_body(const PageView& page, const PageTitle&) {
  PageBody body;
  body.content = page.dom.find(GUMBO_TAG_BODY);
  return body;
}

}  // namespace storyfold::crawler::extract
