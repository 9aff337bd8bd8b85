// What a backfill of addresses keeps of more than it can hold.
#include "app/crawl/wanted.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <utility>

#include "app/crawl/crawler.h"
#include "tests/integration/crawl/crawl_parts.h"

using namespace storyfold;
using namespace storyfold::app;

namespace {

// Crawls for `spec` alone, to its end.
WantedTotals fill(CrawlParts& parts, WantedSpec spec) {
  Wanted wanted(parts.settings, *parts.store, *parts.fold, std::move(spec),
                {[]() -> Result<void> { return {}; }, {}});
  std::unique_ptr<Crawler> crawler;
  Result<void> stepped;
  CrawlHooks hooks;
  hooks.visited = [&](const CrawlEvent& event) { wanted.visited(event); };
  hooks.only = [&](const std::string& url) { return wanted.holds(url); };
  hooks.tick = [&] { stepped = wanted.step(*crawler); };
  hooks.stop_requested = [&] { return wanted.done() || !stepped; };
  auto opened = Crawler::open(parts.settings, *parts.store, *parts.fold, parts.book(), hooks);
  REQUIRE(opened);
  crawler = *std::move(opened);
  REQUIRE(crawler->run(false));
  REQUIRE(stepped);
  return wanted.totals();
}

std::string path_of_day(int day) { return "/" + std::to_string(day) + ".html"; }

}  // namespace

TEST_CASE("of more entries than are held the newest are asked for, wherever they are listed",
          "[crawl][wanted]") {
  CrawlParts parts;
  constexpr int kDays = 20;
  std::string urls;
  for (int day = 1; day <= kDays; ++day) {  // the oldest first
    const std::string date = (day < 10 ? "2026-01-0" : "2026-01-") + std::to_string(day);
    urls += "<url><loc>" + parts.web.url(path_of_day(day)) + "</loc><lastmod>" + date +
            "</lastmod></url>";
  }
  parts.web.on("/sitemap.xml", test::answer("<?xml version='1.0'?><urlset "
                                            "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>" +
                                                urls + "</urlset>",
                                            {"Content-Type: application/xml"}));
  WantedSpec spec;
  spec.starts = {parts.web.url("/sitemap.xml")};
  spec.most_entries = 4;
  const WantedTotals totals = fill(parts, spec);
  CHECK(totals.in_range == kDays);
  CHECK(totals.addresses == kDays);
  CHECK(totals.reasons.at("past what one backfill takes") == kDays - 4);
  for (int day = 1; day <= kDays; ++day) {
    CAPTURE(day);
    CHECK(parts.web.seen(path_of_day(day)).size() == (day > kDays - 4 ? 1 : 0));
  }
}
