#pragma once
// Changing and showing which outlets a store is crawled for. The store is the only thing changed:
// the operator's files never are.
#include <string>
#include <string_view>
#include <vector>

#include "app/crawl/catalog.h"
#include "config/settings.h"
#include "core/crawl.h"
#include "core/result.h"
#include "storage/store.h"

namespace storyfold::app {

struct AddedOutlets {
  std::vector<std::string> added;  // keys
  std::vector<std::string> known;  // homes that an outlet had already
  std::vector<Error> refused;      // addresses that cannot be asked
};

// One outlet for each home page, each feed URL of `feeds` as a source of its outlet. Appended to
// the store; not synced.
struct NewOutlet {
  std::string home;   // may be empty when there is a feed
  std::string feed;   // may be empty
  std::string title;  // may be empty
};
[[nodiscard]] Result<AddedOutlets> add_outlets(storage::Store& store,
                                               const config::CrawlSettings& settings,
                                               const std::vector<NewOutlet>& outlets);

// A list of addresses, one a line ("#" begins a comment), or OPML. kBadInput names `where` and the
// line.
[[nodiscard]] Result<std::vector<NewOutlet>> read_outlet_list(std::string_view text,
                                                              std::string_view where);

// One polled address, with what the operator said of it and what was learned.
struct SourceView {
  std::string outlet;
  UrlRecord record;
  SourceRecord learned;  // empty when it was never polled
  bool given = false;    // by the operator, not found on a page
};
[[nodiscard]] Result<std::vector<SourceView>> view_sources(const storage::Store& store,
                                                           const Catalog& catalog);

}  // namespace storyfold::app
