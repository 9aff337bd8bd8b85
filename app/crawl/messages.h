#pragma once
// What a daemon answers in JSON (control.h), and what that means again to the command that asked:
// so a command says the same whoever did its work. The fields are those of --json. Pure.
#include "app/crawl/forget.h"
#include "app/crawl/reextract.h"
#include "app/json_out.h"

namespace storyfold::app {

[[nodiscard]] Json to_json(const Forgotten& forgotten);
[[nodiscard]] Json to_json(const RereadPage& page);
[[nodiscard]] Json to_json(const RereadTotals& totals);

// Fields that are missing or of another kind are as in an empty value.
[[nodiscard]] Forgotten forgotten_of(const Json& json);
[[nodiscard]] RereadPage reread_page_of(const Json& json);
[[nodiscard]] RereadTotals reread_totals_of(const Json& json);

}  // namespace storyfold::app
