#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "crawler/extract/clues.h"
#include "crawler/extract/json_repair.h"
#include "crawler/parse/html_scan.h"
#include "crawler/parse/text.h"

namespace storyfold::crawler::extract {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kMostArticles = 8;
constexpr std::size_t kMostValues = 20'000;  // objects and arrays looked at in one script
constexpr std::size_t kMostNames = 64;       // authors of one article
constexpr std::size_t kLongestName = 2000;   // bytes; longer strings are no names
constexpr std::size_t kMostScripts = 64;

bool is_tag_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/'; }

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

std::string line(std::string_view text) { return parse::clean_line(plain(text)); }

std::string paragraphs(std::string_view text) {
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

std::string_view field(dom::object object, std::string_view key) {
  dom::element value;
  if (object[key].get(value) != simdjson::SUCCESS) return {};
  return string_of(value);
}

// The names behind each @id: looked up once, as objects are searched key by key.
using Ids = std::unordered_map<std::string_view, dom::element>;

// Names in a string, an object, a reference to one, or a list of such, in order.
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
      std::string name = line(text);
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
      const auto known = ids.find(field(object, "@id"));
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

// A URL may stand as a string or as an object's @id.
std::string url_in(dom::element value) {
  dom::object object;
  if (value.get_object().get(object) == simdjson::SUCCESS) {
    const std::string_view id = field(object, "@id");
    return std::string(id.empty() ? field(object, "url") : id);
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

// Without "schema:" or "http://schema.org/". Of several types the most telling.
std::string type_of(dom::object object) {
  dom::element value;
  if (object["@type"].get(value) != simdjson::SUCCESS) return {};
  std::vector<std::string_view> all;
  dom::array list;
  if (value.get_array().get(list) == simdjson::SUCCESS) {
    for (const dom::element each : list) {
      if (all.size() < 8) all.push_back(string_of(each));
    }
  } else {
    all.push_back(string_of(value));
  }
  std::string_view best;
  for (std::string_view type : all) {
    type = type.substr(type.find_last_of("/:#") + 1);  // npos + 1 = 0
    if (best.empty() || type.ends_with("Article")) best = type;
  }
  return std::string(best);
}

bool is_article(std::string_view type) {
  static constexpr std::array<std::string_view, 6> kOthers{
      "BlogPosting", "LiveBlogPosting", "SocialMediaPosting", "DiscussionForumPosting",
      "Report",      "Review"};
  return type.ends_with("Article") ||
         std::find(kOthers.begin(), kOthers.end(), type) != kOthers.end();
}

bool is_page(std::string_view type) { return type.ends_with("Page"); }

LinkedArticle read_article(dom::object object, std::string type, const Ids& ids) {
  LinkedArticle article;
  article.type = std::move(type);
  std::string name, id, main_entity, text;
  for (const auto [key, value] : object) {
    if (key == "headline") {
      article.headline = first_name(value, ids);
    } else if (key == "name") {
      name = first_name(value, ids);
    } else if (key == "description") {
      article.description = line(string_of(value));
    } else if (key == "articleBody") {
      article.body = paragraphs(string_of(value));
    } else if (key == "text") {
      text = paragraphs(string_of(value));
    } else if (key == "datePublished") {
      article.published = line(string_of(value));
    } else if (key == "dateModified") {
      article.modified = line(string_of(value));
    } else if (key == "author" || key == "authors") {
      if (article.authors.empty()) article.authors = names_in(value, ids);
    } else if (key == "publisher") {
      article.publisher = first_name(value, ids);
    } else if (key == "articleSection") {
      article.section = first_name(value, ids);
    } else if (key == "inLanguage") {
      article.language = first_name(value, ids);
    } else if (key == "url") {
      article.url = url_in(value);
    } else if (key == "mainEntityOfPage") {
      main_entity = url_in(value);
    } else if (key == "@id") {
      id = std::string(string_of(value));
    } else if (key == "isAccessibleForFree") {
      article.paywalled = says_no(value);
    } else if (key == "sourceOrganization" || key == "isBasedOn" || key == "provider") {
      for (std::string& source : names_in(value, ids)) article.sources.push_back(std::move(source));
    }
  }
  if (article.headline.empty()) article.headline = std::move(name);
  if (article.body.empty()) article.body = std::move(text);
  if (article.url.empty()) article.url = std::move(main_entity);
  if (article.url.empty()) article.url = std::move(id);
  return article;
}

// An object of a script, and whether it speaks of this page: top level, @graph, mainEntity.
struct Found {
  dom::object object;
  std::string type;
  bool of_page;
};

// Breadth first, so that what stands on top comes first.
std::vector<Found> objects_in(dom::element root, Ids& ids) {
  struct Item {
    dom::element value;
    bool of_page;
  };
  std::vector<Found> found;
  std::vector<Item> queue{{root, true}};
  const auto add = [&queue](dom::element value, bool of_page) {
    if (queue.size() < kMostValues && (value.is_object() || value.is_array()))
      queue.push_back({value, of_page});
  };
  for (std::size_t at = 0; at < queue.size(); ++at) {
    const Item item = queue[at];
    dom::array list;
    if (item.value.get_array().get(list) == simdjson::SUCCESS) {
      for (const dom::element each : list) add(each, item.of_page);
      continue;
    }
    dom::object object;
    if (item.value.get_object().get(object) != simdjson::SUCCESS) continue;
    std::string_view id;
    dom::element name;
    bool named = false;
    for (const auto [key, value] : object) {
      if (key == "@id") id = string_of(value);
      if (key == "name" && !named) {
        name = value;
        named = true;
      }
      add(value,
          item.of_page && (key == "@graph" || key == "mainEntity" || key == "mainEntityOfPage"));
    }
    if (named && !id.empty()) ids.emplace(id, name);
    std::string type = type_of(object);
    if (!type.empty()) found.push_back({object, std::move(type), item.of_page});
  }
  return found;
}

struct Collected {
  std::vector<LinkedArticle> of_page;
  std::vector<LinkedArticle> others;
  std::string website;
  std::string organization;
};

void collect(dom::element root, LinkedData& data, Collected& all) {
  Ids ids;
  for (Found& found : objects_in(root, ids)) {
    if (is_article(found.type)) {
      auto& group = found.of_page ? all.of_page : all.others;
      if (group.size() < kMostArticles)
        group.push_back(read_article(found.object, std::move(found.type), ids));
    } else if (found.of_page && is_page(found.type)) {
      if (data.page_published.empty())
        data.page_published = line(field(found.object, "datePublished"));
      if (data.page_modified.empty())
        data.page_modified = line(field(found.object, "dateModified"));
    } else if (found.of_page && found.type == "WebSite") {
      if (all.website.empty()) all.website = line(field(found.object, "name"));
    } else if (found.of_page && found.type.ends_with("Organization")) {
      if (all.organization.empty()) all.organization = line(field(found.object, "name"));
    }
  }
}

// Templates put several article objects on a page; the one that says most is the page's.
int weight(const LinkedArticle& article) {
  return (article.headline.empty() ? 0 : 4) + (article.published.empty() ? 0 : 2) +
         (article.authors.empty() ? 0 : 1) + (article.body.empty() ? 0 : 1);
}

}  // namespace

LinkedData read_linked_data(const std::vector<std::string>& scripts) {
  LinkedData data;
  Collected all;
  dom::parser parser;
  for (std::size_t i = 0; i < scripts.size() && i < kMostScripts; ++i) {
    dom::element root;
    if (parser.parse(simdjson::padded_string(std::string_view(scripts[i]))).get(root) ==
        simdjson::SUCCESS) {
      collect(root, data, all);
      continue;
    }
    for (const StrayQuotes quotes : {StrayQuotes::kEndStrings, StrayQuotes::kAreText}) {
      const std::string repaired = repair_json(scripts[i], quotes);
      if (parser.parse(simdjson::padded_string(std::string_view(repaired))).get(root) !=
          simdjson::SUCCESS)
        continue;
      collect(root, data, all);
      break;
    }
  }
  const auto heavier = [](const LinkedArticle& a, const LinkedArticle& b) {
    return weight(a) > weight(b);
  };
  std::stable_sort(all.of_page.begin(), all.of_page.end(), heavier);
  data.articles = std::move(all.of_page);
  for (LinkedArticle& other : all.others) {
    if (data.articles.size() < kMostArticles) data.articles.push_back(std::move(other));
  }
  data.site_name = all.website.empty() ? std::move(all.organization) : std::move(all.website);
  return data;
}

}  // namespace storyfold::crawler::extract
