#include "crawler/extract/title_candidates.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "core/ascii.h"
#include "crawler/extract/word_set.h"
#include "crawler/parse/text.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::extract {
namespace {

constexpr std::size_t kMostHeadings = 64;
constexpr std::size_t kMostOthers = 48;     // of these, other than h1
constexpr std::size_t kLongestTitle = 600;  // bytes
constexpr std::size_t kLongestBoldLine = 240;

// Words of class and id that outlets' templates give to the element of the title.
constexpr std::array<std::string_view, 10> kTitleWords{
    "title", "tit", "headline", "heading", "biaoti", "subject", "topic", "bt", "h1", "hd1"};

// "article-title", "newsTitle", "title1", "tit": the word at its own border.
bool speaks_of_title(std::string_view names) {
  static const WordSet kAny({kTitleWords.begin(), kTitleWords.end()});
  if (names.size() > 200 || !kAny.found_in(names)) return false;
  for (std::size_t start = 0; start < names.size();) {
    std::size_t end = start;
    while (end < names.size() && names[end] != ' ') ++end;
    std::string word;
    for (std::size_t i = start; i < end; ++i) word.push_back(ascii_lower(names[i]));
    for (const std::string_view wanted : kTitleWords) {
      const std::size_t at = word.find(wanted);
      if (at == std::string::npos) continue;
      const char left = at == 0 ? '-' : names[start + at - 1];
      const std::size_t past = at + wanted.size();
      const char right = past < word.size() ? names[start + past] : '-';
      const bool long_word = wanted.size() >= 5;
      if ((long_word || !is_letter(left) || names[start + at] != word[at]) &&
          (!is_letter(right) || right != ascii_lower(right)))
        return true;
    }
    start = end + 1;
  }
  return false;
}

// Words that tell what an element around or at a heading is for, and what that leaves of its chance
// to be the title.
struct PlaceWord {
  std::string_view word;  // lower case, anywhere in class or id
  double likely;
  double trust;
};

constexpr std::array<PlaceWord, 12> kPlaceWords{{
    {"breadcrumb", 0.3, 0.3},  // the short form for search engines
    {"crumbs", 0.3, 0.3},
    {"logo", 0.2, 0.5},
    {"site-title", 0.2, 0.5},
    {"site-name", 0.2, 0.5},
    {"site_title", 0.2, 0.5},
    {"sitename", 0.2, 0.5},
    {"masthead", 0.3, 1},
    {"share", 0.5, 1},
    {"related", 0.3, 1},
    {"recommend", 0.3, 1},
    {"sidebar", 0.3, 1},
}};

struct Place {
  double likely = 1;
  double trust = 1;
  void lower(double likely_factor, double trust_factor) {
    likely = std::min(likely, likely_factor);
    trust = std::min(trust, trust_factor);
  }
};

void read_place(std::string_view names, Place& place) {
  if (names.empty() || names.size() > 300) return;
  const std::string word = ascii_lower(names);
  for (const PlaceWord& known : kPlaceWords) {
    if (word.find(known.word) != std::string::npos) place.lower(known.likely, known.trust);
  }
}

// A title that stands in navigation, a rail or a footer is another page's.
Place place_of(const parse::Dom& dom, parse::NodeId node) {
  Place place;
  int steps = 0;
  for (parse::NodeId up = node; up != parse::kNoNode && up != 0 && steps < 64;
       up = dom.parent(up), ++steps) {
    const GumboTag tag = dom.tag(up);
    if (tag == GUMBO_TAG_BODY) break;
    if (tag == GUMBO_TAG_NAV || tag == GUMBO_TAG_ASIDE || tag == GUMBO_TAG_FOOTER ||
        tag == GUMBO_TAG_LI)
      place.lower(0.3, tag == GUMBO_TAG_NAV || tag == GUMBO_TAG_LI ? 0.3 : 1);
    if (dom.is_hidden(up)) place.lower(0.5, 1);
    // Farther up, such words say what the page is built of rather than what this element is.
    if (steps < 4) {
      read_place(dom.attribute(up, "class"), place);
      read_place(dom.attribute(up, "id"), place);
    }
  }
  return place;
}

// Words of class and id of what stands in a heading beside the title: kickers, labels, dates.
constexpr std::array<std::string_view, 26> kAsideWords{
    "kicker",     "overline",   "topline",  "topic",    "label",        "eyebrow",  "dachzeile",
    "spitzmarke", "supertitle", "surtitle", "pretitle", "subline",      "subtitle", "sub-title",
    "sub_title",  "subhead",    "badge",    "rubri",    "category",     "section",  "h1small",
    "flag",       "hidden",     "sr-only",  "aural",    "screen-reader"};

bool is_beside(const parse::Dom& dom, parse::NodeId id) {
  const GumboTag tag = dom.tag(id);
  if (tag == GUMBO_TAG_SMALL || tag == GUMBO_TAG_TIME || tag == GUMBO_TAG_SUP) return true;
  const std::string names = ascii_lower(dom.attribute(id, "class"));
  if (names.empty()) return false;
  return std::any_of(kAsideWords.begin(), kAsideWords.end(), [&names](std::string_view word) {
    return names.find(word) != std::string::npos;
  });
}

double likely_by_tag(const parse::Dom& dom, parse::NodeId id) {
  const ElementNames names = names_of_element(dom, id);
  const double extra = names.itemprop == "headline" ? 0.3 : names.itemprop == "name" ? 0.05 : 0;
  switch (dom.tag(id)) {
    case GUMBO_TAG_H1:
      return 0.7 + extra;
    case GUMBO_TAG_H2:
      return 0.35 + extra;
    case GUMBO_TAG_H3:
      return 0.2 + extra;
    case GUMBO_TAG_H4:
      return 0.15 + extra;
    case GUMBO_TAG_A:
    case GUMBO_TAG_IMG:
    case GUMBO_TAG_BODY:
    case GUMBO_TAG_HTML:
    case GUMBO_TAG_INPUT:
    case GUMBO_TAG_META:
      return 0;
    default:
      break;
  }
  if (extra > 0.1) return 0.6;
  return speaks_of_title(names.class_names) || speaks_of_title(names.id) ? 0.3 : 0;
}

}  // namespace

