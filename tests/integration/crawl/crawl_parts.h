#pragma once
// What a crawl of a scripted server is put together from.
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "app/crawl/catalog.h"
#include "app/crawl/outlets.h"
#include "app/fold.h"
#include "config/settings.h"
#include "storage/store.h"
#include "tests/integration/fetch/scripted_server.h"
#include "tests/unit/app/sample_store.h"

namespace storyfold::app {

// One outlet with one feed, which answers; nothing runs yet.
struct CrawlParts {
  CrawlParts() {
    web.on("/feed", test::answer("<rss/>", {"Content-Type: application/rss+xml"}));
    settings.store.dir = folder.path() / "store";
    settings.crawl.sources = folder.path() / "sources";
    settings.crawl.workers = 1;
    settings.fetch.allow_addresses = {"127.1.0.0/16"};
    settings.fetch.delay = std::chrono::milliseconds{0};
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
  test::ScriptedServer web{"127.1.0.1"};
  config::Settings settings;
  std::unique_ptr<storage::Store> store;
  std::unique_ptr<Fold> fold;
};

}  // namespace storyfold::app
