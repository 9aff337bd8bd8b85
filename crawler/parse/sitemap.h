#pragma once
// Sitemaps (https://www.sitemaps.org/protocol.html): lists of URLs, indexes of sitemaps, news
// sitemaps, each told by its content, gzipped or not, and text files of a URL a line. RSS and Atom
// used as sitemaps are left to read_feed. Pure; safe from any thread; linear; no tree is built.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/result.h"

namespace storyfold::crawler::parse {

struct SitemapEntry {
  std::string url;  // absolute, normalized; on any host: whether that is allowed, the caller tells
  Timestamp lastmod;  // clue kFeed; unknown when absent, unreadable or after the year 2200
  // Of the news extension; empty without it.
  bool is_news = false;
  std::string news_title;  // plain
  Timestamp news_published;
  std::string news_outlet;    // publication name; plain
  std::string news_language;  // as written, lower case: "zh-cn"
  bool operator==(const SitemapEntry&) const = default;
};

enum class SitemapKind { kUrls, kIndex };

struct Sitemap {
  SitemapKind kind = SitemapKind::kUrls;
  std::vector<SitemapEntry> entries;  // in their order; in an index, the sitemaps to read next
  std::size_t dropped = 0;            // entries whose URL is missing or cannot be asked
  bool cut = false;                   // there were more than SitemapLimits::max_entries
};

struct SitemapLimits {
  std::size_t max_entries = 50'000;
  std::size_t max_bytes = 50u << 20;  // decoded
  std::size_t max_ratio = 1000;       // decoded bytes a compressed one
  int assumed_utc_offset_minutes = 0;
};

// `url` is where it came from. kBadInput: none of the forms above, or XML that is refused
// (xml_scan.h); kTooLarge: past the limits of bytes or ratio. Torn XML yields what came before.
[[nodiscard]] Result<Sitemap> read_sitemap(std::string_view bytes, std::string_view url,
                                           const SitemapLimits& limits = {});

}  // namespace storyfold::crawler::parse
