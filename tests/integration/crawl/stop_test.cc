// A stop comes to its end whatever the threads that read pages do.
#include <catch2/catch.hpp>
#include <chrono>
#include <future>
#include <string>
#include <utility>

#include "app/crawl/crawler.h"
#include "app/crawl/network.h"
#include "tests/integration/crawl/crawl_parts.h"

using namespace std::chrono_literals;
using namespace storyfold;
using namespace storyfold::app;
using std::chrono::steady_clock;

TEST_CASE("a page that is read for ever holds up no stop, and is asked for again",
          "[crawl][stop]") {
  CrawlParts parts;
  // Never freed: a thread goes on with them.
  static auto* const begun = new std::promise<void>;
  static auto* const never = new std::promise<void>;
  auto is_reading = begun->get_future();
  const auto stuck = [end = never->get_future().share()](const FetchedPage&, DocumentRequest) {
    begun->set_value();
    end.wait();
    return Document{};
  };
  steady_clock::time_point stopped_at;
  CrawlHooks hooks;
  hooks.read = stuck;
  hooks.stop_requested = [&] {
    if (stopped_at != steady_clock::time_point{}) return true;
    if (is_reading.wait_for(0s) != std::future_status::ready) return false;
    stopped_at = steady_clock::now();
    return true;
  };
  auto opened = Crawler::open(parts.settings, *parts.store, *parts.fold, parts.book(), hooks);
  REQUIRE(opened);
  auto crawler = *std::move(opened);
  REQUIRE(crawler->run(false));
  crawler.reset();
  parts.fold.reset();
  parts.store.reset();  // as it is closed at the end of `run`
  CHECK(steady_clock::now() - stopped_at < 10s);
  CHECK(Network::left_behind() == 1);

  parts.open();
  const auto record = parts.store->url(parts.feed());
  REQUIRE(record);
  REQUIRE(*record);
  CHECK((*record)->end == VisitEnd::kNever);
  CHECK((*record)->due != std::chrono::sys_seconds{});
}
