#pragma once
// Pieces of terminal text that several commands print.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/context.h"
#include "app/queries.h"

namespace storyfold::app {

// "Label  value" lines, labels in one column, long values wrapped under themselves.
class Fields {
 public:
  explicit Fields(Context& context) : context_(context) {}
  // `value` must be printable; it may hold colour if it fits on a line. Empty values are left out.
  void add(std::string_view label, std::string value);
  void print();

 private:
  Context& context_;
  std::vector<std::pair<std::string, std::string>> rows_;
};

[[nodiscard]] std::string joined(const std::vector<std::string>& parts, std::string_view between);

// Title, outlet, time with its clue, URL, authors, categories, claims.
void add_record(Fields& fields, const Article& article);
void add_earlier_titles(Fields& fields, const storage::Sighting& sighting);
// Item, xxh3:, simhash:, tokens, chunks.
void add_hashes(Fields& fields, const Sha256& item, const Fingerprint& print);

// "2022-08-01T03:23:57+00:00 (front matter; zone assumed)"; "unknown".
[[nodiscard]] std::string time_text(const Timestamp& time);
// In one zone for all, so that times in a list can be compared by eye; a date without time of day
// stays as it is. "unknown" when it is.
[[nodiscard]] std::string local_time(const Timestamp& time, int offset_minutes);
// "source: Xinhua   (来源：新华社)"
[[nodiscard]] std::string claim_text(const Claim& claim);

// Who carries the item, if more than one sighting does.
void show_carriers(Context& context, const ItemView& view);

[[nodiscard]] bool looks_like_url(std::string_view text);

}  // namespace storyfold::app
