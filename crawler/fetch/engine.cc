#include "crawler/fetch/engine.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/clock.h"
#include "core/url.h"
#include "crawler/fetch/host_clock.h"
#include "crawler/fetch/multi.h"
#include "crawler/fetch/robots.h"
#include "crawler/fetch/transfer.h"

namespace storyfold::crawler::fetch {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::chrono::sys_seconds;

constexpr std::string_view kProduct = "storyfold";
constexpr std::uint32_t kRobotsRedirects = 5;   // RFC 9309 2.3.1.2
constexpr std::chrono::hours kRobotsFresh{24};  // RFC 9309 2.4
// RFC 9309 2.3.1.4: what could not be reached for about a month may be taken for absent. With the
// backoff below that many failures take a month.
constexpr std::uint32_t kRobotsGivenUp = 40;
constexpr std::chrono::seconds kRobotsBackoff{30};
constexpr std::chrono::seconds kBusyBackoff{5};     // 429 and 503 that name no time
constexpr std::chrono::seconds kSilentBackoff{30};  // no answer at all
constexpr std::chrono::minutes kRequestNoted{1};
constexpr std::uint32_t kSilencesForBlock = 3;  // one lost answer is not the host's silence

// An event of one loop: wakes whoever waits for it.
class Event {
 public:
  explicit Event(asio::io_context& io) : timer_(io, asio::steady_timer::time_point::max()) {}
  void wake() { timer_.cancel(); }
  asio::awaitable<void> wait() { co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable)); }

 private:
  asio::steady_timer timer_;
};

struct Waiter {
  explicit Waiter(asio::io_context& io) : event(io) {}
  Event event;
  bool go = false;
};

// A host name or address: what one clock is kept for.
struct Host {
  Host(asio::io_context& io, milliseconds delay) : clock(delay), timer(io) {}
  HostClock clock;
  asio::steady_timer timer;  // until the clock lets the next one go
  std::deque<std::shared_ptr<Waiter>> queue;
  std::uint32_t running = 0;
  bool waits_for_place = false;  // in the engine's list of hosts that could go on
};

// A scheme, host and port: what robots.txt is read for, and what is kept.
struct Origin {
  HostRecord record;
  std::shared_ptr<Host> host;
  Robots rules;
  bool rules_read = false;         // from `record`
  std::shared_ptr<Event> reading;  // robots.txt is being asked for
};

std::string origin_text(const UrlParts& parts) {
  const bool usual = parts.port == (parts.scheme == "https" ? 443 : 80);
  const bool ipv6 = parts.host.find(':') != std::string::npos;
  std::string text = parts.scheme + "://" + (ipv6 ? "[" + parts.host + "]" : parts.host);
  if (!usual) text += ":" + std::to_string(parts.port);
  return text;
}

bool is_permanent(int status) { return status == 301 || status == 308; }

void take_head(FetchedPage& page, ResponseHead& head) {
  page.status = head.status;
  page.content_type = std::move(head.content_type);
  page.charset = std::move(head.charset);
  page.robots_tag = std::move(head.robots_tag);
  page.etag = std::move(head.etag);
  page.last_modified = std::move(head.last_modified);
}

}  // namespace

struct FetchEngine::Impl {
  Impl(asio::io_context& context, const AddressGuard& addresses, const config::FetchSettings& given,
       KnownHost asked)
      : io(context),
        guard(addresses),
        settings(given),
        known(std::move(asked)),
        multi(context, static_cast<long>(given.connections)) {}

  // --- hosts --------------------------------------------------------------------------------

  Result<std::shared_ptr<Origin>> origin_of(const std::string& url) {
    auto parts = parse_url(url);
    if (!parts) return parts.error();
    const std::string name = origin_text(*parts);
    auto& origin = origins[name];
    if (!origin) {
      origin = std::make_shared<Origin>();
      auto& host = hosts[parts->host];
      if (!host) host = std::make_shared<Host>(io, settings.delay);
      origin->host = host;
      if (auto earlier = known(name)) {
        origin->record = *std::move(earlier);
        host->clock.set_response_time(origin->record.response_time);
        if (origin->record.last_request.time_since_epoch().count() != 0) {
          host->clock.wait_once(steady_clock::now());
        }
      }
      origin->record.origin = name;
    }
    return origin;
  }

  void touch(const Origin& origin) { changed.insert(origin.record.origin); }

  void block(Origin& origin, sys_seconds until, std::string why) {
    origin.record.blocked_until = std::max(origin.record.blocked_until, until);
    origin.record.trouble = std::move(why);
    touch(origin);
  }