std::string core_text(const parse::Dom& dom, parse::NodeId heading) {
  std::string text;
  bool dropped = false;
  const parse::NodeId last = dom.end(heading);
  for (parse::NodeId id = heading + 1; id < last && text.size() <= kLongestTitle;) {
    if (dom.is_text(id)) {
      text += dom.text(id);
    } else if (parse::is_unread(dom.tag(id)) || is_beside(dom, id)) {
      dropped = true;
      text.push_back(' ');
      id = dom.end(id);
      continue;
    } else if (!parse::runs_on(dom.tag(id))) {
      text.push_back(' ');
    }
    ++id;
  }
  if (!dropped) return {};
  text = parse::clean_line(text);
  while (!text.empty() && (text.back() == ':' || text.back() == ' ')) text.pop_back();
  while (!text.empty() && (text.front() == ':' || text.front() == ' ')) text.erase(0, 1);
  return bare(text).size() >= 6 ? text : std::string();
}

std::vector<Heading> headings_of(const parse::Dom& dom) {
  std::vector<Heading> headings;
  std::size_t others = 0;  // menus may be full of class="title": they must not push out an h1
  for (parse::NodeId id = 1; id < dom.size() && headings.size() < kMostHeadings;) {
    if (!dom.is_text(id) && parse::is_unread(dom.tag(id))) {
      id = dom.end(id);
      continue;
    }
    const double likely = dom.is_text(id) ? 0 : likely_by_tag(dom, id);
    if (likely > 0 && (likely >= 0.6 || others < kMostOthers)) {
      std::string text = dom.text_of(id, kLongestTitle);
      if (!text.empty() && text.size() <= kLongestTitle) {
        const Place place = place_of(dom, id);
        headings.push_back({id, std::move(text), likely * place.likely, place.trust});
        if (likely < 0.6) ++others;
      }
    }
    ++id;
  }
  return headings;
}

Heading shown_text(const parse::Dom& dom, const std::vector<std::string>& forms) {
  if (forms.empty()) return {};
  std::size_t shortest = forms.front().size();
  for (const std::string& form : forms) shortest = std::min(shortest, form.size());
  for (parse::NodeId id = 1; id < dom.size();) {
    if (!dom.is_text(id)) {
      id = parse::is_unread(dom.tag(id)) ? dom.end(id) : id + 1;
      continue;
    }
    const std::string_view text = dom.text(id);
    if (text.size() >= shortest && text.size() <= kLongestTitle) {
      const std::string form = bare(text);
      if (std::find(forms.begin(), forms.end(), form) != forms.end()) {
        // Out of <b><font>, as long as they hold nothing else.
        parse::NodeId node = dom.parent(id);
        while (parse::runs_on(dom.tag(node)) && dom.parent(node) != parse::kNoNode &&
               dom.end(dom.parent(node)) == dom.end(node) && dom.parent(node) + 1 == node)
          node = dom.parent(node);
        return {node, parse::clean_line(text), 0.3};
      }
    }
    ++id;
  }
  return {};
}

Heading first_bold_line(const parse::Dom& dom) {
  for (parse::NodeId id = 1; id < dom.size();) {
    if (dom.is_text(id)) {
      ++id;
      continue;
    }
    const GumboTag tag = dom.tag(id);
    if (parse::is_unread(tag)) {
      id = dom.end(id);
      continue;
    }
    const bool centred = tag == GUMBO_TAG_CENTER || dom.attribute(id, "align") == "center";
    const std::string_view size = tag == GUMBO_TAG_FONT ? dom.attribute(id, "size") : "";
    const bool large = !size.empty() && (size[0] == '+' || (size[0] >= '4' && size[0] <= '7'));
    if (centred || large || tag == GUMBO_TAG_B || tag == GUMBO_TAG_STRONG) {
      std::string text = dom.text_of(id, kLongestBoldLine);
      if (text.size() <= kLongestBoldLine && parse::count_code_points(text) >= 4)
        return {id, std::move(text), 0.1};
    }
    ++id;
  }
  return {};
}

}  // namespace storyfold::crawler::extract
