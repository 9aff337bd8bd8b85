#pragma once
// An empty store and a folder for the operator's source files, both removed in the end.
#include <catch2/catch.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "config/settings.h"
#include "storage/store.h"
#include "tests/unit/app/sample_store.h"

namespace storyfold::app {

struct CrawlStore {
  CrawlStore() {
    settings.sources = folder.path() / "sources";
    std::filesystem::create_directories(settings.sources);
    auto opened = storage::Store::open_writer(folder.path() / "store", {}, true);
    REQUIRE(opened);
    store = *std::move(opened);
  }

  void operator_file(const std::string& name, const std::string& text) const {
    (void)folder.file("sources/" + name, text);
  }

  TemporaryFolder folder;
  config::CrawlSettings settings;
  std::unique_ptr<storage::Store> store;
};

}  // namespace storyfold::app
