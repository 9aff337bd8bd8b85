#pragma once
// What is wanted, and what came of it, as the daemon's socket carries it (control.h).
#include "app/crawl/wanted.h"
#include "app/json_out.h"
#include "core/result.h"

namespace storyfold::app {

// "pages", "starts", "since", "until" (seconds since the epoch), "limit", "again".
[[nodiscard]] Json to_json(const WantedSpec& spec);
// kBadInput: "pages" or "starts" is no list of texts, another key no number or truth.
[[nodiscard]] Result<WantedSpec> wanted_spec_of(const Json& json);

[[nodiscard]] Json to_json(const WantedTotals& totals);
// Adds what to_json gave; a key that is not there adds nothing.
void add_totals(WantedTotals& sum, const Json& json);

}  // namespace storyfold::app
