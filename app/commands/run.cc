#include "app/crawl/run.h"

#include <memory>

#include "app/commands/command.h"

namespace storyfold::app {

void add_run(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<RunOptions>();
  auto* command = add_command(
      app, "run",
      "Follow the outlets: ask for their pages politely, fold what they publish, day and night.\n"
      "Outlets are the files in crawl.sources and those of `storyfold sources add`. SIGTERM stops "
      "it\n"
      "with nothing lost, SIGHUP reads the outlets again. Under systemd: storyfold.service.",
      "  storyfold run --config /etc/storyfold/storyfold.toml\n"
      "  storyfold run --once --store news\n");
  command->add_flag("--once", options->once,
                    "Poll every source once, follow what is new, end when nothing is due within "
                    "crawl.once_max_wait");
  command->add_flag("-q,--quiet", options->quiet, "No view of the crawl, only what goes wrong");
  command->callback([options, &invocation] {
    invocation.run = [options](Context& context) { return run_crawl(context, *options); };
  });
}

}  // namespace storyfold::app
