// Above each test: the rule it is about, in our words; numbers are sections of RFC 9309.
#include "crawler/fetch/robots.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

using namespace storyfold::crawler::fetch;
using namespace std::chrono_literals;

namespace {

RobotsRules rules_of(std::string_view text) { return RobotsRules::parse(text, "storyfold"); }

// Rules for all crawlers.
RobotsRules for_all(const std::string& rules) { return rules_of("User-agent: *\n" + rules); }

bool allowed(const std::string& rules, std::string_view target) {
  return for_all(rules).allows(target);
}

// Whether the one pattern, disallowed, keeps us from the target.
bool matches(const std::string& pattern, std::string_view target) {
  return !allowed("Disallow: " + pattern + "\n", target);
}

}  // namespace

// 2.2.1: without a group for us or for all, no rules apply. 2.2.2: nothing that matches is allowed.
TEST_CASE("what no rule is about is allowed", "[fetch][robots]") {
  CHECK(RobotsRules().allows("/any"));
  CHECK(rules_of("").allows("/any"));
  CHECK(rules_of("User-agent: otherbot\nDisallow: /\n").allows("/any"));
  CHECK(rules_of("User-agent: storyfold\n").allows("/any"));
  CHECK(for_all("Disallow: /private/\n").allows("/news/1.html"));
}

// 2.2: a rule is a line of a group; one before the first User-agent line belongs to none.
TEST_CASE("rules before any User-agent line are nobody's", "[fetch][robots]") {
  const auto rules = rules_of("Disallow: /a\nUser-agent: *\nDisallow: /b\n");
  CHECK(rules.allows("/a"));
  CHECK_FALSE(rules.allows("/b"));
}

// 2.2.1: the group is found by our product token, whatever its case.
TEST_CASE("our group is found by the product token alone", "[fetch][robots]") {
  for (const std::string agent : {"storyfold", "StoryFold", "STORYFOLD", "storyfold/1.0",
                                  "Storyfold (news)", "storyfold*", " \tstoryfold\t # us"}) {
    INFO(agent);
    CHECK_FALSE(rules_of("User-agent:" + agent + "\nDisallow: /\n").allows("/a"));
  }
  for (const std::string agent : {"storyfoldbot", "story", "my storyfold", "storyfold-images", "",
                                  "*storyfold", "*.*", "otherbot, storyfold"}) {
    INFO(agent);
    CHECK(rules_of("User-agent: " + agent + "\nDisallow: /\n").allows("/a"));
  }
  CHECK(RobotsRules::parse("User-agent:\nDisallow: /\n", "").allows("/a"));
}

// 2.2.1: "*" is obeyed only when no group names us, even if ours says nothing.
TEST_CASE("the group of all is for those that none names", "[fetch][robots]") {
  constexpr std::string_view kAll = "User-agent: *\nDisallow: /all\n";
  CHECK_FALSE(rules_of(kAll).allows("/all"));
  const auto named =
      rules_of(std::string(kAll) + "User-agent: storyfold\nDisallow: /ours\n" + std::string(kAll));
  CHECK(named.allows("/all"));
  CHECK_FALSE(named.allows("/ours"));
  CHECK(rules_of(std::string(kAll) + "User-agent: storyfold\n").allows("/all"));
  CHECK(rules_of(std::string(kAll) + "User-agent: storyfold\nDisallow:\n").allows("/all"));
  CHECK_FALSE(rules_of("User-agent: * # all\nDisallow: /\n").allows("/a"));
  CHECK_FALSE(rules_of("User-agent: * (others)\nDisallow: /\n").allows("/a"));
}

// 2.2.1: several groups of one agent are combined.
TEST_CASE("groups that name us are one", "[fetch][robots]") {
  const auto rules = rules_of(
      "user-agent: storyfold\ndisallow: /foo\ndisallow: /bar\n\n"
      "user-agent: otherbot\ndisallow: /other\n\n"
      "user-agent: storyfold\ndisallow: /baz\nallow: /foo/open\n");
  CHECK_FALSE(rules.allows("/foo"));
  CHECK_FALSE(rules.allows("/bar"));
  CHECK_FALSE(rules.allows("/baz"));
  CHECK(rules.allows("/foo/open"));
  CHECK(rules.allows("/other"));
  CHECK_FALSE(rules_of("user-agent: *\ndisallow: /a\nuser-agent: x\nuser-agent: *\ndisallow: /b")
                  .allows("/a"));
}

