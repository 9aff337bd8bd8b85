#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/extract/clues.h"
#include "crawler/extract/json_repair.h"
#include "crawler/extract/linked_values.h"

namespace storyfold::crawler::extract {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kMostArticles = 8;
constexpr std::size_t kMostValues = 20'000;  // objects and arrays looked at in one script
constexpr std::size_t kMostScripts = 64;

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
      article.description = plain_line(string_of(value));
    } else if (key == "articleBody") {
      article.body = plain_paragraphs(string_of(value));
    } else if (key == "text") {
      text = plain_paragraphs(string_of(value));
    } else if (key == "datePublished") {
      article.published = plain_line(string_of(value));
    } else if (key == "dateModified") {
      article.modified = plain_line(string_of(value));
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
        data.page_published = plain_line(string_field(found.object, "datePublished"));
      if (data.page_modified.empty())
        data.page_modified = plain_line(string_field(found.object, "dateModified"));
    } else if (found.of_page && found.type == "WebSite") {
      if (all.website.empty()) all.website = plain_line(string_field(found.object, "name"));
    } else if (found.of_page && found.type.ends_with("Organization")) {
      if (all.organization.empty())
        all.organization = plain_line(string_field(found.object, "name"));
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
