#include "app/crawl/messages.h"

#include <array>

#include "core/hash.h"
#include "core/identity.h"

namespace storyfold::app {
namespace {

std::uint64_t number_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

bool flag_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

}  // namespace

Json to_json(const Forgotten& forgotten) {
  Json out;
  out["sightings"] = forgotten.sightings;
  out["items"] = forgotten.items;
  out["stories"] = forgotten.stories;
  out["addresses"] = forgotten.addresses;
  out["before"] = forgotten.before;
  return out;
}

Forgotten forgotten_of(const Json& json) {
  return {number_of(json, "sightings"), number_of(json, "items"), number_of(json, "stories"),
          number_of(json, "addresses"), flag_of(json, "before")};
}

Json to_json(const RereadPage& page) {
  Json out;
  out["url"] = page.url;
  out["end"] = to_string(page.end);
  out["title"] = page.title;
  out["reason"] = page.reason;
  out["story"] = page.story.value == 0 ? Json() : Json(to_hex(page.story));
  return out;
}

RereadPage reread_page_of(const Json& json) {
  RereadPage page;
  page.url = text_of(json, "url");
  const std::string end = text_of(json, "end");
  for (const RereadEnd known :
       {RereadEnd::kUnchanged, RereadEnd::kRevised, RereadEnd::kNoArticle, RereadEnd::kPassed}) {
    if (to_string(known) == end) page.end = known;
  }
  page.title = text_of(json, "title");
  page.reason = text_of(json, "reason");
  page.story.value = parse_hex64(text_of(json, "story")).value_or(0);
  return page;
}

Json to_json(const RereadTotals& totals) {
  Json out;
  out["pages"] = totals.done();
  out["unchanged"] = totals.unchanged;
  out["revised"] = totals.revised;
  out["no_article"] = totals.no_article;
  out["passed_over"] = totals.passed;
  out["interrupted"] = !totals.complete;
  return out;
}

RereadTotals reread_totals_of(const Json& json) {
  RereadTotals totals;
  totals.unchanged = number_of(json, "unchanged");
  totals.revised = number_of(json, "revised");
  totals.no_article = number_of(json, "no_article");
  totals.passed = number_of(json, "passed_over");
  totals.to_read = totals.done();
  totals.complete = !flag_of(json, "interrupted");
  return totals;
}

}  // namespace storyfold::app
