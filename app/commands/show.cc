#include "app/commands/show.h"

#include <algorithm>
#include <string>

#include "core/identity.h"

namespace storyfold::app {
std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (const auto& part : parts) {
    if (!out.empty()) out += between;
    out += printable(part);
  }
  return out;
}

void Fields::add(std::string_view label, std::string value) {
  if (!value.empty()) rows_.emplace_back(label, std::move(value));
}

void Fields::print() {
  std::size_t widest = 0;
  for (const auto& [label, value] : rows_) widest = std::max(widest, columns(label));
  const std::size_t indent = widest + 2;
  for (const auto& [label, value] : rows_) {
    // A coloured value is short; measuring its codes as text would only break it early.
    const bool coloured = value.find('\x1b') != std::string::npos;
    context_.out.write(context_.style.paint(Role::kLabel, pad(label, indent)));
    context_.out.line(coloured ? value : wrap(value, context_.width, indent));
  }
}

std::string time_text(const Timestamp& time) {
  if (!time.known()) return "unknown";
  std::string text = format_timestamp(time) + "  (" + std::string(to_string(time.clue));
  if (time.zone_assumed) text += "; zone assumed";
  return text + ")";
}

std::string local_time(const Timestamp& time, int offset_minutes) {
  if (!time.known()) return "unknown";
  Timestamp local = time;
  if (time.precision != TimePrecision::kDay) {
    local.offset_minutes = static_cast<std::int16_t>(offset_minutes);
  }
  return format_timestamp(local);
}

std::string claim_text(const Claim& claim) {
  std::string text = std::string(to_string(claim.kind)) + ": " + printable(claim.name);
  if (claim.quote != claim.name) text += "  \"" + printable(claim.quote) + "\"";
  return text;
}

void add_record(Fields& fields, const Article& article) {
  fields.add("Title", printable(article.title));
  fields.add("Outlet", printable(article.outlet));
  fields.add("Published", time_text(article.published));
  fields.add("URL", printable(article.url));
  fields.add("Record", printable(article.record_id));
  fields.add("Authors", joined(article.authors, ", "));
  fields.add("Categories", joined(article.categories, ", "));
  fields.add("Language", printable(article.language));
  std::string_view label = "Claims";
  for (const auto& claim : article.claims) {
    fields.add(std::exchange(label, ""), claim_text(claim));
  }
  if (article.replaced_characters != 0) {
    fields.add("Damage",
               counted(article.replaced_characters, "character", "characters") + " did not decode");
  }
}

void add_earlier_titles(Fields& fields, const storage::Sighting& sighting) {
  std::string_view label = "Earlier titles";
  for (const auto& earlier : sighting.earlier_titles) {
    fields.add(std::exchange(label, ""),
               printable(earlier.title) + "  (until " + format_utc(earlier.seen) + ")");
  }
}

void add_hashes(Fields& fields, const Sha256& item, const Fingerprint& print) {
  fields.add("Item", to_hex(item));
  fields.add("Hashes", "xxh3:" + to_hex(print.exact) + "  simhash:" + to_hex(print.simhash));
  fields.add("Size", counted(print.tokens, "token", "tokens") + ", " +
                         counted(print.chunks.size(), "chunk", "chunks"));
}

void show_carriers(Context& context, const ItemView& view) {
  if (view.sightings.size() < 2) return;
  context.out.line("\n" + context.style.paint(Role::kTitle,
                                              "Carried by " + group_digits(view.sightings.size())));
  const int offset = context.settings.parse.assumed_utc_offset_minutes;
  Table table;
  for (const auto& sighting : view.sightings) {
    const bool canonical = std::find(view.canonical.begin(), view.canonical.end(),
                                     sighting.number) != view.canonical.end();
    table.add({{Role::kWarn, canonical ? "*" : " "},
               {Role::kId, to_hex(sighting.id).substr(0, 16)},
               {local_time(sighting.published, offset)},
               {std::string(to_string(sighting.relation))},
               {printable(sighting.outlet)},
               {printable(sighting.url.empty() ? sighting.title : sighting.url)}});
  }
  context.out.write(table.text(context.style, context.width, 2));
}

bool looks_like_url(std::string_view text) { return text.find("://") != std::string_view::npos; }

}  // namespace storyfold::app
