#pragma once
// `storyfold run`: the daemon, and one round of it.
#include "app/context.h"

namespace storyfold::app {

struct RunOptions {
  bool once = false;
  bool quiet = false;
};

// Returns the exit code. Stops cleanly within ten seconds of SIGTERM or SIGINT; SIGHUP reads the
// sources again.
int run_crawl(Context& context, const RunOptions& options);

}  // namespace storyfold::app
