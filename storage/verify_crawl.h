#pragma once
// The part of `verify` that reads the crawl's families: every record decodes under its own key,
// waiting addresses and their records agree both ways, pages kept as fetched unpack and are led to,
// totals agree.
#include "storage/checks.h"

namespace storyfold::storage {

void check_crawl(Checks& checks);

}  // namespace storyfold::storage