// 2.1: a group begins with one or more User-agent lines, empty lines among them or not.
TEST_CASE("User-agent lines in a row share their rules", "[fetch][robots]") {
  const auto rules = rules_of(
      "User-agent: otherbot\n\n# and\nUser-agent: storyfold\nUser-agent: thirdbot\n\n"
      "Disallow: /a\n\nDisallow: /b\nUser-agent: fourthbot\nDisallow: /c\n");
  CHECK_FALSE(rules.allows("/a"));
  CHECK_FALSE(rules.allows("/b"));
  CHECK(rules.allows("/c"));
}

// 2.2.4: reading other records must not interfere; a Sitemap does not end a group.
TEST_CASE("other records end neither a group nor its User-agent lines", "[fetch][robots]") {
  for (const std::string record : {"Sitemap: https://example.com/s.xml", "Crawl-delay: 2",
                                   "Host: example.com", "no record at all", "<html>"}) {
    INFO(record);
    const auto rules =
        rules_of("User-agent: storyfold\n" + record + "\nUser-agent: otherbot\nDisallow: /a\n" +
                 record + "\nDisallow: /b\nUser-agent: thirdbot\nDisallow: /c\n");
    CHECK_FALSE(rules.allows("/a"));
    CHECK_FALSE(rules.allows("/b"));
    CHECK(rules.allows("/c"));
  }
}

// 2.2.2: the match with the most octets is used, whatever the order of the lines.
TEST_CASE("the longest match wins", "[fetch][robots]") {
  const std::string narrow = "Disallow: /example/page/disallowed.gif\nAllow: /example/page/\n";
  CHECK_FALSE(allowed(narrow, "/example/page/disallowed.gif"));
  CHECK(allowed(narrow, "/example/page/other.gif"));
  const std::string wide = "Allow: /x/page.html\nDisallow: /x/\n";
  CHECK(allowed(wide, "/x/page.html"));
  CHECK_FALSE(allowed(wide, "/x/"));
  CHECK(allowed(wide, "/x"));
  const std::string slash = "Disallow: /x\nAllow: /x/\n";
  CHECK_FALSE(allowed(slash, "/x"));
  CHECK(allowed(slash, "/x/"));
  // The octets of the pattern count, a "*" as one, not those it matched.
  CHECK_FALSE(allowed("Allow: /page\nDisallow: /*.html\n", "/page.html"));
  CHECK(allowed("Allow: /x/page.\nDisallow: /*.html\n", "/x/page.html"));
  CHECK(allowed("Disallow: /*\nAllow: /*/a\n", "/long/way/a"));
  CHECK_FALSE(allowed("Disallow: /folder*\nAllow: /folder\n", "/folder/1"));
  CHECK(allowed("Disallow: /\nAllow: /$\n", "/"));
  CHECK_FALSE(allowed("Disallow: /\nAllow: /$\n", "/page.html"));
}

// 2.2.2: of an Allow and a Disallow that are equivalent, Allow is used.
TEST_CASE("Allow wins ties", "[fetch][robots]") {
  CHECK(allowed("Disallow: /folder\nAllow: /folder\n", "/folder/page"));
  CHECK(allowed("Allow: /folder\nDisallow: /folder\n", "/folder/page"));
  CHECK(allowed("Disallow: /*.gif\nAllow: /pic*.\n", "/picture.gif"));
  CHECK(allowed("Disallow: /a%62c\nAllow: /abc\n", "/abc"));
}

// 2.2: an empty pattern matches nothing; it does not take back other rules.
TEST_CASE("an empty Disallow allows everything that is not disallowed", "[fetch][robots]") {
  CHECK(allowed("Disallow:\n", "/a"));
  CHECK(allowed("Disallow: # nothing\n", "/a"));
  CHECK_FALSE(allowed("Disallow:\nDisallow: /a\nAllow:\n", "/a"));
}

