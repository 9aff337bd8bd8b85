#pragma once
// The crawl: one thread that decides what is asked for, folds what came and keeps both in one
// batch, so that a page and what it led to are stored together or not at all.
//
//   queue of what is due --> network thread --> workers --> this thread: settle, fold, keep
//            ^-------------- links, revisits, retries ------------'
//
// What is in flight is bounded: when folding or the store is slow, fetching slows. An address
// leaves the store's due list only in the batch of its result, so a killed process asks for it
// again.
//
// One thread owns it. Errors are those of the store: the process must end.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "app/crawl/network.h"
#include "app/crawl/outlets.h"
#include "app/crawl/url_cache.h"
#include "app/fold.h"
#include "config/settings.h"
#include "core/result.h"
#include "crawler/frontier/budget.h"
#include "crawler/frontier/queue.h"
#include "storage/store.h"

namespace storyfold::app {

struct CrawlTotals {
  std::uint64_t visits = 0;                   // that ended with an answer or for good
  std::map<std::string, std::uint64_t> ends;  // by to_string(VisitEnd)
  std::uint64_t found = 0;                    // addresses not known before
  std::uint64_t cut = 0;                      // found, and not taken: traps and budgets
  std::uint64_t sightings = 0;                // new ones
  std::uint64_t stories = 0;                  // founded
  std::uint64_t reposts = 0;                  // new sightings that joined a story
};

struct CrawlEvent {  // one visit, for those who watch
  const UrlRecord& record;
  const FoldOutcome* folded = nullptr;  // of a new article
  std::string_view title;
  std::string_view outlet;
  // That was read and is no article. The entries without a page that it has are kept already,
  // unless it was asked for by itself (is_alone): see keep_entry().
  const Document* document = nullptr;
};

struct CrawlHooks {
  std::function<void(const CrawlEvent&)> visited;
  // About ten times a second, also when nothing happens.
  std::function<void()> tick;
  std::function<bool()> stop_requested;
  // When set, no other address is asked for: sources are not polled, and what is due stays so.
  std::function<bool(const std::string& url)> only;
  PageReader read = nullptr;  // see Network::start_threads
};

class Crawler {
 public:
  // Borrows all for its life. Adds what is new in `book` to the store's addresses; reads back the
  // state of an earlier run.
  static Result<std::unique_ptr<Crawler>> open(const config::Settings& settings,
                                               storage::Store& store, Fold& fold,
                                               std::shared_ptr<const OutletBook> book,
                                               CrawlHooks hooks);
  ~Crawler();
  Crawler(const Crawler&) = delete;
  Crawler& operator=(const Crawler&) = delete;

  // Until a stop is asked for; with `once` until nothing is due within crawl.once_max_wait, after
  // every source was polled. What runs at a stop is cut off and asked for again next time.
  Result<void> run(bool once);
  // One round of it: asks for what is due, waits at most so long for what ends, keeps it. For
  // whoever holds the thread for long between two visits.
  Result<void> step(std::chrono::milliseconds longest_wait);
  // The operator's outlets were changed: takes the new book. Sources that are gone are no longer
  // polled, what they brought stays.
  Result<void> reload(std::shared_ptr<const OutletBook> book);
  // Asks for the address as soon as its host allows, whatever its record says of when; keeps the
  // record. Nothing is done when it is being asked for: the hook `visited` tells how that ended.
  Result<void> want(UrlRecord record);

  // Keeps an entry without a page of the listing `from`, which was asked for by itself; the hook
  // `visited` tells how that ended. False: it is known already, and nothing is done.
  Result<bool> keep_entry(WholeEntry entry, const UrlRecord& from);
  // The address was asked for by itself, and nobody wants it any more: unless it is being asked or
  // is stored, it stands as one that was not taken, which a listing of its outlet may change.
  Result<void> take_back(const std::string& url);

  [[nodiscard]] const OutletBook& book() const { return *book_; }
  [[nodiscard]] const CrawlTotals& totals() const { return totals_; }
  [[nodiscard]] crawler::fetch::EngineCounters network_counters() const {
    return network_->counters();
  }
  // See Network::goes_on.
  [[nodiscard]] bool network_goes_on() { return network_->goes_on(); }
  [[nodiscard]] std::size_t waiting() const { return queue_.size(); }
  [[nodiscard]] std::size_t in_flight() const { return network_->running(); }
  // Whether the address is being asked for: its record is written anew when that ends.
  [[nodiscard]] bool is_asking(const std::string& url) const { return in_flight_.contains(url); }

 private:
  Crawler(const config::Settings& settings, storage::Store& store, Fold& fold,
          std::shared_ptr<const OutletBook> book, CrawlHooks hooks);
  // The time that decisions are made by: the wall clock's at the start, and as much later as a
  // steady clock says. A wall clock that jumps so neither makes everything due nor nothing.
  [[nodiscard]] std::chrono::sys_seconds present() const;
  Result<void> load();
  Result<void> add_sources();
  Result<std::optional<UrlRecord>> adopt(const FoundLink& given, const Source* source,
                                         const Outlet& outlet);
  Result<bool> is_told_otherwise(const UrlRecord& record, const FoundLink& given,
                                 const Source* source) const;
  Result<bool> has_moved(const UrlRecord& record);
  Result<void> refill(const std::string& origin);
  Result<void> offer_sources(std::chrono::sys_seconds latest);
  void block(const HostRecord& host, std::chrono::sys_seconds at);
  Result<void> dispatch();
  Result<void> give_up(UrlRecord record, const std::string& reason);
  Result<bool> is_taken_down(const UrlRecord& record) const;
  Result<void> leave_alone(UrlRecord record);
  Result<void> drain();
  [[nodiscard]] bool nothing_left() const;
  [[nodiscard]] std::chrono::milliseconds longest_wait() const;
  [[nodiscard]] Job job_of(UrlRecord record) const;