  // --- turns --------------------------------------------------------------------------------

  // Waits until the host's clock and the bounds on transfers let one more begin. False: stop().
  asio::awaitable<bool> turn(std::shared_ptr<Host> host) {
    if (stopped) co_return false;
    const auto waiter = std::make_shared<Waiter>(io);
    host->queue.push_back(waiter);
    ++counters.waiting;
    pump(host);
    while (!waiter->go && !stopped) co_await waiter->event.wait();
    --counters.waiting;
    co_return waiter->go;
  }

  void pump(const std::shared_ptr<Host>& host) {
    while (!stopped && !host->queue.empty() && host->running < settings.connections_per_host) {
      const auto now = steady_clock::now();
      if (now < host->clock.next_start()) {
        wake_later(host);
        return;
      }
      if (counters.running >= settings.connections) {
        if (!std::exchange(host->waits_for_place, true)) without_place.push_back(host);
        return;
      }
      const auto next = host->queue.front();
      host->queue.pop_front();
      ++host->running;
      ++counters.running;
      host->clock.started(now);
      next->go = true;
      next->event.wake();
    }
  }

  void wake_later(const std::shared_ptr<Host>& host) {
    host->timer.expires_at(host->clock.next_start());
    host->timer.async_wait([this, host](boost::system::error_code error) {
      if (!error) pump(host);
    });
  }

  void end_turn(const std::shared_ptr<Host>& host) {
    --host->running;
    --counters.running;
    pump(host);
    while (!without_place.empty() && counters.running < settings.connections) {
      const auto other = without_place.front();
      without_place.pop_front();
      other->waits_for_place = false;
      pump(other);
    }
  }

  // --- one request --------------------------------------------------------------------------

  asio::awaitable<Result<Response>> request(std::shared_ptr<Origin> origin,
                                            TransferRequest wanted) {
    const auto host = origin->host;
    if (!co_await turn(host)) co_return Error{Errc::kCancelled, "stopped"};
    auto transfer = take_transfer();
    const auto begun = steady_clock::now();
    wanted.left = settings.timeout;
    Result<Response> response;
    if (auto prepared = transfer->prepare(wanted); !prepared) {
      response = prepared.error();
    } else {
      ++counters.requests;
      host->clock.started(begun);
      note_request(*origin);
      const CURLcode code = co_await multi.perform(transfer->handle());
      response = transfer->finish(code);
      const auto took = std::chrono::floor<milliseconds>(steady_clock::now() - begun);
      if (response) {
        host->clock.answered_in(took);
        origin->record.response_time = host->clock.response_time();
        counters.bytes += response->wire_bytes;
      }
    }
    idle.push_back(std::move(transfer));
    end_turn(host);
    if (stopped && !response) co_return Error{Errc::kCancelled, "stopped"};
    co_return response;
  }

  // A restarted crawl must know that the host was asked of late, not to the millisecond when.
  void note_request(Origin& origin) {
    const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
    const auto since = now - origin.record.last_request;
    if (since < kRequestNoted && since > -kRequestNoted) return;
    origin.record.last_request = now;
    touch(origin);
  }

  std::unique_ptr<Transfer> take_transfer() {
    if (idle.empty()) return std::make_unique<Transfer>(guard, settings, nullptr);
    auto transfer = std::move(idle.back());
    idle.pop_back();
    return transfer;
  }

  // What an answer, or its absence, says about the host.
  void note_answer(Origin& origin, const Result<Response>& response) {
    HostRecord& record = origin.record;
    const sys_seconds now = system_now();
    if (!response) {
      if (!response.error().retryable) return;  // the page's trouble, not the host's
      if (++record.failures >= kSilencesForBlock) {
        block(origin, now + host_backoff(record.failures - kSilencesForBlock + 1, kSilentBackoff),
              response.error().what);
      }
      return;
    }
    const int status = response->head.status;
    if (status != 429 && status != 503) {
      if (record.failures > 0) touch(origin);
      record.failures = 0;
      record.trouble.clear();
      return;
    }
    ++record.failures;
    const auto until = parse_retry_after(response->head.retry_after, now)
                           .value_or(now + host_backoff(record.failures, kBusyBackoff));
    block(origin, until, "HTTP " + std::to_string(status));
  }

  // --- robots.txt ---------------------------------------------------------------------------

