#pragma once
// What kind of document some bytes are, told by themselves: outlets serve feeds as text/html and
// pages as text/xml. Pure; safe from any thread; looks at the first few KiB only.
#include <string_view>

namespace storyfold::crawler::parse {

enum class DocumentKind {
  kHtml,
  kFeed,     // for read_feed
  kSitemap,  // for read_sitemap
  kOpml,     // for read_opml
  kJson,     // any other JSON, also wrapped in a callback
  kText,
  kOther,  // pictures, archives, other XML
};
[[nodiscard]] std::string_view to_string(DocumentKind kind);

// `content_type` as FetchedPage has it ("text/html"), may be empty: it decides only where the bytes
// do not, an XHTML page apart from other XML, say. A gzipped file is judged by what is inside. No
// bytes are kText.
[[nodiscard]] DocumentKind sniff(std::string_view bytes, std::string_view content_type);

}  // namespace storyfold::crawler::parse
