#include "crawler/extract/page.h"

namespace storyfold::crawler::extract {

PageDates read_dates(const PageView&, int, std::optional<std::chrono::sys_seconds>) { return {}; }

}  // namespace storyfold::crawler::extract
