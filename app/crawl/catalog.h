#pragma once
// The outlets a store is crawled for: the operator's files (crawl.sources) and those that commands
// added to the store. Blocks on the disk: not for a network thread.
#include <string>
#include <string_view>
#include <vector>

#include "app/crawl/outlets.h"
#include "config/settings.h"
#include "config/sources.h"
#include "core/result.h"
#include "storage/store.h"

namespace storyfold::app {

struct Catalog {
  std::vector<config::OutletConfig> outlets;  // the operator's first
  std::size_t from_files = 0;                 // the first so many are the operator's
  std::vector<Error> errors;                  // of what cannot be used; the rest is
};

// Of the operator's files alone.
[[nodiscard]] Result<Catalog> load_files(const config::CrawlSettings& settings);
// Files win over what commands added under the same key.
[[nodiscard]] Result<Catalog> load_catalog(const config::CrawlSettings& settings,
                                           const storage::Store& store);
[[nodiscard]] OutletBook make_book(const Catalog& catalog, std::vector<Error>& errors);

// An outlet made from its home page alone: named after its host until its pages say more.
// kBadInput: no http(s) URL.
[[nodiscard]] Result<config::OutletConfig> outlet_of_home(std::string_view url);

}  // namespace storyfold::app
