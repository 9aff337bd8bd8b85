#include "app/crawl/reextract.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "app/commands/command.h"
#include "app/crawl/catalog.h"
#include "app/exit_codes.h"
#include "app/json_out.h"
#include "app/progress.h"
#include "core/identity.h"
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
    Json out;
    out["url"] = page.url;
    out["end"] = to_string(page.end);
    out["title"] = page.title;
    out["reason"] = page.reason;
    out["story"] = page.story.value == 0 ? Json() : Json(to_hex(page.story));
    context.out.write(json_line(out));
    return;
  }
  const std::string& said = page.reason.empty() ? page.title : page.reason;
  context.out.line(pad(to_string(page.end), 12) + printable(page.url) + "  " + printable(said));
}

void show(Context& context, const RereadTotals& totals) {
  if (context.json) {
    Json out;
    out["pages"] = totals.done();
    out["unchanged"] = totals.unchanged;
    out["revised"] = totals.revised;
    out["no_article"] = totals.no_article;
    out["passed_over"] = totals.passed;
    out["interrupted"] = !totals.complete;
    context.out.write(json_line(out));
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

int run_reextract(Context& context, const Options& options) {
  RereadOptions wanted;
  wanted.all = options.all;
  if (!options.url.empty()) {
    auto url = crawler::frontier::crawl_form(options.url);
    if (!url) return fail(context, {url.error().code, options.url + ": " + url.error().what});
    wanted.url = *std::move(url);
  }
  auto store = open_store_for_writing(context);
  if (!store) return fail(context, store.error());
  auto book = read_book(context, **store);
  if (!book) return fail(context, book.error());
  auto fold = Fold::open(**store, context.settings.dedup);
  if (!fold) return fail(context, fold.error());
  const StopSignals stop;
  Progress progress("pages", options.quiet || context.json);
  auto totals = reextract(**store, **fold, *book, context.settings, wanted,
                          [&](const RereadPage& page, const RereadTotals& so_far) {
                            if (page.end != RereadEnd::kUnchanged) {
                              progress.clear();
                              show(context, page);
                            }
                            progress.update({so_far.done(), so_far.to_read, so_far.done(), {}});
                            return !StopSignals::requested();
                          });
  progress.clear();
  if (!totals) return fail(context, totals.error());
  if (wanted.url && totals->to_read == 0) {
    return not_found(context, "no page is kept as it was fetched of " + *wanted.url);
  }
  show(context, *totals);
  return totals->complete ? kExitOk : kExitInterrupted;
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
