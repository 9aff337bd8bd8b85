#include "crawler/frontier/url_form.h"

#include <catch2/catch.hpp>
#include <string>

using namespace storyfold;
using namespace storyfold::crawler::frontier;

namespace {

std::string form(std::string_view url) {
  const auto result = crawl_form(url);
  return result ? *result : "refused: " + result.error().what;
}

}  // namespace

TEST_CASE("what does not choose the page is dropped", "[frontier][url]") {
  const auto [url, expected] = GENERATE(table<std::string, std::string>({
      {"HTTP://News.Example:80/a.html#top", "http://news.example/a.html"},
      {"https://n.example/a?utm_source=rss&utm_medium=feed", "https://n.example/a"},
      {"https://n.example/a?id=5&utm_campaign=c1", "https://n.example/a?id=5"},
      {"https://n.example/a?id=5&amp;utm_campaign=c1", "https://n.example/a?id=5"},
      {"https://n.example/a?spm=a1.b2.c3&from=timeline&isappinstalled=0", "https://n.example/a"},
      {"https://n.example/a?gclid=x&fbclid=y&id=7&_ga=1.2", "https://n.example/a?id=7"},
      {"https://n.example/a?ref=https%3A%2F%2Fother.example%2F", "https://n.example/a"},
      {"https://n.example/list.json?page=2&_=1700000000000", "https://n.example/list.json?page=2"},
      {"https://n.example/a?share_token=9f&share=weibo", "https://n.example/a"},
      {"https://n.example/a?PHPSESSID=0123456789abcdef", "https://n.example/a"},
      {"https://n.example/a.do;jsessionid=0A1B2C3D?id=3", "https://n.example/a.do?id=3"},
      {"https://n.example/(S(lit3py55t21z5v55vlm25s55))/a.aspx", "https://n.example/a.aspx"},
      {"https://n.example/a?sid=9f8e7d6c5b4a39281706", "https://n.example/a"},
      {"https://n.example//news///a.html", "https://n.example/news/a.html"},
      {"https://n.example/a?", "https://n.example/a"},
      {"https://n.example/a?&&b=1&", "https://n.example/a?b=1"},
      {"https://n.example", "https://n.example/"},
  }));
  CHECK(form(url) == expected);
}

TEST_CASE("what may choose the page stays", "[frontier][url]") {
  const std::string url = GENERATE(
      as<std::string>{}, "https://n.example/a?id=5", "https://n.example/a?docid=5&page=2",
      "https://n.example/a?p=12", "https://n.example/a?newsid=9", "https://n.example/a?sid=12345",
      "https://n.example/a?sid=20261120123456789012", "https://n.example/a?from=2026-01-01",
      "https://n.example/a?source=reuters", "https://n.example/a?ref=12345",
      "https://n.example/a?b=2&a=1", "https://n.example/a/", "https://n.example/a/index.html",
      "https://n.example/a;v=2/b", "https://n.example/a?share_code=600519",
      "https://n.example/a?shares=600519", "https://n.example/go/https://other.example/a",
      "https://n.example/a?session=morning", "https://[2001:db8::1]:8443/a");
  CHECK(form(url) == url);
}

TEST_CASE("percent-encodings have one form", "[frontier][url]") {
  // RFC 3986 6.2.2.1: case of the digits; 6.2.2.2: unreserved characters; 6.2.2.3: dot segments.
  CHECK(form("http://n.example/%7euser/%e6%96%b0") == "http://n.example/~user/%E6%96%B0");
  CHECK(form("http://n.example/新闻") == "http://n.example/%E6%96%B0%E9%97%BB");
  CHECK(form("http://n.example/a/%2e%2e/b") == "http://n.example/b");
  CHECK(form("http://n.example/a%2fb?q=%2f") == "http://n.example/a%2Fb?q=%2F");
  CHECK(form("http://n.example/a?k=%u4e2d&r=100%") == "http://n.example/a?k=%u4e2d&r=100%");
  CHECK(form("http://n.example/%%34%31") == "http://n.example/%%341");
}

TEST_CASE("what is no web address is refused", "[frontier][url]") {
  CHECK_FALSE(crawl_form("mailto:a@n.example"));
  CHECK_FALSE(crawl_form("javascript:void(0)"));
  CHECK_FALSE(crawl_form("http://user:word@n.example/"));
  CHECK_FALSE(crawl_form("http://n.example/" + std::string(kMaxCrawlUrlBytes, 'a')));
  CHECK(crawl_form("http://n.example/?utm_source=" + std::string(kMaxCrawlUrlBytes, 'a')));
}

