#include "app/crawl/forget.h"

#include <memory>
#include <string>

#include "app/commands/command.h"
#include "app/crawl/messages.h"
#include "app/exit_codes.h"

namespace storyfold::app {
namespace {

struct Options {
  std::string reference;
  std::string why;
  bool compact = false;
};

void show(Context& context, const Forgotten& forgotten) {
  if (context.json) {
    context.out.write(json_line(to_json(forgotten)));
    return;
  }
  if (forgotten.before) {
    context.out.line("Taken down before; nothing is left of it.");
    return;
  }
  context.out.line("Taken down: " + counted(forgotten.sightings, "sighting", "sightings") + ", " +
                   counted(forgotten.items, "text", "texts") + ", " +
                   counted(forgotten.stories, "story", "stories") + ", " +
                   counted(forgotten.addresses, "address", "addresses"));
}

// The running daemon, which alone may write, takes it down.
int ask_to_forget(Context& context, const Options& options, const Error& locked) {
  const Json request{{"command", "forget"},
                     {"reference", options.reference},
                     {"why", options.why},
                     {"compact", options.compact}};
  return ask_writer(context, locked, request, nullptr, [&](const Json& answer) {
    if (answer.contains("found")) {
      not_found(context, no_match(options.reference));
    } else {
      show(context, forgotten_of(answer));
    }
  });
}

int run_forget(Context& context, const Options& options) {
  auto store = open_store_for_writing(context);
  if (!store && store.error().code == Errc::kLocked) {
    return ask_to_forget(context, options, store.error());
  }
  if (!store) return fail(context, store.error());
  auto fold = Fold::open(**store, context.settings.dedup);
  if (!fold) return fail(context, fold.error());
  auto forgotten = forget(**store, **fold, options.reference, options.why);
  if (!forgotten) return fail(context, forgotten.error());
  if (!*forgotten) return not_found(context, no_match(options.reference));
  if (options.compact) {
    if (auto compacted = (*store)->compact(); !compacted) return fail(context, compacted.error());
  }
  show(context, **forgotten);
  return kExitOk;
}

}  // namespace

void add_forget(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* command = add_command(
      app, "forget",
      "Take an article down for good: all sightings of a URL, or all of a text by its item's id.\n"
      "A text that nobody else carries goes as well; neither is stored again, whoever brings it.\n"
      "This cannot be undone.",
      "  storyfold forget --store news https://www.example.com/a/17.html --why 'court order 12'\n"
      "  storyfold forget --store news 3f2a9c41 --compact\n");
  command->add_option("REF", options->reference, "URL, or id or prefix of an item")
      ->type_name("")
      ->required();
  command->add_option("--why", options->why, "Kept with the tombstone and in the log")
      ->type_name("TEXT");
  command->add_flag("--compact", options->compact,
                    "Compact the store, so that its files hold nothing of it either");
  command->callback([options, &invocation] {
    invocation.run = [options](Context& context) { return run_forget(context, *options); };
  });
}

}  // namespace storyfold::app