// 2.2.2: paths are matched from the first octet, case and all.
TEST_CASE("a pattern is the beginning of what it matches", "[fetch][robots]") {
  CHECK(matches("/fish", "/fish"));
  CHECK(matches("/fish", "/fish.html"));
  CHECK(matches("/fish", "/fish/salmon?id=1"));
  CHECK(matches("/fish", "/fishheads"));
  CHECK_FALSE(matches("/fish", "/Fish"));
  CHECK_FALSE(matches("/fish", "/catfish"));
  CHECK_FALSE(matches("/fish", "/?id=/fish"));
  CHECK_FALSE(matches("/fish/", "/fish"));
  CHECK(matches("/fish?", "/fish?id=1"));
  CHECK_FALSE(matches("fish", "/fish"));
  CHECK_FALSE(matches("https://example.com/fish", "/fish"));
  CHECK(matches("/", ""));
  CHECK(matches("/?x", "?x=1"));
}

// 2.2.3: "*" is any octets, none included; "$" at the end is the end of the target.
TEST_CASE("wildcards and ends", "[fetch][robots]") {
  CHECK(matches("/fish*", "/fish"));
  CHECK(matches("*.gif$", "/pictures/a.gif"));
  CHECK_FALSE(matches("*.gif$", "/pictures/a.gif?x"));
  CHECK(matches("/*.php", "/folder/file.php?x=1"));
  CHECK(matches("/*.php", "/index?f=file.php/"));
  CHECK_FALSE(matches("/*.php", "/windows.PHP"));
  CHECK(matches("/*.php$", "/a.php.php"));
  CHECK_FALSE(matches("/*.php$", "/a.php5"));
  CHECK(matches("/fish*.php", "/fishheads/catfish.php?x"));
  CHECK_FALSE(matches("/fish*.php", "/Fish.php"));
  CHECK(matches("/this/*/exactly", "/this//exactly/so"));
  CHECK_FALSE(matches("/this/*/exactly", "/this/exactly"));
  CHECK(matches("/a*b*c$", "/a-b-b-c-c"));
  CHECK_FALSE(matches("/a*b*c$", "/a-c-b"));
  CHECK(matches("/a***b", "/a-b"));
  CHECK(matches("/a*$", "/a/b"));
  CHECK(matches("/exactly$", "/exactly"));
  CHECK_FALSE(matches("/exactly$", "/exactly/"));
  CHECK(matches("*", "/any"));
  // The last piece may not lie over the one before it.
  CHECK_FALSE(matches("/*aba*ba$", "/aba"));
  CHECK(matches("/*aba*ba$", "/ababa"));
  // "$" elsewhere is an octet like others.
  CHECK(matches("/price$list", "/price$list/1"));
  CHECK(matches("/a$$", "/a$"));
  CHECK_FALSE(matches("$", "/"));
}

// 2.2.3: special characters that are meant verbatim are percent-encoded.
TEST_CASE("encoded special characters are octets", "[fetch][robots]") {
  CHECK(matches("/path/file-with-a-%2A.html", "/path/file-with-a-*.html"));
  CHECK(matches("/path/file-with-a-%2a.html", "/path/file-with-a-%2A.html"));
  CHECK_FALSE(matches("/path/file-with-a-%2A.html", "/path/file-with-a-b.html"));
  CHECK(matches("/path/foo-%24", "/path/foo-$"));
  CHECK(matches("/path/foo-%24", "/path/foo-$bar"));
  CHECK_FALSE(matches("/path/foo-%24", "/path/foo-"));
  CHECK(matches("/c%23", "/c%23/notes"));
}

// 2.2.2: octets outside ASCII are encoded, encoded unreserved ones decoded, before comparison.
TEST_CASE("the two ways to write an octet are one", "[fetch][robots]") {
  CHECK(matches("/foo/bar?baz=quz", "/foo/bar?baz=quz"));
  CHECK(matches("/foo/bar/\xE3\x83\x84", "/foo/bar/%E3%83%84"));
  CHECK(matches("/foo/bar/%E3%83%84", "/foo/bar/\xE3\x83\x84"));
  CHECK(matches("/foo/bar/%e3%83%84", "/foo/bar/%E3%83%84"));
  CHECK(matches("/foo/bar/%62%61%7A", "/foo/bar/baz"));
  CHECK(matches("/foo/bar/baz", "/foo/bar/%62%61%7a"));
  CHECK(matches("/with space", "/with%20space"));
  CHECK(matches("/%", "/%"));
  CHECK(matches("/%2", "/%2"));
  CHECK(matches("/100%/", "/100%/a"));
  CHECK_FALSE(matches("/%zz", "/%zy"));
  // Not UTF-8: the octets are compared all the same.
  CHECK(matches("/\xD0\xC2", "/%D0%C2"));
}

