#include "app/backfill.h"

#include <memory>
#include <string>
#include <vector>

#include "app/commands/command.h"

namespace storyfold::app {

void add_backfill(CLI::App& app, Invocation& invocation) {
  struct Options {
    std::vector<std::string> paths;
    bool quiet = false;
    bool compact = false;
  };
  auto options = std::make_shared<Options>();
  auto* command = add_command(
      app, "backfill",
      "Fold archived posts and JSON Lines into the store, which is made if there is none.\n"
      "Can be stopped at any time; started again it goes on where it was. The same input twice\n"
      "adds nothing.",
      "  storyfold backfill --store news ~/archive/posts\n"
      "  storyfold backfill --store news flashes.jsonl.gz 2023/*.jsonl.zst\n");
  command
      ->add_option("PATH", options->paths,
                   "A folder of posts, a post (.md .html), or JSON Lines (.jsonl, also .gz .zst)")
      ->type_name("")
      ->required();
  command->add_flag("-q,--quiet", options->quiet, "No progress, only the summary");
  command->add_flag("--compact", options->compact,
                    "Compact the store at the end: smallest on disk, fastest to read");
  command->callback([options, &invocation] {
    invocation.run = [options](Context& context) {
      BackfillOptions backfill;
      backfill.inputs.assign(options->paths.begin(), options->paths.end());
      backfill.json = context.json;
      backfill.quiet = options->quiet;
      backfill.compact = options->compact;
      return run_backfill(context.settings, backfill);
    };
  });
}

}  // namespace storyfold::app
