#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ascii.h"
#include "core/url.h"
#include "crawler/extract/names_parts.h"
#include "crawler/extract/title_text.h"
#include "crawler/extract/word_set.h"
#include "crawler/parse/claims_names.h"
#include "crawler/parse/text.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::extract {
namespace {

constexpr std::size_t kLongestName = 80;  // bytes

constexpr std::array<const char*, 8> kSiteMetas{
    "og:site_name", "application-name",       "apple-mobile-web-app-title",
    "publisher",    "dc.publisher",           "dcterms.publisher",
    "sitename",     "twitter:app:name:iphone"};

// Sections that name no section.
constexpr std::array<std::string_view, 12> kNoSections{
    "正文", "首页", "主页",       "文章",    "内容",          "详情",
    "home", "news", "startseite", "article", "uncategorized", "全文"};

bool is_url(std::string_view text) {
  return text.find("://") != std::string_view::npos || text.starts_with("www.");
}

std::string document_title(const parse::Dom& dom) {
  const parse::NodeId title = dom.find(GUMBO_TAG_TITLE);
  if (title == parse::kNoNode) return {};
  const parse::NodeId text = dom.first_child(title);
  return text == parse::kNoNode ? std::string() : parse::clean_line(dom.text(text));
}

bool has_han(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto c = parse::code_point_at(text, at);
    if (parse::is_han(c.value)) return true;
    at += c.size;
  }
  return false;
}

// The name behind "Copyright © 2014-2020 ".
std::string_view owner_in(std::string_view text) {
  static const RE2 kMark(
      R"((?i)(?:copyright|©|\(c\)|版权所有|版權所有)(?:[\s\d:：©,.，–—~年至-]|copyright|\(c\)|版权所有|by\s)*)");
  re2::StringPiece found;
  if (!kMark.Match({text.data(), text.size()}, 0, text.size(), RE2::UNANCHORED, &found, 1))
    return {};
  const std::string_view rest =
      text.substr(static_cast<std::size_t>(found.data() - text.data()) + found.size());
  return rest.substr(0, std::min({rest.find_first_of(".,|/-\n"), rest.find("，"), rest.find("。"),
                                  rest.find("　"), rest.find("版权所有")}));
}

// Of a line of copyright at the end of the page.
std::string copyright_owner(const parse::Dom& dom) {
  constexpr std::size_t kLastTexts = 60;
  constexpr std::size_t kLongest = 240;
  static const RE2 kTail(
      R"((?i)\s*\b(?:all rights?.*|inc|ltd|co|corporation)$|(?:保留|未经|公司|有限|网站).*$)");
  std::size_t looked = 0;
  for (parse::NodeId id = dom.size(); id > 1 && looked < kLastTexts; --id) {
    const std::string_view text = dom.text(id - 1);
    if (text.size() < 6 || text.size() > kLongest) continue;
    ++looked;
    std::string name(owner_in(text));
    if (name.empty()) continue;
    RE2::Replace(&name, kTail, "");
    name = parse::outlet_name(name);
    if (!name.empty() && name.size() <= 60) return name;
  }
  return {};
}

// "www.news.example.co.uk" -> "example.co.uk", by length: there is no list of public suffixes here.
std::string site_of_host(std::string_view url) {
  const auto parsed = parse_url(url);
  if (!parsed) return {};
  std::string host = parsed->host;
  if (host.find_first_not_of("0123456789.:") == std::string::npos) return host;
  std::size_t last = host.rfind('.');
  if (last == std::string::npos || last == 0) return host;
  std::size_t cut = host.rfind('.', last - 1);
  if (cut == std::string::npos) return host;
  const bool two_levels = host.size() - last - 1 == 2 && last - cut - 1 <= 3;
  if (two_levels && cut > 0) {
    cut = host.rfind('.', cut - 1);
    if (cut == std::string::npos) return host;
  }
  return host.substr(cut + 1);
}

bool is_section(std::string_view text) {
  if (text.empty() || text.size() > kLongestName || is_url(text)) return false;
  const std::string lower = ascii_lower(text);
  return std::find(kNoSections.begin(), kNoSections.end(), lower) == kNoSections.end();
}

