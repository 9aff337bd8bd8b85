#include "app/crawl/wanted_json.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace storyfold::app {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::array<std::pair<const char*, std::uint64_t WantedTotals::*>, 10> kCounts{
    {{"addresses", &WantedTotals::addresses},
     {"stored", &WantedTotals::stored},
     {"repeated", &WantedTotals::repeated},
     {"refused", &WantedTotals::refused},
     {"failed", &WantedTotals::failed},
     {"waiting", &WantedTotals::waiting},
     {"listings", &WantedTotals::listings},
     {"entries", &WantedTotals::entries},
     {"in_range", &WantedTotals::in_range},
     {"undated", &WantedTotals::undated}}};

bool read_texts(const Json& json, const char* key, std::vector<std::string>& texts) {
  const auto found = json.find(key);
  if (found == json.end()) return true;
  if (!found->is_array()) return false;
  for (const Json& one : *found) {
    if (!one.is_string()) return false;
    texts.push_back(one.get<std::string>());
  }
  return true;
}

bool read_time(const Json& json, const char* key, std::optional<sys_seconds>& time) {
  const auto found = json.find(key);
  if (found == json.end() || found->is_null()) return true;
  if (!found->is_number_integer()) return false;
  time = sys_seconds{seconds{found->get<std::int64_t>()}};
  return true;
}

void add_time(Json& json, const char* key, const std::optional<sys_seconds>& time) {
  if (time) json[key] = time->time_since_epoch().count();
}

}  // namespace

Json to_json(const WantedSpec& spec) {
  Json json;
  json["pages"] = spec.pages;
  json["starts"] = spec.starts;
  add_time(json, "since", spec.since);
  add_time(json, "until", spec.until);
  json["limit"] = spec.limit;
  json["again"] = spec.again;
  return json;
}

Result<WantedSpec> wanted_spec_of(const Json& json) {
  WantedSpec spec;
  if (!read_texts(json, "pages", spec.pages) || !read_texts(json, "starts", spec.starts)) {
    return Error{Errc::kBadInput, "\"pages\" and \"starts\" are to be lists of addresses"};
  }
  if (!read_time(json, "since", spec.since) || !read_time(json, "until", spec.until)) {
    return Error{Errc::kBadInput, "\"since\" and \"until\" are to be seconds since the epoch"};
  }
  if (const auto limit = json.find("limit"); limit != json.end()) {
    if (!limit->is_number_unsigned()) {
      return Error{Errc::kBadInput, "\"limit\" is to be a number"};
    }
    spec.limit = limit->get<std::uint64_t>();
  }
  if (const auto again = json.find("again"); again != json.end()) {
    if (!again->is_boolean()) return Error{Errc::kBadInput, "\"again\" is to be true or false"};
    spec.again = again->get<bool>();
  }
  return spec;
}

Json to_json(const WantedTotals& totals) {
  Json json;
  for (const auto& [name, count] : kCounts) json[name] = totals.*count;
  json["reasons"] = Json::object();
  for (const auto& [reason, count] : totals.reasons) json["reasons"][reason] = count;
  return json;
}

void add_totals(WantedTotals& sum, const Json& json) {
  for (const auto& [name, count] : kCounts) sum.*count += json.value(name, std::uint64_t{0});
  const auto reasons = json.find("reasons");
  if (reasons == json.end() || !reasons->is_object()) return;
  for (const auto& [reason, count] : reasons->items()) {
    if (count.is_number_unsigned()) sum.reasons[reason] += count.get<std::uint64_t>();
  }
}

}  // namespace storyfold::app
