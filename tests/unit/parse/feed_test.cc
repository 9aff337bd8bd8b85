#include "crawler/parse/feed.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "tests/unit/bombs.h"
#include "tests/unit/parse/encode.h"

namespace storyfold::crawler::parse {
namespace {

constexpr int kShanghai = 480;
constexpr std::string_view kUrl = "https://news.a.cn/feeds/rss.xml";

Feed read(std::string_view bytes, std::string_view charset = {}) {
  auto feed = read_feed(bytes, charset, kUrl, kShanghai);
  INFO((feed ? std::string() : feed.error().what));
  REQUIRE(feed);
  return *std::move(feed);
}

std::string rss(std::string_view items) {
  return "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\" "
         "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
         "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Feed</title>"
         "<link>https://news.a.cn/</link>" +
         std::string(items) + "</channel></rss>";
}

FeedEntry only_entry(std::string_view item) {
  Feed feed = read(rss(item));
  REQUIRE(feed.entries.size() == 1);
  return feed.entries[0];
}

}  // namespace

TEST_CASE("RSS 2.0 is read with everything it says of an entry", "[feed]") {
  const Feed feed = read(rss(R"(<ttl>5</ttl><skipHours><hour>3</hour><hour>24</hour></skipHours>
    <image><title>logo</title><link>https://x.cn/</link><url>https://x.cn/a.png</url></image>
    <item><title>Rates &amp;amp; <![CDATA[<b>bonds</b>]]></title>
      <link> https://news.a.cn/a/1.html#top </link>
      <guid isPermaLink="false">tag:1</guid>
      <pubDate>Sat, 21 Nov 2026 10:00:00 +0800</pubDate>
      <author>desk@a.cn (Li Ming)</author><dc:creator>Wang Fang</dc:creator>
      <category>bonds</category><category>bonds</category><category>rates</category>
      <source url="https://b.cn/feed">Paper B</source>
      <description>&lt;p&gt;Short &amp;nbsp;text.&lt;/p&gt;</description>
      <content:encoded><![CDATA[<p>Long text.</p>]]></content:encoded></item>)"));
  CHECK(feed.kind == "rss 2.0");
  CHECK(feed.title == "Feed");
  CHECK(feed.home_url == "https://news.a.cn/");
  CHECK(feed.ttl == std::chrono::minutes(5));
  CHECK(feed.skip_hours == std::vector<int>{0, 3});
  CHECK(feed.notes.empty());
  REQUIRE(feed.entries.size() == 1);
  const FeedEntry& entry = feed.entries[0];
  CHECK(entry.id == "tag:1");
  CHECK(entry.url == "https://news.a.cn/a/1.html");
  CHECK(entry.title == "Rates & bonds");
  CHECK(format_timestamp(entry.published) == "2026-11-21T10:00:00+08:00");
  CHECK(entry.published.clue == TimeClue::kFeed);
  CHECK(entry.authors == std::vector<std::string>{"Li Ming", "Wang Fang"});
  CHECK(entry.categories == std::vector<std::string>{"bonds", "rates"});
  CHECK(entry.source_name == "Paper B");
  CHECK(entry.source_url == "https://b.cn/feed");
  CHECK(entry.summary == "Short text.");
  CHECK(entry.body_html == "<p>Long text.</p>");
}

TEST_CASE("RSS 0.91 with its DOCTYPE is read", "[feed]") {
  const Feed feed = read(
      "<?xml version=\"1.0\"?><!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS "
      "0.91//EN\" "
      "\"http://my.netscape.com/publish/formats/rss-0.91.dtd\"><rss version=\"0.91\"><channel>"
      "<title>T</title><item><title>One</title><link>/a/1.htm</link></item></channel></rss>");
  CHECK(feed.kind == "rss 0.91");
  REQUIRE(feed.entries.size() == 1);
  CHECK(feed.entries[0].url == "https://news.a.cn/a/1.htm");
}

TEST_CASE("RSS 1.0 has its items beside the channel", "[feed]") {
  const Feed feed = read(R"(<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
      xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
    <channel rdf:about="https://news.a.cn/"><title>R</title><link>https://news.a.cn/</link>
      <sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>
      <items><rdf:Seq><rdf:li resource="https://news.a.cn/1"/></rdf:Seq></items></channel>
    <item rdf:about="https://news.a.cn/1"><title>One</title>
      <dc:date>2026-11-21T10:00+08:00</dc:date><dc:subject>bonds</dc:subject></item></rdf:RDF>)");
  CHECK(feed.kind == "rss 1.0");
  CHECK(feed.title == "R");
  CHECK(feed.ttl == std::chrono::minutes(15));
  REQUIRE(feed.entries.size() == 1);
  CHECK(feed.entries[0].id == "https://news.a.cn/1");
  CHECK(feed.entries[0].url == "https://news.a.cn/1");
  CHECK(format_timestamp(feed.entries[0].published) == "2026-11-21T10:00+08:00");
  CHECK(feed.entries[0].categories == std::vector<std::string>{"bonds"});
}

TEST_CASE("Atom is read with xml:base, several links, XHTML and the feed's author", "[feed]") {
  const Feed feed = read(R"(<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://b.cn/x/">
    <title type="html">A &lt;i&gt;feed&lt;/i&gt;</title><author><name>Desk</name></author>
    <link rel="self" href="feed.atom"/><link href="/"/><link rel="next" href="feed.atom?page=2"/>
    <entry xml:base="sub/"><id>tag:b.cn,2026:1</id><title>One</title>
      <link rel="enclosure" href="a.mp3"/><link rel="alternate" type="application/pdf" href="a.pdf"/>
      <link rel="alternate" type="text/html" href="1.html"/>
      <published>2026-11-21T02:00:00Z</published><updated>2026-11-21T03:00:00Z</updated>
      <category term="t1" label="Bonds"/><source><title>Paper B</title><link href="/b"/></source>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>5 &lt; 6 <a href="?a=1&amp;b=2">x</a></p></div></content>
    </entry>
    <entry><id>2</id><title>Two</title><link href="2.html"/><author><name>Li Ming</name></author>
      <content>plain &lt;text&gt;</content></entry></feed>)");
  CHECK(feed.kind == "atom 1.0");
  CHECK(feed.title == "A feed");
  CHECK(feed.self_url == "https://b.cn/x/feed.atom");
  CHECK(feed.home_url == "https://b.cn/");
  CHECK(feed.next_url == "https://b.cn/x/feed.atom?page=2");
  REQUIRE(feed.entries.size() == 2);
  const FeedEntry& one = feed.entries[0];
  CHECK(one.url == "https://b.cn/x/sub/1.html");
  CHECK(format_utc(one.published.at) == "2026-11-21T02:00:00Z");
  CHECK(format_utc(one.updated.at) == "2026-11-21T03:00:00Z");
  CHECK(one.authors == std::vector<std::string>{"Desk"});
  CHECK(one.categories == std::vector<std::string>{"Bonds"});
  CHECK(one.source_name == "Paper B");
  CHECK(one.source_url == "https://b.cn/b");
  CHECK(one.body_html == "<div><p>5 &lt; 6 <a href=\"?a=1&amp;b=2\">x</a></p></div>");
  CHECK(feed.entries[1].url == "https://b.cn/x/2.html");
  CHECK(feed.entries[1].authors == std::vector<std::string>{"Li Ming"});
  CHECK(feed.entries[1].body_html == "plain &lt;text&gt;");
}

TEST_CASE("Atom without its namespace and Atom 0.3 are Atom", "[feed]") {
  CHECK(read("<feed><entry><title>One</title><link href='/1'/></entry></feed>").entries[0].url ==
        "https://news.a.cn/1");
  const Feed old = read(
      "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title>One</title>"
      "<link rel='alternate' href='/1'/><issued>2026-11-21T10:00:00+08:00</issued>"
      "<content type='text/html' mode='escaped'>&lt;p&gt;x&lt;/p&gt;</content></entry></feed>");
  CHECK(old.kind == "atom 0.3");
  CHECK(old.entries[0].published.known());
  CHECK(old.entries[0].body_html == "<p>x</p>");
}

TEST_CASE("a JSON Feed is read", "[feed]") {
  const Feed feed = read(R"({"version":"https://jsonfeed.org/version/1.1","title":"J",
    "home_page_url":"https://news.a.cn/","feed_url":"https://news.a.cn/f.json","next_url":"f2.json",
    "authors":[{"name":"Desk"}],
    "items":[{"id":17,"url":"/a/17","title":"One &amp; two","content_html":"<p>x</p>",
      "summary":"s","date_published":"2026-11-21T10:00:00+08:00","tags":["bonds"]},
      {"id":"b","external_url":"https://b.cn/1","content_text":"5 < 6","author":{"name":"Li"}}, 3]})");
  CHECK(feed.kind == "json feed 1.1");
  CHECK(feed.next_url == "https://news.a.cn/feeds/f2.json");
  REQUIRE(feed.entries.size() == 2);
  CHECK(feed.entries[0].id == "17");
  CHECK(feed.entries[0].url == "https://news.a.cn/a/17");
  CHECK(feed.entries[0].title == "One & two");
  CHECK(feed.entries[0].authors == std::vector<std::string>{"Desk"});
  CHECK(feed.entries[1].url == "https://b.cn/1");
  CHECK(feed.entries[1].body_html == "5 &lt; 6");
  CHECK(feed.entries[1].authors == std::vector<std::string>{"Li"});
}

TEST_CASE("an entry without a link is at its permalink guid", "[feed]") {
  CHECK(only_entry("<item><guid>https://news.a.cn/a/1</guid></item>").url ==
        "https://news.a.cn/a/1");
  CHECK(only_entry("<item><guid isPermaLink='false'>https://news.a.cn/1</guid></item>").url == "");
  CHECK(only_entry("<item><guid>17</guid><title>x</title></item>").url == "");
}

TEST_CASE("links are read whatever white space or escapes are around them", "[feed]") {
  CHECK(only_entry("<item><link><![CDATA[\n  /a/1.htm?x=1&y=2\n]]></link></item>").url ==
        "https://news.a.cn/a/1.htm?x=1&y=2");
  CHECK(only_entry("<item><link>/a?x=1&amp;amp;y=2</link></item>").url ==
        "https://news.a.cn/a?x=1&y=2");
  CHECK(only_entry("<item><link>/a b.htm</link></item>").url == "https://news.a.cn/a%20b.htm");
  CHECK(only_entry("<item><title>x</title><link>javascript:void(0)</link></item>").url == "");
}

TEST_CASE("malformed XML is read as it was meant, and the feed says so", "[feed][bad]") {
  // Bare ampersands, HTML's entities, an undeclared prefix, unclosed and misplaced tags.
  const Feed feed = read(
      "<rss version=2.0><channel><title>A & B&nbsp;C</title>"
      "<item><title>1 < 2 & 3<link>/a?x=1&y=2</link><dc:creator>Li</dc:creator><br>"
      "<item><title>Two</title></b><link>/2</link><description>a<br>b<p>c</description>"
      "<content:encoded>&lt;p&gt;x");
  CHECK(feed.title == "A & B C");
  REQUIRE(feed.entries.size() == 2);
  CHECK(feed.entries[1].title == "Two");
  CHECK(feed.entries[1].url == "https://news.a.cn/2");
  CHECK(feed.entries[1].summary == "a b c");
  CHECK(feed.entries[1].body_html.empty());  // cut
  REQUIRE(feed.notes.size() == 2);
  CHECK(feed.notes[1] == "XML ends before its last element does");
}

TEST_CASE("a query in a link survives bare ampersands", "[feed][bad]") {
  CHECK(only_entry("<item><link>https://a.cn/a?x=1&y=2&copy=3</link></item>").url ==
        "https://a.cn/a?x=1&y=2&copy=3");
}

TEST_CASE("a feed's charset is what its bytes are, whatever is declared", "[feed]") {
  const std::string chinese =
      rss("<item><title>上海证券交易所发布新闻公告称市场平稳运行</title>"
          "<link>/1</link></item>");
  const std::string gbk = encode(chinese, "GB18030");
  CHECK(read(gbk).entries[0].title == "上海证券交易所发布新闻公告称市场平稳运行");
  CHECK(read(gbk, "utf-8").entries[0].title == "上海证券交易所发布新闻公告称市场平稳运行");
  CHECK(read("\xef\xbb\xbf" + chinese, "iso-8859-1").entries[0].title ==
        "上海证券交易所发布新闻公告称市场平稳运行");
}

TEST_CASE("dates that cannot be read leave the time unknown, with one note", "[feed]") {
  const Feed feed =
      read(rss("<item><title>a</title><pubDate>soon</pubDate></item>"
               "<item><title>b</title><pubDate>later</pubDate></item>"
               "<item><title>c</title><pubDate>9999-01-01</pubDate></item>"
               "<item><title>d</title><pubDate></pubDate></item>"));
  for (const FeedEntry& entry : feed.entries) CHECK_FALSE(entry.published.known());
  REQUIRE(feed.notes.size() == 1);
  CHECK(feed.notes[0] == "3 dates cannot be read, the first \"soon\"");
}

TEST_CASE("a long date that cannot be read is quoted without cutting a character", "[feed][bad]") {
  const Feed feed = read(
      rss("<item><title>a</title><pubDate>x" + tests::repeat("日", 200) + "</pubDate></item>"));
  REQUIRE(feed.notes.size() == 1);
  CHECK(feed.notes[0] == "1 dates cannot be read, the first \"x" + tests::repeat("日", 39) + "\"");
}

TEST_CASE("what is no feed is refused with what it is", "[feed][bad]") {
  const auto why = [](std::string_view bytes) {
    const auto feed = read_feed(bytes, {}, kUrl, kShanghai);
    REQUIRE_FALSE(feed);
    CHECK(feed.error().code == Errc::kBadInput);
    return feed.error().what;
  };
  CHECK(why("") == "feed: XML: no element in it");
  CHECK(why("no feed at all") == "feed: XML: no element in it");
  CHECK(why("<html><body>Not found</body></html>") ==
        "feed: the outermost element is <html>, not one of RSS, RDF or Atom");
  CHECK(why("{\"a\":1}") == "feed: JSON without the \"version\" and \"items\" of a JSON Feed");
  CHECK(why("{\"a\":").substr(0, 20) == "feed: not valid JSON");
}

TEST_CASE("a feed without entries is a feed, and entries past the limit are left out", "[feed]") {
  CHECK(read(rss("")).entries.empty());
  std::string items;
  for (int i = 0; i < 2005; ++i) items += "<item><link>/" + std::to_string(i) + "</link></item>";
  const Feed feed = read(rss(items));
  CHECK(feed.entries.size() == kMaxFeedEntries);
  CHECK(feed.notes == std::vector<std::string>{"5 entries were left out"});
}

TEST_CASE("ids tell entries apart unless they repeat or change", "[feed][identity]") {
  const auto entry = [](std::string id, std::string url, std::string title) {
    FeedEntry made;
    made.id = std::move(id);
    made.url = std::move(url);
    made.title = std::move(title);
    return made;
  };
  Feed feed;
  feed.entries = {entry("1", "http://a.cn/1", "one"), entry("2", "http://a.cn/2", "two")};
  CHECK(choose_identity(feed, {}) == EntryIdentity::kId);
  CHECK(entry_key(feed.entries[0], EntryIdentity::kId) == "id:1");
  CHECK(choose_identity(feed, {{"1", "http://a.cn/1", "one"}}) == EntryIdentity::kId);
  // The same entry under another id: made up at each poll.
  CHECK(choose_identity(feed, {{"0", "http://a.cn/1", "one"}}) == EntryIdentity::kUrl);
  // Another headline: an article that was replaced.
  CHECK(choose_identity(feed, {{"0", "http://a.cn/1", "other"}}) == EntryIdentity::kId);
  feed.entries[1].id = "1";
  CHECK(choose_identity(feed, {}) == EntryIdentity::kUrl);
  CHECK(entry_key(feed.entries[0], EntryIdentity::kUrl) == "url:http://a.cn/1");
  // All at one URL, as liveblogs are.
  feed.entries[1] = entry("2", "http://a.cn/1", "two");
  CHECK(choose_identity(feed, {{"0", "http://a.cn/1", "one"}}) == EntryIdentity::kId);
  CHECK(entry_key(entry("", "http://a.cn/1", "x"), EntryIdentity::kId) == "url:http://a.cn/1");
  CHECK(entry_key(entry("7", "", "x"), EntryIdentity::kUrl) == "id:7");
  CHECK(entry_key(entry("", "", "x"), EntryIdentity::kUrl) == "title:x");
}

}  // namespace storyfold::crawler::parse
