#include "app/crawl/document.h"
#include "tests/unit/crawl/sample_page.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>

namespace storyfold::app {
namespace {

using test::kMaxDepth;
using test::kSecret;
using test::paragraphs;
using test::read;

using std::chrono::seconds;
using std::chrono::sys_seconds;

const std::string kHost = "https://www.tide.example";

config::OutletConfig outlet(const std::string& key, const std::string& name,
                            const std::string& host) {
  config::OutletConfig made;
  made.key = key;
  made.name = name;
  made.home = "https://www." + host + "/";
  made.hosts = {host};
  return made;
}

// The outlet "tide" with `sources`, and "pier" beside it.
std::shared_ptr<const OutletBook> book_of(std::vector<config::SourceConfig> sources = {}) {
  config::OutletConfig tide = outlet("tide", "Tide Wire", "tide.example");
  tide.sources = std::move(sources);
  std::vector<Error> errors;
  auto book = OutletBook::make({tide, outlet("pier", "Pier Gazette", "pier.example")}, errors);
  REQUIRE(errors.empty());
  return std::make_shared<const OutletBook>(std::move(book));
}

DocumentRequest request_of(const std::string& path, UrlRole role = UrlRole::kPage) {
  DocumentRequest request;
  request.record.url = kHost + path;
  request.record.outlet = "tide";
  request.record.role = role;
  request.book = book_of();
  return request;
}

DocumentRequest source_of(const std::string& path, UrlRole role) {
  DocumentRequest request = request_of(path, role);
  request.record.source = true;
  return request;
}

const FoundLink* link_to(const Document& document, const std::string& url) {
  const auto found = std::find_if(document.links.begin(), document.links.end(),
                                  [&](const FoundLink& link) { return link.url == url; });
  return found == document.links.end() ? nullptr : &*found;
}

std::string article(const std::string& head, const std::string& body) {
  return "<!doctype html><html><head><meta charset=utf-8>" + head + "</head><body><article>" +
         body + "</article></body></html>";
}

const std::string kFerry = article("<title>Evening ferry leaves later</title>",
                                   "<h1>Evening ferry leaves later</h1>" + paragraphs(1));

// A list of ten articles under /news/2026/, and `more`.
std::string list_page(const std::string& more, const std::string& head = "") {
  std::string items;
  for (int i = 0; i < 10; ++i) {
    items += "<li><a href='/news/2026/10" + std::to_string(4710 + i * 7) +
             ".html'>The harbour council met for the " + std::to_string(i + 2) +
             "th time about the new breakwater</a></li>";
  }
  return "<!doctype html><html><head><title>Tide Wire</title>" + head + "</head><body><ul>" +
         items + "</ul>" + more + "</body></html>";
}

}  // namespace

TEST_CASE("entries of a feed belong to its outlet, on whatever host they lie",
          "[crawl][document]") {
  const Document document =
      read(source_of("/rss.xml", UrlRole::kFeed),
           R"(<?xml version="1.0"?><rss version="2.0"><channel><title>Tide</title><ttl>30</ttl>)"
           R"(<item><title>Own</title><link>https://www.tide.example/a/1.html</link>)"
           R"(<pubDate>Sat, 21 Nov 2026 08:00:00 GMT</pubDate></item>)"
           R"(<item><title>Cloud</title><link>https://cdn.cloud.example/tide/2.html</link></item>)"
           R"(<item><title>Pier's</title><link>https://www.pier.example/3.html</link></item>)"
           R"(</channel></rss>)");
  CHECK(document.role == UrlRole::kFeed);
  CHECK(document.ttl == std::chrono::minutes{30});
  CHECK(document.entries == 3);
  REQUIRE(document.links.size() == 3);
  for (const FoundLink& link : document.links) {
    CHECK(link.role == UrlRole::kArticle);
    CHECK_FALSE(link.source);
    CHECK(link.depth == 1);
    CHECK(link.priority == kArticlePriority);
  }
  CHECK(document.links[0].outlet == "tide");
  CHECK(document.links[0].title == "Own");
  CHECK(document.links[0].published.known());
  CHECK(document.links[1].outlet == "tide");
  CHECK(document.links[2].outlet == "pier");  // known as another's
}

TEST_CASE("an address that stands twice in a feed, or is the feed's own, is no mistake",
          "[crawl][document]") {
  const Document document =
      read(source_of("/rss.xml", UrlRole::kFeed),
           R"(<rss version="2.0"><channel><item><title>Self</title>)"
           R"(<link>https://www.tide.example/rss.xml</link></item>)"
           R"(<item><title>No web address</title><link>mailto:desk@tide.example</link></item>)"
           R"(</channel></rss>)");
  CHECK(document.links.empty());
}

TEST_CASE("children of a sitemap index are sources of the outlet's own hosts",
          "[crawl][document]") {
  const Document document = read(
      source_of("/sitemap.xml", UrlRole::kSitemap),
      R"(<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">)"
      R"(<sitemap><loc>https://www.tide.example/sitemap-1.xml</loc>)"
      R"(<lastmod>2026-11-20T08:00:00Z</lastmod></sitemap>)"
      R"(<sitemap><loc>https://other.example/sitemap-2.xml</loc></sitemap>)"
      R"(<sitemap><loc>https://www.pier.example/sitemap-3.xml</loc></sitemap></sitemapindex>)",
      "application/xml");
  CHECK(document.role == UrlRole::kSitemap);
  REQUIRE(document.links.size() == 1);
  CHECK(document.links[0].url == kHost + "/sitemap-1.xml");
  CHECK(document.links[0].source);
  CHECK(document.links[0].role == UrlRole::kSitemap);
  CHECK(document.links[0].changed == parse_timestamp("2026-11-20T08:00:00Z", 0)->at);
}

