#pragma once
// Asks polled addresses once, as a crawl asks them, and tells what each is, what a crawl takes from
// it and what is wrong. Nothing is kept.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/crawl/network.h"
#include "app/crawl/outlets.h"
#include "config/settings.h"
#include "core/clock.h"
#include "core/crawl.h"
#include "core/result.h"

namespace storyfold::app {

struct SourceToCheck {
  std::string outlet;           // its key in the book
  std::string url;              // crawl form
  std::optional<UrlRole> kind;  // as the operator gave it; none: whatever it turns out to be
};

struct SourceCheck {
  SourceToCheck source;
  int status = 0;      // HTTP; 0: none came
  std::string led_to;  // the address behind its redirects; "" when there were none
  // "feed", "sitemap", "sitemap index", "list" (a page of links), "article", "json", "html"
  // (another page), "opml", "text", "other"; "" when no page came.
  std::string what;
  std::uint32_t entries = 0;   // that can be news
  std::uint32_t on_hosts = 0;  // of them, on hosts of the outlet
  Timestamp newest;            // of the entries; unknown when none is dated
  // A sentence each, for people. Problems: a crawl gets nothing, or not what was meant, and what
  // would be right. Notes: it works, and there is something to know.
  std::vector<std::string> problems;
  std::vector<std::string> notes;

  [[nodiscard]] bool ok() const { return problems.empty(); }
};

// Pure. `visit` is that of the source's address, `now` the wall clock's time.
[[nodiscard]] SourceCheck judge_source(SourceToCheck source, const Visit& visit,
                                       const OutletBook& book, std::chrono::sys_seconds now);

// Fetches politely, several hosts at a time (crawler/fetch/engine.h); blocks until all have
// answered. `sources` have each address once. `hosts`: what is kept of them from crawls. `done`
// gets each in the order of `sources`. `go_on` is asked about ten times a second with how many have
// answered; its false cuts off what runs, and what had answered by then is still told. kBadInput:
// fetch.allow_addresses.
[[nodiscard]] Result<void> check_sources(const config::Settings& settings,
                                         std::vector<HostRecord> hosts,
                                         const std::shared_ptr<const OutletBook>& book,
                                         const std::vector<SourceToCheck>& sources,
                                         const std::function<void(const SourceCheck&)>& done,
                                         const std::function<bool(std::size_t answered)>& go_on);

}  // namespace storyfold::app
