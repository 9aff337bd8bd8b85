#include "crawler/extract/page.h"

namespace storyfold::crawler::extract {

PageNames read_names(const PageView&, const PageTitle&) { return {}; }

}  // namespace storyfold::crawler::extract
