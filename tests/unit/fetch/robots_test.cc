// Quotes are from RFC 9309.
#include "crawler/fetch/robots.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

using namespace storyfold::crawler::fetch;
using std::chrono::milliseconds;

namespace {

bool allows(std::string_view text, std::string_view target) {
  return Robots(text, "storyfold").allows(target);
}

// What a single rule of ours does not let through.
bool catches(const std::string& pattern, std::string_view target) {
  return !allows("User-agent: storyfold\nDisallow: " + pattern + "\n", target);
}

std::optional<milliseconds> delay_of(const std::string& lines) {
  return Robots("User-agent: *\n" + lines, "storyfold").crawl_delay();
}

}  // namespace

TEST_CASE("no file and no rules allow everything", "[fetch][robots]") {
  CHECK(Robots().allows("/a"));
  CHECK(allows("", "/a"));
  CHECK(allows("User-agent: storyfold", "/a"));
  CHECK(allows("Disallow: /", "/a"));  // of no group
  CHECK(allows("User-agent: *\nDisallow:", "/a"));
}

// 2.2.1: "Crawlers MUST use case-insensitive matching to find the group that matches the product
// token"
TEST_CASE("the agent's name is found in any case, with or without a version", "[fetch][robots]") {
  for (const std::string agent : {"storyfold", "StoryFold", "STORYFOLD/2.1", "storyfold bot",
                                  "storyfold (+https://storyfold.example)"}) {
    CAPTURE(agent);
    CHECK_FALSE(allows("user-agent: " + agent + "\ndisallow: /x", "/x/y"));
  }
  for (const std::string agent : {"story", "storyfold-news", "storyfolder", "news storyfold"}) {
    CAPTURE(agent);
    CHECK(allows("User-agent: " + agent + "\nDisallow: /x", "/x/y"));
  }
}

// 2.2.1: "If there is more than one group matching the user-agent, the matching groups' rules MUST
// be combined into one group"
TEST_CASE("groups of one agent are combined", "[fetch][robots]") {
  const std::string_view text =
      "User-agent: storyfold\nDisallow: /a\n\nUser-agent: otherbot\nDisallow: /b\n\n"
      "User-agent: STORYFOLD\nDisallow: /c\nAllow: /a/open\n";
  CHECK_FALSE(allows(text, "/a/1"));
  CHECK(allows(text, "/a/open/1"));
  CHECK(allows(text, "/b"));
  CHECK_FALSE(allows(text, "/c"));
}

// 2.2.1: "If no matching group exists, crawlers MUST obey the group with a user-agent line with the
// "*" value, if present."
TEST_CASE("the group for everybody counts only where we are not named", "[fetch][robots]") {
  const std::string_view everybody = "User-agent: *\nDisallow: /e\n";
  CHECK_FALSE(allows(everybody, "/e"));
  CHECK_FALSE(allows("User-agent: * # all of them\nDisallow: /e\n", "/e"));
  const std::string both = std::string(everybody) + "User-agent: storyfold\nDisallow: /s\n";
  CHECK(allows(both, "/e"));
  CHECK_FALSE(allows(both, "/s"));
  CHECK(allows(std::string(everybody) + "User-agent: storyfold\n", "/e"));  // named, without rules
  CHECK(allows("User-agent: otherbot\nDisallow: /\n", "/e"));
}

TEST_CASE("several agents share the rules below them", "[fetch][robots]") {
  const std::string_view text =
      "User-agent: otherbot\n\nUser-agent: storyfold\nDisallow: /a\n"
      "User-agent: thirdbot\nDisallow: /b\n";
  CHECK_FALSE(allows(text, "/a"));
  CHECK(allows(text, "/b"));
}

// 2.2.4: "parsing of other records MUST NOT interfere with the parsing of explicitly defined
// records"
TEST_CASE("other records do not end a group", "[fetch][robots]") {
  CHECK_FALSE(
      allows("User-agent: storyfold\nSitemap: https://a.example/s.xml\n"
             "User-agent: otherbot\nHost: a.example\nDisallow: /a\n",
             "/a"));
  CHECK_FALSE(allows("User-agent: storyfold\nDisallow: /b\nClean-param: x\nDisallow: /a\n", "/a"));
}

