#pragma once
// What the running daemon answers on its socket (control.h names the commands). On the thread that
// crawls: a command sees the store between two visits, and a long one lets the crawl go on.
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/crawl/control.h"
#include "app/crawl/crawler.h"
#include "app/fold.h"
#include "config/settings.h"
#include "storage/store.h"

namespace storyfold::app {

struct Daemon {
  const config::Settings& settings;
  storage::Store& store;
  Fold& fold;
  Crawler& crawler;
  std::shared_ptr<const OutletBook> book;
  // Reads the outlets again; how many are followed now.
  std::function<Result<std::size_t>()> reload;
  std::function<std::string()> status;
  std::function<void()> alive;  // said again and again by a long command
  std::function<bool()> stop_requested;
  std::function<std::optional<Error>()> failure;  // why nothing more can be made durable
};

void answer(const Daemon& daemon, const ControlRequest& request);

}  // namespace storyfold::app
