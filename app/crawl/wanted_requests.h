#pragma once
// Addresses that commands ask the running daemon for ("backfill.web" in control.h): each request
// has its own Wanted, the crawl goes on meanwhile, and the answer comes when all of it has ended.
// When whoever asked is gone, or asks to end it, what nobody else wants is not asked for any more.
//
// One thread, the crawl's.
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "app/crawl/control.h"
#include "app/crawl/crawler.h"
#include "app/crawl/wanted.h"
#include "app/fold.h"
#include "config/settings.h"
#include "storage/store.h"

namespace storyfold::app {

class WantedRequests {
 public:
  // Borrows `settings`, `store` and `fold`. `reload` as in WantedHooks.
  WantedRequests(const config::Settings& settings, storage::Store& store, Fold& fold,
                 std::function<Result<void>()> reload);

  ~WantedRequests();
  WantedRequests(const WantedRequests&) = delete;
  WantedRequests& operator=(const WantedRequests&) = delete;

  void take(const ControlRequest& request);
  void visited(const CrawlEvent& event);
  // As Wanted::step(), for all; answers those that are done. A failure of the store is answered,
  // and left to the crawl, which meets it as well.
  void step(Crawler& crawler);
  // The daemon ends: tells how far each came.
  void stop();

 private:
  using Clock = std::chrono::steady_clock;
  struct One;

  void step(Crawler& crawler, One& one);
  Result<void> stop(Crawler& crawler, One& one);

  const config::Settings& settings_;
  storage::Store& store_;
  Fold& fold_;
  const std::function<Result<void>()> reload_;
  std::vector<std::unique_ptr<One>> all_;
};

}  // namespace storyfold::app
