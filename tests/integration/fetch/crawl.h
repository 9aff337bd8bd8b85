#pragma once
// An engine that may reach 127.1.0.0/16, and its loop: asks, and comes back with the outcomes.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "crawler/fetch/engine.h"

namespace storyfold::test {

inline config::FetchSettings quick_settings() {
  config::FetchSettings settings;
  settings.allow_addresses = {"127.1.0.0/16"};
  settings.user_agent_contact = "https://crawler.example/about";
  settings.delay = std::chrono::milliseconds{0};
  settings.timeout = std::chrono::milliseconds{2000};
  settings.connect_timeout = std::chrono::milliseconds{1000};
  settings.max_page_bytes = 1u << 20;
  return settings;
}

class Crawl {
 public:
  explicit Crawl(config::FetchSettings given = quick_settings(),
                 std::map<std::string, HostRecord> earlier = {})
      : settings(std::move(given)),
        guard(*crawler::fetch::AddressGuard::make(settings.allow_addresses)),
        known(std::move(earlier)),
        engine(io, guard, settings, [this](const std::string& origin) {
          ++lookups[origin];
          const auto found = known.find(origin);
          return found == known.end() ? std::nullopt : std::optional(found->second);
        }) {}

  ~Crawl() {
    engine.stop();
    io.restart();
    io.run();
  }
  Crawl(const Crawl&) = delete;
  Crawl& operator=(const Crawl&) = delete;

  // Begins to fetch; `outcome` is set once the loop has run so far.
  void begin(crawler::fetch::FetchRequest request, crawler::fetch::FetchOutcome& outcome) {
    boost::asio::co_spawn(io, engine.fetch(std::move(request)),
                          [&](std::exception_ptr error, crawler::fetch::FetchOutcome result) {
                            if (error) std::rethrow_exception(error);
                            outcome = std::move(result);
                          });
  }

  std::vector<crawler::fetch::FetchOutcome> get_all(const std::vector<std::string>& urls) {
    std::vector<crawler::fetch::FetchOutcome> outcomes(urls.size());
    for (std::size_t i = 0; i < urls.size(); ++i) {
      crawler::fetch::FetchRequest request;
      request.url = urls[i];
      begin(std::move(request), outcomes[i]);
    }
    run();
    return outcomes;
  }

  crawler::fetch::FetchOutcome get(crawler::fetch::FetchRequest request) {
    crawler::fetch::FetchOutcome outcome;
    begin(std::move(request), outcome);
    run();
    return outcome;
  }

  crawler::fetch::FetchOutcome get(const std::string& url, std::uint32_t max_redirects = 0) {
    crawler::fetch::FetchRequest request;
    request.url = url;
    request.max_redirects = max_redirects;
    return get(std::move(request));
  }

  void run() {
    io.restart();
    io.run();
  }

  boost::asio::io_context io;
  config::FetchSettings settings;
  crawler::fetch::AddressGuard guard;
  std::map<std::string, HostRecord> known;
  std::map<std::string, int> lookups;
  crawler::fetch::FetchEngine engine;
};

}  // namespace storyfold::test