// 2.2.2: "The most specific match found MUST be used. The most specific match is the match that has
// the most octets." "If an "allow" rule and a "disallow" rule are equivalent, then the "allow" rule
// SHOULD be used."
TEST_CASE("the longest rule decides, wherever it stands", "[fetch][robots]") {
  const std::string_view text =
      "User-agent: storyfold\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n";
  CHECK(allows(text, "/example/page/a"));
  CHECK_FALSE(allows(text, "/example/page/disallowed.gif"));
  CHECK(allows("User-agent: *\nDisallow: /p\nAllow: /p\n", "/p"));
  CHECK(allows("User-agent: *\nAllow: /p\nDisallow: /p\n", "/p"));
  CHECK_FALSE(allows("User-agent: *\nAllow: /folder\nDisallow: /folder/x\n", "/folder/x1"));
  CHECK(allows("User-agent: *\nDisallow: /\nAllow: /$\n", "/"));
  CHECK_FALSE(allows("User-agent: *\nDisallow: /\nAllow: /$\n", "/page.html"));
  CHECK_FALSE(allows("User-agent: *\nAllow: /page\nDisallow: /*.htm\n", "/page.htm"));
  CHECK(allows("User-agent: *\nAllow: /page.h\nDisallow: /*.htm\n", "/page.htm"));
}

// 2.2.2: "The matching SHOULD be case sensitive"
TEST_CASE("a rule is a prefix, in its own case", "[fetch][robots]") {
  CHECK(catches("/fish", "/fish"));
  CHECK(catches("/fish", "/fish.html"));
  CHECK(catches("/fish", "/fishheads/yummy.html"));
  CHECK(catches("/fish", "/fish?id=anything"));
  CHECK_FALSE(catches("/fish", "/Fish.asp"));
  CHECK_FALSE(catches("/fish", "/catfish"));
  CHECK_FALSE(catches("/fish/", "/fish"));
  CHECK_FALSE(catches("fish", "/fish"));
}

// 2.2.3: "*" designates 0 or more instances of any character, "$" the end of the match pattern
TEST_CASE("stars and a dollar at the end are special", "[fetch][robots]") {
  CHECK(catches("/fish*", "/fish/salmon.html"));
  CHECK(catches("/*.php", "/folder/filename.php?parameters"));
  CHECK(catches("/*.php", "/index.php5"));
  CHECK(catches("/*.php$", "/folder/filename.php"));
  CHECK_FALSE(catches("/*.php$", "/filename.php?parameters"));
  CHECK_FALSE(catches("/*.php$", "/filename.php/"));
  CHECK(catches("/fish*.php", "/fishheads/catfish.php?p"));
  CHECK_FALSE(catches("/fish*.php", "/Fish.PHP"));
  CHECK(catches("*/print/", "/a/print/b"));
  CHECK(catches("/a*b*c$", "/axbxcxc"));
  CHECK(catches("/**a", "/xa"));
  CHECK(catches("/a$b", "/a$b/c"));  // not at the end: itself
  CHECK(catches("/x*ab$", "/xaab"));
  CHECK_FALSE(catches("/ab*b$", "/ab"));  // no letter is used twice
  CHECK(catches("/*?session=", "/a?b=1&c?session=2"));
  CHECK(catches("*", "/"));
  CHECK(catches("$", "") == true);
  CHECK_FALSE(catches("$", "/a"));
}

// 2.2.2 and 2.2.3 with their tables of examples
TEST_CASE("spellings of one path are one path", "[fetch][robots]") {
  CHECK(catches("/foo/bar?baz=quz", "/foo/bar?baz=quz"));
  CHECK(catches("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https://foo.bar"));
  CHECK(catches("/foo/bar/\xE3\x83\x84", "/foo/bar/%E3%83%84"));
  CHECK(catches("/foo/bar/%e3%83%84", "/foo/bar/%E3%83%84"));
  CHECK(catches("/foo/bar/%62%61%7A", "/foo/bar/baz"));
  CHECK(catches("/foo/bar/baz", "/foo/bar/%62%61%7a"));
  CHECK(catches("/path/file-with-a-%2A.html", "/path/file-with-a-*.html"));
  CHECK_FALSE(catches("/path/file-with-a-%2A.html", "/path/file-with-a-b.html"));
  CHECK(catches("/path/foo-%24", "/path/foo-$"));
  CHECK(catches("/100%", "/100%"));
  CHECK(catches("/100%zz", "/100%zz"));
  CHECK(catches("/a b", "/a%20b"));
}

