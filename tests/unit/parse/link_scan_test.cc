#include "crawler/parse/link_scan.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "crawler/parse/reference.h"
#include "tests/unit/bombs.h"

namespace storyfold::crawler::parse {
namespace {

constexpr std::string_view kUrl = "https://www.a.cn/news/index.html";

std::vector<std::string> urls(std::string_view html) {
  std::vector<std::string> list;
  for (const Link& link : scan_links(html, kUrl).links) list.push_back(link.url);
  return list;
}

Link only(std::string_view html) {
  const PageLinks page = scan_links(html, kUrl);
  REQUIRE(page.links.size() == 1);
  return page.links[0];
}

}  // namespace

TEST_CASE("links are read as browsers read them", "[links]") {
  CHECK(urls("<a href='/a/1.html'>one</a><A HREF=2.html class=x>two</A>"
             "<a title=\"a > b\" href=\"//b.cn/3\">three</a><a\nhref = \" ../4.html \">four</a>") ==
        std::vector<std::string>{"https://www.a.cn/a/1.html", "https://www.a.cn/news/2.html",
                                 "https://b.cn/3", "https://www.a.cn/4.html"});
  CHECK(urls("<map><area href=/m></map><a href='?page=2&amp;x=1#top'>2</a>") ==
        std::vector<std::string>{"https://www.a.cn/m",
                                 "https://www.a.cn/news/index.html?page=2&x=1"});
}

TEST_CASE("what leads nowhere is no link", "[links]") {
  CHECK(urls("<a>x</a><a href=''>x</a><a href='#top'>x</a><a href='javascript:void(0)'>x</a>"
             "<a href='mailto:a@a.cn'>x</a><a href='http://u:p@a.cn/'>x</a><a href='tel:1'>x</a>"
             "<a href='http://[::1'>x</a><a href='ftp://a.cn/x'>x</a>"
             "<a href='http://0%ee/'>no text</a>")
            .empty());
}

TEST_CASE("what nobody sees holds no links", "[links]") {
  CHECK(urls("<script>'<a href=/1>'</script><style><a href=/2></style><!-- <a href=/3> -->"
             "<template><a href=/4></a></template><textarea><a href=/5></textarea>"
             "<SCRIPT>x</SCRIPT ><a href=/6>six</a><!--[if IE]><a href=/7><![endif]-->") ==
        std::vector<std::string>{"https://www.a.cn/6"});
}

TEST_CASE("a link's text is what a reader sees", "[links]") {
  CHECK(only("<a href=/1> One <b>bold</b>\n&amp; &lt;two&gt;<br>three <!-- no --></a>").text ==
        "One bold & <two> three");
  CHECK(only("<a href=/1 title='The whole headline'>The whole…</a>").text == "The whole headline");
  CHECK(only("<a href=/1><img src=x alt='A picture'></a>").text == "A picture");
  CHECK(only("<a href=/1>1 < 2</a>").text == "1 < 2");
  CHECK(only("<a href=/1>unclosed").text == "unclosed");
  CHECK(only("<a href=/1>" + tests::repeat("长", 3000) + "</a>").text.size() == 300);
}

TEST_CASE("an unclosed link ends where the next begins", "[links]") {
  const PageLinks page = scan_links("<a href=/1>one<a href=/2>two</a>three", kUrl);
  REQUIRE(page.links.size() == 2);
  CHECK(page.links[0].text == "one");
  CHECK(page.links[1].text == "two");
}

TEST_CASE("a URL is listed once, with its longest text", "[links]") {
  const Link link = only(
      "<a href=/1><img src=x></a><a href=/1 rel=nofollow>A headline</a>"
      "<h2><a href=/1>more</a></h2>");
  CHECK(link.text == "A headline");
  CHECK(link.in_heading);
  CHECK_FALSE(link.nofollow);
}

TEST_CASE("where a link stands is told", "[links]") {
  const PageLinks page = scan_links(
      "<header><nav><a href=/1>1</a></nav></header><h3><a href=/2>2</a></h3><ul><li><a "
      "href=/3>3</a>"
      "</ul><a href=/4 rel='external nofollow'>4</a><aside><a href=/5>5</a></aside>"
      "<footer><a href=/6>6</a></footer></footer></nav><a href=/7>7</a>",
      kUrl);
  REQUIRE(page.links.size() == 7);
  CHECK(page.links[0].place == LinkPlace::kHeader);
  CHECK(page.links[1].in_heading);
  CHECK_FALSE(page.links[1].in_list);
  CHECK(page.links[2].in_list);
  CHECK(page.links[3].nofollow);
  CHECK(page.links[3].place == LinkPlace::kBody);
  CHECK(page.links[4].place == LinkPlace::kAside);
  CHECK(page.links[5].place == LinkPlace::kFooter);
  CHECK(page.links[6].place == LinkPlace::kBody);
}

TEST_CASE("the first <base href> counts", "[links]") {
  const PageLinks page = scan_links(
      "<base target=_blank><base href='/deep/'><base href='https://b.cn/'><a href=1.html>1</a>",
      kUrl);
  CHECK(page.base == "https://www.a.cn/deep/");
  CHECK(page.links[0].url == "https://www.a.cn/deep/1.html");
}

TEST_CASE("what a page says about itself is read", "[links]") {
  const PageLinks page = scan_links(
      R"html(<html><head><title> News &amp; more </title>
      <link rel="alternate" type="application/rss+xml" title="All news" href="/rss.xml">
      <link rel=alternate type=application/atom+xml href=/atom.xml>
      <link rel="alternate" type="application/rss+xml" href="/rss.xml">
      <link rel="alternate" hreflang="en" href="/en/">
      <link rel="alternate" media="only screen and (max-width: 640px)" href="https://m.a.cn/">
      <link rel="Canonical" href="https://www.a.cn/"><link rel=next href="?p=2">
      <link rel=amphtml href="/amp"><link rel="stylesheet" href="/s.css">
      <meta name="Robots" content="NOINDEX, nofollow">
      <meta http-equiv="Refresh" content="5; URL='/other'"></head>)html",
      kUrl);
  CHECK(page.title == "News & more");
  REQUIRE(page.feeds.size() == 2);
  CHECK(page.feeds[0].url == "https://www.a.cn/rss.xml");
  CHECK(page.feeds[0].title == "All news");
  CHECK(page.canonical == "https://www.a.cn/");
  CHECK(page.next == "https://www.a.cn/news/index.html?p=2");
  CHECK(page.amphtml == "https://www.a.cn/amp");
  CHECK(page.mobile == "https://m.a.cn/");
  CHECK(page.refresh == "https://www.a.cn/other");
  CHECK(page.nofollow);
  CHECK(page.noindex);
  CHECK(page.links.empty());
}

