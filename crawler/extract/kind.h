#pragma once
// What kind of page this is: an article, or one of the pages that stand in an article's place.
// Pure; safe from any thread.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/extract/page.h"

namespace storyfold::crawler::extract {

// What is known when the kind is judged. Borrows everything.
struct KindClues {
  const PageView& page;  // `content` is the element of the body, kNoNode when there is none
  const PageTitle& title;
  std::string_view text;      // the article's text, paragraphs separated by '\n'
  std::string_view outlet;    // its display name; may be empty
  std::string_view html;      // the page decoded, before markup was dropped from it
  bool dated = false;         // a day of publication was read
  bool dated_by_url = false;  // in the address alone
};

struct PageVerdict {
  PageKind kind = PageKind::kArticle;
  std::string why;  // of other kinds: the clue, one clause
};

// When in doubt a page is an article: a false one costs a record, a missed one a story. Linear in
// the page.
[[nodiscard]] PageVerdict judge_kind(const KindClues& clues);

struct RobotsWords {
  bool no_index = false;
  bool no_archive = false;
};

// The robots, googlebot and storyfold metas, and X-Robots-Tag (lines of several headers joined by
// ',' or '\n'; rules behind another agent's name are not ours). Google's robots meta tag
// specification: names in any case, "none" is noindex, unavailable_after counts once it is before
// `fetched_at`.
[[nodiscard]] RobotsWords read_robots(const Metas& metas, std::string_view robots_tag,
                                      std::optional<std::chrono::sys_seconds> fetched_at);

}  // namespace storyfold::crawler::extract
