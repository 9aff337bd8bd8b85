#pragma once
// What a page says about itself outside its text: meta elements and JSON-LD. Pure; safe from any
// thread.
#include <string>
#include <string_view>
#include <vector>

#include "crawler/parse/dom.h"

namespace storyfold::crawler::extract {

struct Meta {
  std::string name;     // name, property, itemprop or http-equiv, lower case
  std::string content;  // entities decoded, white space folded; never empty
};

class Metas {
 public:
  explicit Metas(std::vector<Meta> all) : all_(std::move(all)) {}

  // Content of the first of that name; "" when there is none.
  [[nodiscard]] std::string_view find(std::string_view name) const noexcept;
  [[nodiscard]] const std::vector<Meta>& all() const noexcept { return all_; }

 private:
  std::vector<Meta> all_;  // in document order
};

// Every meta element of the page, at most 512, the body's too (itemprop stands there).
[[nodiscard]] Metas read_metas(const parse::Dom& dom);

// schema.org's Article and its kinds, as JSON-LD gives it. Strings are cleaned lines, "" = not
// said. Dates are as written.
struct LinkedArticle {
  std::string type;  // "NewsArticle"
  std::string headline;
  std::string description;
  std::string body;  // articleBody, line ends kept
  std::string published;
  std::string modified;
  std::vector<std::string> authors;  // names of people, in order
  std::string publisher;
  std::string section;
  std::string language;
  std::string url;                   // url, mainEntityOfPage or @id
  bool paywalled = false;            // isAccessibleForFree: false
  std::vector<std::string> sources;  // sourceOrganization, isBasedOn, provider
};

struct LinkedData {
  std::vector<LinkedArticle> articles;  // the article of the page first; at most 8
  std::string page_published;           // of a WebPage object, when no article says
  std::string page_modified;
  std::string site_name;  // of WebSite or Organization
};

// `scripts` are the contents of <script type="application/ld+json">. What is not JSON is passed
// over; control characters inside strings, a common mistake, are forgiven. References by @id are
// followed within one script.
[[nodiscard]] LinkedData read_linked_data(const std::vector<std::string>& scripts);

}  // namespace storyfold::crawler::extract