// 2.2.2: the table has a URL inside a query equal to its encoding; in a path "a%2Fb" is not "a/b".
TEST_CASE("delimiters behind the question mark may be encoded or not", "[fetch][robots]") {
  const std::string raw = "/foo/bar?baz=https://foo.bar";
  const std::string encoded = "/foo/bar?baz=https%3A%2F%2Ffoo.bar";
  for (const auto& pattern : {raw, encoded}) {
    for (const auto& target : {raw, encoded}) CHECK(catches(pattern, target));
  }
  CHECK(catches("/*?filter[", "/list?filter%5Bcolour%5D=red"));
  CHECK_FALSE(catches("/foo?a=b%26c", "/foo?a=b&c"));
  CHECK_FALSE(catches("/a/b", "/a%2Fb"));
  CHECK_FALSE(catches("/a%2Fb", "/a/b"));
  CHECK(catches("/a%2fb", "/a%2Fb"));
  // Without "?" the query is seen as it is written.
  CHECK(catches("/*%5B", "/list?filter%5Bcolour%5D=red"));
  CHECK_FALSE(catches("/*%5B", "/list?filter[colour]=red"));
  CHECK(catches("/*://", "/go?to=http://a.example"));
}

TEST_CASE("robots.txt itself may always be asked for", "[fetch][robots]") {
  CHECK(allows("User-agent: *\nDisallow: /", "/robots.txt"));
}

TEST_CASE("line ends, a mark at the start, blanks, case and comments", "[fetch][robots]") {
  CHECK_FALSE(allows("\xEF\xBB\xBFUser-Agent: *\r\nDISALLOW:/a\r\n", "/a"));
  CHECK_FALSE(allows("User-agent: *\rDisallow: /a\r", "/a"));
  CHECK_FALSE(allows("User-agent: *\n\n\n  Disallow \t:  /a  # not you\n", "/a"));
  CHECK(allows("User-agent: *\n# Disallow: /a\nDisallow: # nothing\n", "/a"));
  CHECK_FALSE(allows("User-agent: *\nDisallow: /a", "/a"));  // no line end at all
}

TEST_CASE("usual mistakes are understood", "[fetch][robots]") {
  CHECK_FALSE(allows("User-agent *\nDisallow /a\n", "/a"));
  CHECK_FALSE(allows("useragent: *\nDissallow: /a\n", "/a"));
  CHECK_FALSE(allows("User agent: *\nDisalow: /a\n", "/a"));
  CHECK(allows("User-agent: *\nDisallow all of it\nDisallowed: /a\n", "/a"));
  CHECK(allows("User-agent: *\nDisallow: /\nAllow /a:b\n", "/a:b"));
  CHECK(Robots("Sitemap https://a.example/s.xml\n", "storyfold").sitemaps() ==
        std::vector<std::string>{"https://a.example/s.xml"});
}

TEST_CASE("a page in place of the file has no rules", "[fetch][robots]") {
  CHECK(allows("<!doctype html>\n<html><body><pre>\nUser-agent: *\nDisallow: /\n</pre>", "/a"));
  CHECK(allows("\xEF\xBB\xBF \r\n<html>\nUser-agent: *\nDisallow: /\n", "/a"));
}

TEST_CASE("bytes that are no text do not hide the rules behind them", "[fetch][robots]") {
  const std::string garbage("\x00\xff\xfe\x01 : \n\x80:\n", 11);
  CHECK_FALSE(allows(garbage + "User-agent: *\nDisallow: /a\n", "/a"));
  CHECK(allows(garbage, "/a"));
}

