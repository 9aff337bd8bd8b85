// XML made to hurt a parser (FAULTS 31): all of it refused or read within its limits.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "crawler/parse/feed.h"
#include "crawler/parse/sitemap.h"
#include "crawler/parse/xml_scan.h"
#include "tests/gzip.h"
#include "tests/unit/bombs.h"

namespace storyfold::crawler::parse {

using test::gzip;
namespace {

using tests::Bomb;
using tests::cpu_seconds;
using tests::numbered;
using tests::repeat;

constexpr std::string_view kUrl = "https://a.cn/feed";
// Sanitizers slow a parse by this much or less.
constexpr double kPatience = 10;

std::string why(std::string_view bytes) {
  const auto feed = read_feed(bytes, {}, kUrl, 0);
  return feed ? "read" : feed.error().what;
}

std::string in_item(std::string_view content) {
  return "<rss><channel><item><title>x</title>" + std::string(content) + "</item></channel></rss>";
}

}  // namespace

TEST_CASE("a DOCTYPE with declarations of its own is refused, entities or not", "[xml][bomb]") {
  constexpr std::string_view kRefused =
      "feed: XML: a DOCTYPE with declarations of its own is refused";
  std::string laughs = "<!DOCTYPE rss [<!ENTITY a0 \"lol\">";
  for (int i = 1; i < 10; ++i) {
    laughs += "<!ENTITY a" + std::to_string(i) + " \"" +
              repeat("&a" + std::to_string(i - 1) + ";", 40) + "\">";
  }
  CHECK(why(laughs + "]><rss><channel><title>&a9;</title></channel></rss>") == kRefused);
  CHECK(why("<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss><channel>"
            "<title>&x;</title></channel></rss>") == kRefused);
  CHECK(why("<!DOCTYPE rss SYSTEM \"http://127.0.0.1/x.dtd\" [<!ENTITY % p SYSTEM "
            "\"x\">%p;]><rss/>") == kRefused);
}

TEST_CASE("an external DTD is not read and its entities are text", "[xml][bomb]") {
  const auto feed = read_feed(
      "<!DOCTYPE rss SYSTEM "
      "\"file:///etc/passwd\"><rss><channel><title>&x;</title></channel></rss>",
      {}, kUrl, 0);
  REQUIRE(feed);
  CHECK(feed->title == "&x;");
}

TEST_CASE("deep nesting and long tokens are refused by name", "[xml][bomb]") {
  CHECK(why("<rss>" + repeat("<a>", 300'000)) == "feed: XML: nested deeper than 64");
  CHECK(why(in_item("<description a=\"" + repeat("x", 2u << 20) + "\">")) ==
        "feed: XML: a tag longer than 1048576 bytes");
  CHECK(why(in_item("<description" + repeat(" ", 2u << 20) + ">")) ==
        "feed: XML: a tag longer than 1048576 bytes");
  CHECK(why(in_item("<description>" + repeat("x", 2u << 20))) ==
        "feed: XML: text longer than 1048576 bytes");
  CHECK(why(in_item("<description><![CDATA[" + repeat("x", 2u << 20) + "]]></description>")) ==
        "feed: XML: a CDATA section longer than 1048576 bytes");
  CHECK(why(repeat("<rss>", kMaxFeedBytes + 1)) == "feed: longer than 16777216 bytes");
}

TEST_CASE("no XML takes more than its time", "[xml][bomb]") {
  constexpr std::size_t kBytes = 4u << 20;
  const std::vector<Bomb> list{
      {"attributes", in_item("<a" + numbered(" b", "=1", 900'000) + ">")},
      {"one attribute", in_item(repeat("<a" + numbered(" b", "=1", 2000) + "/>", kBytes))},
      {"open quotes", in_item(repeat("<a b=\"", kBytes))},
      {"less-than signs", in_item(repeat("<", kBytes))},
      {"ampersands", in_item("<title>" + repeat("&", 1'000'000))},
      {"references", in_item("<title>" + repeat("&lt;&#65;&nosuch;", 1'000'000))},
      {"empty elements", in_item(repeat("<a/>", kBytes))},
      {"end tags", in_item(repeat("</a></b>", kBytes))},
      {"open and closed", in_item(repeat("<a></b>", 64 * 7) + repeat("</b><c></c>", kBytes))},
      {"comments", in_item(repeat("<!-- --><!--", kBytes))},
      {"instructions", in_item(repeat("<?x ?><?x", kBytes))},
      {"CDATA", in_item(repeat("<![CDATA[x]]>", kBytes))},
      {"declarations", in_item(repeat("<!x>", kBytes))},
      {"namespaces", in_item(numbered("<a xmlns:b", "='u:x'/>", kBytes))},
      {"items", "<rss><channel>" + repeat("<item><title>x", kBytes)},
      {"categories", in_item(numbered("<category>", "</category>", 400'000))},
      {"many categories", in_item(numbered("<category>", "</category>", 15u << 20))},
      {"broken dates", in_item(repeat("<pubDate>x</pubDate>", 15u << 20))},
      {"broken links", in_item(repeat("<link>http://[</link>", 15u << 20))},
      {"links", in_item(repeat("<link>/a</link><guid>http://a.cn/</guid>", 15u << 20))},
      {"markup in a body", in_item("<description>" + repeat("<b>x</b>", kBytes))},
  };
  for (const Bomb& bomb : list) {
    INFO(bomb.name);
    const double before = cpu_seconds();
    (void)read_feed(bomb.html, {}, kUrl, 0);
    (void)read_sitemap(bomb.html, kUrl);
    CHECK(cpu_seconds() - before < 2.0 * kPatience);
  }
}

TEST_CASE("a sitemap bomb is refused before it is inflated whole", "[xml][bomb]") {
  const double before = cpu_seconds();
  const auto bomb = read_sitemap(gzip(std::string(100u << 20, ' ')), kUrl, {.max_ratio = 200});
  REQUIRE_FALSE(bomb);
  CHECK(bomb.error().code == Errc::kTooLarge);
  const auto large = read_sitemap(gzip(std::string(60u << 20, ' ')), kUrl, {.max_ratio = 100'000});
  REQUIRE_FALSE(large);
  CHECK(large.error().what == "sitemap: gzip: inflates to more than 52428800 bytes");
  CHECK(cpu_seconds() - before < 3.0 * kPatience);
}

TEST_CASE("a sitemap of 50 MB is read to its last allowed entry", "[xml][bomb]") {
  std::string text = "<urlset>";
  while (text.size() < (49u << 20)) {
    text +=
        "<url><loc>https://a.cn/" + repeat("x", 900) + std::to_string(text.size()) + "</loc></url>";
  }
  const auto sitemap = read_sitemap(text + "</urlset>", kUrl);
  REQUIRE(sitemap);
  CHECK(sitemap->entries.size() == 50'000);
  CHECK(sitemap->cut);
}

}  // namespace storyfold::crawler::parse
