#include "crawler/extract/linked_values.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/ascii.h"
#include "crawler/parse/html_scan.h"
#include "crawler/parse/text.h"

namespace storyfold::crawler::extract {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kMostNames = 64;      // authors of one article
constexpr std::size_t kLongestName = 2000;  // bytes; longer strings are no names

bool is_tag_start(char c) { return is_letter(c) || c == '/'; }

// Feeds and templates escape twice now and then, and leave tags in.
std::string plain(std::string_view text) {
  std::string out(text);
  for (int round = 0; round < 2 && out.find('&') != std::string::npos; ++round) {
    out = parse::decode_entities(out);
  }
  for (std::size_t at = out.find('<'); at != std::string::npos; at = out.find('<', at + 1)) {
    if (at + 1 < out.size() && is_tag_start(out[at + 1])) return parse::strip_tags(out);
  }
  return out;
}

}  // namespace

std::string plain_line(std::string_view text) { return parse::clean_line(plain(text)); }

std::string plain_paragraphs(std::string_view text) {
  const std::string whole = plain(text);
  std::string out;
  for (std::string_view rest = whole; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string paragraph = parse::clean_line(rest.substr(0, end));
    if (!paragraph.empty()) {
      if (!out.empty()) out.push_back('\n');
      out += paragraph;
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

std::string_view string_of(dom::element value) {
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS) return {};
  return text;
}

std::string_view string_field(dom::object object, std::string_view key) {
  dom::element value;
  if (object[key].get(value) != simdjson::SUCCESS) return {};
  return string_of(value);
}

std::vector<std::string> names_in(dom::element value, const Ids& ids) {
  struct Item {
    dom::element value;
    bool followed;  // a reference led here: none is followed from it
  };
  std::vector<std::string> names;
  std::vector<Item> open{{value, false}};
  for (std::size_t steps = 0; !open.empty() && steps < kMostNames * 2; ++steps) {
    const Item item = open.back();
    open.pop_back();
    dom::array list;
    dom::object object;
    if (item.value.is_string()) {
      const std::string_view text = string_of(item.value);
      if (text.size() > kLongestName) continue;
      std::string name = plain_line(text);
      if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
        names.push_back(std::move(name));
    } else if (item.value.get_array().get(list) == simdjson::SUCCESS) {
      const std::size_t from = open.size();
      for (const dom::element each : list) {
        if (open.size() - from >= kMostNames) break;
        open.push_back({each, item.followed});
      }
      std::reverse(open.begin() + static_cast<std::ptrdiff_t>(from), open.end());
    } else if (item.value.get_object().get(object) == simdjson::SUCCESS) {
      const auto known = ids.find(string_field(object, "@id"));
      dom::element name;
      bool named = false;
      for (const char* key : {"name", "@value", "@list", "legalName", "alternateName"}) {
        if (!named) named = object[key].get(name) == simdjson::SUCCESS && !name.is_null();
      }
      if (!named && !item.followed && known != ids.end()) {
        name = known->second;
        named = true;
      }
      if (named) open.push_back({name, true});
    }
  }
  return names;
}

std::string first_name(dom::element value, const Ids& ids) {
  auto names = names_in(value, ids);
  return names.empty() ? std::string() : std::move(names.front());
}

std::string url_in(dom::element value) {
  dom::object object;
  if (value.get_object().get(object) == simdjson::SUCCESS) {
    const std::string_view id = string_field(object, "@id");
    return std::string(id.empty() ? string_field(object, "url") : id);
  }
  return std::string(string_of(value));
}

bool says_no(dom::element value) {
  bool flag = true;
  if (value.get_bool().get(flag) == simdjson::SUCCESS) return !flag;
  const std::string_view text = string_of(value);
  return text == "False" || text == "false" || text == "FALSE" || text == "No" || text == "no" ||
         text == "http://schema.org/False" || text == "https://schema.org/False";
}

}  // namespace storyfold::crawler::extract
