#include "crawler/parse/home_finder.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

namespace storyfold::crawler::parse {
namespace {

// "feed https://..." in order; guesses in brackets.
std::vector<std::string> find(std::string_view html, std::string_view url,
                              const std::vector<std::string>& sitemaps = {}) {
  std::vector<std::string> list;
  for (const SourceCandidate& each : candidates_of_home(scan_links(html, url), url, sitemaps)) {
    const std::string kind = each.kind == CandidateKind::kFeed      ? "feed "
                             : each.kind == CandidateKind::kSitemap ? "sitemap "
                                                                    : "list ";
    list.push_back(each.declared ? kind + each.url : "(" + kind + each.url + ")");
  }
  return list;
}

}  // namespace

TEST_CASE("what a home page declares comes before guesses, channels last", "[home_finder]") {
  CHECK(find("<link rel=alternate type=application/rss+xml href=/all.xml>"
             "<nav><a href=/finance/>财经</a><a href=https://bond.a.com.cn/>债券</a></nav>"
             "<a href=/rss/bonds.xml>RSS</a><a href=https://b.com.cn/stock/>友情</a>"
             "<a href=/2026-08/01/content_12345.htm>央行公布本月金融统计数据</a>"
             "<footer><a href=/law/>声明</a></footer>",
             "https://www.a.com.cn", {"/sitemap-1.xml", "https://www.a.com.cn/sitemap.xml"}) ==
        std::vector<std::string>{
            "feed https://www.a.com.cn/all.xml", "sitemap https://www.a.com.cn/sitemap-1.xml",
            "sitemap https://www.a.com.cn/sitemap.xml", "list https://www.a.com.cn/",
            "feed https://www.a.com.cn/rss/bonds.xml", "(feed https://www.a.com.cn/feed)",
            "(feed https://www.a.com.cn/rss.xml)", "(feed https://www.a.com.cn/atom.xml)",
            "(feed https://www.a.com.cn/feed.xml)", "(feed https://www.a.com.cn/rss)",
            "(feed https://www.a.com.cn/feed.json)",
            "(sitemap https://www.a.com.cn/sitemap_index.xml)",
            "(sitemap https://www.a.com.cn/news-sitemap.xml)",
            "(sitemap https://www.a.com.cn/sitemap-news.xml)", "list https://www.a.com.cn/finance/",
            "list https://bond.a.com.cn/"});
}

TEST_CASE("hosts that are addresses are only like themselves", "[home_finder]") {
  const auto list =
      find("<a href=http://127.1.0.9:81/stock/>x</a><a href=/stock/>y</a>", "http://127.1.0.8:81/");
  CHECK(list.back() == "list http://127.1.0.8:81/stock/");
  CHECK(std::find(list.begin(), list.end(), "list http://127.1.0.9:81/stock/") == list.end());
}

TEST_CASE("channel pages are limited", "[home_finder]") {
  std::string html;
  for (char c = 'a'; c <= 'z'; ++c) html += std::string("<a href=/") + c + "/>" + c + "</a>";
  const std::string_view url = "https://a.cn/";
  const auto list = candidates_of_home(scan_links(html, url), url, {}, 3);
  CHECK(std::count_if(list.begin(), list.end(), [](const SourceCandidate& each) {
          return each.kind == CandidateKind::kListPage;
        }) == 4);
}

}  // namespace storyfold::crawler::parse
