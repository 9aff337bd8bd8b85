#include "crawler/fetch/origins.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/clock.h"

namespace storyfold::crawler::fetch {
namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;

constexpr std::size_t kOriginsKept = 1024;

// Whether both say the same of how the host is to be asked.
bool same_manners(const HostRecord& one, const HostRecord& other) {
  const auto manners = [](const HostRecord& of) {
    return std::tie(of.robots_status, of.robots_at, of.robots_expires, of.robots_failures,
                    of.last_request, of.blocked_until, of.failures, of.trouble);
  };
  return manners(one) == manners(other);
}

}  // namespace

Moment moment() { return {steady_clock::now(), system_now()}; }

Origin::Origin(asio::io_context& io, std::string name, std::optional<HostRecord> earlier,
               std::shared_ptr<Turns::Host> of)
    : state(std::move(name), std::move(earlier), moment()),
      host(std::move(of)),
      robots_read(io, asio::steady_timer::time_point::max()) {}

Origins::Origins(asio::io_context& io, Turns& turns, Known known)
    : io_(io), turns_(turns), known_(std::move(known)), enough_(kOriginsKept) {}

std::shared_ptr<Origin> Origins::meet(const UrlParts& parts) {
  std::string name = origin_of(parts);
  if (const auto found = origins_.find(name); found != origins_.end()) return found->second;
  if (origins_.size() >= enough_) forget_idle();
  auto earlier = known_(name);
  const bool was_asked = earlier && earlier->last_request.time_since_epoch().count() != 0;
  const auto origin =
      std::make_shared<Origin>(io_, name, std::move(earlier), turns_.host(parts.host));
  HostClock& clock = Turns::clock(*origin->host);
  clock.set_crawl_delay(name, origin->state.rules().crawl_delay());
  if (was_asked) clock.restore(origin->state.record().response_time, turns_.started());
  origins_.emplace(std::move(name), origin);
  return origin;
}

// Of an idle origin only what `known` has as well is forgotten: what was handed out may still be
// on its way there. A host's clock stays until it has run out (turns.h).
void Origins::forget_idle() {
  std::erase_if(origins_, [this](const auto& entry) {
    const Origin& origin = *entry.second;
    if (entry.second.use_count() > 1 || origin.is_listed) return false;
    if (origin.state.counts_refusals()) return false;  // kept nowhere else
    const auto kept = known_(entry.first);
    return kept ? same_manners(*kept, origin.state.record())
                : same_manners({}, origin.state.record());
  });
  turns_.forget_idle();
  enough_ = std::max(kOriginsKept, 2 * origins_.size());
}

void Origins::list_if_changed(const std::shared_ptr<Origin>& origin) {
  if (origin->is_listed || !origin->state.take_changed()) return;
  origin->is_listed = true;
  changed_.push_back(origin);
}

void Origins::settle(const std::shared_ptr<Origin>& origin) {
  list_if_changed(origin);
  if (origin->state.blocked_for(steady_clock::now())) turns_.send_home(*origin->host, origin.get());
}

std::vector<HostRecord> Origins::take_changed() {
  std::vector<HostRecord> records;
  records.reserve(changed_.size());
  for (const auto& origin : std::exchange(changed_, {})) {
    origin->is_listed = false;
    (void)origin->state.take_changed();  // also what came since it was listed
    records.push_back(origin->state.record());
  }
  return records;
}

std::vector<std::string> Origins::sitemaps_of(const std::string& origin) const {
  const auto found = origins_.find(origin);
  if (found == origins_.end()) return {};
  std::vector<std::string> urls;
  for (const std::string& line : found->second->state.rules().sitemaps()) {
    auto url = resolve_url(origin + "/robots.txt", line);
    if (url) urls.push_back(*std::move(url));
  }
  return urls;
}

void Origins::wake_all() {
  for (const auto& [name, origin] : origins_) origin->robots_read.cancel();
}

}  // namespace storyfold::crawler::fetch
