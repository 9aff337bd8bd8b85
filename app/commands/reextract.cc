#include "app/crawl/reextract.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "app/commands/command.h"
#include "app/crawl/catalog.h"
#include "app/crawl/messages.h"
#include "app/exit_codes.h"
#include "app/progress.h"
#include "crawler/frontier/url_form.h"

namespace storyfold::app {
namespace {

struct Options {
  std::string url;
  bool all = false;
  bool quiet = false;
};

Result<std::shared_ptr<const OutletBook>> read_book(Context& context, const storage::Store& store) {
  auto catalog = load_catalog(context.settings.crawl, store);
  if (!catalog) return catalog.error();
  auto book = std::make_shared<const OutletBook>(make_book(*catalog, catalog->errors));
  for (const Error& error : catalog->errors) fail(context, error);
  return std::shared_ptr<const OutletBook>(std::move(book));
}

void show(Context& context, const RereadPage& page) {
  if (context.json) {
    context.out.write(json_line(to_json(page)));
    return;
  }
  const std::string& said = page.reason.empty() ? page.title : page.reason;
  context.out.line(pad(to_string(page.end), 12) + printable(page.url) + "  " + printable(said));
}

void show(Context& context, const RereadTotals& totals) {
  if (context.json) {
    context.out.write(json_line(to_json(totals)));
    return;
  }
  context.out.line(counted(totals.done(), "page", "pages") +
                   " read again: " + group_digits(totals.unchanged) + " unchanged, " +
                   group_digits(totals.revised) + " revised, " + group_digits(totals.no_article) +
                   " without an article now, " + group_digits(totals.passed) + " passed over");
  if (!totals.complete) {
    context.out.line("Stopped; what was done is kept. Start again to go on.");
  }
}

class Reextract {
 public:
  Reextract(Context& context, const Options& options, RereadOptions wanted)
      : context_(context),
        wanted_(std::move(wanted)),
        progress_("pages", options.quiet || context.json) {}

  int run() {
    auto store = open_store_for_writing(context_);
    if (!store && store.error().code == Errc::kLocked) return through_daemon(store.error());
    if (!store) return fail(context_, store.error());
    auto book = read_book(context_, **store);
    if (!book) return fail(context_, book.error());
    auto fold = Fold::open(**store, context_.settings.dedup);
    if (!fold) return fail(context_, fold.error());
    const StopSignals stop;
    RereadHooks hooks;
    hooks.go_on = [] { return !StopSignals::requested(); };
    hooks.read = [this](const RereadPage& page, const RereadTotals& totals) {
      if (page.end != RereadEnd::kUnchanged) show_page(page);
      progress_.update({totals.done(), totals.to_read, totals.done(), {}});
    };
    auto totals = reextract(**store, **fold, *book, context_.settings, wanted_, hooks);
    progress_.clear();
    if (!totals) return fail(context_, totals.error());
    if (wanted_.url && totals->complete && totals->to_read == 0) return none_kept();
    show(context_, *totals);
    return totals->complete ? kExitOk : kExitInterrupted;
  }

 private:
  // The running daemon, which alone may write, reads the pages between its visits.
  int through_daemon(const Error& locked) {
    Json request{{"command", "reextract"}, {"all", wanted_.all}};
    if (wanted_.url) request["url"] = *wanted_.url;
    const auto line = [this](const Json& told) {
      if (const auto page = told.find("page"); page != told.end()) show_page(reread_page_of(*page));
      const auto done = told.value("progress", std::uint64_t{0});
      progress_.update({done, told.value("to_read", std::uint64_t{0}), done, {}});
    };
    return ask_writer(context_, locked, std::move(request), line, [this](const Json& last) {
      progress_.clear();
      if (last.contains("found")) {
        none_kept();
      } else {
        show(context_, reread_totals_of(last));
      }
    });
  }

  void show_page(const RereadPage& page) {
    progress_.clear();
    show(context_, page);
  }

  int none_kept() {
    return not_found(context_, "no page is kept as it was fetched of " + *wanted_.url);
  }

  Context& context_;
  const RereadOptions wanted_;
  Progress progress_;
};

int run_reextract(Context& context, const Options& options) {
  RereadOptions wanted;
  wanted.all = options.all;
  if (!options.url.empty()) {
    auto url = crawler::frontier::crawl_form(options.url);
    if (!url) return fail(context, {url.error().code, options.url + ": " + url.error().what});
    wanted.url = *std::move(url);
  }
  return Reextract(context, options, std::move(wanted)).run();
}

}  // namespace

void add_reextract(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* command = add_command(
      app, "reextract",
      "Read the pages kept as they were fetched (crawl.raw_keep) with the present extractor.\n"
      "A text that comes out different is folded as a revision under the same URL; the others\n"
      "change nothing. Pages that the present extractor has read are left out. Stops cleanly.",
      "  storyfold reextract --store news\n"
      "  storyfold reextract --store news https://www.example.com/2026/11/21/a.html\n");
  command->add_option("URL", options->url, "Only this page, whatever has read it")->type_name("");
  command->add_flag("--all", options->all, "Also pages that the present extractor has read");
  command->add_flag("-q,--quiet", options->quiet, "No progress, only what changed");
  command->callback([options, &invocation] {
    invocation.run = [options](Context& context) { return run_reextract(context, *options); };
  });
}

}  // namespace storyfold::app
