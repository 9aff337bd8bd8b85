#pragma once
// The parts of judge_kind. Internal to kind*.cc; pure.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/extract/kind.h"
#include "crawler/extract/kind_words.h"
#include "crawler/extract/page_shape.h"

namespace storyfold::crawler::extract {

// Bytes of text. A hundred English words or two hundred Chinese characters are about 600.
inline constexpr std::size_t kShort = 600;
inline constexpr std::size_t kShowsLittle = 1500;  // a whole page, links included

// What all rules look at, read once. Borrows the clues.
struct JudgedPage {
  explicit JudgedPage(const KindClues& all);

  const KindClues& clues;
  bool marked;  // says of itself, in metas or JSON-LD, that it is an article
  PageShape shape;
  std::vector<std::string> titles;  // folded; each as a whole and without what follows a separator
  std::vector<std::string> headings;  // folded

  // Of the article's text.
  [[nodiscard]] std::size_t size() const noexcept { return clues.text.size(); }
  // Pages that are gone keep their addresses.
  [[nodiscard]] bool dated_in_page() const noexcept { return clues.dated && !clues.dated_by_url; }
  // What of any title or heading matches a row of the group; "" when nothing does.
  [[nodiscard]] std::string_view in_titles(KindWords group) const;
  [[nodiscard]] std::string_view in_headings(KindWords group) const;
};

// A verdict with its clue: `what`, and the words that say so.
[[nodiscard]] PageVerdict found(PageKind kind, std::string_view what, std::string_view words = {});

// The beginning of an article: the rest is paid for, or stands elsewhere.
[[nodiscard]] PageVerdict judge_cut_off(const JudgedPage& page);

// A page about the site: its sign for a headline, "about us", a search.
[[nodiscard]] PageVerdict judge_site_page(const JudgedPage& page);

// Nothing that reads like an article: no text, lists of links, feeds.
[[nodiscard]] PageVerdict judge_no_article(const JudgedPage& page);

}  // namespace storyfold::crawler::extract