TEST_CASE("what a sitemap lists comes after the news when it is old", "[crawl][document]") {
  const Document document =
      read(source_of("/sitemap.xml", UrlRole::kSitemap),
           R"(<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">)"
           R"(<url><loc>https://www.tide.example/a/1.html</loc><lastmod>2026-11-21</lastmod></url>)"
           R"(<url><loc>https://www.tide.example/a/2.html</loc><lastmod>2019-03-01</lastmod></url>)"
           R"(<url><loc>https://www.tide.example/a/3.html</loc></url></urlset>)",
           "text/xml");
  REQUIRE(document.links.size() == 3);
  CHECK(document.links[0].priority == kArticlePriority);
  CHECK(document.links[1].priority == kOlderArticlePriority);
  CHECK(document.links[2].priority == kOlderArticlePriority);
  CHECK(document.links[0].role == UrlRole::kPage);  // a sitemap lists all kinds of pages
}

TEST_CASE("a text of addresses is a sitemap, other plain text is no page", "[crawl][document]") {
  const std::string text = "https://www.tide.example/a/1.html\nhttps://www.tide.example/a/2.html\n";
  CHECK(read(source_of("/urls.txt", UrlRole::kSitemap), text, "text/plain").links.size() == 2);
  const Document other = read(request_of("/notes.txt"), "Notes: " + text, "text/plain");
  CHECK(other.links.empty());
  CHECK_THAT(other.reason, Catch::StartsWith("not a page: "));
}

TEST_CASE("a home page leads to feeds, sitemaps and channels, which are polled",
          "[crawl][document]") {
  DocumentRequest request = source_of("/", UrlRole::kList);
  request.robots_sitemaps = {kHost + "/from-robots.xml"};
  const Document document = read(
      request, list_page("<nav><a href='/harbour/'>Harbour</a> <a href='/fish/'>Fish</a></nav>",
                         "<link rel=alternate type='application/rss+xml' href='/feed/all'>"));
  const FoundLink* const feed = link_to(document, kHost + "/feed/all");
  REQUIRE(feed != nullptr);
  CHECK(feed->source);
  CHECK(feed->role == UrlRole::kFeed);
  CHECK(feed->depth == 1);
  CHECK(feed->priority == kFeedPriority);
  const FoundLink* const sitemap = link_to(document, kHost + "/from-robots.xml");
  REQUIRE(sitemap != nullptr);
  CHECK(sitemap->source);
  CHECK(sitemap->role == UrlRole::kSitemap);
  const FoundLink* const channel = link_to(document, kHost + "/harbour/");
  REQUIRE(channel != nullptr);
  CHECK(channel->source);
  CHECK(channel->role == UrlRole::kList);
  CHECK(document.entries == 10);
  CHECK_FALSE(document.article);
}

