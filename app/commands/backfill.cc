#include "app/backfill.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/backfill_web.h"
#include "app/commands/command.h"
#include "app/commands/times.h"
#include "app/exit_codes.h"

namespace storyfold::app {
namespace {

struct Options {
  std::vector<std::string> inputs;  // paths and addresses
  std::string urls;
  std::string since, until;
  WantedSpec spec;
  bool quiet = false;
  bool compact = false;
};

bool is_address(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

Result<WantedSpec> wanted(const Context& context, const Options& options) {
  const int offset = context.settings.parse.assumed_utc_offset_minutes;
  WantedSpec spec = options.spec;
  auto since = read_time("--since", options.since, offset);
  if (!since) return since.error();
  auto until = read_time("--until", options.until, offset);
  if (!until) return until.error();
  spec.since = *since;
  spec.until = *until;
  std::copy_if(options.inputs.begin(), options.inputs.end(), std::back_inserter(spec.starts),
               is_address);
  if (!options.urls.empty()) {
    auto pages = read_address_list(options.urls);
    if (!pages) return pages.error();
    spec.pages = *std::move(pages);
  }
  const bool ranged = spec.since || spec.until || spec.limit != 0 || spec.again;
  if (ranged && spec.starts.empty() && options.urls.empty()) {
    return Error{Errc::kBadInput, "--since, --until, --limit and --again are about addresses"};
  }
  return spec;
}

int run(Context& context, const Options& options) {
  BackfillOptions archives;
  std::copy_if(options.inputs.begin(), options.inputs.end(), std::back_inserter(archives.inputs),
               [](const std::string& input) { return !is_address(input); });
  archives.json = context.json;
  archives.quiet = options.quiet;
  auto spec = wanted(context, options);
  if (!spec) return fail(context, spec.error());
  const bool web = !spec->starts.empty() || !options.urls.empty();
  archives.compact = options.compact && !web;  // once, at the end
  int code = kExitOk;
  if (!archives.inputs.empty()) code = run_backfill(context.settings, archives);
  if (!web || code > kExitPartial) return code;
  return std::max(code,
                  run_web_backfill(context, {*std::move(spec), options.quiet, options.compact}));
}

}  // namespace

void add_backfill(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* command = add_command(
      app, "backfill",
      "Fold archived posts and JSON Lines into the store, which is made if there is none; and\n"
      "pages, feeds and sitemaps of the web, which are asked for once and not followed.\n"
      "Can be stopped at any time; started again it goes on where it was. The same input twice\n"
      "adds nothing.",
      "  storyfold backfill --store news ~/archive/posts\n"
      "  storyfold backfill --store news flashes.jsonl.gz 2023/*.jsonl.zst\n"
      "  storyfold backfill --store news --urls addresses.txt\n"
      "  storyfold backfill --since 2026-01-01 https://www.example.com/sitemap.xml\n");
  auto* inputs = command->add_option(
      "PATH", options->inputs,
      "A folder of posts, a post (.md .html), JSON Lines (.jsonl, also .gz .zst), or the address "
      "of a page, a feed or a sitemap");
  inputs->type_name("");
  command
      ->add_option("--urls", options->urls,
                   "A list of pages' addresses, one a line; - reads them "
                   "from standard input")
      ->type_name("FILE");
  command
      ->add_option("--since", options->since,
                   "Of a feed or sitemap, only what was published or changed from then on")
      ->type_name("DATE");
  command->add_option("--until", options->until, "... and before then")->type_name("DATE");
  command->add_option("--limit", options->spec.limit, "Of feeds and sitemaps, the newest N entries")
      ->type_name("N");
  command->add_flag("--again", options->spec.again, "Ask also for addresses that are stored");
  command->add_flag("-q,--quiet", options->quiet, "No progress, only the summary");
  command->add_flag("--compact", options->compact,
                    "Compact the store at the end: smallest on disk, fastest to read");
  command->callback([options, &invocation] {
    if (options->inputs.empty() && options->urls.empty()) {
      throw CLI::RequiredError("PATH or --urls");
    }
    invocation.run = [options](Context& context) { return run(context, *options); };
  });
}

}  // namespace storyfold::app
