#include "app/backfill_web.h"

#include <fstream>
#include <iostream>
#include <memory>
#include <utility>

#include "app/ask_writer.h"
#include "app/crawl/catalog.h"
#include "app/crawl/control.h"
#include "app/crawl/crawler.h"
#include "app/crawl/outlets.h"
#include "app/crawl/wanted_json.h"
#include "app/exit_codes.h"
#include "app/progress.h"
#include "app/sync_thread.h"
#include "crawler/parse/unicode.h"
#include "storage/store.h"

namespace storyfold::app {
namespace {

constexpr std::uint64_t kTroublesPrinted = 20;  // the rest is only counted
constexpr std::size_t kRequestBytes = kMaxControlLine / 4;

class WebBackfill {
 public:
  WebBackfill(Context& context, const WebBackfillOptions& options)
      : context_(context),
        settings_(context.settings),
        options_(options),
        progress_("backfill", options.quiet) {}

  int run() {
    auto store =
        storage::Store::open_writer(settings_.store.dir, {settings_.store.memory_bytes}, true);
    if (!store && store.error().code == Errc::kLocked) return through_daemon(store.error());
    if (!store) return fail(context_, store.error());
    store_ = std::move(*store);
    auto crawled = crawl();
    progress_.clear();
    if (!crawled) return fail(context_, crawled.error());
    return report(StopSignals::requested());
  }

 private:
  // --- by a crawl of its own -------------------------------------------------------------------

  Result<void> crawl() {
    const StopSignals stop;
    std::vector<Error> unusable;
    auto book = read_book(unusable);
    if (!book) return book.error();
    for (const Error& error : unusable) say(printable(error.what));
    auto fold = Fold::open(*store_, ranked(settings_.dedup, **book));
    if (!fold) return fold.error();
    Wanted wanted(
        settings_, *store_, **fold, options_.wanted,
        {[this] { return reload(); },
         [this](const std::string& url, const std::string& reason) { trouble(url, reason); }});
    SyncThread sync(*store_, settings_.store.sync_interval,
                    [this] { return trim_raw_pages(*store_, settings_.crawl); });
    Result<void> stepped;
    CrawlHooks hooks;
    hooks.visited = [&](const CrawlEvent& event) { wanted.visited(event); };
    hooks.only = [&](const std::string& url) { return wanted.holds(url); };
    hooks.tick = [&] {
      stepped = wanted.step(*crawler_);
      show(wanted.totals().ended(), wanted.totals().addresses, wanted.totals().stored);
    };
    hooks.stop_requested = [&] {
      return wanted.done() || !stepped || StopSignals::requested() || sync.failure().has_value();
    };
    auto crawler = Crawler::open(settings_, *store_, **fold, *book, std::move(hooks));
    if (!crawler) return crawler.error();
    crawler_ = *std::move(crawler);
    auto crawled = crawler_->run(false);
    crawler_.reset();
    totals_ = wanted.totals();
    auto synced = sync.finish();
    if (!crawled) return crawled;
    if (!stepped) return stepped;
    if (!synced || !options_.compact) return synced;
    return store_->compact();
  }

  // `unusable`: outlets that are left out, and why.
  Result<std::shared_ptr<const OutletBook>> read_book(std::vector<Error>& unusable) {
    auto catalog = load_catalog(settings_.crawl, *store_);
    if (!catalog) return catalog.error();
    unusable = catalog->errors;
    return std::make_shared<const OutletBook>(make_book_to_ask(*catalog, unusable));
  }

  Result<void> reload() {
    std::vector<Error> told_before;
    auto book = read_book(told_before);
    if (!book) return book.error();
    return crawler_->reload(*std::move(book));
  }

  // --- by the daemon ---------------------------------------------------------------------------

  // A line of the socket holds so much: a long list goes in several requests.
  std::vector<WantedSpec> requests() const {
    std::vector<WantedSpec> all;
    std::size_t bytes = kRequestBytes;
    const auto add = [&](std::vector<std::string> WantedSpec::*list, const std::string& url) {
      if (bytes + url.size() > kRequestBytes) {
        WantedSpec& next = all.emplace_back(options_.wanted);
        next.pages.clear();
        next.starts.clear();
        bytes = 0;
      }
      (all.back().*list).push_back(url);
      bytes += url.size() + 3;
    };
    for (const std::string& url : options_.wanted.starts) add(&WantedSpec::starts, url);
    for (const std::string& url : options_.wanted.pages) add(&WantedSpec::pages, url);
    return all;
  }

