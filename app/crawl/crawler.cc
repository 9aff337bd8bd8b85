#include "app/crawl/crawler.h"

#include <algorithm>
#include <utility>

#include "app/crawl/settle.h"
#include "core/clock.h"
#include "crawler/frontier/revisit.h"
#include "crawler/frontier/url_form.h"

namespace storyfold::app {
namespace {

namespace fetch = crawler::fetch;
namespace frontier = crawler::frontier;
using std::chrono::milliseconds;
using std::chrono::sys_seconds;

constexpr std::size_t kHeldPerHost = 256;     // addresses of one host in memory
constexpr std::size_t kAheadPerHost = 6;      // handed to the network and not yet back
constexpr std::size_t kMostCutAtOnce = 1000;  // then others have their turn
constexpr milliseconds kTick{100};
constexpr milliseconds kStopLimit{8'000};            // systemd allows a stop 15 s in all
constexpr std::chrono::hours kLongestWait{32 * 24};  // past crawl.poll_max's largest value
constexpr std::chrono::hours kLongestBlock{24};      // the engine's own limit
constexpr std::chrono::hours kNobodysAgain{24};
constexpr std::chrono::hours kNobodysSourceAgain{1};
constexpr std::size_t kShapesPerOutlet = 16;
constexpr std::size_t kBudgetsHeld = 4096;
constexpr std::chrono::seconds kHousekeeping{30};
// What a killed crawl forgets of its budgets: without what was found of use, a host that is worth
// its visits would look like one that is not.
constexpr std::chrono::seconds kBudgetsKept{1};

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    if (end > 0) lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::int32_t year_of(sys_seconds at) {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(at)};
  return static_cast<int>(date.year());
}

}  // namespace

Crawler::Crawler(const config::Settings& settings, storage::Store& store, Fold& fold,
                 std::shared_ptr<const OutletBook> book, CrawlHooks hooks)
    : settings_(settings),
      store_(store),
      fold_(fold),
      book_(std::move(book)),
      hooks_(std::move(hooks)),
      queue_(kHeldPerHost, kAheadPerHost, kArticlePriority),
      known_(store.chunk_secret()),
      begun_at_(system_now()),
      year_(year_of(begun_at_)) {}

Crawler::~Crawler() = default;

Result<std::unique_ptr<Crawler>> Crawler::open(const config::Settings& settings,
                                               storage::Store& store, Fold& fold,
                                               std::shared_ptr<const OutletBook> book,
                                               CrawlHooks hooks) {
  std::unique_ptr<Crawler> crawler(
      new Crawler(settings, store, fold, std::move(book), std::move(hooks)));
  if (auto loaded = crawler->load(); !loaded) return loaded.error();
  return crawler;
}

sys_seconds Crawler::present() const {
  return begun_at_ +
         std::chrono::floor<std::chrono::seconds>(std::chrono::steady_clock::now() - begun_);
}

// --- state of earlier runs -------------------------------------------------------------------

Result<void> Crawler::load() {
  auto read = store_.for_each_host([&](const HostRecord& host) {
    block(host, begun_at_);
    return true;
  });
  if (!read) return read;
  read = store_.for_each_source([&](const SourceRecord& source) {
    take_shapes(source.outlet, split_lines(source.link_shapes));
    return true;
  });
  if (!read) return read;
  // What cannot be read is asked of the host again.
  const auto known = [this](const std::string& origin) -> std::optional<HostRecord> {
    auto host = store_.host(origin);
    return host ? *std::move(host) : std::nullopt;
  };
  auto network = Network::start_threads(settings_, known, store_.chunk_secret(), hooks_.read);
  if (!network) return network.error();
  network_ = *std::move(network);
  if (hooks_.only) return {};
  auto origins = store_.due_origins();
  if (!origins) return origins.error();
  for (const std::string& origin : *origins) {
    if (auto refilled = refill(origin); !refilled) return refilled;
  }
  if (auto offered = offer_sources(present() + kLongestWait); !offered) return offered;
  return add_sources();
}

// `at`: the wall clock's time when the record was written or read.
void Crawler::block(const HostRecord& host, sys_seconds at) {
  if (host.blocked_until <= at) return;
  // By our time; and no longer than a host is ever blocked, whatever the clock was then.
  const auto left = std::min<std::chrono::seconds>(host.blocked_until - at, kLongestBlock);
  queue_.block(host.origin, present() + left);
}

// Offers what is kept of one host, soonest first, as much as the queue holds and one more.
Result<void> Crawler::refill(const std::string& origin) {
  if (hooks_.only) {  // whoever wants some addresses alone offers all of them
    queue_.refilled(origin, std::nullopt);
    return {};
  }
  if (auto flushed = fold_.flush(); !flushed) return flushed;
  const std::size_t most = kHeldPerHost + queue_.always_held(origin) + in_flight_.size() + 1;
  std::optional<storage::DueEntry> last;
  for (std::size_t offered = 0; offered < most;) {
    auto entries = store_.due_urls(origin, last, most);
    if (!entries) return entries.error();
    for (const storage::DueEntry& entry : *entries) {
      // A round polls each source once, and offers it by itself.
      if (in_flight_.contains(entry.url) || (once_ && entry.priority < kArticlePriority)) continue;
      // Nothing waits longer, but for a clock that was ahead when it was put off.
      const sys_seconds due = std::min(entry.due, present() + kLongestWait);
      queue_.offer({due, entry.priority, entry.url, origin});
      ++offered;
    }
    if (entries->size() < most) {
      queue_.refilled(origin, std::nullopt);
      return {};
    }
    last = std::move(entries->back());
  }
  queue_.refilled(origin, std::min(last->due, present() + kLongestWait));
  return {};
}

Result<void> Crawler::want(UrlRecord record) {
  if (in_flight_.contains(record.url)) return {};
  record.due = present();
  known_.add(record.url);
  return put_off(record, {});
}

Result<void> Crawler::take_back(const std::string& url) {
  if (in_flight_.contains(url)) return {};
  auto stored = fold_.url(url);
  if (!stored) return stored.error();
  if (!*stored || !is_alone(**stored) || (*stored)->due == sys_seconds{} ||
      (*stored)->sighting != 0) {
    return {};
  }
  UrlRecord record = **std::move(stored);
  record.due = {};
  // What came of it before stays true.
  if (record.end != VisitEnd::kNever) return put_off(record, {});
  const std::string origin = frontier::origin_of(url);
  auto budget = budget_of(origin);
  if (!budget) return budget.error();
  static_cast<void>((*budget)->note_refusal());  // so that it is looked up when it is named again
  spent_.insert(origin);
  known_.remove(url);
  record.end = VisitEnd::kNotTaken;
  record.reason = "the backfill that wanted it was stopped";
  return put_off(record, {});
}

// --- the loop --------------------------------------------------------------------------------

Result<void> Crawler::run(bool once) {
  once_ = once;
  if (once) {
    // One shot: every source is polled now, whatever its interval.
    if (auto offered = offer_sources(present()); !offered) return offered;
  }
  while (!hooks_.stop_requested()) {
    if (auto done = step(longest_wait()); !done) return done;
    if (hooks_.tick) hooks_.tick();
    if (once && nothing_left()) break;
  }
  return drain();
}

Result<void> Crawler::step(milliseconds longest_wait) {
  if (auto dispatched = dispatch(); !dispatched) return dispatched;
  for (Visit& visit : network_->wait(longest_wait)) {
    if (auto handled = handle(std::move(visit)); !handled) return handled;
  }
  return housekeeping();
}

// Ends what runs. What is cut off stays due in the store.
Result<void> Crawler::drain() {
  network_->stop();
  const auto limit = std::chrono::steady_clock::now() + kStopLimit;
  while (network_->running() > 0 && std::chrono::steady_clock::now() < limit) {
    for (Visit& visit : network_->wait(kTick)) {
      if (auto handled = handle(std::move(visit)); !handled) return handled;
    }
  }
  storage::Finished with;
  with.hosts = network_->last_hosts();
  keep_budgets(with);
  if (auto kept = fold_.keep(std::move(with)); !kept) return kept;
  return fold_.flush();
}

Result<void> Crawler::dispatch() {
  for (std::size_t cut = 0; network_->has_room();) {
    for (const std::string& origin : queue_.starved()) {
      if (auto refilled = refill(origin); !refilled) return refilled;
    }
    if (cut == kMostCutAtOnce) return {};
    auto next = queue_.take(present());
    if (!next) return {};
    auto record = fold_.url(next->url);
    if (!record) return record.error();
    // Visited since it was offered, or taken back.
    if (!*record || (*record)->due == sys_seconds{} || in_flight_.contains(next->url) ||
        is_done(**record) || (hooks_.only && !hooks_.only(next->url))) {
      queue_.done(next->origin);
      ++cut;
      continue;
    }
    if (book_->find((*record)->outlet) == nullptr) {
      queue_.done(next->origin);
      ++cut;
      if (auto left = leave_alone(**std::move(record)); !left) return left;
      continue;
    }
    auto taken_down = is_taken_down(**record);
    if (!taken_down) return taken_down.error();
    if (*taken_down) {
      queue_.done(next->origin);
      ++cut;
      end_taken_down(**record);
      if (auto ended = put_off(**record, {}); !ended) return ended;
      continue;
    }
    const bool given = (*record)->source && (*record)->found_on.empty();
    auto refused = given && !book_->names((*record)->url)
                       ? Result<std::string>("no source of its outlet any more")
                       : spend(**record);
    if (!refused) return refused.error();
    if (!refused->empty()) {
      queue_.done(next->origin);
      ++cut;
      if (auto given_up = give_up(**std::move(record), *refused); !given_up) return given_up;
      continue;
    }
    in_flight_.insert(next->url);
    fold_.watch(next->url);
    network_->start(job_of(**std::move(record)));
  }
  return {};
}

// What would be refused when it is stored need not be asked for. A list of links is none of that.
Result<bool> Crawler::is_taken_down(const UrlRecord& record) const {
  if (record.source) return false;
  auto stone = store_.forgotten(record.url);
  if (!stone) return stone.error();
  return stone->has_value();
}

// Nobody's now: a file that cannot be read may come back. What the operator gave is then given
// again, and asked at once.
Result<void> Crawler::leave_alone(UrlRecord record) {
  const bool given = record.source && record.found_on.empty();
  record.reason = "its outlet is not followed";
  const auto wait = record.source ? kNobodysSourceAgain : kNobodysAgain;
  record.due = given ? sys_seconds{} : present() + wait;
  return put_off(record, {});
}

Result<void> Crawler::give_up(UrlRecord record, const std::string& reason) {
  record.end = VisitEnd::kGivenUp;
  record.reason = reason;
  record.due = {};
  ++totals_.cut;
  storage::Finished with;
  with.urls.push_back(std::move(record));
  return fold_.keep(std::move(with));
}

bool Crawler::nothing_left() const {
  if (network_->running() > 0) return false;
  const auto next = queue_.next_due();
  return !next || *next > present() + settings_.crawl.once_max_wait;
}

milliseconds Crawler::longest_wait() const {
  const auto next = queue_.next_due();
  return next && *next <= present() && network_->running() == 0 ? milliseconds{1} : kTick;
}

Job Crawler::job_of(UrlRecord record) const {
  Job job;
  job.request.url = record.url;
  job.request.etag = record.etag;
  job.request.last_modified = record.last_modified;
  if (record.source) job.request.max_redirects = settings_.fetch.max_redirects;
  if (const Source* const source = book_->source(record.url)) {
    job.request.headers.assign(source->headers.begin(), source->headers.end());
  }
  if (const auto shapes = shapes_.find(record.outlet); shapes != shapes_.end()) {
    job.reading.article_shapes = shapes->second;
  }
  job.reading.book = book_;
  job.reading.record = std::move(record);
  return job;
}

void Crawler::take_shapes(const std::string& outlet, const std::vector<std::string>& shapes) {
  auto& known = shapes_[outlet];
  for (const std::string& shape : shapes) {
    if (known.size() >= kShapesPerOutlet) return;
    if (std::find(known.begin(), known.end(), shape) == known.end()) known.push_back(shape);
  }
}

// What is not tied to one visit.
Result<void> Crawler::housekeeping() {
  const auto now = std::chrono::steady_clock::now();
  storage::Finished with;
  if (now >= next_budgets_ && !spent_.empty()) {
    next_budgets_ = now + kBudgetsKept;
    keep_budgets(with);
    if (auto kept = fold_.keep(std::exchange(with, {})); !kept) return kept;
  }
  if (now < next_housekeeping_) return {};
  next_housekeeping_ = now + kHousekeeping;
  year_ = year_of(present());
  keep_budgets(with);
  if (auto alarmed = raise_alarms(with); !alarmed) return alarmed;
  if (auto kept = fold_.keep(std::move(with)); !kept) return kept;
  if (budgets_.size() <= kBudgetsHeld) return {};
  // All are kept by now: those in use are read again.
  if (auto flushed = fold_.flush(); !flushed) return flushed;
  budgets_.clear();
  return {};
}

void Crawler::keep_budgets(storage::Finished& with) {
  for (const std::string& origin : spent_) with.budgets[origin] = budgets_[origin].encode();
  spent_.clear();
}

// Sources that have been silent for much longer than they used to be.
Result<void> Crawler::raise_alarms(storage::Finished& with) {
  const sys_seconds now = present();
  // A poll on its way to the store must not be undone by the record before it.
  if (auto flushed = fold_.flush(); !flushed) return flushed;
  return store_.for_each_source([&](const SourceRecord& source) {
    const bool silent = frontier::is_silent(source, now);
    if (silent == source.silent) return true;
    SourceRecord changed = source;
    changed.silent = silent;
    with.polled.push_back(std::move(changed));
    if (silent) {
      with.log.push_back({0,
                          now,
                          storage::LogKind::kSilence,
                          {},
                          source.url + ": no news since " + format_utc(source.last_news)});
    }
    return true;
  });
}

Result<void> trim_raw_pages(storage::Store& store, const config::CrawlSettings& settings) {
  auto removed = store.trim_raw(system_now() - settings.raw_keep, settings.raw_max_bytes);
  if (!removed) return removed.error();
  return {};
}

}  // namespace storyfold::app
