#include "crawler/extract/page.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>
#include <utility>

#include "crawler/extract/body.h"
#include "crawler/extract/date_last.h"
#include "crawler/extract/degraded.h"
#include "crawler/extract/kind.h"
#include "crawler/extract/pager.h"
#include "crawler/parse/claims.h"
#include "crawler/parse/gumbo_arena.h"
#include "crawler/parse/html_scan.h"
#include "crawler/parse/html_slim.h"
#include "crawler/parse/language.h"
#include "crawler/parse/mojibake.h"
#include "crawler/parse/text.h"

namespace storyfold::crawler::extract {

std::string_view to_string(PageKind kind) {
  switch (kind) {
    case PageKind::kArticle:
      return "article";
    case PageKind::kNoArticle:
      return "no-article";
    case PageKind::kTeaser:
      return "teaser";
    case PageKind::kPaywall:
      return "paywall";
    case PageKind::kConsentWall:
      return "consent-wall";
    case PageKind::kChallenge:
      return "challenge";
    case PageKind::kSoft404:
      return "soft-404";
    case PageKind::kUndecodable:
      return "undecodable";
  }
  return "unknown";
}

namespace {

// What the page says its language is: <html lang>, metas, JSON-LD.
std::string_view declared_language(const PageView& page) {
  const parse::NodeId html = page.dom.find(GUMBO_TAG_HTML);
  if (html != parse::kNoNode) {
    if (const auto lang = page.dom.attribute(html, "lang"); !lang.empty()) return lang;
  }
  for (const std::string_view name : {"og:locale", "content-language", "language"}) {
    if (const auto said = page.metas.find(name); !said.empty()) return said;
  }
  if (!page.linked.articles.empty()) return page.linked.articles.front().language;
  return {};
}

void identify(const PageView& page, ExtractedPage& out) {
  const Article& article = out.article;
  const auto language = parse::identify_language(
      article.body.empty() ? article.title : article.body, declared_language(page));
  out.article.language = language.tag;
  out.script = language.script;
}

// Empty: fit to be parsed. What slim_page leaves of honest pages is a twentieth of this limit;
// gumbo looks at the clock only where it allocates, which markup made of '<' alone hardly ever
// does.
std::string refuse_page(const parse::SlimPage& slim, const config::ParseSettings& settings) {
  if (slim.html.size() + slim.placeholders.bytes() > settings.html_max_bytes / 2) {
    return "larger than half of parse.html_max without scripts and the like";
  }
  return parse::refuse_html(slim.html, settings);
}

// The tree of a page and what every field reader needs of it.
struct Reading {
  std::unique_ptr<const parse::SlimPage> page;  // the tree points into it
  parse::Dom dom;
  Metas metas;
  PageTitle title;
  PageBody body;
  std::string limit;  // which one it is past; empty: none

