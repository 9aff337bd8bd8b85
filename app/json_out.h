#pragma once
// Answers for programs: one JSON object a line, keys in a fixed order. docs/commands.md lists the
// fields. Pure; safe from any thread.
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "app/queries.h"
#include "app/reading.h"
#include "dedup/align.h"

namespace storyfold::app {

using Json = nlohmann::ordered_json;

// As one line, newline included. Bytes that are not UTF-8 become U+FFFD. What could command a
// terminal or reverse a line (DEL, C1 controls, bidirectional marks, line separators) is written as
// \uXXXX, which means the same to a JSON reader.
[[nodiscard]] std::string json_line(const Json& value);

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
