#include "app/crawl/network.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <condition_variable>
#include <exception>
#include <future>
#include <mutex>
#include <thread>
#include <utility>

#include "core/url.h"
#include "crawler/fetch/address_guard.h"
#include "crawler/frontier/url_form.h"

namespace storyfold::app {
namespace {

namespace asio = boost::asio;
namespace fetch = crawler::fetch;

// Hosts that are slow or dead hold theirs for long: so many that others have enough of them.
constexpr std::size_t kJobsPerConnection = 16;
constexpr std::chrono::seconds kLastAnswer{1};
constexpr std::chrono::milliseconds kLastPage{500};  // whoever stops has waited before

std::atomic<std::size_t> pages_left_behind = 0;

unsigned workers_of(const config::Settings& settings) {
  return settings.crawl.workers != 0 ? settings.crawl.workers
                                     : std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace

struct Network::Impl {
  Impl(const config::Settings& given, fetch::AddressGuard checked,
       fetch::FetchEngine::KnownHost known, std::uint64_t secret, PageReader reader)
      : settings(given),
        guard(std::move(checked)),
        chunk_secret(secret),
        read(std::move(reader)),
        engine(io, guard, settings.fetch, std::move(known)),
        work(asio::make_work_guard(io)),
        pool(workers_of(settings)) {
    thread = std::thread([this] { io.run(); });
  }

  ~Impl() { pool.join(); }  // while all that its threads use is there

  // Nothing is fetched any more, no further page is begun. How many are still being read when the
  // wait is over: unless it is none, this must not be destroyed.
  std::size_t end(std::chrono::milliseconds longest) {
    asio::post(io, [this] { engine.stop(); });
    work.reset();
    thread.join();
    std::unique_lock lock(mutex);
    ending = true;
    changed.wait_for(lock, longest, [this] { return reading == 0; });
    return reading;
  }

  asio::awaitable<void> run(Job job) {
    Visit visit;
    fetch::FetchRequest request = std::move(job.request);
    const std::string origin = crawler::frontier::origin_of(request.url);
    visit.outcome = co_await engine.fetch(std::move(request));
    engine.set_unread(add_unread());
    visit.before = job.reading.record;
    visit.hosts = engine.take_changed_hosts();
    if (visit.before.source && visit.before.role == UrlRole::kList) {
      job.reading.robots_sitemaps = engine.sitemaps_of(origin);
    }
    publish_counters();
    visit.first = std::move(job.first);
    visit.first_hash = job.first_hash;
    const bool later_part = visit.first.has_value();
    const bool fresh = visit.outcome.end == fetch::FetchEnd::kPage &&
                       (later_part || visit.before.body_hash == 0 ||
                        hash_of_bytes(visit.outcome.page.bytes) != visit.before.body_hash);
    if (!fresh) {
      std::string().swap(visit.outcome.page.gzip);  // nothing will be stored
      if (later_part) visit.reading = std::move(job.reading);
      finish(std::move(visit));
      co_return;
    }
    auto shared = std::make_shared<std::pair<Visit, DocumentRequest>>(std::move(visit),
                                                                      std::move(job.reading));
    asio::post(pool, [this, shared] {
      if (!begin_page()) return;
      Visit& fetched = shared->first;
      FetchedPage& page = fetched.outcome.page;
      fetched.document = document_of(page, std::move(shared->second));
      // It may wait its turn to be stored, and a quarter of the bytes are as good. An assignment
      // would keep the room.
      if (!page.gzip.empty()) std::string().swap(page.bytes);
      finish(std::move(fetched));
      end_page();
    });
  }

  Document document_of(const FetchedPage& page, DocumentRequest request) const {
    if (read) return read(page, std::move(request));
    return read_document(page, std::move(request), settings.parse, settings.crawl.max_depth,
                         chunk_secret);
  }

  bool begin_page() {
    const std::lock_guard lock(mutex);
    if (!ending) ++reading;
    return !ending;
  }

  void end_page() {
    const std::lock_guard lock(mutex);
    --reading;
    changed.notify_one();
  }

  std::size_t add_unread() {
    const std::lock_guard lock(mutex);
    return ++unread;
  }

  void tell_unread() {
    asio::post(io, [this] {
      std::unique_lock lock(mutex);
      const std::size_t pages = unread;
      lock.unlock();
      engine.set_unread(pages);
    });
  }

  void finish(Visit visit) {
    const std::lock_guard lock(mutex);
    done.push_back(std::move(visit));
    changed.notify_one();
  }

  void publish_counters() {
    const auto now = engine.counters();
    const std::lock_guard lock(mutex);
    counters = now;
  }

  const config::Settings settings;
  const fetch::AddressGuard guard;
  const std::uint64_t chunk_secret;
  const PageReader read;
  asio::io_context io;
  fetch::FetchEngine engine;
  asio::executor_work_guard<asio::io_context::executor_type> work;
  asio::thread_pool pool;
  std::thread thread;
  std::size_t running = 0;  // owner's
  std::atomic<bool> came_round = true;

  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Visit> done;
  std::size_t unread = 0;   // fetched, and not yet handed back
  std::size_t reading = 0;  // of them, on a thread of the pool
  bool ending = false;
  bool woken = false;
  fetch::EngineCounters counters;
};

Network::Network(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Network::~Network() {
  const std::size_t left = impl_->end(kLastPage);
  if (left == 0) return;
  pages_left_behind += left;
  (void)impl_.release();  // in use for as long as the process lasts
}

std::size_t Network::left_behind() { return pages_left_behind; }

Result<std::unique_ptr<Network>> Network::start_threads(const config::Settings& settings,
                                                        fetch::FetchEngine::KnownHost known,
                                                        std::uint64_t chunk_secret,
                                                        PageReader read) {
  auto guard = fetch::AddressGuard::make(settings.fetch.allow_addresses);
  if (!guard) return guard.error();
  return std::unique_ptr<Network>(new Network(std::make_unique<Impl>(
      settings, *std::move(guard), std::move(known), chunk_secret, std::move(read))));
}

bool Network::has_room() const {
  return impl_->running < impl_->settings.fetch.connections * kJobsPerConnection;
}

void Network::start(Job job) {
  ++impl_->running;
  auto shared = std::make_shared<Job>(std::move(job));
  asio::post(impl_->io, [impl = impl_.get(), shared] {
    asio::co_spawn(impl->io, impl->run(std::move(*shared)), [](const std::exception_ptr& failure) {
      // Expected failures are values: this is a mistake of ours or no memory, and goes up.
      if (failure) std::rethrow_exception(failure);
    });
  });
}

std::vector<Visit> Network::wait(std::chrono::milliseconds longest) {
  std::unique_lock lock(impl_->mutex);
  impl_->changed.wait_for(lock, longest, [&] { return impl_->woken || !impl_->done.empty(); });
  impl_->woken = false;
  std::vector<Visit> done = std::exchange(impl_->done, {});
  impl_->running -= done.size();
  impl_->unread -= done.size();
  if (!done.empty()) impl_->tell_unread();
  return done;
}

void Network::wake() {
  const std::lock_guard lock(impl_->mutex);
  impl_->woken = true;
  impl_->changed.notify_one();
}

void Network::stop() {
  asio::post(impl_->io, [impl = impl_.get()] { impl->engine.stop(); });
}

std::size_t Network::running() const { return impl_->running; }

bool Network::goes_on() {
  if (!impl_->came_round.exchange(false)) return false;
  asio::post(impl_->io, [impl = impl_.get()] { impl->came_round = true; });
  return true;
}

fetch::EngineCounters Network::counters() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->counters;
}

std::vector<HostRecord> Network::last_hosts() {
  // Shared: the answer may come when nobody waits for it any more.
  const auto hosts = std::make_shared<std::promise<std::vector<HostRecord>>>();
  auto future = hosts->get_future();
  asio::post(impl_->io,
             [impl = impl_.get(), hosts] { hosts->set_value(impl->engine.take_changed_hosts()); });
  if (future.wait_for(kLastAnswer) != std::future_status::ready) return {};
  return future.get();
}

}  // namespace storyfold::app
