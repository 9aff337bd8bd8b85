#pragma once
// Web pages for programs: `extract --json`, and the line protocol of `extract --jsonl`.
#include <cstdint>
#include <string>
#include <string_view>

#include "app/context.h"
#include "app/json_out.h"
#include "crawler/extract/page.h"

namespace storyfold::app {

// What a page says beyond its article: "kind", "why", "modified", "editors", "section",
// "canonical_url", "charset", "script", "clues", "no_index", "no_archive".
void add_page(Json& to, const crawler::extract::ExtractedPage& page);

// One answer of the line protocol: "id" as given, "title", "text", "published", "author" (list),
// "outlet", "language", "origin" (names, "; " between them), then what add_page gives,
// "replaced_characters", "degraded", "notes".
[[nodiscard]] Json page_answer(const Json& id, const crawler::extract::ExtractedPage& page);

// Reads one JSON object a line from standard input, {"id", "url", "file", "charset"}: `file` is a
// page as it came, undecoded; the others may be absent. Writes one answer a line, in order, each as
// soon as it is known; {"id", "error"} for a page that cannot be read. Returns the exit code:
// kExitPartial when any line could not be answered.
int answer_pages(Context& context);

}  // namespace storyfold::app