TEST_CASE("only a home page finds sources", "[crawl][document]") {
  const std::string page = list_page("", "<link rel=alternate type='application/rss+xml' href=/f>");
  DocumentRequest deeper = source_of("/harbour/", UrlRole::kList);
  deeper.record.depth = 1;
  for (const DocumentRequest& request : {deeper, request_of("/harbour/", UrlRole::kList)}) {
    const Document document = read(request, page);
    CHECK(std::none_of(document.links.begin(), document.links.end(),
                       [](const FoundLink& link) { return link.source; }));
  }
}

TEST_CASE("links are followed one step deeper, the next page of a list is not",
          "[crawl][document]") {
  DocumentRequest request = request_of("/harbour/", UrlRole::kList);
  request.record.depth = 2;
  const Document document =
      read(request, list_page("<div class=pages><a href='/harbour/?page=2'>2</a> "
                              "<a href='/harbour/?page=3'>3</a> "
                              "<a href='/harbour/?page=2'>Next</a></div>"));
  const FoundLink* const news = link_to(document, kHost + "/news/2026/104710.html");
  REQUIRE(news != nullptr);
  CHECK(news->role == UrlRole::kArticle);
  CHECK(news->depth == 3);
  CHECK_THAT(news->title, Catch::Contains("breakwater"));
  const FoundLink* const next = link_to(document, kHost + "/harbour/?page=2");
  REQUIRE(next != nullptr);
  CHECK(next->role == UrlRole::kList);
  CHECK(next->depth == 2);
}

TEST_CASE("no article is looked for in a list of links, but in one that has a text it is",
          "[crawl][document]") {
  const DocumentRequest request = request_of("/harbour/", UrlRole::kList);
  const Document list = read(request, list_page("<p>Tide Wire, the harbour's paper</p>"));
  CHECK_FALSE(list.article);
  CHECK(list.role == UrlRole::kList);
  CHECK_THAT(list.reason, Catch::Contains("a list of links"));
  const std::string links = list_page("");
  const std::string above = kFerry.substr(0, kFerry.find("</body>"));
  CHECK(read(request, above + links.substr(links.find("<ul>"))).article);
}

TEST_CASE("nothing is followed beyond the greatest depth", "[crawl][document]") {
  DocumentRequest request = request_of("/harbour/", UrlRole::kList);
  request.record.depth = kMaxDepth;
  const Document document = read(request, list_page("<a href='/harbour/?page=2'>Next</a>"));
  CHECK(link_to(document, kHost + "/news/2026/104710.html") == nullptr);
  for (const FoundLink& link : document.links) CHECK(link.depth <= kMaxDepth);
}

TEST_CASE("of a sitemap index the newest are polled", "[crawl][document]") {
  const auto index_of = [](const std::function<std::string(int)>& time) {
    std::string sitemaps;
    for (int i = 0; i < 400; ++i) {
      sitemaps += "<sitemap><loc>" + kHost + "/map-" + std::to_string(i) + ".xml</loc>" + time(i) +
                  "</sitemap>";
    }
    return "<?xml version='1.0'?><sitemapindex>" + sitemaps + "</sitemapindex>";
  };
  const DocumentRequest request = source_of("/sitemap.xml", UrlRole::kSitemap);
  const Document timed =
      read(request, index_of([](int i) {
             return "<lastmod>2026-" + std::to_string(10 + i % 3) + "-01</lastmod>";
           }),
           "text/xml");
  REQUIRE(timed.links.size() == 256);
  for (int i = 2; i < 400; i += 3) {
    CHECK(link_to(timed, kHost + "/map-" + std::to_string(i) + ".xml") != nullptr);
  }
  const Document untimed = read(request, index_of([](int) { return std::string(); }), "text/xml");
  REQUIRE(untimed.links.size() == 256);
  CHECK(untimed.links.front().url == kHost + "/map-0.xml");
  CHECK(untimed.links.back().url == kHost + "/map-399.xml");
  CHECK(untimed.links.front().source);
  CHECK(untimed.links.front().depth == 1);
}

