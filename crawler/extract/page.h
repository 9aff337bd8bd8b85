#pragma once
// A web page -> Article. One stage, pure: bytes, URL and headers in, value out. Safe from any
// thread; keeps no reference to its input.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "core/stages.h"
#include "crawler/extract/clues.h"
#include "crawler/parse/charset.h"
#include "crawler/parse/dom.h"

namespace storyfold::crawler::extract {

struct PageInput {
  std::string_view bytes;         // as they came, undecoded
  std::string_view url;           // final URL; may be empty
  std::string_view http_charset;  // of Content-Type; may be empty
  std::string_view robots_tag;    // X-Robots-Tag; may be empty
  // When it was fetched: dates after it are impossible. None: dates are not checked against it.
  std::optional<std::chrono::sys_seconds> fetched_at;
};

// What a page is. Only kArticle is stored as one.
enum class PageKind : std::uint8_t {
  kArticle,
  kNoArticle,    // nothing on it reads like an article: list page, home page, gallery, form
  kTeaser,       // the beginning of an article, with "read more"
  kPaywall,      // the beginning of an article, the rest for subscribers
  kConsentWall,  // asks for consent instead of showing the page
  kChallenge,    // asks for proof of being human, or for a script to run
  kSoft404,      // says that there is nothing here, with status 200
  kUndecodable,  // mostly replacement characters or mojibake
};
[[nodiscard]] std::string_view to_string(PageKind kind);

// What field readers look at. Borrows everything.
struct PageView {
  std::string_view url;
  const parse::Dom& dom;
  const Metas& metas;
  const LinkedData& linked;
  parse::NodeId heading = parse::kNoNode;  // element that shows the title
  parse::NodeId content = parse::kNoNode;  // element that holds the body
};

struct PageDates {
  Timestamp published;
  Timestamp modified;
  std::vector<std::string> notes;  // what was doubted and why, one short clause each
};

// Published and modified time of the article. Zones: as written, else `assumed_utc_offset_minutes`
// (of the outlet). A date before 1990, after `fetched_at` + 1 day, or one that does not exist is
// not taken, with a note.
[[nodiscard]] PageDates read_dates(const PageView& page, int assumed_utc_offset_minutes,
                                   std::optional<std::chrono::sys_seconds> fetched_at);

struct PageTitle {
  std::string text;                        // without the outlet's suffix
  parse::NodeId heading = parse::kNoNode;  // element that shows it; none: only metas do
  std::string clue;  // "heading", "text", "bold", "json-ld", "title" or the name of a meta
};

// `page.heading` and `page.content` are not known yet.
[[nodiscard]] PageTitle read_title(const PageView& page);

struct PageNames {
  std::vector<std::string> authors;
  std::vector<std::string> editors;
  std::string outlet;  // display name of the site; "" when it does not say
  std::string section;
  std::string canonical_url;  // absolute; a hint only
  std::vector<Claim> claims;  // of metas, source line and byline: none stands in the body
};

// `title` is what read_title gave, `in_body` what read_claims found in the body: its reporters are
// authors where nobody else is named, and what it says is not claimed once more.
[[nodiscard]] PageNames read_names(const PageView& page, const PageTitle& title,
                                   const std::vector<Claim>& in_body);

// One article of a page, and what else the page says.
struct ExtractedPage {
  PageKind kind = PageKind::kNoArticle;
  std::string why;  // of kinds other than kArticle: the clue, one clause
  Article article;  // of kArticle, kTeaser and kPaywall; else what could be read
  Timestamp modified;
  std::vector<std::string> editors;
  std::string section;
  std::string canonical_url;
  std::string charset;     // what the bytes were read as
  std::string script;      // ISO 15924: "Hans"
  std::string title_clue;  // where the title was read
  std::string body_clue;   // where the body was read: "div#artibody", "json-ld"
  // Where the article goes on, when it is spread over several pages (pager.h). join_pages.h makes
  // one article of the parts; the first page's address is its address.
  std::string next_page;          // absolute; "": this page is the last or the only one
  std::string single_page;        // absolute: all of the article on one page, when one is offered
  std::uint32_t page_number = 1;  // 1: the first, or unknown
  bool no_index = false;          // robots meta or X-Robots-Tag
  bool no_archive = false;
  bool degraded = false;  // past a limit: read without a parser
};

// Never fails: a page that holds no article says so. Bounded by parse.html_* of `settings`.
[[nodiscard]] ExtractedPage extract_page(const PageInput& input,
                                         const config::ParseSettings& settings);
// As above for who has decoded the page already: `decoded` is decode_page (charset.h) of
// `input.bytes` and `input.http_charset`, which are not looked at again.
[[nodiscard]] ExtractedPage extract_page(const PageInput& input, const parse::DecodedText& decoded,
                                         const config::ParseSettings& settings);

}  // namespace storyfold::crawler::extract
