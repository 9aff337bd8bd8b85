#include "crawler/extract/pager.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/unit/extract/read_page.h"

namespace storyfold::crawler::extract {
namespace {

const std::string kText =
    "<article><p>The harbour bridge opened again on Monday after two years of repairs.</p>"
    "</article>";

Pager pager_of(const std::string& url, const std::string& links, bool teaser = false) {
  const ReadPage page(
      "<html><head><title>Bridge opens again</title></head><body><h1>Bridge opens "
      "again</h1>" +
          kText + links + "</body></html>",
      url);
  return read_pager(page.view(), teaser);
}

std::string a(const std::string& href, const std::string& text) {
  return "<a href='" + href + "'>" + text + "</a> ";
}

const std::string kHost = "https://www.harborpost.example";

}  // namespace

TEST_CASE("the next part is told by the number in its address", "[extract][pager]") {
  struct Case {
    std::string url;
    std::string href;
    std::string next;
  };
  for (const Case& each : {
           Case{"/a/1234.html", "1234_2.html", "/a/1234_2.html"},
           Case{"/a/1234.html", "/a/1234-2.html", "/a/1234-2.html"},
           Case{"/a/1234.html", "?page=2", "/a/1234.html?page=2"},
           Case{"/a/1234.html?id=7", "?id=7&p=2", "/a/1234.html?id=7&p=2"},
           Case{"/a/t2026_1234.shtml", "./t2026_1234_1.shtml", "/a/t2026_1234_1.shtml"},
           Case{"/a/bridge/", "/a/bridge/2/", "/a/bridge/2/"},
           Case{"/a/1234/", "index_2.html", "/a/1234/index_2.html"},
       }) {
    INFO(each.href);
    const Pager pager = pager_of(kHost + each.url, "<div>" + a(each.href, "下一页") + "</div>");
    CHECK(pager.next_page == kHost + each.next);
    CHECK(pager.page_number == 1);
  }
}

TEST_CASE("a row of numbers is a pager", "[extract][pager]") {
  const std::string row = a("1234.html", "1") + a("1234_2.html", "2") + a("1234_3.html", "[3]");
  CHECK(pager_of(kHost + "/a/1234.html", row).next_page == kHost + "/a/1234_2.html");
  const Pager second = pager_of(kHost + "/a/1234_2.html", row);
  CHECK(second.page_number == 2);
  CHECK(second.next_page == kHost + "/a/1234_3.html");
  const Pager last = pager_of(kHost + "/a/1234_3.html", row);
  CHECK(last.page_number == 3);
  CHECK(last.next_page.empty());
}

TEST_CASE("addresses may be numbered from the second page on", "[extract][pager]") {
  const std::string row = a("t_9.html", "1") + a("t_9_1.html", "2") + a("t_9_2.html", "3");
  CHECK(pager_of(kHost + "/a/t_9.html", row).next_page == kHost + "/a/t_9_1.html");
  const Pager second = pager_of(kHost + "/a/t_9_1.html", row);
  CHECK(second.page_number == 2);
  CHECK(second.next_page == kHost + "/a/t_9_2.html");
  CHECK(pager_of(kHost + "/a/t_9_1.html", a("t_9.html", "上一页")).page_number == 2);
}

TEST_CASE("rel=next counts in the head and on links", "[extract][pager]") {
  const std::string url = kHost + "/a/1234.html";
  CHECK(pager_of(url, "<link rel=next href='/a/1234.html?page=2'>").next_page == url + "?page=2");
  CHECK(pager_of(url, "<a rel=next href='?page=2'>And then?</a>").next_page == url + "?page=2");
  CHECK(pager_of(url, "<link rel=next href='/a/1235.html'>").next_page.empty());
}

TEST_CASE("other stories are no parts of this one", "[extract][pager]") {
  const std::string url = kHost + "/a/1234.html";
  CHECK(pager_of(url, a("/a/1235.html", "下一页")).next_page.empty());
  CHECK(pager_of(url, a("/a/1234_2.html", "下一篇：渡口出售")).next_page.empty());
  CHECK(pager_of(url, a("https://other.example/a/1234_2.html", "2")).next_page.empty());
  CHECK(pager_of(url, a("/a/1234_2002.html", "2")).next_page.empty());
  CHECK(pager_of(url, "<div id=comments>" + a("?page=2", "2") + "</div>").next_page.empty());
  CHECK(pager_of(url, "<div class=related>" + a("?page=2", "2") + "</div>").next_page.empty());
  CHECK(pager_of(kHost + "/blog/", a("/blog/page/2/", "2")).next_page.empty());  // an archive
  CHECK(pager_of(kHost + "/a/bridge-2.html", "").page_number == 1);
  CHECK(pager_of(kHost + "/a/bridge-2.html", a("/a/ferry.html", "上一页")).page_number == 1);
}

TEST_CASE("all of an article on one page is offered by its words", "[extract][pager]") {
  const std::string url = kHost + "/a/1234.html";
  const std::string more = a("1234_2.html", "2");
  CHECK(pager_of(url, more + a("1234_all.html", "在本页阅读全文")).single_page ==
        kHost + "/a/1234_all.html");
  CHECK(pager_of(url, a("?view=all", "View as single page")).single_page == url + "?view=all");
  CHECK(pager_of(url, a("/b/77.html", "查看全文")).single_page.empty());
  CHECK(pager_of(url, a("/b/77.html", "查看全文"), true).single_page == kHost + "/b/77.html");
}

TEST_CASE("only articles have parts", "[extract][pager]") {
  PageInput input;
  input.url = "https://www.harborpost.example/a/1234.html";
  std::string body;
  for (int i = 0; i < 4; ++i) body += kText;
  const std::string story =
      "<html><head><title>Bridge opens again</title><meta name=date content='2026-03-02'></head>"
      "<body><h1>Bridge opens again</h1>" +
      body + a("1234_2.html", "下一页") + "</body></html>";
  input.bytes = story;
  const auto page = extract_page(input, config::ParseSettings{});
  CHECK(page.kind == PageKind::kArticle);
  CHECK(page.next_page == kHost + "/a/1234_2.html");
  const std::string gone =
      "<html><head><title>404 Not Found</title></head><body><h1>404 Not Found"
      "</h1>" +
      a("1234_2.html", "下一页") + "</body></html>";
  input.bytes = gone;
  CHECK(extract_page(input, config::ParseSettings{}).next_page.empty());
}

}  // namespace storyfold::crawler::extract