  // Reads robots.txt of the origin unless what is known of it is fresh. False: stop().
  asio::awaitable<bool> know_robots(std::shared_ptr<Origin> origin) {
    while (origin->reading && !stopped) {
      const auto event = origin->reading;
      co_await event->wait();
    }
    if (stopped) co_return false;
    HostRecord& record = origin->record;
    if (record.robots_expires > system_now()) {
      if (!origin->rules_read) use_robots(*origin);
      co_return true;
    }
    origin->reading = std::make_shared<Event>(io);
    auto response = co_await ask_robots(origin);
    if (!stopped) take_robots(*origin, response);
    const auto event = std::exchange(origin->reading, nullptr);
    event->wake();
    co_return !stopped;
  }

  // The last response of the chain of redirects.
  asio::awaitable<Result<Response>> ask_robots(std::shared_ptr<Origin> origin) {
    TransferRequest wanted;
    wanted.url = origin->record.origin + "/robots.txt";
    // A longer one counts as far as this.
    wanted.max_bytes = kMaxRobotsBytes;
    wanted.cut = true;
    std::shared_ptr<Origin> asked = origin;
    for (std::uint32_t hop = 0;; ++hop) {
      ++counters.robots;
      auto response = co_await request(asked, wanted);
      if (!response || !response->head.redirects() || hop == kRobotsRedirects) co_return response;
      auto next = resolve_url(wanted.url, response->head.location);
      if (!next) co_return response;
      auto next_origin = origin_of(*next);
      if (!next_origin) co_return response;
      asked = *next_origin;
      wanted.url = *std::move(next);
    }
  }

  void take_robots(Origin& origin, const Result<Response>& response) {
    HostRecord& record = origin.record;
    const sys_seconds now = system_now();
    const int status = response ? response->head.status : 0;
    // RFC 9309 2.3.1: 2xx are the rules; what redirects on and on, and 4xx, is no robots.txt; the
    // rest means that nobody knows. 429 is no word on robots.txt either.
    const bool unknown = status == 0 || status == 429 || status >= 500;
    record.robots_at = now;
    if (unknown && ++record.robots_failures < kRobotsGivenUp) {
      record.robots_status = 0;
      record.robots.clear();
      record.robots_expires = {};
      auto until = now + host_backoff(record.robots_failures, kRobotsBackoff);
      if (response) {
        until = parse_retry_after(response->head.retry_after, now).value_or(until);
      }
      block(origin, until,
            "robots.txt: " + (response ? "HTTP " + std::to_string(status) : response.error().what));
      return;
    }
    record.robots_failures = unknown ? record.robots_failures : 0;
    record.robots_status = unknown ? 404 : status;
    record.robots = status >= 200 && status < 300 ? response->body : "";
    record.robots_expires = now + kRobotsFresh;
    record.failures = 0;
    record.trouble.clear();
    use_robots(origin);
    touch(origin);
  }

  static void use_robots(Origin& origin) {
    origin.rules = Robots(origin.record.robots, kProduct);
    origin.rules_read = true;
    origin.host->clock.set_crawl_delay(origin.rules.crawl_delay());
  }

  // --- fetch --------------------------------------------------------------------------------

  // False: `outcome` tells why the URL is not asked.
  asio::awaitable<bool> may_ask(std::shared_ptr<Origin> origin, const std::string& url,
                                FetchOutcome& outcome) {
    if (blocked(*origin, outcome)) co_return false;
    if (!co_await know_robots(origin)) {
      outcome.end = FetchEnd::kStopped;
      co_return false;
    }
    if (blocked(*origin, outcome)) co_return false;
    if (origin->rules.allows(target_of(url))) co_return true;
    outcome.end = FetchEnd::kForbidden;
    co_return false;
  }

  static bool blocked(const Origin& origin, FetchOutcome& outcome) {
    if (origin.record.blocked_until <= system_now()) return false;
    outcome.end = FetchEnd::kBlocked;
    outcome.retry_at = origin.record.blocked_until;
    outcome.error = {Errc::kNetwork, origin.record.trouble, true};
    return true;
  }

  static std::string target_of(const std::string& url) {
    const auto parts = parse_url(url);
    if (!parts) return "/";
    return parts->path + (parts->query.empty() ? "" : "?" + parts->query);
  }