// 2.5: "Crawlers SHOULD impose a parsing limit; see Section 5... at least 500 kibibytes"
TEST_CASE("the first 500 KiB are read, and no half line", "[fetch][robots]") {
  std::string text = "User-agent: *\nDisallow: /first\n";
  text.append(kMaxRobotsBytes - text.size() - 12, '#');
  text += "\nDisallow: /";
  REQUIRE(text.size() == kMaxRobotsBytes);
  CHECK(allows(text, "/other"));  // may have been cut by who read it
  text += "cut\nDisallow: /behind\n";
  CHECK_FALSE(allows(text, "/first"));
  CHECK(allows(text, "/other"));
  CHECK(allows(text, "/behind"));
  CHECK(allows(std::string(kMaxRobotsBytes + 10, 'a'), "/a"));
}

TEST_CASE("a crawl delay is in seconds, with fractions, and bounded", "[fetch][robots]") {
  CHECK(delay_of("Crawl-delay: 2") == milliseconds(2000));
  CHECK(delay_of("crawl-delay: 0.25") == milliseconds(250));
  CHECK(delay_of("Crawl-delay: .5") == milliseconds(500));
  CHECK(delay_of("Crawl-delay: 10 # seconds") == milliseconds(10'000));
  CHECK(delay_of("Crawl-delay: 1\nCrawl-delay: 3\nCrawl-delay: 2") == milliseconds(3000));
  CHECK(delay_of("Crawl-delay: 120") == std::chrono::minutes(2));
  CHECK(delay_of("Crawl-delay: 86401") == Robots::kMaxCrawlDelay);
  CHECK(delay_of("Crawl-delay: 1" + std::string(300, '0')) == Robots::kMaxCrawlDelay);
  for (const std::string value : {"", "soon", "-1", "nan", "inf", "1e400"}) {
    CAPTURE(value);
    const auto delay = delay_of("Crawl-delay: " + value);
    CHECK((!delay || *delay == milliseconds(1000)));  // "1e400" reads as 1
  }
  CHECK_FALSE(Robots("User-agent: otherbot\nCrawl-delay: 9\n", "storyfold").crawl_delay());
  CHECK(
      Robots("User-agent: *\nCrawl-delay: 9\nUser-agent: storyfold\nCrawl-delay: 1\n", "storyfold")
          .crawl_delay() == milliseconds(1000));
  CHECK(allows("User-agent: *\nCrawl-delay: 9\n\nUser-agent: otherbot\nDisallow: /\n", "/a"));
}

TEST_CASE("sitemaps are everybody's", "[fetch][robots]") {
  const Robots robots(
      "Sitemap: https://a.example/1.xml\nUser-agent: otherbot\nsitemap:https://a.example/2.xml\n"
      "Disallow: /\nSite-map: /3.xml\nSitemap:\n",
      "storyfold");
  CHECK(robots.sitemaps() ==
        std::vector<std::string>{"https://a.example/1.xml", "https://a.example/2.xml", "/3.xml"});
  std::string many;
  for (int i = 0; i < 3000; ++i) many += "Sitemap: /" + std::to_string(i) + "\n";
  CHECK(Robots(many, "storyfold").sitemaps().size() == Robots::kMaxSitemaps);
}

TEST_CASE("hostile patterns cost no more than their bytes", "[fetch][robots]") {
  std::string stars = "User-agent: *\nDisallow: /";
  for (int i = 0; i < 3000; ++i) stars += "*a";
  stars += "b$\n";
  std::string needle = "User-agent: *\n";
  for (int i = 0; i < 100; ++i) needle += "Disallow: *" + std::string(4000, 'a') + "b\n";
  const std::string target = "/" + std::string(8000, 'a');
  CHECK(allows(stars, target));
  CHECK(allows(needle, target));
  CHECK_FALSE(allows(stars, target + "b"));
}

TEST_CASE("a file that takes too long to ask allows nothing it cannot answer", "[fetch][robots]") {
  std::string rules = "User-agent: *\n";
  for (int i = 0; i < 20000; ++i) rules += "Disallow:/*" + std::to_string(i) + "!\n";
  CHECK(allows(rules, "/short"));
  CHECK_FALSE(allows(rules, "/" + std::string(8000, 'a')));
  std::string same = "User-agent: *\n";
  for (int i = 0; i < 20000; ++i) same += "Disallow:/*a$\n";
  CHECK(allows(same, "/" + std::string(8000, 'b')));
}