// 2.2.2: encoded reserved characters stay so; the RFC's row of a URL inside a query is matched
// either way.
TEST_CASE("encoded delimiters are other octets than delimiters, but for a query's",
          "[fetch][robots]") {
  CHECK_FALSE(matches("/a/b", "/a%2Fb"));
  CHECK_FALSE(matches("/a%2Fb", "/a/b"));
  CHECK(matches("/a%2fb", "/a%2Fb"));
  constexpr std::string_view kRaw = "/foo/bar?baz=https://foo.bar";
  constexpr std::string_view kEncoded = "/foo/bar?baz=https%3A%2F%2Ffoo.bar";
  for (const auto pattern : {kRaw, kEncoded}) {
    for (const auto target : {kRaw, kEncoded}) CHECK(matches(std::string(pattern), target));
  }
  CHECK(matches("/*?filter[", "/list?filter%5Bcolour%5D=red"));
  CHECK_FALSE(matches("/foo?a=b%26c", "/foo?a=b&c"));
  // Without "?" the query is seen as it is written.
  CHECK(matches("/*%5B", "/list?filter%5Bcolour%5D=red"));
  CHECK_FALSE(matches("/*%5B", "/list?filter[colour]=red"));
  CHECK(matches("/*://", "/go?to=http://example.com"));
}

// 2.2.2: the file itself may always be asked for.
TEST_CASE("robots.txt is always allowed", "[fetch][robots]") {
  CHECK(allowed("Disallow: /\n", "/robots.txt"));
  CHECK(allowed("Disallow: /robots.txt$\n", "/robots.txt"));
  CHECK_FALSE(allowed("Disallow: /\n", "/robots.txt/more"));
  CHECK_FALSE(allowed("Disallow: /\n", "/a/robots.txt"));
}

// 2.2: names of fields in any case, blanks around the colon, comments, CR, LF or CR LF.
TEST_CASE("lines may be written in many ways", "[fetch][robots]") {
  for (const std::string_view text :
       {"USER-AGENT: storyfold\nDISALLOW: /a\n", "uSeR-aGeNt:storyfold\ndIsAlLoW:/a",
        "User-agent: storyfold\r\nDisallow: /a\r\n", "User-agent: storyfold\rDisallow: /a\r",
        "User-agent: storyfold\r\r\nDisallow: /a\n\r",
        "\t User-agent\t:\tstoryfold \n Disallow : /a ",
        "User-agent: storyfold#us\nDisallow: /a#b: c\n",
        "# robots\n\nUser-agent: storyfold\n#Allow: /a\nDisallow: /a\n",
        "\xEF\xBB\xBFUser-agent: storyfold\nDisallow: /a\n"}) {
    INFO(text);
    const auto rules = rules_of(text);
    CHECK_FALSE(rules.allows("/a"));
    CHECK_FALSE(rules.allows("/a/b"));
    CHECK(rules.allows("/b"));
  }
}

// 2.3.1.5: what can be read of a broken file is followed. These slips are plain, and common.
TEST_CASE("common slips are rules", "[fetch][robots]") {
  for (const std::string agent :
       {"User agent: *", "useragent: *", "User-agent *", "User-agents: *", "User agent:*"}) {
    INFO(agent);
    CHECK_FALSE(rules_of(agent + "\nDisallow: /a\n").allows("/a"));
  }
  for (const std::string rule : {"Dissallow: /a", "Dissalow: /a", "Disalow: /a", "Diasllow: /a",
                                 "Disallaw: /a", "Disallow /a", "Disallow\t/a", "Disallows: /a"}) {
    INFO(rule);
    CHECK_FALSE(allowed(rule + "\n", "/a"));
  }
  CHECK(allowed("Disallow: /\nAllow /a:b\n", "/a:b"));
}

