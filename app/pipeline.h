#pragma once
// One-shot folding: read -> (parse + sign, on several threads) -> fold, in order -> sync.
//
//   reader thread    takes raw records from the input, in batches
//   worker threads   bytes -> Article -> fingerprint: pure
//   calling thread   folds in the order of the input
//   writing thread   appends what was decided to the store (app/write_behind.h)
//   sync thread      makes what was appended durable, at least every `sync_interval`
//
// The queues between them are bounded. A failed append or sync ends the run: nothing is
// acknowledged that is not stored.
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "app/fold.h"
#include "app/input.h"
#include "config/settings.h"
#include "core/result.h"
#include "storage/store.h"

namespace storyfold::app {

struct PipelineTotals {
  std::uint64_t records = 0;     // taken from the input in this run
  std::uint64_t sightings = 0;   // new ones
  std::uint64_t items = 0;       // new ones
  std::uint64_t repeats = 0;     // records whose sighting stood already
  std::uint64_t merged = 0;      // stories that turned out to be one
  std::uint64_t resumed_at = 0;  // records of this input that earlier runs had done
  std::map<std::string, std::uint64_t> relations;
  std::map<std::string, std::uint64_t> rejected;  // by reason
  bool complete = false;                          // the input was read to its end
  bool nothing_new = false;                       // an earlier run had read it to its end
};

struct PipelineHooks {
  // Called on the calling thread after each batch.
  std::function<void(const PipelineTotals&, std::uint64_t read_bytes)> progress;
  std::function<void(const Error&)> rejected;
  // Asked between batches; true stops the reading, what was read is still folded.
  std::function<bool()> stop_requested;
};

// Folds one input into the store. The records before a stop stay; calling it again with the same,
// unchanged input goes on behind them. Errors are those of the store.
Result<PipelineTotals> fold_input(Input& input, Fold& fold, storage::Store& store,
                                  const config::Settings& settings, const PipelineHooks& hooks);

}  // namespace storyfold::app