TEST_CASE("Baidu's mobile-agent names the mobile page", "[links]") {
  CHECK(scan_links("<meta name=mobile-agent content='format=html5;url=https://m.a.cn/1'>", kUrl)
            .mobile == "https://m.a.cn/1");
}

TEST_CASE("paragraphs are text without its links, across lines and tags inside it", "[links]") {
  const auto bytes = [](const std::string& html) { return scan_links(html, kUrl).paragraph_bytes; };
  const std::string half(kLeastParagraph / 2, 'x');
  CHECK(bytes("<ul><li><a href=/1>" + half + half + "</a> 12:30</li>\n <li>  </li></ul>") == 0);
  CHECK(bytes("<p>" + half + "</p><p>" + half + "</p>") == 0);
  CHECK(bytes("<p>" + half + "<br>\n" + half + "</p><p>six</p>") == 2 * half.size());
  CHECK(bytes(half + " <b>" + half + "</b> <a href=/1>four</a> five<p>x") == 2 * half.size() + 4);
  CHECK(bytes("<script>" + half + half + "</script><style>" + half + half + "</style>") == 0);
  CHECK(bytes("<p>" + half + half + "</p><p>" + half + half) == 4 * half.size());
  CHECK(scan_links("<p>one</p><li><a href=/1>two</a> three</li>four", kUrl).text_bytes == 12);
}

TEST_CASE("links past the limit are left out", "[links]") {
  const PageLinks page = scan_links(tests::numbered("<a href=/", ">x</a>", 1u << 20), kUrl);
  CHECK(page.links.size() == kMaxLinks);
  CHECK(page.cut);
  CHECK(page.links.back().url == "https://www.a.cn/8191");
}

TEST_CASE("no page takes the link scanner more than its time", "[links][bomb]") {
  auto list = tests::bombs(2u << 20);
  list.push_back({"open links", tests::repeat("<a href=\"", 2u << 20)});
  list.push_back({"links", tests::numbered("<a href='/a/", "?x&amp;y'>", 2u << 20)});
  list.push_back(
      {"links that need the parser", tests::repeat("<a href='http://x y:/%zz'>", 2u << 20)});
  list.push_back({"scripts left open", tests::repeat("<script></", 2u << 20)});
  list.push_back({"titles", "<a href=/1>" + tests::repeat("<title>x", 2u << 20)});
  list.push_back({"bases", tests::repeat("<base href=/x>", 2u << 20)});
  for (const tests::Bomb& bomb : list) {
    INFO(bomb.name);
    const double before = tests::cpu_seconds();
    (void)scan_links(bomb.html, kUrl);
    CHECK(tests::cpu_seconds() - before < 20);
  }
}

TEST_CASE("a resolver gives what absolute_url gives", "[links][reference]") {
  for (const std::string_view base :
       {"https://www.a.cn/news/x.html", "http://a.cn:8080/", "http://127.1.2.3:81/a/",
        "http://0x7f.1/", "https://a.cn/d?x=1", "nonsense", ""}) {
    const UrlResolver resolver(base);
    for (const std::string_view reference : {"/a/1.html",
                                             "/",
                                             "//b.cn/a",
                                             "//b.cn",
                                             "/a//b",
                                             "/a/../b",
                                             "/a/./b",
                                             "/.",
                                             "/a.",
                                             "/a..b",
                                             "/a?x=1&y=2",
                                             "/a?",
                                             "/a?x?y",
                                             "/a/b?c=/d/../e",
                                             "http://b.cn/a",
                                             "https://B.cn/a",
                                             "http://b.cn",
                                             "http://b.cn/?",
                                             "http://1.2/a",
                                             "http://0x10.face/a",
                                             "http://b.c0m/a",
                                             "http://a-.cn/a",
                                             "http://b.cn./a",
                                             "http://b.cn:80/a",
                                             "/%41",
                                             "/新闻",
                                             "/a b",
                                             "a.html",
                                             "?x=1",
                                             "#x",
                                             "",
                                             " /a ",
                                             "/a\n/b",
                                             "javascript:x",
                                             "/a:b",
                                             "///a",
                                             "http:///a",
                                             "http:a",
                                             "/~a",
                                             "/a;b",
                                             "/a+b",
                                             "//1.2.3/a",
                                             "//localhost/a"}) {
      CAPTURE(base, reference);
      CHECK(resolver.resolve(reference) == absolute_url(resolver.base(), reference));
    }
  }
}

}  // namespace storyfold::crawler::parse
