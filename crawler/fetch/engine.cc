#include "crawler/fetch/engine.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "core/clock.h"
#include "core/url.h"
#include "crawler/fetch/asker.h"
#include "crawler/fetch/origins.h"
#include "crawler/fetch/transfer.h"
#include "crawler/fetch/turns.h"

namespace storyfold::crawler::fetch {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr const char* kTooManyHops = "redirected until the time was over";
constexpr std::uint32_t kRobotsRedirects = 5;  // RFC 9309 2.3.1.2

}  // namespace

struct FetchEngine::Impl {
  Impl(asio::io_context& io, const AddressGuard& guard, const config::FetchSettings& given,
       KnownHost known)
      : settings(given),
        turns(io, given),
        origins(io, turns, std::move(known)),
        asker(io, guard, given, turns, origins) {}

  // --- robots.txt ---------------------------------------------------------------------------

  // Has robots.txt read unless what is known of it is fresh; of many who want it one asks. Returns
  // the requests made. False in `go_on`: stop() or a cancellation.
  struct RobotsKnown {
    bool go_on = false;
    std::uint32_t requests = 0;
    std::uint64_t wire_bytes = 0;
  };
  asio::awaitable<RobotsKnown> know_robots(std::shared_ptr<Origin> origin) {
    RobotsKnown result;
    while (origin->reading_robots) {
      co_await origin->robots_read.async_wait(asio::as_tuple(asio::use_awaitable));
      const auto cancelled = co_await asio::this_coro::cancellation_state;
      if (asker.stopped() || cancelled.cancelled() != asio::cancellation_type::none)
        co_return result;
    }
    const auto now = steady_clock::now();
    result.go_on = !asker.stopped();
    if (asker.stopped() || !origin->state.robots_due(now) || origin->state.blocked_for(now))
      co_return result;
    const ReadingRobots reading(*origin);
    auto asked = co_await ask_robots(origin, result.requests, result.wire_bytes);
    // Sent home: the caller finds it blocked.
    const bool sent_home = !asked.has_ended && origin->state.blocked_for(steady_clock::now());
    result.go_on = !asker.stopped() && (sent_home || !asked.was_cancelled());
    if (!result.go_on || sent_home) co_return result;
    std::string body = asked.response ? std::move(asked.response->body) : "";
    origin->state.take_robots(asked.answer, std::move(body), moment());
    Turns::clock(*origin->host)
        .set_crawl_delay(origin->state.record().origin, origin->state.rules().crawl_delay());
    origins.settle(origin);
    co_return result;
  }

  struct ReadingRobots {
    explicit ReadingRobots(Origin& of) : origin(of) { origin.reading_robots = true; }
    ReadingRobots(const ReadingRobots&) = delete;
    ReadingRobots& operator=(const ReadingRobots&) = delete;
    ~ReadingRobots() {
      origin.reading_robots = false;
      origin.robots_read.cancel();
    }
    Origin& origin;
  };

  // The last answer of the chain of redirects. Counts go to the frame of the caller, who waits.
  asio::awaitable<Asked> ask_robots(std::shared_ptr<Origin> origin, std::uint32_t& requests,
                                    std::uint64_t& wire_bytes) {
    std::shared_ptr<Origin> next_origin = origin;
    std::string url = origin->state.record().origin + "/robots.txt";
    milliseconds left = settings.timeout;
    for (std::uint32_t hop = 0;; ++hop) {
      const bool is_elsewhere = next_origin != origin;
      if (is_elsewhere) {
        if (auto blocked = left_alone(*next_origin)) co_return *std::move(blocked);
      }
      TransferRequest wanted;
      wanted.url = url;
      wanted.max_body_bytes = kMaxRobotsBytes;
      wanted.cut_body = true;  // a longer one counts as far as this
      wanted.timeout = left;
      Asked asked = co_await asker.ask(next_origin, std::move(wanted));
      if (is_elsewhere && !asked.has_ended) {
        if (auto blocked = left_alone(*next_origin)) co_return *std::move(blocked);
      }
      if (asked.was_cancelled()) co_return asked;
      ++requests;
      ++robots_read;
      wire_bytes += asked.wire_bytes;
      left -= asked.took;
      if (is_elsewhere) asker.note_answer(next_origin, asked);
      if (!asked.response || !asked.response->head.redirects() || hop == kRobotsRedirects)
        co_return asked;
      auto next = resolve_url(url, escape_spaces(asked.response->head.location));
      const auto parts = next ? parse_url(*next) : Result<UrlParts>(next.error());
      if (!parts) co_return asked;
      if (left.count() <= 0) co_return unanswered(timed_out(kTooManyHops));
      url = *std::move(next);
      next_origin = origins.meet(*parts);
    }
  }

  // A robots.txt that lies at an origin which is to be left alone cannot be read until then.
  [[nodiscard]] std::optional<Asked> left_alone(const Origin& other) const {
    const auto wait = other.state.blocked_for(steady_clock::now());
    if (!wait || asker.stopped()) return std::nullopt;
    return unanswered({Errc::kNetwork,
                       "it lies at " + other.state.record().origin + ", which is left alone (" +
                           other.state.record().trouble + ")",
                       true},
                      std::to_string(wait->count()));
  }

