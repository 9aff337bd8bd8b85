// What the newsroom offers, read by the crawler's own readers: a demonstration that the crawler
// could not follow would show nothing.
#include <algorithm>
#include <catch2/catch.hpp>

#include "crawler/parse/charset.h"
#include "crawler/parse/feed.h"
#include "crawler/parse/home_finder.h"
#include "crawler/parse/link_scan.h"
#include "crawler/parse/sitemap.h"
#include "tests/newsroom/feeds.h"
#include "tests/newsroom/opened.h"
#include "tests/newsroom/outlets.h"

namespace storyfold::newsroom {
namespace {

namespace parse = crawler::parse;

// Newest first.
std::vector<const Article*> articles_of(const Site& site, std::size_t outlet) {
  std::vector<const Article*> found;
  for (const Article& article : site.articles()) {
    if (article.outlet == outlet) found.push_back(&article);
  }
  std::ranges::reverse(found);
  return found;
}

TEST_CASE("feeds read back what was published", "[newsroom]") {
  Site site = opened();
  for (std::size_t i = 0; i < all_outlets().size(); ++i) {
    const Outlet& outlet = all_outlets()[i];
    if (outlet.feed == Feed::kNone) continue;
    INFO(outlet.id);
    const std::string path(feed_path(outlet));
    const Response response = get_patiently(site, outlet.id, path);
    const auto feed = parse::read_feed(response.body, "", origin_of(i, kPort) + path, 0);
    REQUIRE(feed);
    const auto articles = articles_of(site, i);
    REQUIRE(feed->entries.size() == std::min(articles.size(), kItemsInAFeed));
    for (std::size_t n = 0; n < feed->entries.size(); ++n) {
      const parse::FeedEntry& entry = feed->entries[n];
      CHECK(entry.url == origin_of(i, kPort) + articles[n]->path);
      CHECK(entry.title == articles[n]->versions.back().text.title);
      CHECK(entry.published.at == articles[n]->published());
    }
  }
}

TEST_CASE("sitemaps read back every article", "[newsroom]") {
  Site site = opened();
  for (std::size_t i = 0; i < all_outlets().size(); ++i) {
    const Outlet& outlet = all_outlets()[i];
    if (outlet.sitemap == Sitemap::kNone) continue;
    INFO(outlet.id);
    std::string path(sitemap_path(outlet));
    const auto read = [&] {
      const Response response = get_patiently(site, outlet.id, path);
      auto sitemap = parse::read_sitemap(response.body, origin_of(i, kPort) + path);
      REQUIRE(sitemap);
      return std::move(*sitemap);
    };
    if (outlet.sitemap == Sitemap::kIndex) {
      const parse::Sitemap index = read();
      CHECK(index.kind == parse::SitemapKind::kIndex);
      CHECK(index.entries.size() == 2);
      path = kNewsSitemapPath;
      CHECK(read().entries.front().is_news);
      path = kArticlesSitemapPath;
    }
    CHECK(read().entries.size() == articles_of(site, i).size());
  }
}

TEST_CASE("a home page leads to the feed, the list pages and the articles", "[newsroom]") {
  Site site = opened();
  for (std::size_t i = 0; i < all_outlets().size(); ++i) {
    const Outlet& outlet = all_outlets()[i];
    INFO(outlet.id);
    const std::string origin = origin_of(i, kPort);
    const Response response = get_patiently(site, outlet.id, "/");
    const auto text = parse::decode_page(response.body);
    const parse::PageLinks links = parse::scan_links(text.text, origin + "/");
    const auto leads_to = [&](const std::string& url) {
      return std::ranges::any_of(links.links,
                                 [&](const parse::Link& link) { return link.url == url; });
    };
    CHECK(leads_to(origin + articles_of(site, i).front()->path));
    if (!outlet.list_path.empty() && articles_of(site, i).size() > kItemsOnAPage) {
      CHECK(leads_to(origin + list_page_path(outlet, 2)));
    }
    const auto declares = [&, candidates = parse::candidates_of_home(links, origin + "/", {})](
                              std::string_view path) {
      return std::ranges::any_of(candidates, [&](const parse::SourceCandidate& candidate) {
        return candidate.declared && candidate.url == origin + std::string(path);
      });
    };
    if (outlet.feed != Feed::kNone) CHECK(declares(feed_path(outlet)));
    if (!outlet.list_path.empty()) CHECK(declares(list_page_path(outlet, 1)));
  }
}

}  // namespace
}  // namespace storyfold::newsroom
