#include "crawler/extract/kind_parts.h"

#include <algorithm>
#include <utility>

namespace storyfold::crawler::extract {
namespace {

using parse::kNoNode;
using parse::NodeId;

// The page says of itself, in metas or JSON-LD, that it is an article.
bool is_marked_article(const PageView& page, const PageTitle& title) {
  if (fold_words(page.metas.find("og:type")) == "article") return true;
  if (!page.metas.find("article:published_time").empty()) return true;
  const auto& articles = page.linked.articles;
  if (articles.size() < 4) return !articles.empty();
  // Lists name each of their stories.
  return std::any_of(articles.begin(), articles.end(),
                     [&](const LinkedArticle& each) { return each.headline == title.text; });
}

void add_title(std::string_view text, std::vector<std::string>& titles) {
  std::string folded = fold_words(text);
  if (folded.empty() || folded.size() > 300) return;
  for (const std::string_view mark : {"-", "|", "–", "—", "_", "·", "::", "»", "｜", "－"}) {
    const std::size_t at = folded.find(mark);
    if (at == std::string::npos || at == 0) continue;
    titles.push_back(folded.substr(0, at));
    if (titles.back().back() == ' ') titles.back().pop_back();
  }
  titles.push_back(std::move(folded));
}

std::string_view words_in(const std::vector<std::string>& texts, KindWords group) {
  for (const std::string& text : texts) {
    if (const auto words = find_words(group, text); !words.empty()) return words;
  }
  return {};
}

}  // namespace

JudgedPage::JudgedPage(const KindClues& all)
    : clues(all),
      marked(is_marked_article(all.page, all.title)),
      shape(measure_page(all.page.dom)) {
  const parse::Dom& dom = all.page.dom;
  add_title(clues.title.text, titles);
  if (const NodeId id = dom.find(GUMBO_TAG_TITLE); id != kNoNode)
    add_title(dom.text_of(id, 400), titles);
  std::size_t seen = 0;
  for (NodeId id = 1; id < dom.size() && seen < 4; ++id) {
    if (dom.tag(id) != GUMBO_TAG_H1 && dom.tag(id) != GUMBO_TAG_H2) continue;
    ++seen;
    const std::string text = fold_words(dom.text_of(id, 400));
    if (!text.empty()) headings.push_back(text);
  }
}

std::string_view JudgedPage::in_titles(KindWords group) const { return words_in(titles, group); }
std::string_view JudgedPage::in_headings(KindWords group) const {
  return words_in(headings, group);
}

PageVerdict found(PageKind kind, std::string_view what, std::string_view words) {
  PageVerdict verdict{kind, std::string(what)};
  if (!words.empty()) verdict.why.append(": \"").append(words.substr(0, 120)).append("\"");
  return verdict;
}

}  // namespace storyfold::crawler::extract
