#include <memory>
#include <string>

#include "app/commands/command.h"
#include "app/commands/show.h"
#include "app/exit_codes.h"
#include "app/json_out.h"
#include "app/queries.h"
#include "core/identity.h"

namespace storyfold::app {
namespace {

struct Options {
  std::string text;
  NearQuery query;
};

void print_hits(Context& context, const std::vector<NearHit>& hits) {
  Table table;
  table.right_align(0);
  table.right_align(1);
  table.add({{Role::kLabel, "bits"},
             {Role::kLabel, "contained"},
             {Role::kLabel, "kind"},
             {Role::kLabel, "item"},
             {Role::kLabel, "story"},
             {Role::kLabel, "published"},
             {Role::kLabel, "outlet"},
             {Role::kLabel, "title"}});
  const int offset = context.settings.parse.assumed_utc_offset_minutes;
  for (const auto& hit : hits) {
    const auto& evidence = hit.verdict.evidence;
    std::string outlet = printable(hit.sighting.outlet);
    if (hit.carriers > 1) outlet += " +" + std::to_string(hit.carriers - 1);
    table.add({{std::to_string(evidence.simhash_distance)},
               {percent(evidence.containment)},
               {dedup::folds(hit.verdict.kind) ? Role::kGood : Role::kLabel,
                std::string(to_string(hit.verdict.kind))},
               {Role::kId, to_hex(hit.item).substr(0, 12)},
               {Role::kId, to_hex(hit.sighting.story)},
               {local_time(hit.sighting.published, offset)},
               {std::move(outlet)},
               {printable(hit.sighting.title)}});
  }
  context.out.write(table.text(context.style, context.width));
}

int run_near(Context& context, const Options& options) {
  auto store = open_store(context);
  if (!store) return fail(context, store.error());
  auto subject = subject_of(**store, options.text, context.settings);
  if (!subject) return fail(context, subject.error());
  if (!*subject) return not_found(context, no_match(options.text));
  auto hits = find_near(**store, **subject, options.query, context.settings.dedup);
  if (!hits) return fail(context, hits.error());
  if (context.json) {
    for (const auto& hit : *hits) context.out.write(json_line(to_json(hit)));
  } else if (!hits->empty()) {
    print_hits(context, *hits);
  }
  // An answer too, so exit code 0; said where it does not get into the way of the answer.
  if (hits->empty()) context.err.line("nothing stored is like '" + printable(options.text) + "'");
  return kExitOk;
}

}  // namespace

void add_near(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* command = add_command(
      app, "near",
      "What is like a text: stored texts that share rare chunks with it or whose SimHash is\n"
      "close, each compared in full. Best first.",
      "  storyfold near 3f2a9c41\n"
      "  storyfold near draft.md --limit 3\n"
      "  pbpaste | storyfold near - --json\n");
  command
      ->add_option("REF", options->text,
                   "A stored text (as in get), a file (post, JSON line, HTML, text), or - for "
                   "standard input")
      ->type_name("")
      ->required();
  command->add_option("--limit", options->query.limit, "Most results")
      ->type_name("N")
      ->check(between(1, 1000))
      ->capture_default_str();
  command
      ->add_option("--distance", options->query.max_distance,
                   "SimHash bits that may differ when no chunk is shared")
      ->type_name("K")
      ->check(between(0, 64))
      ->capture_default_str();
  command->callback([options, &invocation] {
    invocation.run = [options](Context& context) { return run_near(context, *options); };
  });
}

}  // namespace storyfold::app