TEST_CASE("indexes in indexes end", "[crawl][document]") {
  DocumentRequest request = source_of("/sitemap.xml", UrlRole::kSitemap);
  request.record.depth = kMaxDepth;
  const Document document = read(request,
                                 "<?xml version='1.0'?><sitemapindex><sitemap><loc>" + kHost +
                                     "/next.xml</loc></sitemap></sitemapindex>",
                                 "text/xml");
  CHECK(document.links.empty());
  CHECK_THAT(document.reason, Catch::StartsWith("sitemap: an index in an index"));
}

TEST_CASE("links to other sites, and those marked nofollow, are not taken", "[crawl][document]") {
  const Document page = read(
      request_of("/harbour/", UrlRole::kList),
      list_page("<ul><li><a href='https://www.pier.example/news/2026/104999.html'>The pier was "
                "painted green for the summer season</a></li><li><a rel=nofollow "
                "href='/news/2026/109999.html'>An advertisement that looks like all the "
                "others</a></li></ul>"));
  CHECK(link_to(page, "https://www.pier.example/news/2026/104999.html") == nullptr);
  CHECK(link_to(page, kHost + "/news/2026/109999.html") == nullptr);
  const Document closed = read(request_of("/harbour/", UrlRole::kList),
                               list_page("", "<meta name=robots content=nofollow>"));
  CHECK(closed.links.empty());
}

TEST_CASE("what the operator's link_pattern matches are the articles", "[crawl][document]") {
  config::SourceConfig list;
  list.kind = UrlRole::kList;
  list.url = kHost + "/harbour/";
  list.link_pattern = R"(/notice-\d+$)";
  DocumentRequest request = source_of("/harbour/", UrlRole::kList);
  request.book = book_of({list});
  request.record.depth = 1;
  const Document document = read(request, list_page("<a href='/notice-4'>4</a>"));
  REQUIRE(link_to(document, kHost + "/notice-4") != nullptr);
  CHECK(link_to(document, kHost + "/notice-4")->role == UrlRole::kArticle);
  CHECK(document.entries == 1);
}

TEST_CASE("an article is signed under its address and its outlet's name", "[crawl][document]") {
  const Document document = read(request_of("/news/2026/1047100.html"), kFerry);
  CHECK(document.role == UrlRole::kArticle);
  CHECK(document.reason.empty());
  REQUIRE(document.article);
  CHECK(document.article->source == "web");
  CHECK(document.article->article.title == "Evening ferry leaves later");
  CHECK(document.article->article.url == kHost + "/news/2026/1047100.html");
  CHECK(document.article->article.outlet == "Tide Wire");
  CHECK(document.canonical == kHost + "/news/2026/1047100.html");
  CHECK(document.body_hash == hash_of_bytes(kFerry));
}

TEST_CASE("a page that wants no index is not stored, its links are taken", "[crawl][document]") {
  const std::string related =
      "<a href='/news/2026/1047117.html'>Fish market opens before the sun "
      "is up, from Monday</a>";
  const Document document =
      read(request_of("/news/2026/1047100.html"),
           article("<title>Ferry</title><meta name=robots content=noindex>",
                   "<h1>Evening ferry leaves later</h1>" + paragraphs(1) + related));
  CHECK_FALSE(document.article);
  CHECK(document.reason == "noindex");
}

TEST_CASE("a canonical link counts between forms of one page alone", "[crawl][document]") {
  const auto canonical_of = [](const std::string& said) {
    const Document document =
        read(request_of("/news/2026/1047100.html"),
             article("<title>Ferry</title><link rel=canonical href='" + said + "'>",
                     "<h1>Evening ferry leaves later</h1>" + paragraphs(1)));
    REQUIRE(document.article);
    CHECK(document.article->article.url == document.canonical);
    return document.canonical;
  };
  const std::string own = kHost + "/news/2026/1047100.html";
  CHECK(canonical_of("https://m.tide.example/news/2026/1047100.html") ==
        "https://m.tide.example/news/2026/1047100.html");
  CHECK(canonical_of("/news/2026/1047199.html") == own);  // another article
  CHECK(canonical_of("/") == own);                        // what broken templates say
  CHECK(canonical_of("https://www.pier.example/news/2026/1047100.html") == own);
  CHECK(canonical_of("javascript:void(0)") == own);
}

