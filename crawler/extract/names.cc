#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/extract/author_names.h"
#include "crawler/extract/names_parts.h"
#include "crawler/extract/page.h"
#include "crawler/parse/claims_names.h"
#include "crawler/parse/outlet.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::extract {
namespace {

constexpr const char* kSourceMetas[] = {
    "source",        "original-source", "syndication-source", "contentsource", "docsource",
    "articlesource", "dc.source",       "dcterms.source",     "newssource",    "mediaid"};

constexpr std::size_t kMostReporters = 8;

// Ideographs and no kana.
bool is_chinese(std::string_view text) {
  bool han = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = parse::code_point_at(text, at);
    if (c.value >= 0x3041 && c.value <= 0x30FA) return false;
    han = han || parse::is_han(c.value);
    at += c.size;
  }
  return han;
}

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

PageNames read_names(const PageView& page, const PageTitle& title,
                     const std::vector<Claim>& in_body) {
  const Site site(site_names(page), page.url);
  const std::vector<PageLine> lines = lines_around(page);
  Credits credits = read_credits(lines, title);
  std::vector<std::string> marked = read_authors(page, lines, site);
  std::vector<std::string> reporters;
  for (const Claim& claim : in_body) {
    if (claim.kind == ClaimKind::kAuthor) reporters.push_back(claim.name);
  }
  for (const Claim& claim : in_body) {
    if (claim.kind == ClaimKind::kReporter && reporters.size() < kMostReporters)
      reporters.push_back(claim.name);
  }
  // "（林一舟 欧阳明月）" at the end of a text is taken for a source where no label says more.
  for (const Claim& claim : in_body) {
    if (claim.kind != ClaimKind::kSource || !reporters.empty()) continue;
    auto people = parse::split_people(claim.name);
    const auto is_person = [](const auto& name) { return parse::looks_like_person(name); };
    if (!people.empty() && std::all_of(people.begin(), people.end(), is_person))
      reporters = std::move(people);
  }
  PageNames names;
  // Chinese pages say in lines who wrote them; their metas often name the system or an editor.
  const bool chinese = is_chinese(title.text);
  std::vector<std::vector<std::string>*> order{&marked, &credits.authors, &reporters};
  if (chinese) order = {&credits.authors, &reporters, &marked};
  // The outlet as the author says nothing when a line names a person.
  if (!chinese && !marked.empty() && !credits.authors.empty() &&
      (site.is_named(marked.front()) || is_generic_author(marked.front())) &&
      is_full_name(credits.authors.front()))
    order = {&credits.authors};
  order.push_back(&credits.hinted);
  for (auto* group : order) {
    if (names.authors.empty()) names.authors = *group;
  }
  names.editors = std::move(credits.editors);
  for (const Claim& claim : in_body) {
    if (claim.kind == ClaimKind::kEditor &&
        std::find(names.editors.begin(), names.editors.end(), claim.name) == names.editors.end())
      names.editors.push_back(claim.name);
  }
  if (names.authors.empty() && chinese) names.authors = names.editors;
  names.outlet = read_outlet(page, title);
  names.section = read_section(page, title, site);
  names.canonical_url = read_canonical_url(page);
  const auto known = [&](const Claim& claim) {
    const auto same = [&](const Claim& other) {
      return other.name == claim.name && other.kind == claim.kind;
    };
    return std::any_of(names.claims.begin(), names.claims.end(), same) ||
           std::any_of(in_body.begin(), in_body.end(), same);
  };
  for (Claim& claim : credits.claims) {
    if (!known(claim)) names.claims.push_back(std::move(claim));
  }
  for (Claim& claim : read_meta_sources(page, site)) {
    if (!known(claim)) names.claims.push_back(std::move(claim));
  }
  return names;
}

}  // namespace storyfold::crawler::extract
