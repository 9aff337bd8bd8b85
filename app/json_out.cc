#include "app/json_out.h"

#include <algorithm>
#include <string>

#include "app/page_json.h"
#include "core/identity.h"

namespace storyfold::app {
namespace {

Json range_json(const std::optional<ByteRange>& range) {
  if (!range) return nullptr;
  return Json::array({range->begin, range->end});
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json time_or_null(std::chrono::sys_seconds at) {
  return at == std::chrono::sys_seconds{} ? Json(nullptr) : Json(format_utc(at));
}

Json claims_json(const std::vector<Claim>& claims) {
  Json list = Json::array();
  for (const auto& claim : claims) list.push_back(to_json(claim));
  return list;
}

Json link_json(const LinkedStory& link) {
  Json out;
  out["story"] = to_hex(link.other);
  out["relation"] = link_word(link.edge.kind, link.outgoing);
  out["title"] = link.title;
  out["outlet"] = link.outlet;
  out["evidence"] = to_json(link.edge.evidence);
  return out;
}

Json member_json(const StoryView& view, const StoryMember& member) {
  Json out = to_json(member.sighting);
  out["item"] = to_hex(member.item);
  out["tokens"] = member.tokens;
  out["canonical"] = member.sighting.number == view.story.canonical;
  out["compared_with"] = member.other ? Json(to_hex(*member.other)) : Json(nullptr);
  out["change"] = text_or_null(change_in_short(member));
  return out;
}

Json canonical_json(const std::optional<storage::Story>& story,
                    const std::optional<storage::Sighting>& sighting) {
  if (!story || !sighting) return nullptr;
  Json out;
  out["story"] = to_hex(story->id);
  out["sighting"] = to_hex(sighting->id);
  out["outlet"] = sighting->outlet;
  out["title"] = sighting->title;
  out["clause"] = to_string(story->clause);
  return out;
}

Json folded_json(const Subject& subject, const std::optional<Sha256>& compared) {
  if (!subject.sighting || !compared) return nullptr;
  Json out;
  out["compared_with"] = to_hex(*compared);
  out["evidence"] = to_json(subject.sighting->evidence);
  return out;
}

}  // namespace

void add_hashes(Json& to, const Sha256& item, const Fingerprint& print) {
  to["item"] = to_hex(item);
  to["xxh3"] = to_hex(print.exact);
  to["simhash"] = to_hex(print.simhash);
  to["tokens"] = print.tokens;
  to["chunks"] = print.chunks.size();
}

void add_time(Json& to, const Timestamp& time) {
  to["published"] = text_or_null(format_timestamp(time));
  if (!time.known()) return;
  to["time_clue"] = to_string(time.clue);
  to["zone_assumed"] = time.zone_assumed;
}

Json to_json(const Claim& claim) {
  Json out;
  out["kind"] = to_string(claim.kind);
  out["name"] = claim.name;
  out["quote"] = claim.quote;
  out["in_body"] = range_json(claim.body);
  return out;
}

Json to_json(const Evidence& evidence) {
  Json out;
  out["containment"] = evidence.containment;
  out["coverage"] = evidence.coverage;
  out["numbers_shared"] = evidence.numbers_shared;
  out["number_conflicts"] = evidence.number_conflicts;
  out["replaced"] = evidence.replaced;
  out["simhash_distance"] = evidence.simhash_distance;
  out["shared_chunks"] = evidence.shared_chunks;
  out["matches"] = Json::array();
  for (const auto& match : evidence.matches) {
    out["matches"].push_back(
        {{"ours", range_json(match.ours)}, {"theirs", range_json(match.theirs)}});
  }
  out["conflicts"] = Json::array();
  for (const auto& conflict : evidence.conflicts) {
    out["conflicts"].push_back({{"ours", conflict.ours}, {"theirs", conflict.theirs}});
  }
  out["reason"] = evidence.reason;
  return out;
}

Json to_json(const storage::Sighting& sighting) {
  Json out;
  out["sighting"] = to_hex(sighting.id);
  out["id"] = text_or_null(sighting.record_id);
  out["source"] = sighting.source;
  out["url"] = text_or_null(sighting.url);
  out["outlet"] = sighting.outlet;
  out["title"] = sighting.title;
  out["earlier_titles"] = Json::array();
  for (const auto& earlier : sighting.earlier_titles) {
    out["earlier_titles"].push_back(
        {{"title", earlier.title}, {"seen", time_or_null(earlier.seen)}});
  }
  add_time(out, sighting.published);
  out["first_seen"] = time_or_null(sighting.first_seen);
  out["last_seen"] = time_or_null(sighting.last_seen);
  out["authors"] = sighting.authors;
  out["language"] = text_or_null(sighting.language);
  out["categories"] = sighting.categories;
  out["claims"] = claims_json(sighting.claims);
  out["headline"] = range_json(sighting.headline);
  out["replaced_characters"] = sighting.replaced_characters;
  out["extractor_version"] = sighting.extractor_version;
  out["story"] = to_hex(sighting.story);
  out["relation"] = to_string(sighting.relation);
  out["evidence"] = sighting.evidence.other == 0 ? Json(nullptr) : to_json(sighting.evidence);
  return out;
}

Json to_json(const ItemView& view, bool with_text) {
  Json out;
  add_hashes(out, view.item.id, view.print);
  out["sightings"] = Json::array();
  for (const auto& sighting : view.sightings) {
    Json each = to_json(sighting);
    const auto found = view.found_on.find(sighting.number);
    each["found_on"] = found == view.found_on.end() ? Json(nullptr) : Json(found->second);
    each["canonical"] = std::find(view.canonical.begin(), view.canonical.end(), sighting.number) !=
                        view.canonical.end();
    out["sightings"].push_back(std::move(each));
  }
  if (!view.chrome.empty()) out["chrome"] = Json::array();
  for (const ByteRange& range : view.chrome) out["chrome"].push_back({range.begin, range.end});
  if (with_text) out["text"] = view.item.body;
  return out;
}

Json to_json(const StoryView& view) {
  Json out;
  out["story"] = to_hex(view.story.id);
  out["first_published"] = time_or_null(view.story.first_published);
  out["last_published"] = time_or_null(view.story.last_published);
  out["clause"] = to_string(view.story.clause);
  out["members"] = Json::array();
  for (const auto& member : view.members) out["members"].push_back(member_json(view, member));
  out["links"] = Json::array();
  for (const auto& link : view.links) out["links"].push_back(link_json(link));
  out["aliases"] = Json::array();
  for (const auto id : view.aliases) out["aliases"].push_back(to_hex(id));
  return out;
}

Json to_json(const StoryLine& line) {
  Json out;
  out["story"] = to_hex(line.story.id);
  out["first_published"] = time_or_null(line.story.first_published);
  out["last_published"] = time_or_null(line.story.last_published);
  out["members"] = line.story.members;
  out["outlets"] = line.outlets;
  out["title"] = line.title;
  out["canonical"] = text_or_null(line.url);
  return out;
}

Json to_json(const NearHit& hit) {
  Json out;
  out["item"] = to_hex(hit.item);
  out["kind"] = to_string(hit.verdict.kind);
  out["distance"] = hit.verdict.evidence.simhash_distance;
  out["containment"] = hit.verdict.evidence.containment;
  out["story"] = to_hex(hit.sighting.story);
  out["outlet"] = hit.sighting.outlet;
  out["title"] = hit.sighting.title;
  out["url"] = text_or_null(hit.sighting.url);
  add_time(out, hit.sighting.published);
  out["carriers"] = hit.carriers;
  out["evidence"] = to_json(hit.verdict.evidence);
  return out;
}

Json to_json(const Subject& subject) {
  Json out;
  add_hashes(out, subject.id, subject.print);
  if (subject.sighting) {
    out["sighting"] = to_hex(subject.sighting->id);
    out["story"] = to_hex(subject.sighting->story);
    out["relation"] = to_string(subject.sighting->relation);
  }
  out["outlet"] = subject.article.outlet;
  out["title"] = subject.article.title;
  out["url"] = text_or_null(subject.article.url);
  add_time(out, subject.article.published);
  return out;
}

Json to_json(const ExplainView& view, const config::DedupSettings& settings) {
  Json out;
  out["one_story"] = view.story_a == view.story_b;
  out["kind"] = to_string(view.verdict.kind);
  out["a"] = to_json(view.a);
  out["b"] = to_json(view.b);
  out["evidence"] = to_json(view.verdict.evidence);
  out["thresholds"] = {{"min_containment", settings.min_containment},
                       {"min_numbers_shared", settings.min_numbers_shared},
                       {"max_number_conflicts", settings.max_number_conflicts},
                       {"short_tokens", settings.short_tokens}};
  out["folded_by"] = {{"a", folded_json(view.a, view.compared_a)},
                      {"b", folded_json(view.b, view.compared_b)}};
  out["canonical"] = {{"a", canonical_json(view.canonical_of_a, view.canonical_sighting_a)},
                      {"b", canonical_json(view.canonical_of_b, view.canonical_sighting_b)}};
  out["links"] = Json::array();
  for (const auto& edge : view.edges) {
    out["links"].push_back({{"from", to_hex(edge.from)},
                            {"to", to_hex(edge.to)},
                            {"relation", to_string(edge.kind)},
                            {"evidence", to_json(edge.evidence)}});
  }
  out["log"] = Json::array();
  for (const auto& entry : view.log) {
    out["log"].push_back({{"number", entry.number},
                          {"at", time_or_null(entry.at)},
                          {"story", to_hex(entry.story)},
                          {"what", entry.what}});
  }
  return out;
}

Json to_json(const StatsView& view) {
  Json out;
  out["schema"] = view.schema;
  out["batch"] = view.batch;
  out["disk_bytes"] = view.disk_bytes;
  Json relations = Json::object();
  Json rejected = Json::object();
  constexpr std::string_view kRelation = "relation.";
  constexpr std::string_view kRejected = "rejected.";
  for (const auto& [name, value] : view.counters) {
    if (name.starts_with(kRelation)) {
      relations[name.substr(kRelation.size())] = value;
    } else if (name.starts_with(kRejected)) {
      rejected[name.substr(kRejected.size())] = value;
    } else {
      out[name] = value;
    }
  }
  out["relations"] = std::move(relations);
  out["rejected"] = std::move(rejected);
  return out;
}

Json to_json(const ReadArticle& read) {
  const Article& article = read.article;
  Json out;
  out["where"] = read.where;
  out["id"] = text_or_null(article.record_id);
  out["url"] = text_or_null(article.url);
  out["outlet"] = text_or_null(article.outlet);
  out["title"] = article.title;
  add_time(out, article.published);
  out["authors"] = article.authors;
  out["language"] = text_or_null(article.language);
  out["categories"] = article.categories;
  out["claims"] = claims_json(article.claims);
  out["headline"] = range_json(article.headline);
  out["replaced_characters"] = article.replaced_characters;
  out["notes"] = article.notes;
  out["degraded"] = read.degraded;
  out["extractor_version"] = kExtractorVersion;
  if (read.page) add_page(out, *read.page);
  out["text"] = article.body;
  return out;
}

}  // namespace storyfold::app
