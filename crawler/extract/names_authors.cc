#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ascii.h"
#include "crawler/extract/author_names.h"
#include "crawler/extract/names_parts.h"
#include "crawler/extract/title_text.h"
#include "crawler/extract/word_set.h"
#include "crawler/parse/outlet.h"
#include "crawler/parse/text.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::extract {
namespace {

using Names = std::vector<std::string>;

constexpr std::size_t kLongestByline = 300;  // bytes of an element's text
constexpr std::size_t kMostElements = 60;

constexpr std::array<const char*, 17> kAuthorMetas{"author",
                                                   "article:author",
                                                   "parsely-author",
                                                   "sailthru.author",
                                                   "byl",
                                                   "dc.creator",
                                                   "dcterms.creator",
                                                   "dc.author",
                                                   "citation_author",
                                                   "cxenseparse:author",
                                                   "article:author_name",
                                                   "authors",
                                                   "creator",
                                                   "og:author",
                                                   "shareaholic:article_author_name",
                                                   "rbauthors",
                                                   "twitter:creator"};

// Words of class and id that templates give to a byline.
struct BylineWord {
  std::string_view word;
  int rank;  // lower is surer
};

constexpr std::array<BylineWord, 22> kBylineWords{{
    {"author-name", 1}, {"author_name", 1}, {"authorname", 1}, {"author__name", 1},
    {"byline-name", 1}, {"byline", 2},      {"by-line", 2},    {"author", 2},
    {"autor", 2},       {"auteur", 2},      {"autore", 2},     {"writer", 3},
    {"reporter", 3},    {"journalist", 3},  {"signature", 4},  {"contributor", 4},
    {"vcard", 3},       {"username", 5},    {"posted-by", 3},  {"written-by", 3},
    {"firma", 4},       {"verfasser", 2},
}};

// In whose elements other people are named.
const WordSet& elsewhere_words() {
  static const WordSet kSet({"comment", "related", "recommend", "sidebar", "teaser", "footer",
                             "popular", "reply", "widget"});
  return kSet;
}

const WordSet& byline_words() {
  static const WordSet kSet = [] {
    std::vector<std::string_view> words;
    for (const BylineWord& known : kBylineWords) words.push_back(known.word);
    return WordSet(std::move(words));
  }();
  return kSet;
}

int rank_of_names(std::string_view names) {
  if (names.size() > 300 || !byline_words().found_in(names)) return 0;
  const std::string word = ascii_lower(names);
  int rank = 0;
  for (const BylineWord& known : kBylineWords) {
    if (word.find(known.word) != std::string::npos && (rank == 0 || known.rank < rank))
      rank = known.rank;
  }
  return rank;
}

// A page about one writer: "/author/jane-doe", not the list of all of them.
bool leads_to_author(std::string_view href) {
  static const WordSet kFolders({"/author/", "/authors/", "/autor/", "/autoren/", "/auteur/",
                                 "/autore/", "/autori/", "/autores/", "/profil/", "/reporter/",
                                 "/journalist/", "/correspondents/"});
  constexpr std::size_t kShortestName = 3;
  return href.size() > kShortestName && href.size() <= 300 &&
         kFolders.found_in(href.substr(0, href.size() - kShortestName));
}

// 0: no byline.
int byline_rank(const parse::Dom& dom, parse::NodeId id) {
  if (dom.is_text(id)) return 0;
  const ElementNames names = names_of_element(dom, id);
  if (names.itemprop == "author" || names.itemprop == "creator") return 1;
  if (names.rel.find("author") != std::string_view::npos) return 1;
  if (dom.tag(id) == GUMBO_TAG_A && leads_to_author(names.href)) return 3;
  const int by_class = rank_of_names(names.class_names);
  const int by_id = rank_of_names(names.id);
  if (by_class == 0 || (by_id != 0 && by_id < by_class)) return by_id;
  return by_class;
}

bool stands_elsewhere(const PageView& page, parse::NodeId node) {
  const parse::Dom& dom = page.dom;
  for (parse::NodeId up = node; up != parse::kNoNode && up != 0; up = dom.parent(up)) {
    const GumboTag tag = dom.tag(up);
    // What is around the article too says how the page is laid out: "content-sidebar".
    if (tag == GUMBO_TAG_BODY) break;
    if (page.heading != parse::kNoNode && dom.holds(up, page.heading)) break;
    if (tag == GUMBO_TAG_ASIDE || tag == GUMBO_TAG_NAV || tag == GUMBO_TAG_FOOTER) return true;
    const ElementNames names = names_of_element(dom, up);
    if (elsewhere_words().found_in(names.class_names.substr(0, 200)) ||
        elsewhere_words().found_in(names.id.substr(0, 200)))
      return true;
  }
  return false;
}

Names cleaned(const Names& raw) {
  Names names;
  for (const std::string& each : raw) {
    for (std::string& name : author_names(each)) {
      if (std::find(names.begin(), names.end(), name) == names.end())
        names.push_back(std::move(name));
    }
  }
  return names;
}

Names meta_authors(const Metas& metas, const char* wanted) {
  Names raw;
  for (const Meta& meta : metas.all()) {
    if (meta.name == wanted && raw.size() < 16) raw.push_back(meta.content);
  }
  return cleaned(raw);
}

// "Written by" in twitter:label1 says what twitter:data1 is.
Names card_authors(const Metas& metas) {
  for (const auto& [label, data] : {std::pair{"twitter:label1", "twitter:data1"},
                                    std::pair{"twitter:label2", "twitter:data2"}}) {
    const std::string word = ascii_lower(metas.find(label));
    for (const std::string_view by :
         {"written by", "by", "author", "verfasst von", "geschrieben von", "autor", "escrito por",
          "écrit par", "scritto da", "geschreven door", "автор", "作者", "執筆者"}) {
      if (word == by) return cleaned({std::string(metas.find(data))});
    }
  }
  return {};
}

struct Byline {
  int rank = 0;
  Names names;
};

// The surest marked-up byline between the heading and the end of the article, or above the heading.
Names marked_authors(const PageView& page) {
  const parse::Dom& dom = page.dom;
  const parse::NodeId body = dom.find(GUMBO_TAG_BODY);
  if (body == parse::kNoNode) return {};
  Byline best;
  std::size_t looked = 0;
  for (parse::NodeId id = body + 1; id < dom.end(body) && looked < kMostElements;) {
    if (!dom.is_text(id) && parse::is_unread(dom.tag(id))) {
      id = dom.end(id);
      continue;
    }
    int rank = byline_rank(dom, id);
    if (rank == 0) {
      ++id;
      continue;
    }
    ++looked;
    const std::string text = dom.text_of(id, kLongestByline);
    if (text.empty() || text.size() > kLongestByline || stands_elsewhere(page, id)) {
      ++id;
      continue;
    }
    Names names = author_names(text);
    std::erase_if(names, [](const std::string& name) { return is_generic_author(name); });
    const bool full = std::any_of(names.begin(), names.end(),
                                  [](const std::string& name) { return is_full_name(name); });
    if (!full) rank += 4;
    if (page.heading != parse::kNoNode && id < page.heading) rank += 1;
    if (!names.empty() && (best.names.empty() || rank < best.rank)) best = {rank, std::move(names)};
    ++id;
  }
  return best.names;
}

// "By Jane Doe" in a line of its own near the heading, or at the end.
Names line_authors(const std::vector<PageLine>& lines) {
  for (const PageLine& line : lines) {
    const bool near = (line.place == PageLine::Place::kHead && line.distance < 12) ||
                      (line.place == PageLine::Place::kAbove && line.distance < 4) ||
                      line.place == PageLine::Place::kInside ||
                      (line.place == PageLine::Place::kBelow && line.distance < 4);
    if (!near || line.text.size() > 160) continue;
    const std::string_view rest = after_byline_word(line.text);
    if (rest.empty()) continue;
    Names names = author_names(rest);
    if (!names.empty() && is_full_name(names.front())) return names;
  }
  return {};
}

}  // namespace

Names read_authors(const PageView& page, const std::vector<PageLine>& lines, const Site& site) {
  const auto other_than_site = [&site](const std::string& name) {
    return !is_generic_author(name) && !site.is_named(name) && !parse::looks_like_outlet(name);
  };
  Names first;
  // Against an outlet that says of itself that it wrote this, only a full name stands.
  const auto is_it = [&](Names& names) {
    const bool good = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return other_than_site(name) && (first.empty() || is_full_name(name));
    });
    if (!good && first.empty()) first = std::move(names);
    return good;
  };
  Names names;
  for (const LinkedArticle& article : page.linked.articles) {
    if (!article.authors.empty()) names = cleaned(article.authors);
    if (!names.empty()) break;
  }
  if (is_it(names)) return names;
  for (const char* meta : kAuthorMetas) {
    if (is_it(names = meta_authors(page.metas, meta))) return names;
  }
  if (is_it(names = card_authors(page.metas))) return names;
  if (is_it(names = marked_authors(page))) return names;
  if (is_it(names = line_authors(lines))) return names;
  return first;
}

}  // namespace storyfold::crawler::extract
