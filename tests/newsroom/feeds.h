#pragma once
// Feeds and sitemaps of an outlet, in UTF-8. Pure.
#include <string>
#include <string_view>

#include "tests/newsroom/pages.h"

namespace storyfold::newsroom {

// In the outlet's form; empty when it has none.
[[nodiscard]] std::string feed(const Front& front);

// Every visible article; the old addresses at an outlet that has such.
[[nodiscard]] std::string sitemap(const Front& front);
// The last kItemsInAFeed articles with their headlines, as Google News defined it.
[[nodiscard]] std::string news_sitemap(const Front& front);
// Names the two above by their paths.
[[nodiscard]] std::string sitemap_index(const Front& front);

inline constexpr std::string_view kArticlesSitemapPath = "/sitemap_articles.xml";
inline constexpr std::string_view kNewsSitemapPath = "/sitemap_news.xml";

}  // namespace storyfold::newsroom