TEST_CASE("what the listing said fills in what the page does not say", "[crawl][document]") {
  DocumentRequest request = request_of("/news/2026/1047100.html");
  request.record.title = "Evening ferry leaves later";
  request.record.published = *parse_timestamp("2026-11-20T08:00:00Z", 0);
  const std::string date =
      "<meta property='article:published_time' content='2026-11-19T06:00:00Z'>";
  const Document untitled = read(request, article(date, paragraphs(1)));
  REQUIRE(untitled.article);
  CHECK(untitled.article->article.title == "Evening ferry leaves later");
  CHECK(untitled.article->article.published.at == parse_timestamp("2026-11-19T06:00:00Z", 0)->at);
  const Document undated =
      read(request, article("<title>Ferry</title>", "<h1>What the page says</h1>" + paragraphs(1)));
  REQUIRE(undated.article);
  CHECK(undated.article->article.title == "What the page says");
  CHECK(undated.article->article.published.at == request.record.published.at);
}

TEST_CASE("an article on several pages is one article at the address of the first",
          "[crawl][document]") {
  const auto part = [](int number, const std::string& next) {
    return article("<title>Evening ferry leaves later</title>",
                   "<h1>Evening ferry leaves later</h1>" + paragraphs(number)) +
           (next.empty() ? "" : "<div><a href='" + next + "'>Next page</a></div>");
  };
  DocumentRequest request = request_of("/news/1047100.html");
  Document first = read(request, part(1, "1047100_2.html"));
  CHECK_FALSE(first.article);
  REQUIRE(first.next_part == kHost + "/news/1047100_2.html");
  REQUIRE(first.parts.size() == 1);

  request.parts = first.parts;
  SECTION("the next page ends it") {
    FetchedPage page;
    page.url = first.next_part;
    page.content_type = "text/html";
    page.bytes = part(2, "");
    const Document whole = read_document(page, request, {}, kMaxDepth, kSecret);
    REQUIRE(whole.article);
    CHECK(whole.next_part.empty());
    CHECK(whole.article->article.url == request.record.url);
    CHECK_THAT(whole.article->article.body,
               Catch::Contains("note 101") && Catch::Contains("note 201"));
    CHECK(whole.part_urls == std::vector<std::string>{kHost + "/news/1047100_2.html"});
  }
  SECTION("a page that links back ends it too") {
    FetchedPage page;
    page.url = first.next_part;
    page.content_type = "text/html";
    page.bytes = part(2, "1047100.html");
    const Document whole = read_document(page, request, {}, kMaxDepth, kSecret);
    CHECK(whole.next_part.empty());
    CHECK(whole.article);
  }
  SECTION("what is there is no article") {
    FetchedPage page;
    page.url = first.next_part;
    page.content_type = GENERATE(std::string("text/html"), std::string("image/png"));
    page.bytes = page.content_type == "text/html"
                     ? article("<title>Log in</title>", "<form><input name=user></form>")
                     : "\x89PNG\r\n\x1a\n" + std::string(64, '\0');
    const Document rest = read_document(page, request, {}, kMaxDepth, kSecret);
    REQUIRE(rest.article);
    CHECK(rest.reason.empty());
    CHECK_THAT(rest.article->article.body, Catch::Contains("note 101"));
    CHECK(rest.part_urls.empty());
  }
  SECTION("the next page cannot be had") {
    const Document rest = read_parts(request, kSecret);
    REQUIRE(rest.article);
    CHECK(rest.role == UrlRole::kArticle);
    CHECK_THAT(rest.article->article.body, Catch::Contains("note 101"));
    CHECK(rest.part_urls.empty());
    CHECK(rest.canonical == request.record.url);
  }
}

