// A stop comes to its end whatever the threads that read pages do.
#include <catch2/catch.hpp>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "app/crawl/catalog.h"
#include "app/crawl/crawler.h"
#include "app/crawl/network.h"
#include "tests/integration/fetch/scripted_server.h"
#include "tests/unit/app/sample_store.h"

using namespace std::chrono_literals;
using namespace storyfold;
using namespace storyfold::app;
using std::chrono::steady_clock;
using storyfold::test::answer;
using storyfold::test::ScriptedServer;

namespace {

// One outlet with one feed, which is answered.
struct Daemon {
  Daemon() {
    web.on("/feed", answer("<rss/>", {"Content-Type: application/rss+xml"}));
    settings.store.dir = folder.path() / "store";
    settings.crawl.sources = folder.path() / "sources";
    settings.crawl.workers = 1;
    settings.fetch.allow_addresses = {"127.1.0.0/16"};
    settings.fetch.delay = 0ms;
    std::filesystem::create_directories(settings.crawl.sources);
    static_cast<void>(folder.file("sources/harbour.toml",
                                  "[outlet]\nname = 'Harbour Post'\nhosts = ['127.1.0.1']\n"
                                  "[[source]]\nkind = 'feed'\nurl = '" +
                                      feed() + "'\n"));
    open();
  }

  void open() {
    auto opened = storage::Store::open_writer(settings.store.dir, {16u << 20}, true);
    REQUIRE(opened);
    store = *std::move(opened);
    auto folds = Fold::open(*store, settings.dedup);
    REQUIRE(folds);
    fold = *std::move(folds);
  }

  [[nodiscard]] std::shared_ptr<const OutletBook> book() const {
    auto catalog = load_catalog(settings.crawl, *store);
    REQUIRE(catalog);
    return std::make_shared<const OutletBook>(make_book_to_ask(*catalog, catalog->errors));
  }

  [[nodiscard]] std::string feed() const { return web.url("/feed"); }

  TemporaryFolder folder;
  ScriptedServer web{"127.1.0.1"};
  config::Settings settings;
  std::unique_ptr<storage::Store> store;
  std::unique_ptr<Fold> fold;
};

}  // namespace

TEST_CASE("a page that is read for ever holds up no stop, and is asked for again",
          "[crawl][stop]") {
  Daemon daemon;
  // Never freed: a thread goes on with them.
  auto* const begun = new std::promise<void>;
  auto* const never = new std::promise<void>;
  auto is_reading = begun->get_future();
  const auto stuck = [begun, end = never->get_future().share()](const FetchedPage&,
                                                                DocumentRequest) {
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
  auto opened = Crawler::open(daemon.settings, *daemon.store, *daemon.fold, daemon.book(), hooks);
  REQUIRE(opened);
  auto crawler = *std::move(opened);
  REQUIRE(crawler->run(false));
  crawler.reset();
  daemon.fold.reset();
  daemon.store.reset();  // as it is closed at the end of `run`
  CHECK(steady_clock::now() - stopped_at < 10s);
  CHECK(Network::left_behind() == 1);

  daemon.open();
  const auto record = daemon.store->url(daemon.feed());
  REQUIRE(record);
  REQUIRE(*record);
  CHECK((*record)->end == VisitEnd::kNever);
  CHECK((*record)->due != std::chrono::sys_seconds{});
}
