#pragma once
// Values of JSON-LD as fields of an article: strings may be lists, objects or references, and
// escaped twice. Internal to linked_data.cc; pure.
#include <simdjson.h>

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace storyfold::crawler::extract {

// A cleaned line, tags and entities taken off; the same with line ends kept.
[[nodiscard]] std::string plain_line(std::string_view text);
[[nodiscard]] std::string plain_paragraphs(std::string_view text);

// "" for what is no string, or is not there.
[[nodiscard]] std::string_view string_of(simdjson::dom::element value);
[[nodiscard]] std::string_view string_field(simdjson::dom::object object, std::string_view key);

// The names behind each @id: looked up once, as objects are searched key by key.
using Ids = std::unordered_map<std::string_view, simdjson::dom::element>;

// Names in a string, an object, a reference to one, or a list of such, in order; the first of them.
[[nodiscard]] std::vector<std::string> names_in(simdjson::dom::element value, const Ids& ids);
[[nodiscard]] std::string first_name(simdjson::dom::element value, const Ids& ids);

// A URL may stand as a string or as an object's @id.
[[nodiscard]] std::string url_in(simdjson::dom::element value);

// false, "False", "http://schema.org/False".
[[nodiscard]] bool says_no(simdjson::dom::element value);

}  // namespace storyfold::crawler::extract
