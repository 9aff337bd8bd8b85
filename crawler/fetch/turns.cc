#include "crawler/fetch/turns.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace storyfold::crawler::fetch {

namespace asio = boost::asio;
using std::chrono::steady_clock;

namespace {

// Each may hold a thread of libcurl's resolver.
constexpr std::size_t kMaxAttempts = 256;
constexpr std::chrono::seconds kPrompt{2};
// Under way from prompt hosts, or unread. A page may hold fetch.max_page, most hold a hundredth.
constexpr std::size_t kMaxPages = 256;

}  // namespace

struct Turns::Host {
  Host(asio::io_context& io, std::chrono::milliseconds delay, HostClock::Time from)
      : clock(delay, from), timer(io) {}
  HostClock clock;
  asio::steady_timer timer;  // until the clock lets the next one go
  std::deque<Waiter*> queue;
  std::uint32_t running = 0;
  std::uint32_t connecting = 0;  // of those, not sent yet
  std::uint32_t slow = 0;        // of those, they take longer than a prompt host does
  bool is_prompt = false;        // by the last that ended
  bool is_listed = false;        // in one of the lists of hosts without a place
};

// Lives in the frame of take(): when that is dropped, so is its wish.
struct Turns::Waiter {
  Waiter(Turns& all, std::shared_ptr<Host> of, const void* by)
      : turns(all),
        host(std::move(of)),
        group(by),
        event(all.io_, asio::steady_timer::time_point::max()) {
    host->queue.push_back(this);
    ++turns.waiting_;
  }
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  ~Waiter() {
    std::erase(host->queue, this);
    --turns.waiting_;
  }
  void wake() {
    is_over = true;
    event.cancel();
  }

  Turns& turns;
  const std::shared_ptr<Host> host;
  const void* const group;
  asio::steady_timer event;  // never expires: cancelled when the wait is over
  std::optional<Turn> turn;
  bool is_over = false;
};

Turns::Turn::Turn(Turns& turns, std::shared_ptr<Host> host, bool is_attempt)
    : turns_(&turns), host_(std::move(host)) {
  auto& places = is_attempt ? turns_->slow_ : turns_->prompt_;
  place_ = places.insert(places.end(), {host_, steady_clock::now(), is_attempt, is_attempt});
  if (is_attempt) ++turns_->attempts_;
  ++host_->running;
  ++host_->connecting;
}

Turns::Turn::Turn(Turn&& other) noexcept
    : turns_(std::exchange(other.turns_, nullptr)),
      host_(std::move(other.host_)),
      place_(std::exchange(other.place_, std::nullopt)),
      sent_at_(other.sent_at_),
      connecting_(other.connecting_),
      has_answered_(other.has_answered_),
      was_prompt_(other.was_prompt_) {}

Turns::Turn::~Turn() {
  if (turns_ == nullptr) return;
  --host_->running;
  if (connecting_) {
    // It never went out, but somebody knocked: that counts, too.
    --host_->connecting;
    host_->clock.sent(steady_clock::now());
  }
  host_->is_prompt = was_prompt_;
  leave_place();
  turns_->pump(host_);
}

void Turns::Turn::sent() {
  sent_at_ = steady_clock::now();
  host_->clock.sent(sent_at_);
  if (std::exchange(connecting_, false)) --host_->connecting;
  turns_->pump(host_);
}

void Turns::Turn::answered() {
  if (!std::exchange(has_answered_, true)) host_->clock.answered(sent_at_, steady_clock::now());
}

void Turns::Turn::answered_whole() {
  was_prompt_ = place_ && steady_clock::now() - (*place_)->since <= kPrompt;
}

void Turns::Turn::cut_off() {
  if (sent_at_ != HostClock::Time{}) host_->clock.sent(steady_clock::now());
}

void Turns::Turn::leave_place() {
  if (!place_) return;
  const auto place = *std::exchange(place_, std::nullopt);
  if (place->is_attempt) {
    --turns_->attempts_;
  } else if (place->is_slow) {
    --host_->slow;
  }
  (place->is_slow ? turns_->slow_ : turns_->prompt_).erase(place);
  turns_->pump_those_without_place();
}

Turns::Turns(asio::io_context& io, const config::FetchSettings& settings)
    : io_(io),
      settings_(settings),
      max_slow_(std::max(settings.connections * 3 / 4, 1U)),
      max_pages_(std::min<std::size_t>(settings.connections, kMaxPages)),
      started_(steady_clock::now()),
      slow_apart_(io) {}