  Result<void> handle(Visit visit);
  // The record as it stands now, when others changed it since the visit began.
  Result<std::optional<UrlRecord>> changed_meanwhile(UrlRecord& before);
  void end_part(Visit& visit) const;
  static void keep_headers_home(crawler::fetch::FetchRequest& request, const UrlRecord& record);
  Result<void> ask_next_part(Visit visit);
  Result<void> note_parts(const std::vector<std::string>& parts, const UrlRecord& first,
                          storage::Finished& with);
  struct Admitted {
    std::uint32_t news = 0;          // articles and pages that were not known
    bool overlap = false;            // at least one was
    std::vector<std::string> fresh;  // addresses that were not known
  };
  Result<Admitted> admit(const std::vector<FoundLink>& links, const UrlRecord& from,
                         storage::Finished& with);
  Result<Admitted> follow_redirect(const Visit& visit, UrlRecord& record, storage::Finished& with);
  Result<bool> take_new(const FoundLink& link, const UrlRecord& from, bool noted,
                        storage::Finished& with);
  Result<std::string> known_original_of(const FoundLink& link);
  Result<void> learn_alias(const std::string& url, const std::string& other);
  [[nodiscard]] const std::string* same_id(const std::string& url) const;
  void remember_id(const std::string& url);
  Result<void> unlearn_alias(const UrlRecord& record);
  Result<bool> was_not_taken(const std::string& url);
  Result<void> note_refusal(const FoundLink& link, const UrlRecord& from, const std::string& reason,
                            storage::Finished& with);
  Result<void> note_led_here(const UrlRecord& from, storage::Finished& with);
  Result<void> visit_if_changed(const FoundLink& link, storage::Finished& with);
  [[nodiscard]] UrlRecord record_of(const FoundLink& link, const UrlRecord& from) const;
  // `stored`: what is known of the entry's address.
  Result<bool> keep_entry(WholeEntry entry, const UrlRecord& from, std::optional<UrlRecord> stored);
  Result<void> keep_whole_entries(std::vector<WholeEntry> entries, const UrlRecord& from,
                                  Admitted& admitted);
  Result<void> keep_article(SignedArticle article, UrlRecord record, storage::Finished with);
  Result<void> stand_for(UrlRecord& record, storage::Finished& with);
  // Takes the bytes of the page out of `visit`.
  void keep_raw(Visit& visit, storage::Finished& with) const;
  // The address of the same outlet under which the same text stands already.
  Result<std::string> variant_of(const SignedArticle& article, const UrlRecord& record);
  Result<void> learn_poll(const Visit& visit, UrlRecord& record, const Admitted& admitted,
                          storage::Finished& with);
  Result<void> retire_unlisted(const UrlRecord& index, const Document& document,
                               storage::Finished& with);
  Result<void> follow_again(const FoundLink& link, const UrlRecord& from, storage::Finished& with);
  Result<void> fill_gap(const UrlRecord& source, const Document& document, storage::Finished& with);
  void confirm_move(const Visit& visit, UrlRecord& record, SourceRecord& source,
                    storage::Finished& with);
  void take_shapes(const std::string& outlet, const std::vector<std::string>& shapes);

  Result<void> note_visit(const UrlRecord& record, VisitEnd end,
                          const std::vector<std::string>& fresh);
  Result<void> put_off(const UrlRecord& record, storage::Finished with);
  Result<void> finish(const UrlRecord& record, storage::Finished with,
                      const Document* document = nullptr);
  void offer(const UrlRecord& record);
  // One round polls each source once, however short its interval.
  [[nodiscard]] bool is_done(const UrlRecord& record) const;
  Result<crawler::frontier::HostBudget*> budget_of(const std::string& origin);
  Result<std::string> charge(const FoundLink& link, const UrlRecord& from);
  // "": the address may be asked; else why it is given up.
  Result<std::string> spend(const UrlRecord& record);
  void keep_budgets(storage::Finished& with);
  void count(const UrlRecord& record);
  Result<void> housekeeping();
  Result<void> raise_alarms(storage::Finished& with);

  const config::Settings& settings_;
  storage::Store& store_;
  Fold& fold_;
  std::shared_ptr<const OutletBook> book_;
  CrawlHooks hooks_;
  crawler::frontier::DueQueue queue_;
  std::unique_ptr<Network> network_;
  std::unordered_set<std::string> in_flight_;
  // Addresses that pages before the last of an article in flight led to, by its address.
  std::unordered_map<std::string, std::vector<std::string>> found_by_parts_;
  UrlCache known_;
  std::unordered_map<std::uint64_t, std::string> by_id_;  // stored articles, by without_slug()
  std::unordered_map<std::string, crawler::frontier::HostBudget> budgets_;  // by origin
  std::unordered_set<std::string> spent_;  // origins whose budget changed since it was kept
  std::unordered_map<std::string, std::vector<std::string>> shapes_;  // by outlet
  std::unordered_map<std::string, std::uint32_t> sitemaps_;           // polled, by outlet
  const std::chrono::sys_seconds begun_at_;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  bool once_ = false;
  std::int32_t year_ = 0;
  std::chrono::steady_clock::time_point next_housekeeping_{}, next_budgets_{};
  CrawlTotals totals_;
};

// Drops what is kept of pages' bytes past crawl.raw_keep and crawl.raw_max: a chore beside the
// crawl (sync_thread.h).
[[nodiscard]] Result<void> trim_raw_pages(storage::Store& store,
                                          const config::CrawlSettings& settings);

}  // namespace storyfold::app
