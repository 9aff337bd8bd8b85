#pragma once
// What class and id words say about an element (the words: hint_words.h). Pure; safe from any
// thread.
#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "crawler/parse/dom.h"

namespace storyfold::crawler::extract {

// Bits of a set.
using Hints = std::uint32_t;
inline constexpr Hints kHintHidden = 1u << 0;     // not shown: hidden, sr-only
inline constexpr Hints kHintChrome = 1u << 1;     // navigation, sidebar, header, footer, breadcrumb
inline constexpr Hints kHintRelated = 1u << 2;    // other stories
inline constexpr Hints kHintShare = 1u << 3;      // share and reaction bars
inline constexpr Hints kHintPromotion = 1u << 4;  // advertising, newsletters, QR codes, apps
inline constexpr Hints kHintComments = 1u << 5;   // readers' comments
inline constexpr Hints kHintCaption = 1u << 6;    // of pictures and players
inline constexpr Hints kHintByline = 1u << 7;     // author, date, source, tags
inline constexpr Hints kHintLegal = 1u << 8;      // copyright, disclaimer, editor line
inline constexpr Hints kHintTitle = 1u << 9;
inline constexpr Hints kHintContent = 1u << 10;  // may hold an article
inline constexpr Hints kHintBody = 1u << 11;     // names the text of an article, nothing wider
inline constexpr Hints kHintSummary = 1u << 12;  // abstract, lead, standfirst
inline constexpr Hints kHintAbout = 1u << 13;    // about the author
inline constexpr Hints kHintSubtitle = 1u << 14;
inline constexpr Hints kHintApart = 1u << 15;    // stands apart by its tag: nav, aside, footer
inline constexpr Hints kHintConsent = 1u << 16;  // cookie notices and the like
inline constexpr Hints kHintRail = 1u << 17;     // a column beside the article; chrome as well

inline constexpr Hints kHintsOfChrome = kHintChrome | kHintRelated | kHintShare | kHintPromotion |
                                        kHintComments | kHintCaption | kHintAbout | kHintConsent;

// `names` are the class and id of an element as written. A word starts at a letter after anything
// but a letter, or at a capital after a small one.
[[nodiscard]] Hints hints_in(std::string_view names);

// The hints of a page's elements; names that repeat are read once. Borrows the page.
class HintReader {
 public:
  explicit HintReader(const parse::Dom& dom) : dom_(dom) {}

  // Of tag, class, id, role, itemprop, hidden and style of the element, without those of its
  // ancestors.
  [[nodiscard]] Hints of(parse::NodeId id);

 private:
  Hints of_names(std::string_view names);

  const parse::Dom& dom_;
  std::unordered_map<std::string_view, Hints> known_;
};

}  // namespace storyfold::crawler::extract
