#include "crawler/extract/title_candidates.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "crawler/parse/text.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::extract {
namespace {

constexpr std::size_t kMostHeadings = 48;
constexpr std::size_t kLongestTitle = 600;  // bytes
constexpr std::size_t kLongestBoldLine = 240;

// Words of class and id that outlets' templates give to the element of the title.
constexpr std::array<std::string_view, 10> kTitleWords{
    "title", "tit", "headline", "heading", "biaoti", "subject", "topic", "bt", "h1", "hd1"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// "article-title", "newsTitle", "title1", "tit": the word at its own border.
bool speaks_of_title(std::string_view names) {
  for (std::size_t start = 0; start < names.size();) {
    std::size_t end = start;
    while (end < names.size() && names[end] != ' ') ++end;
    std::string word;
    for (std::size_t i = start; i < end; ++i) word.push_back(lower(names[i]));
    for (const std::string_view wanted : kTitleWords) {
      const std::size_t at = word.find(wanted);
      if (at == std::string::npos) continue;
      const char left = at == 0 ? '-' : names[start + at - 1];
      const std::size_t past = at + wanted.size();
      const char right = past < word.size() ? names[start + past] : '-';
      const bool long_word = wanted.size() >= 5;
      if ((long_word || !is_letter(left) || names[start + at] != word[at]) &&
          (!is_letter(right) || right != lower(right)))
        return true;
    }
    start = end + 1;
  }
  return false;
}

// A title that stands in navigation, a rail or a footer is another page's.
double place_factor(const parse::Dom& dom, parse::NodeId node) {
  for (parse::NodeId up = dom.parent(node); up != parse::kNoNode && up != 0; up = dom.parent(up)) {
    const GumboTag tag = dom.tag(up);
    if (tag == GUMBO_TAG_NAV || tag == GUMBO_TAG_ASIDE || tag == GUMBO_TAG_FOOTER ||
        tag == GUMBO_TAG_LI)
      return 0.3;
  }
  return 1;
}

double likely_by_tag(const parse::Dom& dom, parse::NodeId id) {
  const std::string_view itemprop = dom.attribute(id, "itemprop");
  const double extra = itemprop == "headline" ? 0.3 : (itemprop == "name" ? 0.05 : 0);
  switch (dom.tag(id)) {
    case GUMBO_TAG_H1:
      return 0.7 + extra;
    case GUMBO_TAG_H2:
      return 0.35 + extra;
    case GUMBO_TAG_H3:
      return 0.2 + extra;
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
  const std::string_view names = dom.attribute(id, "class");
  const std::string_view ids = dom.attribute(id, "id");
  return (names.size() < 200 && speaks_of_title(names)) ||
                 (ids.size() < 200 && speaks_of_title(ids))
             ? 0.3
             : 0;
}

}  // namespace

std::vector<Heading> headings_of(const parse::Dom& dom) {
  std::vector<Heading> headings;
  for (parse::NodeId id = 1; id < dom.size() && headings.size() < kMostHeadings;) {
    if (!dom.is_text(id) && parse::is_unread(dom.tag(id))) {
      id = dom.end(id);
      continue;
    }
    const double likely = dom.is_text(id) ? 0 : likely_by_tag(dom, id);
    if (likely > 0) {
      std::string text = dom.text_of(id, kLongestTitle);
      if (!text.empty() && text.size() <= kLongestTitle) {
        const double place = place_factor(dom, id);
        headings.push_back({id, std::move(text), likely * place});
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
