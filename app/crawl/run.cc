#include "app/crawl/run.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/crawl/answers.h"
#include "app/crawl/catalog.h"
#include "app/crawl/control.h"
#include "app/crawl/crawler.h"
#include "app/crawl/live_view.h"
#include "app/crawl/service.h"
#include "app/crawl/wanted_requests.h"
#include "app/exit_codes.h"
#include "app/fold.h"
#include "app/json_out.h"
#include "app/progress.h"
#include "app/sync_thread.h"
#include "storage/store.h"

namespace storyfold::app {
namespace {

// A reader beside the crawl sees a page so much later.
constexpr std::chrono::milliseconds kGatherRecords{20};

volatile std::sig_atomic_t reload_requested = 0;

void note_reload(int) { reload_requested = 1; }

class Run {
 public:
  Run(Context& context, const RunOptions& options)
      : context_(context),
        settings_(context.settings),
        options_(options),
        view_(context.err, Style(use_colour(ColourChoice::kAuto, STDERR_FILENO)), mode(options),
              terminal_columns(STDERR_FILENO)) {}

  int run() {
    if (auto opened = open(); !opened) return fail(context_, opened.error());
    SyncThread sync(*store_, settings_.store.sync_interval,
                    [this] { return trim_raw_pages(*store_, settings_.crawl); });
    failure_ = [&sync] { return sync.failure(); };
    CrawlHooks hooks;
    hooks.visited = [this](const CrawlEvent& event) {
      view_.visited(event);
      wanted_->visited(event);
    };
    hooks.tick = [this] { tick(); };
    hooks.stop_requested = [this] { return StopSignals::requested() || failure_(); };
    auto crawler = Crawler::open(settings_, *store_, *fold_, book_, std::move(hooks));
    if (!crawler) return fail(context_, crawler.error());
    crawler_ = std::move(*crawler);
    wanted_ = std::make_unique<WantedRequests>(settings_, *store_, *fold_, [this] {
      auto followed = reload();
      return followed ? Result<void>() : Result<void>(followed.error());
    });
    listen();
    service_.ready();
    if (!options_.quiet)
      view_.say("storyfold: following " + counted(book_->followed(), "outlet", "outlets"));
    auto crawled = crawler_->run(options_.once);
    wanted_->stop();
    service_.stopping();
    view_.clear();
    auto synced = sync.finish();
    if (!crawled) return fail(context_, crawled.error());
    if (!synced) return fail(context_, synced.error());
    if (options_.once) print_summary();
    return StopSignals::requested() && options_.once ? kExitInterrupted : kExitOk;
  }

 private:
  static LiveView::Mode mode(const RunOptions& options) {
    if (options.quiet) return LiveView::Mode::kQuiet;
    return ::isatty(STDERR_FILENO) == 1 ? LiveView::Mode::kScreen : LiveView::Mode::kLines;
  }

  Result<void> open() {
    // The rest is RocksDB's. A form that is not held costs more than a block that is not.
    const std::uint64_t forms = settings_.crawl.memory_bytes / 8 * 5;
    auto store = storage::Store::open_writer(settings_.store.dir,
                                             {settings_.crawl.memory_bytes - forms}, true);
    if (!store) return store.error();
    store_ = std::move(*store);
    auto book = read_book();
    if (!book) return book.error();
    book_ = *std::move(book);
    if (book_->followed() == 0) {
      return Error{Errc::kBadInput, "no outlets to follow: put files into " +
                                        settings_.crawl.sources.string() +
                                        " (crawl.sources), or use `storyfold sources add URL`"};
    }
    config::DedupSettings dedup = ranked(settings_.dedup, *book_);
    dedup.form_cache_bytes = forms;
    auto fold = Fold::open(*store_, dedup, kGatherRecords);
    if (!fold) return fold.error();
    fold_ = std::move(*fold);
    return {};
  }

  // Without a socket the crawl goes on: commands that write are then refused until it has ended.
  void listen() {
    auto control = ControlServer::listen(settings_.crawl.socket);
    if (control) {
      control_ = std::move(*control);
    } else if (!options_.once) {
      view_.say("storyfold: " + control.error().what, Severity::kWarning);
    }
  }

  void answer_commands() {
    if (!control_) return;
    for (const ControlRequest& request : control_->take()) {
      answer({settings_, *store_, *fold_, *crawler_, book_, [this] { return reload(); },
              [this] { return view_.last_line(); },
              [this](const ControlRequest& wanted) { wanted_->take(wanted); }, [this] { tell(); },
              [] { return StopSignals::requested(); }, failure_},
             request);
    }
  }

