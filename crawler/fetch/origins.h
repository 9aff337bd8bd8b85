#pragma once
// The origins (scheme, host and port) that requests met: what is known of each, which records
// changed, and which origins may be forgotten. Internal to this folder; everything on the loop's
// thread.
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/crawl.h"
#include "core/url.h"
#include "crawler/fetch/origin_state.h"
#include "crawler/fetch/turns.h"

namespace storyfold::crawler::fetch {

// Both clocks now.
[[nodiscard]] Moment moment();

struct Origin {
  Origin(boost::asio::io_context& io, std::string name, std::optional<HostRecord> earlier,
         std::shared_ptr<Turns::Host> of);

  OriginState state;
  std::shared_ptr<Turns::Host> host;
  bool reading_robots = false;
  boost::asio::steady_timer robots_read;  // never expires: cancelled when robots.txt was read
  bool is_listed = false;                 // among those whose record changed
};

class Origins {
 public:
  // What was kept about an origin.
  using Known = std::function<std::optional<HostRecord>(const std::string& origin)>;

  // Borrows `io` and `turns` for its life.
  Origins(boost::asio::io_context& io, Turns& turns, Known known);

  // The one of this address; met now, it begins with what is known of it. Now and then idle ones
  // are forgotten: those that nobody holds and of which `known` has all that matters.
  [[nodiscard]] std::shared_ptr<Origin> meet(const UrlParts& parts);

  // To be called after whatever may change the record.
  void list_if_changed(const std::shared_ptr<Origin>& origin);
  // The same after an answer, which may block the origin: whoever waits for a turn there need not
  // wait any longer then.
  void settle(const std::shared_ptr<Origin>& origin);
  // Records that changed since this was last called.
  [[nodiscard]] std::vector<HostRecord> take_changed();

  // Sitemap lines of the origin's robots.txt, normalized; none before it was read.
  [[nodiscard]] std::vector<std::string> sitemaps_of(const std::string& origin) const;
  [[nodiscard]] std::size_t size() const { return origins_.size(); }

  // Ends all waits for a robots.txt that another request reads.
  void wake_all();

 private:
  void forget_idle();

  boost::asio::io_context& io_;
  Turns& turns_;
  Known known_;
  std::unordered_map<std::string, std::shared_ptr<Origin>> origins_;
  std::size_t enough_;  // before idle ones are looked for
  std::vector<std::shared_ptr<Origin>> changed_;
};

}  // namespace storyfold::crawler::fetch