// 2.3.1.5, the other side of it: what is no rule is passed over, and the rest still counts.
TEST_CASE("lines that are no rules are skipped", "[fetch][robots]") {
  for (const std::string line :
       {"Disallow /a and /b", "Disallow", "Disallow =/a", ": /a", "Block: /a", "<p>Disallow: /a",
        "Please disallow: /a", "Disallow all of it: /a", "Noindex: /a", "\xFF\xFE\x01: /a"}) {
    INFO(line);
    CHECK(allowed(line + "\nDisallow: /b\n", "/a"));
    CHECK_FALSE(allowed(line + "\nDisallow: /b\n", "/b"));
  }
  const auto page = rules_of(
      "<!DOCTYPE html>\n<html><head><title>Not found</title>\n<style>\n* { color: red }\n</style>\n"
      "<script>var a = {allow: '/', disallow: '/'};\nallow: for (;;) break allow;\n</script>\n"
      "</head><body>User-agent: * Disallow: /</body></html>\n");
  CHECK(page.allows("/any"));
  CHECK_FALSE(page.crawl_delay());
  CHECK(page.sitemaps().empty());
  CHECK(rules_of(std::string("\0\x01\x02\xFF\n\0Disallow: /", 16)).allows("/any"));
}

TEST_CASE("the example of the RFC's appendix", "[fetch][robots]") {
  constexpr std::string_view kFile =
      "User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n\n"
      "User-Agent: foobot\nDisallow:/\nAllow:/example/page.html\nAllow:/example/allowed.gif\n\n"
      "User-Agent: barbot\nUser-Agent: bazbot\nDisallow: /example/page.html\n\n"
      "User-Agent: quxbot\n\nEOF\n";
  const auto any = RobotsRules::parse(kFile, "storyfold");
  CHECK(any.allows("/publications/1"));
  CHECK(any.allows("/publications/1.gif"));
  CHECK_FALSE(any.allows("/example/1"));
  CHECK_FALSE(any.allows("/1.gif"));
  const auto foo = RobotsRules::parse(kFile, "foobot");
  CHECK(foo.allows("/example/page.html"));
  CHECK(foo.allows("/example/allowed.gif"));
  CHECK_FALSE(foo.allows("/publications/1"));
  for (const auto* const product : {"barbot", "bazbot"}) {
    const auto rules = RobotsRules::parse(kFile, product);
    CHECK_FALSE(rules.allows("/example/page.html"));
    CHECK(rules.allows("/1.gif"));
  }
  CHECK(RobotsRules::parse(kFile, "quxbot").allows("/example/page.html"));
}

// Not in the RFC: seconds, of the group that is ours.
TEST_CASE("the crawl delay is that of our group", "[fetch][robots]") {
  CHECK_FALSE(for_all("Disallow: /a\n").crawl_delay());
  CHECK(for_all("Crawl-delay: 10\n").crawl_delay() == 10s);
  CHECK(for_all("Disallow: /a\ncrawl-delay:0.5\n").crawl_delay() == 500ms);
  CHECK(for_all("Crawl-delay: 1.2345\n").crawl_delay() == 1234ms);
  CHECK(for_all("Crawl-delay: .5\n").crawl_delay() == 500ms);
  CHECK(for_all("Crawl-delay: 5 s\n").crawl_delay() == 5s);
  CHECK(for_all("Crawl-delay 5\n").crawl_delay() == 5s);
  CHECK(for_all("Crawl-delay: 0\n").crawl_delay() == 0ms);
  CHECK(for_all("Crawl-delay: 99999999999999999999999999.9\n").crawl_delay() == 24h);
  CHECK(for_all("Crawl-delay: 86399.9999\n").crawl_delay() == 24h - 1ms);
  for (const std::string value : {"", "-1", "fast", ".", "inf", "nan"}) {
    CHECK_FALSE(for_all("Crawl-delay: " + value + "\n").crawl_delay());
  }
  CHECK(for_all("Crawl-delay: 2\nCrawl-delay: 8\nCrawl-delay: 4\n").crawl_delay() == 8s);
  CHECK_FALSE(rules_of("Crawl-delay: 3\nUser-agent: *\n").crawl_delay());
  CHECK_FALSE(
      rules_of("User-agent: *\nCrawl-delay: 3\nUser-agent: storyfold\nAllow: /\n").crawl_delay());
  CHECK(rules_of("User-agent: *\nCrawl-delay: 3\nUser-agent: storyfold\nCrawl-delay: 1\n")
            .crawl_delay() == 1s);
}

