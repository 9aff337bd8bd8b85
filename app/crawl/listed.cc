#include "app/crawl/listed.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/hash.h"
#include "core/url.h"
#include "crawler/extract/kind.h"
#include "crawler/extract/page.h"
#include "crawler/frontier/url_form.h"
#include "crawler/parse/article_build.h"
#include "crawler/parse/claims_names.h"
#include "crawler/parse/html_scan.h"
#include "crawler/parse/language.h"
#include "crawler/parse/unicode.h"

namespace storyfold::app {
namespace {

namespace extract = crawler::extract;
namespace fetch = crawler::fetch;
namespace frontier = crawler::frontier;
namespace parse = crawler::parse;

constexpr std::size_t kMaxKeyBytes = 256;  // of an entry, as part of its address

std::vector<std::string> bounded(const std::vector<std::string>& names) {
  std::vector<std::string> kept;
  for (const std::string& name : names) {
    if (kept.size() == kMostListedNames) break;
    if (name.size() <= kMaxListedNameBytes) kept.push_back(name);
  }
  return kept;
}

bool names_origin(const Claim& claim) {
  return claim.kind == ClaimKind::kSource || claim.kind == ClaimKind::kReprintedFrom ||
         claim.kind == ClaimKind::kDateline;
}

// The page that a browser would show of the text alone.
extract::ExtractedPage read_as_page(std::string_view html, const std::string& title,
                                    const config::ParseSettings& settings) {
  const std::string shown = parse::escape_html(title);
  parse::DecodedText page;
  page.charset = "utf-8";
  page.text = "<!doctype html><html><head><title>" + shown + "</title></head><body><article><h1>" +
              shown + "</h1><div>" + std::string(html) + "</div></article></body></html>";
  return extract::extract_page({}, page, settings);
}

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (is_unreserved(c) || c == ':') {
      encoded += c;
    } else {
      append_percent_encoded(encoded, c);
    }
  }
  return encoded;
}

}  // namespace

ListedEntry listed_of(const parse::FeedEntry& entry, const OutletBook& book, const Outlet* outlet) {
  ListedEntry listed;
  listed.authors = bounded(entry.authors);
  listed.categories = bounded(entry.categories);
  if (entry.body_html.size() <= kMaxListedTextBytes) listed.text = entry.body_html;
  const auto form = frontier::crawl_form(entry.source_url);
  const Outlet* const source = form ? book.owner(frontier::host_of(*form)) : nullptr;
  if (source != nullptr && source == outlet) return listed;
  listed.origin = entry.source_name;
  if (listed.origin.empty() && source != nullptr) listed.origin = source->config.name;
  if (listed.origin.size() > kMaxListedNameBytes) listed.origin.clear();
  return listed;
}

void fill_in(Article& article, const ListedEntry& listed) {
  if (article.authors.empty()) article.authors = listed.authors;
  if (article.categories.empty()) article.categories = listed.categories;
  if (std::any_of(article.claims.begin(), article.claims.end(), names_origin)) return;
  std::string name = parse::outlet_name(listed.origin);
  if (name.empty() || name == article.outlet || parse::is_own_outlet(name)) return;
  article.claims.push_back({ClaimKind::kSource, std::move(name), listed.origin, std::nullopt});
}

std::optional<Article> read_listed_text(std::string_view html, const std::string& title,
                                        const config::ParseSettings& settings) {
  if (html.size() < kLeastListedTextBytes) return std::nullopt;
  auto page = read_as_page(html, title, settings);
  if (page.kind != extract::PageKind::kArticle) return std::nullopt;
  page.article.title = title;
  return std::move(page.article);
}

std::optional<Article> read_whole_entry(std::string_view html, const std::string& title,
                                        const config::ParseSettings& settings) {
  if (auto article = read_listed_text(html, title, settings)) return article;
  Article article;
  article.title = title;
  parse::set_body(article, html, parse::BodyForm::kHtml, settings);
  if (article.body.empty()) return std::nullopt;
  article.language = parse::identify_language(article.body, {}).tag;
  return article;
}

bool is_closed(const fetch::FetchOutcome& outcome) {
  const int status = outcome.page.status;
  return outcome.end == fetch::FetchEnd::kStatus &&
         (status == 401 || status == 402 || status == 403) &&
         !extract::read_robots(extract::Metas({}), outcome.page.robots_tag, std::nullopt).no_index;
}

std::string entry_address(const parse::FeedEntry& entry, std::string_view listing,
                          const OutletBook& book, const Outlet& outlet) {
  const auto form = frontier::crawl_form(entry.id);
  if (form && *form != listing && book.owner(frontier::host_of(*form)) == &outlet) return *form;
  std::string key = entry.id;
  if (key.empty() && !entry.title.empty() && entry.published.known()) {
    key = format_utc(entry.published.at) + " " + entry.title;
  }
  if (key.empty()) key = to_hex(xxh3_64(entry.body_html));
  std::string encoded = percent_encoded(key);
  if (encoded.size() > kMaxKeyBytes) encoded = to_hex(xxh3_64(key));
  return std::string(listing).append("%23").append(encoded);
}

void keep_newest(std::vector<parse::SitemapEntry>& sitemaps) {
  if (sitemaps.size() <= kMostSitemapsOfIndex) return;
  const bool timed = std::any_of(sitemaps.begin(), sitemaps.end(),
                                 [](const auto& sitemap) { return sitemap.lastmod.known(); });
  if (timed) {
    std::stable_sort(sitemaps.begin(), sitemaps.end(),
                     [](const auto& a, const auto& b) { return a.lastmod.at > b.lastmod.at; });
    sitemaps.resize(kMostSitemapsOfIndex);
  } else {
    constexpr auto kHalf = static_cast<std::ptrdiff_t>(kMostSitemapsOfIndex / 2);
    sitemaps.erase(sitemaps.begin() + kHalf, sitemaps.end() - kHalf);
  }
}

}  // namespace storyfold::app