  int through_daemon(const Error& locked) {
    const StopSignals stop;
    for (const WantedSpec& part : requests()) {
      Json request = to_json(part);
      request["command"] = "backfill.web";
      const WriterAnswer answer = ask_writer(settings_, locked, std::move(request),
                                             [this](const Json& line) { take_line(line); });
      progress_.clear();
      if (answer.trouble) {
        fail(context_, *answer.trouble);
        return answer.code;
      }
      add_totals(totals_, answer.last);
      interrupted_ = answer.code == kExitInterrupted || StopSignals::requested();
      if (interrupted_) break;
    }
    return report(interrupted_);
  }

  void take_line(const Json& line) {
    if (line.contains("trouble")) {
      trouble(line.value("trouble", std::string()), line.value("reason", std::string()));
      return;
    }
    show(totals_.ended() + line.value("ended", std::uint64_t{0}),
         totals_.addresses + line.value("addresses", std::uint64_t{0}),
         totals_.stored + line.value("stored", std::uint64_t{0}));
  }

  // --- what is shown ---------------------------------------------------------------------------

  void show(std::uint64_t ended, std::uint64_t addresses, std::uint64_t stored) {
    ProgressState state;
    state.done_bytes = ended;
    state.total_bytes = addresses;
    state.records = ended;
    state.records_name = "addresses";
    state.note = grouped(stored) + " stored";
    progress_.update(state);
  }

  void trouble(const std::string& url, const std::string& reason) {
    if (options_.quiet || ++troubles_ > kTroublesPrinted) return;
    say(printable(url) + ": " + printable(reason));
    if (troubles_ == kTroublesPrinted) say("further addresses without an article are only counted");
  }

  void say(const std::string& line) {
    progress_.clear();
    context_.err.line("storyfold: " + line);
    static_cast<void>(context_.err.flush());
  }

  int report(bool stopped) {
    if (context_.json) {
      Json json = to_json(totals_);
      json["interrupted"] = stopped;
      context_.out.write(json_line(json));
    } else {
      print(stopped);
    }
    if (stopped) return kExitInterrupted;
    return totals_.all_stored() ? kExitOk : kExitPartial;
  }

  void print(bool stopped) {
    const auto line = [this](const char* label, std::uint64_t count, const std::string& more) {
      context_.out.line("  " + pad(label, 17) + grouped(count) + more);
    };
    context_.out.line(stopped ? "Stopped; what was done is kept. Start again to go on." : "Done.");
    if (totals_.listings > 0) {
      std::string more = " with " + grouped(totals_.entries) + " entries, " +
                         grouped(totals_.in_range) + " in range";
      if (totals_.undated > 0) more += ", " + grouped(totals_.undated) + " without a date";
      line("listings read", totals_.listings, more);
    }
    line("addresses", totals_.addresses, "");
    line("stored", totals_.stored, "");
    line("repeated", totals_.repeated, " (stored before, or under another address)");
    line("refused", totals_.refused, "");
    line("failed", totals_.failed, "");
    if (totals_.waiting > 0) {
      line("waiting", totals_.waiting, " (due later: `storyfold run` or another backfill asks)");
    }
    for (const auto& [reason, count] : totals_.reasons) {
      context_.out.line("    " + grouped(count) + " " + printable(reason));
    }
  }

  Context& context_;
  const config::Settings& settings_;
  const WebBackfillOptions& options_;
  Progress progress_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<Crawler> crawler_;
  WantedTotals totals_;
  std::uint64_t troubles_ = 0;
  bool interrupted_ = false;
};

}  // namespace

Result<std::vector<std::string>> read_address_list(const std::filesystem::path& path) {
  std::ifstream file;
  if (path != "-") file.open(path, std::ios::binary);
  std::istream& lines = path == "-" ? std::cin : file;
  std::vector<std::string> urls;
  for (std::string line; std::getline(lines, line);) {
    const std::string_view text = line;
    const auto url = crawler::parse::trim(text.substr(0, text.find(" #")));
    if (!url.empty() && url.front() != '#') urls.emplace_back(url);
  }
  if (!lines.eof()) return Error{Errc::kIo, path.string() + ": cannot be read"};
  return urls;
}

int run_web_backfill(Context& context, const WebBackfillOptions& options) {
  return WebBackfill(context, options).run();
}

}  // namespace storyfold::app
