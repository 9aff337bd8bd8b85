#include "crawler/parse/discovery.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "core/ascii.h"
#include "crawler/parse/charset.h"
#include "crawler/parse/inflate.h"
#include "crawler/parse/json_list.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

constexpr std::size_t kLookedAt = 8u << 10;

// The head of what is in a gzipped file; the file's own head when it cannot be read.
std::string head_of(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, kLookedAt);
  if (!is_gzip(bytes)) return std::string(head);
  // A file cut after its first KiB yields what that holds.
  auto inflated = inflate_capped(bytes.substr(0, 1024), 4u << 20, 4096);
  return inflated ? inflated->substr(0, kLookedAt) : std::string(head);
}

// Past comments, declarations and instructions: on the first element's name, lower case and without
// prefix. "" when there is none.
std::string first_element(std::string_view text) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at)) {
    const std::string_view rest = text.substr(at);
    const std::string_view end = rest.starts_with("<!--") ? "-->"
                                 : rest.starts_with("<?") ? "?>"
                                 : rest.starts_with("<!") ? ">"
                                                          : std::string_view{};
    if (end.empty() &&
        (rest.size() < 2 || ascii_lower(rest[1]) < 'a' || ascii_lower(rest[1]) > 'z')) {
      ++at;
      continue;
    }
    if (end.empty()) {
      const std::string name =
          ascii_lower(rest.substr(1, rest.find_first_of(" \t\r\n\f/>", 1) - 1));
      return name.substr(name.find(':') + 1);
    }
    const std::size_t close = rest.find(end, 2);
    if (close == std::string_view::npos) return {};
    at += close + end.size();
  }
  return {};
}

std::optional<DocumentKind> kind_of_xml(std::string_view text, std::string_view content_type) {
  const std::string root = first_element(text);
  if (root == "rss" || root == "rdf" || root == "feed" || root == "channel")
    return DocumentKind::kFeed;
  if (root == "urlset" || root == "sitemapindex") return DocumentKind::kSitemap;
  if (root == "opml") return DocumentKind::kOpml;
  const bool declares_html =
      ascii_lower(text.substr(0, 512)).find("<!doctype html") != std::string::npos;
  if (root == "html" || declares_html) return DocumentKind::kHtml;
  if (text.starts_with("<?xml") && content_type.find("html") == std::string_view::npos)
    return DocumentKind::kOther;
  return root.empty() ? std::nullopt : std::optional(DocumentKind::kHtml);
}

// The head of a list of URLs. Its last line may be cut.
bool lists_urls(std::string_view text) {
  std::size_t urls = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trim(text.substr(0, end));
    if (!line.empty() && !line.starts_with("http://") && !line.starts_with("https://")) {
      return urls > 1 && end == std::string_view::npos;
    }
    if (line.find(' ') != std::string_view::npos) return false;
    urls += line.empty() ? 0 : 1;
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return urls > 0;
}

bool starts_json(std::string_view text) { return text.starts_with('{') || text.starts_with('['); }

// Control characters that no text has.
bool is_binary(std::string_view head) {
  // All are counted: a loop without branches, which compilers turn into SIMD.
  return std::count_if(head.begin(), head.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r' &&
                  c != '\f' && c != 0x1b;
         }) > 0;
}

}  // namespace

std::string_view to_string(DocumentKind kind) {
  static constexpr std::array<std::string_view, 7> kNames{"html", "feed", "sitemap", "opml",
                                                          "json", "text", "other"};
  return kNames[static_cast<std::size_t>(kind)];
}

DocumentKind sniff(std::string_view bytes, std::string_view content_type) {
  const std::string head = head_of(bytes);
  const bool utf16 = head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff");
  if (!utf16 && is_binary(head)) return DocumentKind::kOther;
  // What is looked for is ASCII, and reads the same in every other charset.
  const std::string decoded = utf16 ? decode_page(head).text : std::string();
  std::string_view text = utf16 ? decoded : head;
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  text = trim(text);
  if (text.starts_with('<')) {
    if (const auto kind = kind_of_xml(text, content_type)) return *kind;
  }
  const std::string_view json = unwrap_json(text);
  if (starts_json(json)) {
    const bool feed = json.substr(0, 2048).find("jsonfeed.org") != std::string_view::npos &&
                      text.starts_with('{');
    return feed ? DocumentKind::kFeed : DocumentKind::kJson;
  }
  if (lists_urls(text)) return DocumentKind::kSitemap;
  const bool said_html = content_type.find("html") != std::string_view::npos;
  return said_html && !text.empty() ? DocumentKind::kHtml : DocumentKind::kText;
}

}  // namespace storyfold::crawler::parse
