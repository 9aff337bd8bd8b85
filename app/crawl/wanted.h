#pragma once
// Addresses that are asked for by themselves, once, through a crawl: pages, and listings (feeds,
// sitemaps, indexes of sitemaps) whose entries are asked for in turn. Nothing becomes a polled
// source, and no other link is followed; redirects are. All else is the crawl's: robots.txt, hosts'
// clocks, the address guard, retries.
// Entries that have no page are articles as they stand, and are chosen and counted like the others.
//
// Pages of hosts that no outlet has are kept under an outlet named after the host, which the store
// gets for it: it has neither home nor source, so nothing is polled there.
//
// At most so many addresses of a host are with the crawl at one time, so that its own work goes on;
// those are due in the store, and what a killed process had asked for is asked for by the next.
//
// One thread, the crawl's. Errors are those of the store.
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "app/crawl/crawler.h"
#include "app/fold.h"
#include "config/settings.h"
#include "core/result.h"
#include "storage/store.h"

namespace storyfold::app {

struct WantedSpec {
  std::vector<std::string> pages;   // addresses of pages
  std::vector<std::string> starts;  // of pages, feeds or sitemaps: what each is, its answer tells
  // Entries of listings published, or else changed, in [since, until); those without a date only
  // when neither is given.
  std::optional<std::chrono::sys_seconds> since, until;
  std::uint64_t limit = 0;  // entries of listings, the newest; 0: all
  bool again = false;       // also what is stored already
  // So many entries are held until every listing is read, the newest. No command sets it.
  std::size_t most_entries = 1'000'000;
};

struct WantedTotals {
  std::uint64_t addresses = 0;  // taken so far, each once; listings are not counted
  std::uint64_t stored = 0;     // new articles
  std::uint64_t repeated = 0;   // stored before, or under another address; or wanted twice
  std::uint64_t refused = 0;    // no article, robots.txt, no address at all
  std::uint64_t failed = 0;     // gone, or given up
  std::uint64_t waiting = 0;    // not answered yet: due in the store, for whoever crawls next
  std::map<std::string, std::uint64_t> reasons;  // of the last three
  std::uint64_t listings = 0;                    // read
  std::uint64_t entries = 0;                     // of them
  std::uint64_t in_range = 0;                    // of the entries
  std::uint64_t undated = 0;                     // entries left out because nothing dates them

  [[nodiscard]] std::uint64_t ended() const {
    return stored + repeated + refused + failed + waiting;
  }
  [[nodiscard]] bool all_stored() const { return refused + failed + waiting == 0; }
};

struct WantedHooks {
  // Reads the outlets again, and has the crawler take them.
  std::function<Result<void>()> reload;
  // One address that brought no article.
  std::function<void(const std::string& url, const std::string& reason)> trouble;
};

class Wanted {
 public:
  // Borrows all but `spec` for its life.
  Wanted(const config::Settings& settings, storage::Store& store, Fold& fold, WantedSpec spec,
         WantedHooks hooks);

  // Takes what ended since the last call, and hands addresses to `crawler`. To be called often.
  Result<void> step(Crawler& crawler);
  // Ends all of it early: what nobody else wants is not asked for. What is being asked still is.
  Result<void> stop(Crawler& crawler, const std::function<bool(const std::string&)>& wanted_too);
  // Of the crawler's hooks.
  void visited(const CrawlEvent& event);
  // Whether the crawler is to ask for `url` now.
  [[nodiscard]] bool holds(const std::string& url) const { return asked_.contains(url); }

  [[nodiscard]] bool done() const;
  [[nodiscard]] const WantedTotals& totals() const { return totals_; }

 private:
  struct Whole {
    WholeEntry entry;
    UrlRecord listing;
  };
  struct Target {
    std::string url;  // crawl form
    bool start = false;
    bool again = false;  // also when it is stored
    UrlRole role = UrlRole::kPage;
    std::uint8_t steps = 0;  // redirects, or indexes of sitemaps, that led here
    // Of an entry of a listing.
    std::string found_on, outlet, title;
    Timestamp published;
    ListedEntry listed;
    std::shared_ptr<const Whole> whole;  // all there is of it
    std::vector<std::string> led;        // addresses that redirected here
    std::chrono::sys_seconds at{};       // what it is sorted by; zero: not known
  };
  struct Ended {
    UrlRecord record;
    bool fresh = false;
    // Of a listing.
    std::vector<FoundLink> links;
    std::vector<WholeEntry> entries;
  };
  using Count = std::uint64_t WantedTotals::*;

  void take(Target target);
  void take_given(const std::string& url, bool start);
  void follow(const Target& from, const std::string& url);
  void take_links(const Target& listing, const std::vector<FoundLink>& links);
  void take_entries(const UrlRecord& listing, std::vector<WholeEntry> entries);
  [[nodiscard]] bool take_entry(const FoundLink& link);
  [[nodiscard]] static std::size_t text_bytes(const Target& target);
  void cut_off(const std::string& url);
  [[nodiscard]] bool in_range(const FoundLink& link);
  void keep_newest(std::size_t most);
  void choose_entries();
  Result<void> add_outlets(const Crawler& crawler);
  Result<void> hand_over(Crawler& crawler);
  Result<void> ask(Crawler& crawler, Target target);
  Result<void> keep(Crawler& crawler, Target target);
  [[nodiscard]] UrlRecord new_record(const Target& target, const Outlet& outlet) const;
  void settle(Ended ended);
  void ask_afresh(Target target);
  void release(const Target& target);
  void end(const Target& target, Count count, const std::string& reason);
  Result<void> look_around(Crawler& crawler);
  Result<void> give_up_host(Crawler& crawler, const std::string& origin);

  const config::Settings& settings_;
  storage::Store& store_;
  Fold& fold_;
  const WantedSpec spec_;
  const WantedHooks hooks_;
  WantedTotals totals_;
  std::unordered_set<std::string> seen_;                // of all targets
  std::map<std::string, std::deque<Target>> waiting_;   // by origin; no deque is empty
  std::set<std::string> nameless_;                      // origins of which no listing told whose
  std::unordered_map<std::string, Target> asked_;       // with the crawler, by address
  std::unordered_map<std::string, std::size_t> share_;  // how many of them, by origin
  std::vector<Ended> ended_;                            // and not looked at yet
  std::vector<Target> entries_;                         // until every listing is read
  std::size_t listed_bytes_ = 0;                        // of texts that entries came with
  std::size_t open_starts_ = 0;                         // waiting or asked
  bool changed_ = true;                                 // there may be room for more
  std::chrono::steady_clock::time_point next_look_{};
};

}  // namespace storyfold::app