  [[nodiscard]] PageView view(std::string_view url, const LinkedData& linked) const {
    PageView view{url, dom, metas, linked};
    view.heading = title.heading;
    view.content = body.content;
    return view;
  }
};

Result<parse::Dom> parse_slim(const parse::SlimPage& page, const config::ParseSettings& settings,
                              std::chrono::milliseconds cpu_time) {
  if (std::string limit = refuse_page(page, settings); !limit.empty()) {
    return Error{Errc::kTooLarge, std::move(limit)};
  }
  auto tree = parse::parse_html(page.html, {settings.html_memory_bytes, cpu_time});
  if (!tree) return tree.error();
  return parse::Dom(std::move(*tree), page.placeholders);
}

Reading read_slim(parse::SlimPage slim, std::string_view url, const LinkedData& linked,
                  const config::ParseSettings& settings) {
  auto page = std::make_unique<parse::SlimPage>(std::move(slim));
  // Half of the time is for what comes behind the parser.
  auto dom = parse_slim(*page, settings, settings.html_deadline / 2);
  if (!dom || !dom->is_whole()) {
    const bool again = dom.has_value();
    *page = {page->placeholders.restore(page->html), {}};
    if (again) dom = parse_slim(*page, settings, settings.html_deadline / 4);
  }
  const bool degraded = !dom;
  std::string limit = degraded ? dom.error().what : std::string();
  if (degraded) dom = parse::Dom(degraded_head(page->html, settings));
  Metas metas = read_metas(*dom);
  Reading reading{std::move(page), std::move(*dom), std::move(metas), {}, {}, std::move(limit)};
  reading.title = read_title(reading.view(url, linked));
  reading.body = degraded ? degraded_body(reading.page->html, settings)
                          : read_body(reading.view(url, linked), reading.title);
  return reading;
}

std::size_t count_bytes(const std::vector<parse::TextBlock>& blocks) {
  std::size_t bytes = 0;
  for (const auto& block : blocks) bytes += block.text.size();
  return bytes;
}

// A page that shows next to nothing may hold its text where only a script, or a browser without
// one, finds it.
void read_unscripted(std::string_view html, std::string_view url, const LinkedData& linked,
                     const config::ParseSettings& settings, Reading& reading) {
  constexpr std::size_t kLittle = 200;  // bytes
  const std::size_t shown = count_bytes(reading.body.blocks);
  if (!reading.limit.empty() || shown >= kLittle) return;
  if (html.find("<noscript") == std::string_view::npos &&
      html.find("<template") == std::string_view::npos) {
    return;
  }
  Reading other =
      read_slim(parse::slim_page(html, nullptr, parse::Unscripted::kShown), url, linked, settings);
  if (!other.limit.empty() || count_bytes(other.body.blocks) < std::max(kLittle, 2 * shown)) return;
  other.body.clue += " without scripts";
  reading = std::move(other);
}

}  // namespace

ExtractedPage extract_page(const PageInput& input, const config::ParseSettings& settings) {
  return extract_page(input, parse::decode_page(input.bytes, input.http_charset), settings);
}

ExtractedPage extract_page(const PageInput& input, const parse::DecodedText& decoded,
                           const config::ParseSettings& settings) {
  ExtractedPage page;
  page.charset = decoded.charset;
  page.article.replaced_characters = decoded.replaced_characters;
  page.article.url = input.url;
  std::vector<std::string> scripts;
  parse::SlimPage slim = parse::slim_page(decoded.text, &scripts);
  const LinkedData linked = read_linked_data(scripts);
  Reading reading = read_slim(std::move(slim), input.url, linked, settings);
  read_unscripted(decoded.text, input.url, linked, settings, reading);
  page.degraded = !reading.limit.empty();
  const PageTitle& title = reading.title;
  const PageView view = reading.view(input.url, linked);
  PageDates dates = read_dates(view, settings.assumed_utc_offset_minutes, input.fetched_at);
  if (!dates.published.known()) {
    PageDates last =
        read_last_dates(view, decoded.text, settings.assumed_utc_offset_minutes, input.fetched_at);
    dates.published = last.published;
    std::move(last.notes.begin(), last.notes.end(), std::back_inserter(dates.notes));
  }
  auto claimed = parse::read_claims(reading.body.blocks, title.text);
  PageNames names = read_names(view, title, claimed.claims);
  auto verdict = judge_kind({view, title, claimed.body, names.outlet, decoded.text,
                             dates.published.known(), dates.published.clue == TimeClue::kUrl});
  page.kind = verdict.kind;
  page.why = std::move(verdict.why);
  if (page.kind == PageKind::kArticle || page.kind == PageKind::kTeaser ||
      page.kind == PageKind::kPaywall) {
    Pager pager = read_pager(view, page.kind == PageKind::kTeaser);
    page.next_page = std::move(pager.next_page);
    page.single_page = std::move(pager.single_page);
    page.page_number = pager.page_number;
  }
  const RobotsWords robots = read_robots(reading.metas, input.robots_tag, input.fetched_at);
  page.no_index = robots.no_index;
  page.no_archive = robots.no_archive;
  page.article.title = title.text;
  page.article.body = std::move(claimed.body);
  page.article.claims = std::move(names.claims);
  page.article.claims.insert(page.article.claims.end(), claimed.claims.begin(),
                             claimed.claims.end());
  page.article.headline = claimed.headline;
  page.article.published = dates.published;
  page.article.authors = std::move(names.authors);
  page.article.outlet = std::move(names.outlet);
  page.article.notes = std::move(dates.notes);
  if (page.degraded) page.article.notes.push_back("read without a parser: " + reading.limit);
  page.modified = dates.modified;
  page.editors = std::move(names.editors);
  page.section = std::move(names.section);
  page.canonical_url = std::move(names.canonical_url);
  identify(view, page);
  page.title_clue = title.clue;
  page.body_clue = std::move(reading.body.clue);
  return page;
}

}  // namespace storyfold::crawler::extract
