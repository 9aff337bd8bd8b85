#include "crawler/parse/sitemap.h"

#include <catch2/catch.hpp>
#include <string>

#include "crawler/parse/inflate.h"
#include "tests/gzip.h"
#include "tests/unit/bombs.h"

namespace storyfold::crawler::parse {

using test::gzip;
namespace {

constexpr std::string_view kUrl = "https://www.a.cn/sitemap.xml";
constexpr std::string_view kOpen =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" "
    "xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\" "
    "xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\">";

Sitemap read(std::string_view bytes, const SitemapLimits& limits = {}) {
  auto sitemap = read_sitemap(bytes, kUrl, limits);
  INFO((sitemap ? std::string() : sitemap.error().what));
  REQUIRE(sitemap);
  return *std::move(sitemap);
}

std::string urls(std::size_t count) {
  std::string text(kOpen);
  for (std::size_t i = 0; i < count; ++i) {
    text += "<url><loc>https://www.a.cn/a/" + std::to_string(i) +
            ".html</loc><lastmod>2026-11-21</lastmod></url>";
  }
  return text + "</urlset>";
}

}  // namespace

TEST_CASE("a sitemap's URLs and dates are read", "[sitemap]") {
  const Sitemap sitemap = read(std::string(kOpen) + R"(
    <url><loc> https://www.a.cn/a?x=1&amp;y=2 </loc><lastmod>2026-11-21T10:00:00+08:00</lastmod>
      <image:image><image:loc>https://www.a.cn/p.jpg</image:loc></image:image></url>
    <url><loc>/b</loc><lastmod>9999-12-31</lastmod></url>
    <url><loc>ftp://www.a.cn/c</loc></url><url></url></urlset>)");
  CHECK(sitemap.kind == SitemapKind::kUrls);
  REQUIRE(sitemap.entries.size() == 2);
  CHECK(sitemap.entries[0].url == "https://www.a.cn/a?x=1&y=2");
  CHECK(format_timestamp(sitemap.entries[0].lastmod) == "2026-11-21T10:00:00+08:00");
  CHECK_FALSE(sitemap.entries[0].is_news);
  CHECK(sitemap.entries[1].url == "https://www.a.cn/b");
  CHECK_FALSE(sitemap.entries[1].lastmod.known());
  CHECK(sitemap.dropped == 2);
}

TEST_CASE("an index is told from a list of URLs", "[sitemap]") {
  const Sitemap sitemap = read(
      "<sitemapindex><sitemap><loc>https://www.a.cn/1.xml.gz</loc><lastmod>2026-11-21</lastmod>"
      "</sitemap></sitemapindex>");
  CHECK(sitemap.kind == SitemapKind::kIndex);
  REQUIRE(sitemap.entries.size() == 1);
  CHECK(sitemap.entries[0].url == "https://www.a.cn/1.xml.gz");
}

TEST_CASE("a news sitemap is told by its content", "[sitemap]") {
  const Sitemap sitemap = read(std::string(kOpen) + R"(<url><loc>https://www.a.cn/1</loc><news:news>
      <news:publication><news:name>Paper A</news:name><news:language>zh-CN</news:language>
      </news:publication><news:publication_date>2026-11-21T10:00+08:00</news:publication_date>
      <news:title>One &amp; two</news:title></news:news></url></urlset>)");
  REQUIRE(sitemap.entries.size() == 1);
  const SitemapEntry& entry = sitemap.entries[0];
  CHECK(entry.is_news);
  CHECK(entry.news_title == "One & two");
  CHECK(entry.news_outlet == "Paper A");
  CHECK(entry.news_language == "zh-cn");
  CHECK(format_timestamp(entry.news_published) == "2026-11-21T10:00+08:00");
}

TEST_CASE("a text sitemap is a URL a line", "[sitemap]") {
  const Sitemap sitemap = read("\xef\xbb\xbfhttps://www.a.cn/1\r\n\r\nhttps://www.a.cn/2\n");
  REQUIRE(sitemap.entries.size() == 2);
  CHECK(sitemap.entries[1].url == "https://www.a.cn/2");
  CHECK_FALSE(read_sitemap("This is no sitemap.\nNot at all.\n", kUrl));
}

TEST_CASE("gzipped sitemaps are inflated, even if cut short", "[sitemap]") {
  const std::string packed = gzip(urls(1000));
  CHECK(read(packed).entries.size() == 1000);
  const Sitemap torn = read(std::string_view(packed).substr(0, packed.size() / 2));
  CHECK(torn.entries.size() > 100);
  CHECK(torn.entries.size() < 1000);
}

TEST_CASE("a torn sitemap yields what came before", "[sitemap][bad]") {
  const std::string whole = urls(10);
  const Sitemap sitemap = read(std::string_view(whole).substr(0, whole.size() - 60));
  CHECK(sitemap.entries.size() == 9);
  CHECK(sitemap.dropped == 1);  // its URL was cut
}

TEST_CASE("a sitemap is cut at its limit of entries", "[sitemap]") {
  CHECK_FALSE(read(urls(5), {.max_entries = 5}).cut);
  const Sitemap cut = read(urls(6), {.max_entries = 5});
  CHECK(cut.cut);
  CHECK(cut.entries.size() == 5);
}

TEST_CASE("what is no sitemap is refused with what it is", "[sitemap][bad]") {
  const auto html = read_sitemap("<html><body>404</body></html>", kUrl);
  REQUIRE_FALSE(html);
  CHECK(html.error().what ==
        "sitemap: the outermost element is <html>, not <urlset> or <sitemapindex>");
  CHECK(read_sitemap("<urlset></urlset>", kUrl));
  CHECK(read_sitemap(std::string(100, ' '), kUrl)->entries.empty());
}

TEST_CASE("gzip is inflated under its limits", "[sitemap][inflate]") {
  CHECK(*inflate_capped(gzip("one") + gzip("two") + std::string(8, '\0'), 100, 10) == "onetwo");
  const std::string bomb = gzip(std::string(20u << 20, ' '));
  const auto ratio = inflate_capped(bomb, 50u << 20, 100);
  REQUIRE_FALSE(ratio);
  CHECK(ratio.error().code == Errc::kTooLarge);
  CHECK(ratio.error().what == "gzip: inflates to more than 100 times its size");
  const auto size = inflate_capped(bomb, 10u << 20, 100'000);
  REQUIRE_FALSE(size);
  CHECK(size.error().code == Errc::kTooLarge);
  CHECK(size.error().what == "gzip: inflates to more than 10485760 bytes");
  std::string broken = gzip(tests::numbered("x", "y", 10000));
  broken[200] = static_cast<char>(broken[200] ^ 0x55);
  const auto damaged = inflate_capped(broken, 1u << 20, 100);
  if (!damaged) CHECK(damaged.error().code == Errc::kBadInput);
  CHECK(inflate_capped("\x1f\x8b\x08", 100, 10).error().code == Errc::kBadInput);
  CHECK(inflate_capped("plain", 100, 10).error().code == Errc::kBadInput);
}

}  // namespace storyfold::crawler::parse