bool is_breadcrumb(const parse::Dom& dom, parse::NodeId id) {
  static const WordSet kWords(
      {"crumb", "location", "position", "daohang", "weizhi", "path", "cur_pos", "curpos"});
  const ElementNames names = names_of_element(dom, id);
  return kWords.found_in(names.class_names.substr(0, 200)) ||
         kWords.found_in(names.id.substr(0, 200));
}

// The last link of the trail to this page.
std::string breadcrumb_section(const PageView& page, const PageTitle& title, const Site& site) {
  const parse::Dom& dom = page.dom;
  const parse::NodeId body = dom.find(GUMBO_TAG_BODY);
  if (body == parse::kNoNode) return {};
  const std::string headline = bare(title.text);
  for (parse::NodeId id = body; id < dom.end(body); ++id) {
    if (!is_breadcrumb(dom, id) || dom.end(id) - id > 200) continue;
    std::string last;
    for (parse::NodeId link = id; link < dom.end(id); ++link) {
      if (dom.tag(link) != GUMBO_TAG_A) continue;
      std::string text = dom.text_of(link, kLongestName);
      if (is_section(text) && !site.is_named(text) && bare(text) != headline)
        last = std::move(text);
    }
    if (!last.empty()) return last;
    id = dom.end(id) - 1;
  }
  return {};
}

}  // namespace

std::vector<std::string> site_names(const PageView& page) {
  std::vector<std::string> names;
  const auto add = [&names](std::string_view name) {
    if (!name.empty() && name.size() <= kLongestName && !is_url(name) && !name.starts_with('@') &&
        std::find(names.begin(), names.end(), name) == names.end())
      names.emplace_back(name);
  };
  add(page.metas.find("og:site_name"));
  for (const LinkedArticle& article : page.linked.articles) add(article.publisher);
  add(page.linked.site_name);
  for (const char* meta : kSiteMetas) add(page.metas.find(meta));
  return names;
}

std::string read_outlet(const PageView& page, const PageTitle& title) {
  const auto names = site_names(page);
  if (!names.empty()) return names.front();
  // The part of <title> behind the headline; the last one, as sections stand before it.
  const std::string whole = document_title(page.dom);
  const auto parts = title_parts(whole);
  const std::string headline = bare(title.text);
  const bool chinese = has_han(headline);
  std::string_view name;
  for (std::size_t i = parts.size(); i > 1; --i) {
    const std::string_view part = parts[i - 1];
    const std::string form = bare(part);
    if (form.empty() || headline.find(form) != std::string::npos || part.size() > 60) break;
    if (name.empty()) name = part;
    // "澎湃新闻-The Paper": in the language of the page.
    if (!chinese || has_han(part)) {
      name = part;
      break;
    }
  }
  if (!name.empty()) return std::string(name);
  std::string owner = copyright_owner(page.dom);
  return owner.empty() ? site_of_host(page.url) : owner;
}

std::string read_section(const PageView& page, const PageTitle& title, const Site& site) {
  for (const char* meta : {"article:section", "section", "parsely-section", "cxenseparse:section",
                           "dc.subject.section", "category"}) {
    const std::string_view section = page.metas.find(meta);
    if (is_section(section)) return std::string(section);
  }
  for (const LinkedArticle& article : page.linked.articles) {
    if (is_section(article.section)) return article.section;
    break;
  }
  return breadcrumb_section(page, title, site);
}

std::string read_canonical_url(const PageView& page) {
  const parse::Dom& dom = page.dom;
  std::string_view found;
  for (parse::NodeId id = 1; id < dom.size() && found.empty(); ++id) {
    if (dom.tag(id) == GUMBO_TAG_LINK && dom.attribute(id, "rel") == "canonical")
      found = dom.attribute(id, "href");
  }
  for (const std::string_view reference : {found, page.metas.find("og:url")}) {
    if (reference.empty()) continue;
    if (const auto url = resolve_url(page.url, parse::trim(reference))) return *url;
  }
  return {};
}

}  // namespace storyfold::crawler::extract