  Result<std::shared_ptr<const OutletBook>> read_book() {
    auto catalog = load_catalog(settings_.crawl, *store_);
    if (!catalog) return catalog.error();
    if (book_) keep_unreadable(*catalog);
    auto book = std::make_shared<const OutletBook>(make_book_to_ask(*catalog, catalog->errors));
    for (const Error& error : catalog->errors) {
      view_.say("storyfold: " + printable(error.what), Severity::kWarning);
    }
    return std::shared_ptr<const OutletBook>(std::move(book));
  }

  // An outlet whose file cannot be read any more is followed as before, until it can or is gone.
  void keep_unreadable(Catalog& catalog) const {
    for (const auto& before : book_->all()) {
      const std::string& key = before->config.key;
      const bool read = std::any_of(catalog.outlets.begin(), catalog.outlets.end(),
                                    [&](const auto& outlet) { return outlet.key == key; });
      std::error_code left;
      if (!read && std::filesystem::exists(settings_.crawl.sources / (key + ".toml"), left)) {
        catalog.outlets.push_back(before->config);
      }
    }
  }

  // Who watches learns how the crawl stands, and that it goes on.
  void tell() {
    view_.tick(*crawler_);
    service_.status(view_.last_line());
    if (crawler_->network_goes_on()) service_.alive();
  }

  void tick() {
    tell();
    answer_commands();
    wanted_->step(*crawler_);
    if (reload_requested == 0) return;
    reload_requested = 0;
    service_.reloading();
    // What cannot be read leaves the outlets as they were.
    if (auto followed = reload(); followed) {
      view_.say("storyfold: now following " + counted(*followed, "outlet", "outlets"));
    } else {
      view_.say("storyfold: reload: " + printable(followed.error().what), Severity::kWarning);
    }
    service_.ready();
  }

  Result<std::size_t> reload() {
    auto book = read_book();
    if (!book) return book.error();
    book_ = *std::move(book);
    if (auto reloaded = crawler_->reload(book_); !reloaded) return reloaded.error();
    return book_->followed();
  }

  void print_summary() {
    const CrawlTotals& totals = crawler_->totals();
    const auto network = crawler_->network_counters();
    if (context_.json) {
      Json json;
      json["visits"] = totals.visits;
      json["ends"] = totals.ends;
      json["found"] = totals.found;
      json["cut"] = totals.cut;
      json["sightings"] = totals.sightings;
      json["stories"] = totals.stories;
      json["reposts"] = totals.reposts;
      json["requests"] = network.requests;
      json["bytes"] = network.bytes;
      context_.out.write(json_line(json));
      return;
    }
    context_.out.line(StopSignals::requested()
                          ? "Stopped; what was done is kept. Start again to go on."
                          : "Done: nothing is due now.");
    context_.out.line("  requests       " + group_digits(network.requests) + " (" +
                      human_bytes(network.bytes) + ")");
    std::string ends;
    for (const auto& [name, count] : totals.ends) {
      ends += (ends.empty() ? "" : ", ") + name + " " + group_digits(count);
    }
    context_.out.line("  visits         " + group_digits(totals.visits) +
                      (ends.empty() ? "" : " (" + ends + ")"));
    context_.out.line("  addresses      " + group_digits(totals.found) + " found, " +
                      group_digits(totals.cut) + " not taken (traps, budgets)");
    context_.out.line("  new sightings  " + group_digits(totals.sightings) + ": " +
                      counted(totals.stories, "story", "stories") + " founded, " +
                      counted(totals.reposts, "repost", "reposts") + " folded");
  }

  Context& context_;
  const config::Settings& settings_;
  const RunOptions& options_;
  const StopSignals stop_;
  LiveView view_;
  Service service_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<Fold> fold_;
  std::shared_ptr<const OutletBook> book_;
  std::unique_ptr<Crawler> crawler_;  // borrows the others
  std::unique_ptr<WantedRequests> wanted_;
  std::function<std::optional<Error>()> failure_;  // of the thread that syncs
  std::unique_ptr<ControlServer> control_;         // last: what it took is answered with the others
};

}  // namespace

int run_crawl(Context& context, const RunOptions& options) {
  // Before the store is opened, which may take a while: sources are read again after it.
  std::signal(SIGHUP, note_reload);
  return Run(context, options).run();
}

}  // namespace storyfold::app