  asio::awaitable<FetchOutcome> fetch(FetchRequest wanted) {
    FetchOutcome outcome;
    FetchedPage& page = outcome.page;
    page.url = wanted.url;
    page.fetched_at = system_now();
    outcome.permanent = true;
    TransferRequest transfer;
    transfer.etag = std::move(wanted.etag);
    transfer.last_modified = std::move(wanted.last_modified);
    transfer.headers = std::move(wanted.headers);
    transfer.max_bytes = wanted.max_bytes;
    const auto begun = steady_clock::now();
    for (;;) {
      auto origin = origin_of(page.url);
      if (!origin) {
        outcome.end = FetchEnd::kFailed;
        outcome.error = origin.error();
        co_return outcome;
      }
      if (!co_await may_ask(*origin, page.url, outcome)) co_return outcome;
      transfer.url = page.url;
      auto response = co_await request(*origin, transfer);
      if (stopped && !response) {
        outcome.end = FetchEnd::kStopped;
        co_return outcome;
      }
      note_answer(**origin, response);
      if (!take(outcome, wanted, **origin, response)) break;
    }
    page.took = std::chrono::floor<milliseconds>(steady_clock::now() - begun);
    if (outcome.end != FetchEnd::kRedirect && page.redirects.empty()) outcome.permanent = false;
    co_return outcome;
  }

  // True: redirected, `outcome.page.url` is to be asked next.
  bool take(FetchOutcome& outcome, const FetchRequest& wanted, const Origin& origin,
            Result<Response>& response) {
    FetchedPage& page = outcome.page;
    if (!response) {
      outcome.end = FetchEnd::kFailed;
      outcome.error = response.error();
      if (origin.record.blocked_until > system_now()) {
        outcome.retry_at = origin.record.blocked_until;
      }
      return false;
    }
    outcome.wire_bytes += response->wire_bytes;
    ResponseHead& head = response->head;
    if (head.redirects()) {
      outcome.permanent = outcome.permanent && is_permanent(head.status);
      auto next = resolve_url(page.url, escape_spaces(head.location));
      page.status = head.status;
      if (next && page.redirects.size() < wanted.max_redirects) {
        page.redirects.push_back(std::exchange(page.url, *std::move(next)));
        return true;
      }
      outcome.end = FetchEnd::kRedirect;
      if (next) outcome.location = *std::move(next);
      return false;
    }
    const int status = head.status;
    outcome.max_age = head.max_age;
    take_head(page, head);
    if (status == 304) {
      outcome.end = FetchEnd::kNotModified;
    } else if (status >= 200 && status < 300 && status != 206) {
      outcome.end = FetchEnd::kPage;
      page.bytes = std::move(response->body);
    } else {
      outcome.end = FetchEnd::kStatus;
      if (origin.record.blocked_until > system_now()) {
        outcome.retry_at = origin.record.blocked_until;
      }
    }
    return false;
  }

  asio::io_context& io;
  const AddressGuard& guard;
  const config::FetchSettings& settings;
  KnownHost known;
  Multi multi;
  std::unordered_map<std::string, std::shared_ptr<Origin>> origins;
  std::unordered_map<std::string, std::shared_ptr<Host>> hosts;
  std::deque<std::shared_ptr<Host>> without_place;
  std::unordered_set<std::string> changed;
  std::vector<std::unique_ptr<Transfer>> idle;
  EngineCounters counters;
  bool stopped = false;
};

FetchEngine::FetchEngine(asio::io_context& io, const AddressGuard& guard,
                         const config::FetchSettings& settings, KnownHost known)
    : impl_(std::make_unique<Impl>(io, guard, settings, std::move(known))) {}

FetchEngine::~FetchEngine() = default;

asio::awaitable<FetchOutcome> FetchEngine::fetch(FetchRequest request) {
  return impl_->fetch(std::move(request));
}

void FetchEngine::stop() {
  impl_->stopped = true;
  impl_->multi.stop();
  for (auto& [name, host] : impl_->hosts) {
    host->timer.cancel();
    for (const auto& waiter : host->queue) waiter->event.wake();
    host->queue.clear();
  }
}

std::vector<HostRecord> FetchEngine::take_changed_hosts() {
  std::vector<HostRecord> records;
  records.reserve(impl_->changed.size());
  for (const std::string& name : impl_->changed) records.push_back(impl_->origins[name]->record);
  impl_->changed.clear();
  return records;
}

std::vector<std::string> FetchEngine::sitemaps_of(const std::string& origin) const {
  const auto found = impl_->origins.find(origin);
  if (found == impl_->origins.end()) return {};
  return found->second->rules.sitemaps();
}

EngineCounters FetchEngine::counters() const { return impl_->counters; }

}  // namespace storyfold::crawler::fetch