  // --- fetch --------------------------------------------------------------------------------

  static bool is_blocked(const Origin& origin, FetchOutcome& outcome) {
    const auto wait = origin.state.blocked_for(steady_clock::now());
    if (!wait) return false;
    block(origin, *wait, outcome);
    return true;
  }

  static void block(const Origin& origin, std::chrono::seconds wait, FetchOutcome& outcome) {
    outcome.end = FetchEnd::kBlocked;
    outcome.retry_at = system_now() + wait;
    outcome.error = {Errc::kNetwork, origin.state.record().trouble, true};
  }

  asio::awaitable<FetchOutcome> fetch(FetchRequest wanted) {
    FetchOutcome outcome;
    outcome.page.url = wanted.url;
    if (!wanted.etag.empty()) wanted.headers.emplace_back("If-None-Match", wanted.etag);
    if (!wanted.last_modified.empty())
      wanted.headers.emplace_back("If-Modified-Since", wanted.last_modified);
    for (;;) {
      const auto parts = parse_url(outcome.page.url);
      if (!parts) {
        fail(outcome, parts.error());
        co_return outcome;
      }
      const auto origin = origins.meet(*parts);
      if (is_blocked(*origin, outcome)) co_return outcome;
      const RobotsKnown robots = co_await know_robots(origin);
      outcome.requests += robots.requests;
      outcome.wire_bytes += robots.wire_bytes;
      outcome.end = FetchEnd::kStopped;
      if (!robots.go_on || is_blocked(*origin, outcome)) co_return outcome;
      // A block that kept robots.txt from being read may have ended since.
      if (origin->state.robots_due(steady_clock::now())) {
        block(*origin, std::chrono::seconds{1}, outcome);
        co_return outcome;
      }
      if (!origin->state.rules().allows(parts->path +
                                        (parts->query.empty() ? "" : "?" + parts->query))) {
        outcome.end = FetchEnd::kForbidden;
        co_return outcome;
      }
      if (outcome.page.took >= settings.timeout) {
        fail(outcome, timed_out(kTooManyHops));
        co_return outcome;
      }
      TransferRequest request;
      request.url = outcome.page.url;
      request.timeout = settings.timeout - outcome.page.took;
      request.headers = wanted.headers;
      request.max_body_bytes = wanted.max_bytes != 0 ? wanted.max_bytes : settings.max_page_bytes;
      Asked asked = co_await asker.ask(origin, std::move(request));
      // Sent home, or cut off.
      if (asked.was_cancelled()) {
        if (asked.has_ended || asker.stopped() || !is_blocked(*origin, outcome))
          outcome.end = FetchEnd::kStopped;
        co_return outcome;
      }
      if (!take(outcome, wanted, origin, asked)) co_return outcome;
      if (const auto next = parse_url(outcome.page.url);
          next && origin_of(*next) != origin->state.record().origin) {
        wanted.headers.clear();  // meant for the source alone
      }
    }
  }

  // True: redirected, `outcome.page.url` is to be asked next.
  bool take(FetchOutcome& outcome, const FetchRequest& wanted,
            const std::shared_ptr<Origin>& origin, Asked& asked) {
    FetchedPage& page = outcome.page;
    ++outcome.requests;
    outcome.wire_bytes += asked.wire_bytes;
    if (page.took.count() == 0) page.fetched_at = asked.asked_at;
    page.took += asked.took;
    outcome.retry_at = asker.note_answer(origin, asked);
    return take_response(outcome, wanted, std::move(asked.response));
  }

  const config::FetchSettings& settings;
  Turns turns;
  Origins origins;
  Asker asker;
  std::uint64_t robots_read = 0;
};

FetchEngine::FetchEngine(asio::io_context& io, const AddressGuard& guard,
                         const config::FetchSettings& settings, KnownHost known)
    : impl_(std::make_unique<Impl>(io, guard, settings, std::move(known))) {}

FetchEngine::~FetchEngine() = default;

asio::awaitable<FetchOutcome> FetchEngine::fetch(FetchRequest request) {
  return impl_->fetch(std::move(request));
}

void FetchEngine::set_unread(std::size_t pages) { impl_->turns.set_unread(pages); }

void FetchEngine::stop() {
  impl_->asker.stop();
  impl_->origins.wake_all();
}

std::vector<HostRecord> FetchEngine::take_changed_hosts() { return impl_->origins.take_changed(); }

std::vector<std::string> FetchEngine::sitemaps_of(const std::string& origin) const {
  return impl_->origins.sitemaps_of(origin);
}

EngineCounters FetchEngine::counters() const {
  const Traffic& traffic = impl_->asker.traffic();
  EngineCounters counters;
  counters.requests = traffic.requests;
  counters.bytes = traffic.bytes;
  counters.connections = traffic.connections;
  counters.refused_addresses = traffic.refused_addresses;
  counters.robots = impl_->robots_read;
  counters.waiting = impl_->turns.waiting();
  counters.running = impl_->turns.running();
  counters.origins = impl_->origins.size();
  counters.hosts = impl_->turns.known();
  return counters;
}

}  // namespace storyfold::crawler::fetch
