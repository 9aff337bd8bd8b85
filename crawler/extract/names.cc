#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/extract/names_parts.h"
#include "crawler/extract/page.h"
#include "crawler/parse/claims_names.h"

namespace storyfold::crawler::extract {
namespace {

constexpr const char* kSourceMetas[] = {
    "source",        "original-source", "syndication-source", "contentsource", "docsource",
    "articlesource", "dc.source",       "dcterms.source",     "newssource",    "mediaid"};

}  // namespace

std::vector<Claim> read_meta_sources(const PageView& page, const Site& site) {
  std::vector<Claim> claims;
  const auto add = [&](std::string_view text) {
    if (text.find("://") != std::string_view::npos || claims.size() >= 4) return;
    std::string name = parse::outlet_name(text);
    if (name.empty() || site.is_named(name) || parse::is_own_outlet(name)) return;
    const auto same = [&](const Claim& known) { return known.name == name; };
    if (std::any_of(claims.begin(), claims.end(), same)) return;
    claims.push_back({ClaimKind::kSource, std::move(name), std::string(text), std::nullopt});
  };
  for (const char* meta : kSourceMetas) add(page.metas.find(meta));
  if (!page.linked.articles.empty()) {
    for (const std::string& source : page.linked.articles.front().sources) add(source);
  }
  return claims;
}

PageNames read_names(const PageView& page, const PageTitle& title) {
  const Site site(site_names(page), page.url);
  const std::vector<PageLine> lines = lines_around(page);
  Credits credits = read_credits(page, lines, title, site);
  PageNames names;
  names.authors = read_authors(page, lines, site);
  if (!credits.authors.empty()) names.authors = std::move(credits.authors);
  names.editors = std::move(credits.editors);
  names.outlet = read_outlet(page, title);
  names.section = read_section(page, title, site);
  names.canonical_url = read_canonical_url(page);
  names.claims = std::move(credits.claims);
  for (Claim& claim : read_meta_sources(page, site)) {
    const auto same = [&](const Claim& known) { return known.name == claim.name; };
    if (std::none_of(names.claims.begin(), names.claims.end(), same))
      names.claims.push_back(std::move(claim));
  }
  return names;
}

}  // namespace storyfold::crawler::extract
