#pragma once
// Answers for programs: one JSON object a line, keys in a fixed order. docs/commands.md lists the
// fields. Pure; safe from any thread.
#include "app/json.h"  // IWYU pragma: export: how the answers are written
#include "app/queries.h"
#include "app/reading.h"
#include "dedup/align.h"

namespace storyfold::app {

[[nodiscard]] Json to_json(const Claim& claim);
[[nodiscard]] Json to_json(const Evidence& evidence);
[[nodiscard]] Json to_json(const storage::Sighting& sighting);
[[nodiscard]] Json to_json(const ItemView& view, bool with_text);
[[nodiscard]] Json to_json(const StoryView& view);
[[nodiscard]] Json to_json(const StoryLine& line);
[[nodiscard]] Json to_json(const NearHit& hit);
[[nodiscard]] Json to_json(const Subject& subject);  // without the text
[[nodiscard]] Json to_json(const ExplainView& view, const config::DedupSettings& settings);
[[nodiscard]] Json to_json(const StatsView& view);
[[nodiscard]] Json to_json(const ReadArticle& read);
// "item", "xxh3", "simhash", "tokens", "chunks".
void add_hashes(Json& to, const Sha256& item, const Fingerprint& print);
// "published", "time_precision", "zone_assumed", "time_clue"; null when unknown.
void add_time(Json& to, const Timestamp& time);

}  // namespace storyfold::app
