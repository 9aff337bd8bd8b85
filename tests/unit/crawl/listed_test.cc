#include "app/crawl/listed.h"

#include <catch2/catch.hpp>

#include "app/crawl/document.h"
#include "crawler/frontier/url_form.h"
#include "tests/unit/crawl/sample_page.h"

namespace storyfold::app {
namespace {

using test::kSecret;
using test::paragraphs;
using test::read;

namespace fetch = crawler::fetch;

const std::string kHost = "https://www.tide.example";
const std::string kPage = kHost + "/news/2026/1047100.html";

std::shared_ptr<const OutletBook> book() {
  config::OutletConfig tide;
  tide.key = "tide";
  tide.name = "Tide Wire";
  tide.home = kHost + "/";
  tide.hosts = {"tide.example"};
  config::SourceConfig list;
  list.kind = UrlRole::kJson;
  list.url = kHost + "/live.json";
  list.json.emplace();
  list.json->items = "/list";
  list.json->title = "/title";
  list.json->time = "/at";
  list.json->body = "/text";
  list.json->author = "/by";
  list.json->source = "/media";
  tide.sources = {list};
  config::OutletConfig pier;
  pier.key = "pier";
  pier.name = "Pier Gazette";
  pier.home = "https://www.pier.example/";
  pier.hosts = {"pier.example"};
  std::vector<Error> errors;
  auto made = OutletBook::make({tide, pier}, errors);
  REQUIRE(errors.empty());
  return std::make_shared<const OutletBook>(std::move(made));
}

DocumentRequest request_of(const std::string& url, UrlRole role) {
  DocumentRequest request;
  request.record.url = url;
  request.record.outlet = "tide";
  request.record.role = role;
  request.record.source = role == UrlRole::kFeed || role == UrlRole::kJson;
  request.book = book();
  return request;
}

Document read_feed(const std::string& items, const std::string& robots_tag = "") {
  return read(request_of(kHost + "/rss.xml", UrlRole::kFeed),
              "<?xml version='1.0'?><rss version='2.0' "
              "xmlns:content='http://purl.org/rss/1.0/modules/content/' "
              "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Tide</title>" +
                  items + "</channel></rss>",
              "application/rss+xml", robots_tag);
}

std::string content(const std::string& html) {
  return "<content:encoded><![CDATA[" + html + "]]></content:encoded>";
}

std::string page_with(const std::string& head, const std::string& body) {
  return "<!doctype html><html><head><meta charset=utf-8><title>Evening ferry leaves "
         "later</title>" +
         head + "</head><body><article><h1>Evening ferry leaves later</h1>" + body +
         "</article></body></html>";
}

// The address of an entry that its feed gave in full.
DocumentRequest listed_page() {
  DocumentRequest request = request_of(kPage, UrlRole::kArticle);
  request.record.title = "Evening ferry leaves later";
  request.record.published = *parse_timestamp("2026-11-20T08:00:00Z", 0);
  request.record.listed.text = paragraphs(1);
  request.record.listed.authors = {"Ada Berg"};
  return request;
}

const std::string kPaywalled = page_with(
    "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Evening ferry "
    "leaves later\",\"isAccessibleForFree\":false}</script>",
    "<p>The port office said that the ferry leaves later.</p><div class=paywall>Subscribe to "
    "continue reading this article</div>");

}  // namespace

TEST_CASE("an entry's authors, categories and source stay with its address", "[crawl][listed]") {
  const Document document =
      read_feed("<item><title>Ferry</title><link>" + kPage +
                "</link><dc:creator>Ada Berg</dc:creator><dc:creator>Bo Lind</dc:creator>"
                "<category>Harbour</category><source url='https://www.pier.example/rss'>Pier "
                "Gazette</source>" +
                content(paragraphs(1)) + "</item>");
  REQUIRE(document.links.size() == 1);
  const ListedEntry& listed = document.links[0].listed;
  CHECK(listed.authors == std::vector<std::string>{"Ada Berg", "Bo Lind"});
  CHECK(listed.categories == std::vector<std::string>{"Harbour"});
  CHECK(listed.origin == "Pier Gazette");
  CHECK(listed.text == paragraphs(1));
}

TEST_CASE("what is kept of an entry is bounded", "[crawl][listed]") {
  crawler::parse::FeedEntry entry;
  for (int i = 0; i < 100; ++i) entry.authors.push_back("Author " + std::to_string(i));
  entry.categories = {std::string(kMaxListedNameBytes + 1, 'a'), "Harbour"};
  entry.source_name = std::string(kMaxListedNameBytes + 1, 'a');
  entry.body_html = std::string(kMaxListedTextBytes + 1, 'a');
  const ListedEntry listed = listed_of(entry, *book(), nullptr);
  CHECK(listed.authors.size() == kMostListedNames);
  CHECK(listed.categories == std::vector<std::string>{"Harbour"});
  CHECK(listed.origin.empty());
  CHECK(listed.text.empty());
}

TEST_CASE("a feed that names its own outlet as the source names no origin", "[crawl][listed]") {
  const Document document =
      read_feed("<item><title>Ferry</title><link>" + kPage +
                "</link><source url='https://www.tide.example/rss.xml'>Tide, all news</source>"
                "</item>");
  REQUIRE(document.links.size() == 1);
  CHECK(document.links[0].listed.origin.empty());
}

TEST_CASE("of another outlet's page a feed tells no more than the title", "[crawl][listed]") {
  const Document document = read_feed(
      "<item><title>Pier</title><link>https://www.pier.example/3.html</link>"
      "<dc:creator>Ada Berg</dc:creator>" +
      content(paragraphs(3)) + "</item>");
  REQUIRE(document.links.size() == 1);
  CHECK(document.links[0].outlet == "pier");
  CHECK(document.links[0].title == "Pier");
  CHECK(document.links[0].listed == ListedEntry{});
}

TEST_CASE("the listing's names fill in what the page does not say", "[crawl][listed]") {
  DocumentRequest request = listed_page();
  request.record.listed.categories = {"Harbour"};
  request.record.listed.origin = "Pier Gazette";
  const Document silent = read(request, page_with("", paragraphs(1)), "text/html");
  REQUIRE(silent.article);
  CHECK(silent.article->source == "web");
  const Article& filled = silent.article->article;
  CHECK(filled.authors == std::vector<std::string>{"Ada Berg"});
  CHECK(filled.categories == std::vector<std::string>{"Harbour"});
  REQUIRE(filled.claims.size() == 1);
  CHECK(filled.claims[0] ==
        Claim{ClaimKind::kSource, "Pier Gazette", "Pier Gazette", std::nullopt});

  const Document speaking = read(request,
                                 page_with("<meta name=author content='Cleo Dahl'>"
                                           "<meta property='article:section' content='Ferries'>"
                                           "<meta name=source content='Salt Courier'>",
                                           paragraphs(1)),
                                 "text/html");
  REQUIRE(speaking.article);
  const Article& own = speaking.article->article;
  CHECK(own.authors == std::vector<std::string>{"Cleo Dahl"});
  CHECK(own.categories == std::vector<std::string>{"Ferries"});
  REQUIRE(own.claims.size() == 1);
  CHECK(own.claims[0].name == "Salt Courier");
}

TEST_CASE("the article's own outlet is no origin", "[crawl][listed]") {
  Article article;
  article.outlet = "Tide Wire";
  ListedEntry listed;
  listed.origin = GENERATE(as<std::string>(), "Tide Wire", "");
  fill_in(article, listed);
  CHECK(article.claims.empty());
}

TEST_CASE("a paywall is stood in for by the text of the feed, the page stays first choice",
          "[crawl][listed]") {
  const DocumentRequest request = listed_page();
  const Document closed = read(request, kPaywalled, "text/html");
  REQUIRE(closed.article);
  CHECK(closed.role == UrlRole::kArticle);
  CHECK(closed.article->source == kFeedSource);
  CHECK(closed.article->article.url == kPage);
  CHECK(closed.article->article.title == "Evening ferry leaves later");
  CHECK(closed.article->article.outlet == "Tide Wire");
  CHECK(closed.article->article.published.at == request.record.published.at);
  CHECK_THAT(closed.article->article.body, Catch::Contains("note 105"));
  CHECK_THAT(closed.reason, Catch::StartsWith("text of its listing: paywall"));
  CHECK(closed.body_hash == hash_of_bytes(kPaywalled));

  const Document open = read(request, page_with("", paragraphs(2)), "text/html");
  REQUIRE(open.article);
  CHECK(open.article->source == "web");
  CHECK(open.reason.empty());
  CHECK_THAT(open.article->article.body, Catch::Contains("note 205"));
}

TEST_CASE("the text of a feed and of its page have one id", "[crawl][listed]") {
  const Document page = read(listed_page(), page_with("", paragraphs(1)), "text/html");
  const Document closed = read(listed_page(), kPaywalled, "text/html");
  REQUIRE(page.article);
  REQUIRE(closed.article);
  CHECK(page.article->item_id == closed.article->item_id);
}

TEST_CASE("what must not be stored is not stored from a feed either", "[crawl][listed]") {
  const DocumentRequest request = listed_page();
  CHECK_FALSE(read(request, kPaywalled, "text/html", "noindex").article);
  std::string closed = kPaywalled;
  closed.insert(closed.find("<script"), "<meta name=robots content=noindex>");
  CHECK_FALSE(read(request, closed, "text/html").article);
  // The feed itself is not to be kept.
  const Document feed =
      read_feed("<item><title>Ferry</title><link>" + kPage + "</link>" + content(paragraphs(1)) +
                    "</item>" + "<item><title>Flash</title><guid isPermaLink='false'>7</guid>" +
                    content(paragraphs(2)) + "</item>",
                "noindex");
  REQUIRE(feed.links.size() == 1);
  CHECK(feed.links[0].listed.text.empty());
  CHECK(feed.entries_without_page.empty());
}

TEST_CASE("a teaser in the feed stands for nothing", "[crawl][listed]") {
  DocumentRequest request = listed_page();
  request.record.listed.text = GENERATE(
      as<std::string>(), "", "<p>The ferry leaves later.</p>",
      "<p>The ferry leaves later.</p>" + std::string(600, ' ') + "<a href='/x'>Read more</a>");
  const Document document = read(request, kPaywalled, "text/html");
  CHECK_FALSE(document.article);
  CHECK_THAT(document.reason, Catch::StartsWith("paywall"));
}

TEST_CASE("a page that is closed to us is told from one that is gone", "[crawl][listed]") {
  fetch::FetchOutcome outcome;
  outcome.end = fetch::FetchEnd::kStatus;
  for (const int status : {401, 402, 403}) {
    outcome.page.status = status;
    outcome.page.robots_tag.clear();
    CHECK(is_closed(outcome));
    outcome.page.robots_tag = "noindex";
    CHECK_FALSE(is_closed(outcome));
  }
  outcome.page.robots_tag.clear();
  for (const int status : {404, 410, 429, 451, 500}) {
    outcome.page.status = status;
    CHECK_FALSE(is_closed(outcome));
  }
  outcome.end = fetch::FetchEnd::kForbidden;
  outcome.page.status = 403;
  CHECK_FALSE(is_closed(outcome));
}

TEST_CASE("of a closed page the listing's text is read, when it is whole", "[crawl][listed]") {
  DocumentRequest request = listed_page();
  request.record.reason = "HTTP 403";
  const auto document = read_listed(request, {}, kSecret);
  REQUIRE(document);
  REQUIRE(document->article);
  CHECK(document->article->source == kFeedSource);
  CHECK(document->reason == "text of its listing: HTTP 403");
  request.record.listed.text.clear();
  CHECK_FALSE(read_listed(request, {}, kSecret));
}

TEST_CASE("an entry without a link is an article of its own", "[crawl][listed]") {
  const Document document = read_feed(
      "<item><title>Ferry</title><guid isPermaLink='false'>tag:tide,2026:7</guid>"
      "<pubDate>Sat, 21 Nov 2026 08:00:00 GMT</pubDate><category>Harbour</category>" +
      content(paragraphs(7)) + "</item><item><title>Only a title</title></item>");
  CHECK(document.links.empty());
  REQUIRE(document.entries_without_page.size() == 1);
  const WholeEntry& entry = document.entries_without_page[0];
  CHECK(entry.link.url == kHost + "/rss.xml%23tag:tide%2C2026:7");
  CHECK(*crawler::frontier::crawl_form(entry.link.url) == entry.link.url);
  CHECK(entry.link.outlet == "tide");
  CHECK(entry.link.depth == 1);
  CHECK(entry.article.source == kFeedSource);
  CHECK(entry.article.article.url == entry.link.url);
  CHECK(entry.article.article.record_id == "tag:tide,2026:7");
  CHECK(entry.article.article.title == "Ferry");
  CHECK(entry.article.article.published.known());
  CHECK(entry.article.article.categories == std::vector<std::string>{"Harbour"});
  CHECK_THAT(entry.article.article.body, Catch::Contains("note 705"));
}

TEST_CASE("an entry's id is its address when it lies on the outlet's hosts", "[crawl][listed]") {
  const auto address_of = [](const std::string& guid) {
    const Document document = read_feed("<item><title>Ferry</title><guid isPermaLink='false'>" +
                                        guid + "</guid>" + content(paragraphs(7)) + "</item>");
    REQUIRE(document.entries_without_page.size() == 1);
    return document.entries_without_page[0].link.url;
  };
  CHECK(address_of("https://www.tide.example/flash/7") == kHost + "/flash/7");
  // Not a place for its texts.
  CHECK(address_of("https://www.pier.example/7") ==
        kHost + "/rss.xml%23https:%2F%2Fwww.pier.example%2F7");
  CHECK(address_of(kHost + "/rss.xml") != kHost + "/rss.xml");
  CHECK(address_of(std::string(4000, 'a')).size() < 100);
}

TEST_CASE("a list in JSON may hold nothing but texts", "[crawl][listed]") {
  const Document document =
      read(request_of(kHost + "/live.json", UrlRole::kJson),
           R"({"list":[{"text":"The bridge is closed.","at":"2026-11-21 08:00:00","by":"Ada Berg",)"
           R"("media":"Pier Gazette"},{"text":"The bridge is open.","title":"Flash"},)"
           R"({"text":"The bridge is open.","title":"Flash"},{"text":"Fog.","title":"Flash"},)"
           R"({"text":"","title":"Flash"}]})",
           "application/json");
  CHECK(document.reason.empty());
  REQUIRE(document.entries_without_page.size() == 3);  // one stands there twice
  const Article& flash = document.entries_without_page[0].article.article;
  CHECK(flash.body == "The bridge is closed.");
  CHECK(flash.authors == std::vector<std::string>{"Ada Berg"});
  REQUIRE(flash.claims.size() == 1);
  CHECK(flash.claims[0].name == "Pier Gazette");
  CHECK(document.entries_without_page[2].article.article.body == "Fog.");
}

TEST_CASE("entries without id are told apart by title and time", "[crawl][listed]") {
  const auto address_of = [](const std::string& minute) {
    const Document document =
        read_feed("<item><title>Flash</title><pubDate>Sat, 21 Nov 2026 08:" + minute +
                  ":00 GMT</pubDate>" + content(paragraphs(7)) + "</item>");
    REQUIRE(document.entries_without_page.size() == 1);
    return document.entries_without_page[0].link.url;
  };
  CHECK(address_of("01") == kHost + "/rss.xml%232026-11-21T08:01:00Z%20Flash");
  CHECK(address_of("02") != address_of("01"));
}

}  // namespace storyfold::app
