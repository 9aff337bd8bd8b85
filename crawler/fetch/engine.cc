#include "crawler/fetch/engine.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/clock.h"
#include "core/url.h"
#include "crawler/fetch/multi.h"
#include "crawler/fetch/origin_state.h"
#include "crawler/fetch/transfer.h"
#include "crawler/fetch/turns.h"

namespace storyfold::crawler::fetch {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// How long a place at a host stays taken after we have hung up there.
constexpr std::chrono::seconds kUnfinishedRest{8};
constexpr const char* kTooManyHops = "redirected until the time was over";
constexpr std::uint32_t kRobotsRedirects = 5;  // RFC 9309 2.3.1.2
constexpr std::size_t kOriginsKept = 1024;     // before idle ones are looked for

Moment moment() { return {steady_clock::now(), system_now()}; }

struct Origin {
  Origin(asio::io_context& io, std::string name, std::optional<HostRecord> earlier,
         std::shared_ptr<Turns::Host> of)
      : state(std::move(name), std::move(earlier), moment()),
        host(std::move(of)),
        robots_read(io, asio::steady_timer::time_point::max()) {}

  OriginState state;
  std::shared_ptr<Turns::Host> host;
  bool reading_robots = false;
  asio::steady_timer robots_read;  // never expires: cancelled when robots.txt was read
  bool is_listed = false;          // among those whose record changed
};

// One request, from its turn to its end.
struct Asked {
  Result<Response> response;
  HostAnswer answer;
  bool has_ended = false;  // false: no turn came, `response` is empty
  std::chrono::sys_seconds asked_at{};
  milliseconds took{};
  std::uint64_t wire_bytes = 0;
};

// Whether both say the same of how the host is to be asked.
bool same_manners(const HostRecord& one, const HostRecord& other) {
  const auto manners = [](const HostRecord& of) {
    return std::tie(of.robots_status, of.robots_at, of.robots_expires, of.robots_failures,
                    of.last_request, of.blocked_until, of.failures, of.trouble);
  };
  return manners(one) == manners(other);
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
        turns(context, given),
        multi(context, static_cast<long>(given.connections)) {}

  // --- origins ------------------------------------------------------------------------------

  std::shared_ptr<Origin> find_origin(const UrlParts& parts) {
    std::string name = origin_of(parts);
    if (const auto found = origins.find(name); found != origins.end()) return found->second;
    if (origins.size() >= enough_origins) forget_idle();
    auto earlier = known(name);
    const bool was_asked = earlier && earlier->last_request.time_since_epoch().count() != 0;
    const auto origin =
        std::make_shared<Origin>(io, name, std::move(earlier), turns.host(parts.host));
    HostClock& clock = Turns::clock(*origin->host);
    clock.set_crawl_delay(name, origin->state.rules().crawl_delay());
    if (was_asked) clock.restore(origin->state.record().response_time, turns.started());
    origins.emplace(std::move(name), origin);
    return origin;
  }

  // Of an idle origin only what `known` has as well is forgotten: what was handed out may still be
  // on its way there. A host's clock stays until it has run out (turns.h).
  void forget_idle() {
    std::erase_if(origins, [this](const auto& entry) {
      const Origin& origin = *entry.second;
      if (entry.second.use_count() > 1 || origin.is_listed) return false;
      if (origin.state.counts_refusals()) return false;  // kept nowhere else
      const auto kept = known(entry.first);
      return kept ? same_manners(*kept, origin.state.record())
                  : same_manners({}, origin.state.record());
    });
    turns.forget_idle();
    enough_origins = std::max(kOriginsKept, 2 * origins.size());
  }

  // After whatever may change the record.
  void list_if_changed(const std::shared_ptr<Origin>& origin) {
    if (origin->is_listed || !origin->state.take_changed()) return;
    origin->is_listed = true;
    changed.push_back(origin);
  }

  // Whoever waits for a turn there need not wait any longer once the origin is blocked.
  void send_home_if_blocked(const Origin& origin) {
    if (origin.state.blocked_for(steady_clock::now())) turns.send_home(*origin.host, &origin);
  }

  // --- one request --------------------------------------------------------------------------

  asio::awaitable<Asked> ask(std::shared_ptr<Origin> origin, TransferRequest wanted) {
    Asked asked;
    auto turn = co_await turns.take(origin->host, origin.get());
    if (!turn) co_return asked;
    const PooledTransfer transfer(*this);
    transfer->on_sent = [&] {
      ++counters.requests;
      turn->sent();
    };
    transfer->on_answer = [&] { turn->answered(); };
    asked.has_ended = true;
    asked.asked_at = system_now();
    if (auto ready = transfer->prepare(std::move(wanted)); !ready) {
      asked.response = ready.error();
      asked.answer.trouble = ready.error().what;
      co_return asked;
    }
    const auto begun = steady_clock::now();
    origin->state.note_request(moment());
    list_if_changed(origin);
    const CURLcode code = co_await multi.perform(transfer->handle());
    asked.response = transfer->finish(code);
    asked.took = std::chrono::ceil<milliseconds>(steady_clock::now() - begun);
    asked.wire_bytes = transfer->wire_bytes();
    asked.answer.sent_at = turn->sent_at();
    note(*origin, *transfer, asked);
    if (asked.response) {
      turn->answered_whole();
    } else if (!stopped) {
      turn->cut_off();
      turn->leave_place();
      if (left_unfinished(asked) && settings.delay.count() > 0) {
        asio::steady_timer rest(io, kUnfinishedRest);
        resting.insert(&rest);
        co_await rest.async_wait(asio::as_tuple(asio::use_awaitable));
        resting.erase(&rest);
      }
    }
    co_return asked;
  }

  // We hung up: a server that sends little notices late, and goes on until then.
  [[nodiscard]] static bool left_unfinished(const Asked& asked) {
    const Errc code = asked.response.error().code;
    return code == Errc::kTimeout || code == Errc::kTooLarge;
  }

  void note(Origin& origin, const Transfer& transfer, Asked& asked) {
    counters.bytes += asked.wire_bytes;
    counters.connections += transfer.connections_opened();
    counters.refused_addresses += transfer.addresses_refused();
    origin.state.set_response_time(Turns::clock(*origin.host).response_time());
    asked.answer.unreachable = transfer.unreachable();
    if (asked.response) {
      asked.answer.status = asked.response->head.status;
      asked.answer.retry_after = asked.response->head.retry_after;
    } else {
      asked.answer.trouble = asked.response.error().what;
    }
  }

  std::optional<std::chrono::sys_seconds> note_answer(const std::shared_ptr<Origin>& origin,
                                                      const Asked& asked) {
    const auto retry_at = origin->state.note_answer(asked.answer, moment());
    list_if_changed(origin);
    send_home_if_blocked(*origin);
    return retry_at;
  }

  [[nodiscard]] static bool was_cancelled(const Asked& asked) {
    return !asked.has_ended || (!asked.response && asked.response.error().code == Errc::kCancelled);
  }

  // A transfer of the pool, given back at the end of the scope.
  class PooledTransfer {
   public:
    explicit PooledTransfer(Impl& impl) : impl_(impl) {
      if (impl_.idle.empty()) {
        transfer_ = std::make_unique<Transfer>(impl_.guard, impl_.settings);
      } else {
        transfer_ = std::move(impl_.idle.back());
        impl_.idle.pop_back();
      }
    }
    PooledTransfer(const PooledTransfer&) = delete;
    PooledTransfer& operator=(const PooledTransfer&) = delete;
    ~PooledTransfer() {
      transfer_->on_sent = transfer_->on_answer = nullptr;
      impl_.idle.push_back(std::move(transfer_));
    }
    Transfer* operator->() const { return transfer_.get(); }
    Transfer& operator*() const { return *transfer_; }

   private:
    Impl& impl_;
    std::unique_ptr<Transfer> transfer_;
  };

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
      if (stopped || cancelled.cancelled() != asio::cancellation_type::none) co_return result;
    }
    const auto now = steady_clock::now();
    result.go_on = !stopped;
    if (stopped || !origin->state.robots_due(now) || origin->state.blocked_for(now))
      co_return result;
    const ReadingRobots reading(*origin);
    auto asked = co_await ask_robots(origin, result.requests, result.wire_bytes);
    // Sent home: the caller finds it blocked.
    const bool sent_home = !asked.has_ended && origin->state.blocked_for(steady_clock::now());
    result.go_on = !stopped && (sent_home || !was_cancelled(asked));
    if (!result.go_on || sent_home) co_return result;
    std::string body = asked.response ? std::move(asked.response->body) : "";
    origin->state.take_robots(asked.answer, std::move(body), moment());
    Turns::clock(*origin->host)
        .set_crawl_delay(origin->state.record().origin, origin->state.rules().crawl_delay());
    list_if_changed(origin);
    send_home_if_blocked(*origin);
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
      Asked asked = co_await ask(next_origin, std::move(wanted));
      if (is_elsewhere && !asked.has_ended) {
        if (auto blocked = left_alone(*next_origin)) co_return *std::move(blocked);
      }
      if (was_cancelled(asked)) co_return asked;
      ++requests;
      ++counters.robots;
      wire_bytes += asked.wire_bytes;
      left -= asked.took;
      if (is_elsewhere) note_answer(next_origin, asked);
      if (!asked.response || !asked.response->head.redirects() || hop == kRobotsRedirects)
        co_return asked;
      auto next = resolve_url(url, escape_spaces(asked.response->head.location));
      const auto parts = next ? parse_url(*next) : Result<UrlParts>(next.error());
      if (!parts) co_return asked;
      if (left.count() <= 0) co_return unanswered(timed_out(kTooManyHops));
      url = *std::move(next);
      next_origin = find_origin(*parts);
    }
  }

  // A robots.txt that lies at an origin which is to be left alone cannot be read until then.
  [[nodiscard]] std::optional<Asked> left_alone(const Origin& other) const {
    const auto wait = other.state.blocked_for(steady_clock::now());
    if (!wait || stopped) return std::nullopt;
    return unanswered({Errc::kNetwork,
                       "it lies at " + other.state.record().origin + ", which is left alone (" +
                           other.state.record().trouble + ")",
                       true},
                      std::to_string(wait->count()));
  }

  static Asked unanswered(Error error, std::string retry_after = "") {
    Asked asked;
    asked.has_ended = true;
    asked.answer.trouble = error.what;
    asked.answer.retry_after = std::move(retry_after);
    asked.response = std::move(error);
    return asked;
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

  static void fail(FetchOutcome& outcome, Error error) {
    outcome.end = FetchEnd::kFailed;
    outcome.error = std::move(error);
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
      const auto origin = find_origin(*parts);
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
      Asked asked = co_await ask(origin, std::move(request));
      // Sent home, or cut off.
      if (was_cancelled(asked)) {
        if (asked.has_ended || stopped || !is_blocked(*origin, outcome))
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
    outcome.retry_at = note_answer(origin, asked);
    if (!asked.response) {
      fail(outcome, asked.response.error());
      return false;
    }
    ResponseHead& head = asked.response->head;
    if (head.redirects()) return take_redirect(outcome, wanted, head);
    outcome.max_age = head.fresh_for();
    take_head(page, head);
    const bool conditional = !wanted.etag.empty() || !wanted.last_modified.empty();
    if (page.status == 304 && conditional) {
      outcome.end = FetchEnd::kNotModified;
    } else if (page.status >= 200 && page.status < 300 && page.status != 206) {
      outcome.end = FetchEnd::kPage;
      page.bytes = std::move(asked.response->body);
    } else {
      outcome.end = FetchEnd::kStatus;
    }
    return false;
  }

  static bool take_redirect(FetchOutcome& outcome, const FetchRequest& wanted,
                            const ResponseHead& head) {
    FetchedPage& page = outcome.page;
    outcome.permanent = is_permanent(head.status) && (page.redirects.empty() || outcome.permanent);
    page.status = head.status;
    auto next = resolve_url(page.url, escape_spaces(head.location));
    if (next && page.redirects.size() < wanted.max_redirects) {
      page.redirects.push_back(std::exchange(page.url, *std::move(next)));
      return true;
    }
    outcome.end = FetchEnd::kRedirect;
    if (next) {
      outcome.location = *std::move(next);
    } else {
      outcome.error = {Errc::kBadInput, "redirects to what cannot be asked: " + next.error().what};
    }
    return false;
  }

  asio::io_context& io;
  const AddressGuard& guard;
  const config::FetchSettings& settings;
  KnownHost known;
  Turns turns;
  Multi multi;
  std::unordered_set<asio::steady_timer*> resting;  // places kept after we hung up
  std::unordered_map<std::string, std::shared_ptr<Origin>> origins;
  std::size_t enough_origins = kOriginsKept;
  std::vector<std::shared_ptr<Origin>> changed;
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

void FetchEngine::set_unread(std::size_t pages) { impl_->turns.set_unread(pages); }

void FetchEngine::stop() {
  impl_->stopped = true;
  impl_->turns.stop();
  impl_->multi.stop();
  for (asio::steady_timer* rest : impl_->resting) rest->cancel();
  for (const auto& [name, origin] : impl_->origins) origin->robots_read.cancel();
}

std::vector<HostRecord> FetchEngine::take_changed_hosts() {
  std::vector<HostRecord> records;
  records.reserve(impl_->changed.size());
  for (const auto& origin : std::exchange(impl_->changed, {})) {
    origin->is_listed = false;
    (void)origin->state.take_changed();  // also what came since it was listed
    records.push_back(origin->state.record());
  }
  return records;
}

std::vector<std::string> FetchEngine::sitemaps_of(const std::string& origin) const {
  const auto found = impl_->origins.find(origin);
  if (found == impl_->origins.end()) return {};
  std::vector<std::string> urls;
  for (const std::string& line : found->second->state.rules().sitemaps()) {
    auto url = resolve_url(origin + "/robots.txt", line);
    if (url) urls.push_back(*std::move(url));
  }
  return urls;
}

EngineCounters FetchEngine::counters() const {
  EngineCounters counters = impl_->counters;
  counters.waiting = impl_->turns.waiting();
  counters.running = impl_->turns.running();
  counters.origins = impl_->origins.size();
  counters.hosts = impl_->turns.known();
  return counters;
}

}  // namespace storyfold::crawler::fetch
