#pragma once
// `storyfold backfill`: folds one-shot inputs into the store. See app/pipeline.h for the stages.
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "config/settings.h"

namespace storyfold::app {

struct BackfillOptions {
  std::vector<std::filesystem::path> inputs;
  bool json = false;     // summary as one JSON object on standard output
  bool quiet = false;    // no progress
  bool compact = false;  // compact the store at the end
};

// Runs to the end of all inputs or to SIGINT/SIGTERM, which stop it cleanly. Progress goes to
// standard error, the summary to standard output. Returns the process's exit code: 0 all records
// are in; 1 some records were rejected (all others are in); the rest as in app/exit_codes.h.
int run_backfill(const config::Settings& settings, const BackfillOptions& options);

}  // namespace storyfold::app