TEST_CASE("the next page of an article is asked for on the outlet's own hosts, and is no trap",
          "[crawl][document]") {
  const auto next = GENERATE(as<std::string>(), "https://www.pier.example/news/1047100_2.html",
                             "/news/1047100/news/1047100/news/1047100/news/1047100_2.html");
  const Document document = read(request_of("/news/1047100.html"),
                                 article("<title>Ferry</title><link rel=next href='" + next + "'>",
                                         "<h1>Evening ferry leaves later</h1>" + paragraphs(1)));
  CHECK(document.next_part.empty());
  CHECK(document.article);
}

TEST_CASE("a JSON list is read where its source says its entries stand", "[crawl][document]") {
  const std::string json =
      R"(cb({"data":{"list":[{"u":"/a/1.html","t":"Ferry","at":"2026-11-21 08:00:00"},)"
      R"({"u":"https://cdn.cloud.example/2.html","t":"Fish"}]}}))";
  config::SourceConfig list;
  list.kind = UrlRole::kJson;
  list.url = kHost + "/list.json";
  list.json.emplace();
  list.json->items = "/data/list";
  list.json->link = "/u";
  list.json->title = "/t";
  list.json->time = "/at";
  list.json->callback = true;
  DocumentRequest request = source_of("/list.json", UrlRole::kJson);
  request.book = book_of({list});
  const Document document = read(request, json, "application/javascript");
  CHECK(document.role == UrlRole::kJson);
  REQUIRE(document.links.size() == 2);
  CHECK(document.links[0].url == kHost + "/a/1.html");
  CHECK(document.links[0].title == "Ferry");
  CHECK(document.links[0].published.known());
  CHECK(document.links[1].outlet == "tide");

  const Document unknown = read(request_of("/other.json"), json, "application/json");
  CHECK(unknown.links.empty());
  CHECK_THAT(unknown.reason, Catch::StartsWith("JSON, and no source"));
}

TEST_CASE("bytes that are no document are told, and nothing is taken of them",
          "[crawl][document]") {
  std::string nul = "<!doctype html><html><body>";
  nul += std::string(4000, '\0');
  const std::string bytes = GENERATE_COPY(
      as<std::string>(), "", std::string(64, '\0'), "\x89PNG\r\n\x1a\n0000IHDR", "%PDF-1.7\n", nul,
      "<html", std::string(2000, '<'), "<rss><channel><item>", "<?xml version='1.0'?><urlset>");
  const Document document = read(request_of("/what"), bytes);
  CHECK_FALSE(document.article);
  CHECK(document.links.empty());
}

TEST_CASE("NUL bytes inside a page do not hide its article", "[crawl][document]") {
  std::string bytes = kFerry;
  bytes.insert(bytes.find("<p>"), std::string(3, '\0'));
  const Document document = read(request_of("/news/2026/1047100.html"), bytes);
  REQUIRE(document.article);
  CHECK(document.article->article.body.find('\0') == std::string::npos);
}

TEST_CASE("a feed that is broken is told why", "[crawl][document]") {
  const Document document = read(source_of("/rss.xml", UrlRole::kFeed),
                                 "<!DOCTYPE rss [<!ENTITY a 'b'>]><rss version='2.0'><channel>"
                                 "<item><link>https://www.tide.example/a</link></item>"
                                 "</channel></rss>",
                                 "application/rss+xml");
  CHECK(document.links.empty());
  CHECK_FALSE(document.reason.empty());
}

TEST_CASE("an address whose outlet was taken away is read without one", "[crawl][document]") {
  DocumentRequest request = request_of("/news/2026/1047100.html");
  request.record.outlet = "gone";
  const Document document = read(request, kFerry);
  CHECK(document.article);
  CHECK(document.links.empty());
}

TEST_CASE("the links of a page asked for by itself are left", "[crawl][document]") {
  std::string page = "<html><body><ul>";
  for (int i = 0; i < 12; ++i) {
    page += "<li><a href='/news/2026/10400" + std::to_string(i) +
            ".html'>The ferry leaves later from Monday, says note " + std::to_string(i) +
            "</a></li>";
  }
  page += "</ul></body></html>";
  DocumentRequest request = request_of("/news/");
  CHECK_FALSE(read(request, page).links.empty());
  request.record.depth = kAloneDepth;
  CHECK(read(request, page).links.empty());
}

}  // namespace storyfold::app
