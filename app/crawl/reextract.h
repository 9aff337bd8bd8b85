#pragma once
// Reads pages that were kept as fetched once more, with the present extractor, and folds what it
// takes from them under the address they were folded under. A text that is the same is a repeat and
// changes nothing; another one is a revision. Blocks on the disk; one thread, that of the fold.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "app/crawl/outlets.h"
#include "app/fold.h"
#include "config/settings.h"
#include "core/result.h"
#include "storage/store.h"

namespace storyfold::app {

enum class RereadEnd {
  kUnchanged,  // the text that stands
  kRevised,    // another text: a sighting of its own
  kNoArticle,  // the present extractor takes no article from it; what stands stays
  kPassed,     // not read, or not whole: `reason`
};
[[nodiscard]] std::string_view to_string(RereadEnd end);

struct RereadPage {
  std::string url;
  RereadEnd end = RereadEnd::kPassed;
  std::string title;   // of an article
  std::string reason;  // of kNoArticle and kPassed, one clause
  StoryId story;       // of an article
};

struct RereadTotals {
  std::uint64_t to_read = 0;  // pages that were meant
  std::uint64_t unchanged = 0;
  std::uint64_t revised = 0;
  std::uint64_t no_article = 0;
  std::uint64_t passed = 0;
  bool complete = true;  // false: it was stopped; what was done is kept

  [[nodiscard]] std::uint64_t done() const { return unchanged + revised + no_article + passed; }
};

struct RereadOptions {
  bool all = false;                // also pages that the present extractor has read
  std::optional<std::string> url;  // crawl form: this page alone, whatever has read it
};

struct RereadHooks {
  // After each page, with the totals so far.
  std::function<void(const RereadPage&, const RereadTotals&)> read;
  // Between any two pages, also while those to be read are looked for; false stops. What it folds
  // meanwhile is taken into account.
  std::function<bool()> go_on;
  // Whether the address is being asked for by a crawl: then it is passed over, since what comes is
  // newer. May be empty.
  std::function<bool(const std::string& url)> is_busy;
};

// Of several pages kept of one address the newest is read. What was done is synced, also when it
// was stopped. `fold` is that of `store`.
[[nodiscard]] Result<RereadTotals> reextract(storage::Store& store, Fold& fold,
                                             std::shared_ptr<const OutletBook> book,
                                             const config::Settings& settings,
                                             const RereadOptions& options,
                                             const RereadHooks& hooks);

}  // namespace storyfold::app
