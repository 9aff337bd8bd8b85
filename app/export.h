#pragma once
// `storyfold export`: every sighting as a line, in order of storage. The same store gives the same
// bytes again, and two stores folded from the same stream give the same lines.
#include <cstdint>

#include "app/output.h"
#include "core/result.h"
#include "storage/store.h"

namespace storyfold::app {

struct ExportOptions {
  bool text = false;  // each sighting's own text
};

// A JSON object a sighting:
//   "id"         of the record as its source gave it; the sighting's id when it gave none
//   "url" "outlet" "title"
//   "published"  RFC 3339 in its own zone; null when unknown
//   "item"       64 hex digits       "simhash"  16 hex digits
//   "story"      16 hex digits       "relation" to its story
//   "canonical"  URL of the story's canonical sighting; null when it has none
//   "links"      [{"story", "relation"}] of the story: contains, contained-in, same-frame
//   "text"       with `text`
// Memory: a few facts of each story that has members still to come. Stops early when `out` is
// closed. Returns the number of lines; kCancelled after SIGINT when StopSignals lives.
Result<std::uint64_t> export_jsonl(const storage::Store& store, const ExportOptions& options,
                                   Output& out);

}  // namespace storyfold::app