std::shared_ptr<Turns::Host> Turns::host(const std::string& name) {
  auto& host = hosts_[name];
  if (!host) host = std::make_shared<Host>(io_, settings_.delay, started_);
  return host;
}

void Turns::forget_idle() {
  const auto now = steady_clock::now();
  std::erase_if(hosts_, [&](const auto& entry) {
    // A host's crawl-delays are those of all its origins, of which only some may come back.
    return entry.second.use_count() == 1 && !entry.second->clock.has_crawl_delay() &&
           entry.second->clock.next_start() <= now;
  });
}

HostClock& Turns::clock(Host& host) { return host.clock; }

asio::awaitable<std::optional<Turns::Turn>> Turns::take(std::shared_ptr<Host> host,
                                                        const void* group) {
  if (stopped_) co_return std::nullopt;
  Waiter waiter(*this, host, group);
  pump(host);
  if (!waiter.is_over) co_await waiter.event.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return std::move(waiter.turn);
}

void Turns::pump(const std::shared_ptr<Host>& host) {
  set_slow_apart();
  while (!stopped_ && !host->queue.empty() && !host->is_listed && host->connecting == 0 &&
         host->running < settings_.connections_per_host) {
    const bool is_attempt = !host->is_prompt || host->slow > 0;
    if (is_attempt && host->running > 0) return;
    if (steady_clock::now() < host->clock.next_start()) return wake_later(host);
    if (!has_place(is_attempt)) {
      host->is_listed = true;
      (is_attempt ? without_attempt_ : without_place_).push_back(host);
      return wait_for_slow_ones();
    }
    start_next(host, is_attempt);
  }
}

bool Turns::has_place(bool is_attempt) const {
  if (running() >= settings_.connections || prompt_.size() + unread_ >= max_pages_) return false;
  return !is_attempt || (attempts_ < kMaxAttempts && slow_.size() < max_slow_);
}

void Turns::set_slow_apart() {
  const auto started_before = steady_clock::now() - kPrompt;
  while (!prompt_.empty() && prompt_.front().since < started_before) {
    prompt_.front().is_slow = true;
    ++prompt_.front().host->slow;
    slow_.splice(slow_.end(), prompt_, prompt_.begin());
  }
}

// Requests that stall end nothing, but when they are slow they no longer keep others back.
void Turns::wait_for_slow_ones() {
  if (stopped_ || is_waiting_for_slow_ || prompt_.empty()) return;
  is_waiting_for_slow_ = true;
  slow_apart_.expires_at(prompt_.front().since + kPrompt + std::chrono::milliseconds{1});
  slow_apart_.async_wait([this](boost::system::error_code error) {
    is_waiting_for_slow_ = false;
    if (error) return;
    pump_those_without_place();
  });
}

void Turns::start_next(const std::shared_ptr<Host>& host, bool is_attempt) {
  Waiter* const next = host->queue.front();
  host->queue.pop_front();
  next->turn.emplace(*this, host, is_attempt);
  next->wake();
}

void Turns::wake_later(const std::shared_ptr<Host>& host) {
  host->timer.expires_at(host->clock.next_start());
  host->timer.async_wait([this, host](boost::system::error_code error) {
    if (!error) pump(host);
  });
}

// Hosts that answer go first: there are places kept for them.
void Turns::pump_those_without_place() {
  set_slow_apart();
  const auto pump_first = [this](std::deque<std::shared_ptr<Host>>& hosts) {
    const auto host = hosts.front();
    hosts.pop_front();
    host->is_listed = false;
    pump(host);
  };
  while (!without_place_.empty() && has_place(false)) pump_first(without_place_);
  while (!without_attempt_.empty() && has_place(true)) pump_first(without_attempt_);
  if (!without_place_.empty() || !without_attempt_.empty()) wait_for_slow_ones();
}

void Turns::set_unread(std::size_t pages) {
  unread_ = pages;
  pump_those_without_place();
}

void Turns::send_home(Host& host, const void* group) {
  const auto queue = host.queue;
  for (Waiter* const waiter : queue) {
    if (waiter->group != group) continue;
    std::erase(host.queue, waiter);
    waiter->wake();
  }
}

void Turns::stop() {
  stopped_ = true;
  slow_apart_.cancel();
  for (const auto& [name, host] : hosts_) {
    host->timer.cancel();
    for (Waiter* const waiter : host->queue) waiter->wake();
    host->queue.clear();
  }
}

}  // namespace storyfold::crawler::fetch
