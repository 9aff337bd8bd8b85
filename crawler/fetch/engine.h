#pragma once
// Many polite GETs at a time: libcurl's multi interface driven by one Asio thread.
//
// Politeness is kept here, so that nobody who asks can break it. For each host: a clock between the
// starts of requests (fetch.delay, robots.txt's crawl-delay, a share of its own response time,
// whichever is longest), at most fetch.connections_per_host transfers, robots.txt (RFC 9309) asked
// before the first request and once a day, Retry-After and backoff. Over all: fetch.connections.
// Requests wait their turn in order of arrival a host; hosts do not wait for each other, and those
// that do not answer, or slowly, leave places for those that do (turns.h). With fetch.delay 0 only
// robots.txt slows.
//
// Bounds on what an outlet can do are those of fetch_page.h, on every hop.
//
// Threads: everything on the io_context's thread, but for the constructor. Destroy it after stop(),
// when the io_context has run dry.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"
#include "core/crawl.h"
#include "crawler/fetch/address_guard.h"
#include "crawler/fetch/outcome.h"  // IWYU pragma: export: what goes in and comes out

namespace storyfold::crawler::fetch {

struct EngineCounters {
  std::uint64_t requests = 0, bytes = 0, connections = 0, robots = 0, refused_addresses = 0;
  std::uint32_t waiting = 0, running = 0;
  std::size_t origins = 0, hosts = 0;  // held in memory
};

class FetchEngine {
 public:
  // Borrows all for its life. `known`: what was kept about an origin, cheap: asked when the origin
  // is met, and again now and then; the engine forgets an idle origin once `known` has all that
  // matters of it. No host is asked before one fetch.delay has passed since the engine was made,
  // nor one that `known` says was asked before until its own full delay has: the run before may
  // have ended a moment ago.
  using KnownHost = std::function<std::optional<HostRecord>(const std::string& origin)>;
  FetchEngine(boost::asio::io_context& io, const AddressGuard& guard,
              const config::FetchSettings& settings, KnownHost known);
  ~FetchEngine();
  FetchEngine(const FetchEngine&) = delete;
  FetchEngine& operator=(const FetchEngine&) = delete;

  // Never throws network causes. Ends within the waits for its turns + fetch.timeout for all hops +
  // as much for each robots.txt that has to be read first.
  boost::asio::awaitable<FetchOutcome> fetch(FetchRequest request);

  // How many pages that came still lie in memory: with many of them nothing more is asked until
  // there are fewer. For a caller that gives the engine more work than it can read at once.
  void set_unread(std::size_t pages);

  // Every request that waits or runs ends with kStopped, later ones at once.
  void stop();

  // Of origins whose record changed since it was last taken: to be kept. Bounded by those in use.
  [[nodiscard]] std::vector<HostRecord> take_changed_hosts();
  // Sitemap lines of the origin's robots.txt, once it was read: normalized, at most 1,000.
  [[nodiscard]] std::vector<std::string> sitemaps_of(const std::string& origin) const;
  [[nodiscard]] EngineCounters counters() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace storyfold::crawler::fetch