TEST_CASE("the host of an address has neither port nor brackets", "[frontier][url]") {
  CHECK(host_of("https://www.n.example:8443/a?b") == "www.n.example");
  CHECK(host_of("http://[2001:db8::1]:80/") == "2001:db8::1");
  CHECK(host_of("http://127.1.0.1/") == "127.1.0.1");
}

TEST_CASE("traps are named", "[frontier][url]") {
  const auto [path, reason] = GENERATE(table<std::string, std::string>({
      {"/a/b/a/b/c", "repeated path segments"},
      {"/x/y/x/z/x", "repeated path segments"},
      {"/a/b/c/d/e/f/g/h/i/j/k/l/m", "a path too deep"},
      {"/l?a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9", "too many parameters"},
      {"/calendar/2026/11", "a calendar"},
      {"/cal/2026-11-21.html", "a calendar"},
      {"/2031/07/02", "a calendar far from today"},
      {"/events/1987/1/2/", "a calendar far from today"},
      {"/archive/2031-07-02.html", "a calendar far from today"},
      {"/list?year=2031", "a calendar far from today"},
      {"/user/login?next=/", "an action, not a page"},
      {"/register.php", "an action, not a page"},
      {"/print/123456.html", "an action, not a page"},
      {"/a/12345/comments", "an action, not a page"},
      {"/index.php?action=logout", "an action, not a page"},
      {"/a.html?replytocom=5", "an action, not a page"},
      {"/javascript:void(0)", "an action, not a page"},
      {"/static/report.PDF", "a file that is no page"},
      {"/img/a.jpg?w=300", "a file that is no page"},
  }));
  CHECK(trap_of("https://n.example" + path, 2026) == reason);
}

TEST_CASE("pages that look a little like traps pass", "[frontier][url]") {
  const std::string path =
      GENERATE(as<std::string>{}, "/", "/2026/11/20/rates-rise.html", "/2011/11/11/11.html",
               "/calendar/how-to-read-it.html", "/archive/2026/11", "/2031/07/02/outlook.html",
               "/comment/why-rates-rise", "/sitemap-1.xml.gz", "/tag/8000/12",
               "/news/share-prices-fall", "/news/news/1.html", "/zh/news/2026/zh/1.html",
               "/index.php?mod=viewthread&tid=5", "/list?page=700", "/a/1990/5.html", "/feed.xml",
               "/story.php?file=report.pdf", "/archive/2026-11-20.html");
  CHECK(trap_of("https://n.example" + path, 2026) == "");
}

TEST_CASE("a shape is what pages of one kind share", "[frontier][url]") {
  const auto [path, shape] = GENERATE(table<std::string, std::string>({
      {"/", "/"},
      {"/news/20261120/12345.html", "/news/N/N.html"},
      {"/news/t20261120_12345.html", "/news/tN_N.html"},
      {"/list?page=2&Sort=a&page=3", "/list?page&sort"},
      {"/sess/9f8e7d6c5b4a39281706", "/sess/N"},
      {"/a/123e4567-e89b-12d3-a456-426614174000", "/a/N"},
      {"/news/rates-rise-again-in-november", "/news/S"},
      {"/%E6%96%B0%E9%97%BB/a.html", "/S/a.html"},
      {"/finance/list_3.html", "/finance/list_N.html"},
      {"/finance/", "/finance/"},
      {"/d/kF8a92b7Z.shtml", "/d/N.shtml"},
  }));
  CHECK(shape_of("https://n.example" + path) == shape);
}

TEST_CASE("forms of one page are recognised as likely", "[frontier][url]") {
  const std::string page = "https://www.n.example/news/2026/1234567.html";
  CHECK(may_be_variant(page, "https://m.n.example/news/2026/1234567.html"));
  CHECK(may_be_variant(page, "https://www.n.example/print/1234567.html"));
  CHECK(may_be_variant(page, "http://www.n.example/news/2026/1234567_amp.html"));
  CHECK(may_be_variant(page, "https://www.n.example/amp/news/2026/1234567.html"));
  CHECK(may_be_variant("https://n.example/a/", "https://www.n.example/a/index.html"));
  CHECK(may_be_variant("https://n.example/1234567-rates-rise-again-today",
                       "https://n.example/1234567-rates-rise-once-more-today"));
  CHECK_FALSE(may_be_variant(page, "https://www.n.example/news/2026/1234568.html"));
  CHECK_FALSE(may_be_variant(page, "https://www.n.example/news/2026/1234567_2.html"));
  CHECK_FALSE(may_be_variant(page, "https://www.other.example/news/2026/1234567.html"));
  CHECK_FALSE(may_be_variant("https://n.example/20261120/rates", "https://n.example/20261120/oil"));
  CHECK_FALSE(may_be_variant("https://n.example/a?id=1", "https://n.example/a?id=2"));
}