TEST_CASE("in a list of crawlers with a delay each, each has its own", "[fetch][robots]") {
  constexpr std::string_view kList =
      "User-agent: slowbot\nCrawl-delay: 120\nUser-agent: storyfold\nUser-agent: otherbot\n"
      "Crawl-delay: 5\nUser-agent: lastbot\nCrawl-delay: 60\nDisallow: /a\n";
  CHECK(rules_of(kList).crawl_delay() == 5s);
  CHECK(RobotsRules::parse(kList, "lastbot").crawl_delay() == 60s);
  // And the rules are still those of all of them.
  CHECK_FALSE(rules_of(kList).allows("/a"));
}

// 2.2.4 and sitemaps.org: independent of groups.
TEST_CASE("sitemaps are kept as written, wherever they stand", "[fetch][robots]") {
  const auto rules = rules_of(
      "Sitemap: https://example.com/one.xml\r\nUser-agent: otherbot\n"
      "sitemap:/two.xml?a=1&b=%62  # relative\nDisallow: /\nSITEMAP :  "
      "http://other.example/3.xml.gz\n"
      "Site-map: /four.xml\nSitemap https://example.com/five.xml\nSitemap:\nSitemap: # none\n");
  CHECK(rules.sitemaps() == std::vector<std::string>{"https://example.com/one.xml",
                                                     "/two.xml?a=1&b=%62",
                                                     "http://other.example/3.xml.gz", "/four.xml",
                                                     "https://example.com/five.xml"});
}

// 2.5: at least 500 KiB are read.
TEST_CASE("what lies beyond the bound is not read, nor the line across it", "[fetch][robots]") {
  constexpr std::string_view kLast = "\nDisallow: /last";
  std::string text = "User-agent: *\nDisallow: /first\n";
  text.append(kMaxRobotsBytes - text.size() - kLast.size(), '#');
  text += kLast;
  REQUIRE(text.size() == kMaxRobotsBytes);
  CHECK_FALSE(rules_of(text).allows("/last"));
  CHECK_FALSE(rules_of(text + "\nDisallow: /more").allows("/last"));
  CHECK(rules_of(text + "\nDisallow: /more").allows("/more"));
  // "/last" would be only the beginning of "/last/but/one".
  CHECK(rules_of(text + "/but/one\n").allows("/last"));
  CHECK_FALSE(rules_of(text + "/but/one\n").allows("/first"));
  CHECK(rules_of("User-agent: *" + std::string(kMaxRobotsBytes, ' ')).allows("/any"));
}

TEST_CASE("one rule among very many is found", "[fetch][robots]") {
  std::string rules;
  for (int i = 0; i < 20000; ++i) {
    rules += (i % 2 == 0 ? "Allow:/d" : "Disallow:/d") + std::to_string(i) + "\n";
  }
  const auto many = for_all(rules);
  CHECK_FALSE(many.allows("/d12345/a"));
  CHECK(many.allows("/d12344/a"));
  CHECK(many.allows("/e"));
  // "/d1999" goes before "/d199" and "/d1".
  CHECK_FALSE(many.allows("/d1999"));
  CHECK(many.allows("/d1998"));
}

TEST_CASE("a file that takes too long to ask allows nothing it was not asked about in time",
          "[fetch][robots]") {
  std::string rules = "Allow: /*open\n";
  for (int i = 0; i < 20000; ++i) rules += "Disallow:/*" + std::to_string(i) + "\n";
  const auto many = for_all(rules);
  CHECK(many.allows("/short"));
  CHECK_FALSE(many.allows("/" + std::string(8000, 'a')));
}

TEST_CASE("a pattern of near misses takes no time", "[fetch][robots]") {
  // Back-tracking would need the length to the power of the number of stars.
  std::string stars = "/";
  for (int i = 0; i < 1000; ++i) stars += "*a";
  CHECK_FALSE(matches(stars + "b$", "/" + std::string(8000, 'a')));
  CHECK(matches(stars, "/" + std::string(8000, 'a')));
  CHECK_FALSE(matches("/*" + std::string(4000, 'a') + "b", "/" + std::string(8000, 'a')));
}
