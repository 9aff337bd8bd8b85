// Any bytes as a sitemap, under limits small enough to be met.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crawler/parse/sitemap.h"
#include "tests/fuzz/check_feed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace storyfold;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const crawler::parse::SitemapLimits limits{.max_entries = 20,
                                             .max_bytes = 4u << 20,
                                             .max_ratio = 100,
                                             .assumed_utc_offset_minutes = 480};
  const auto sitemap = crawler::parse::read_sitemap(bytes, "https://a.cn/sitemap.xml", limits);
  if (!sitemap) {
    fuzz::check_line(sitemap.error().what);
    return 0;
  }
  fuzz::require(sitemap->entries.size() <= limits.max_entries, "entries are limited");
  for (const auto& entry : sitemap->entries) {
    fuzz::require(!entry.url.empty(), "every entry leads somewhere");
    fuzz::check_url(entry.url);
    fuzz::check_plain(entry.news_title);
    fuzz::check_plain(entry.news_outlet);
    fuzz::check_plain(entry.news_language);
    fuzz::check_time(entry.lastmod);
    fuzz::check_time(entry.news_published);
  }
  return 0;
}
