#include "crawler/parse/link_pattern.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/unit/bombs.h"

namespace storyfold::crawler::parse {
namespace {

constexpr std::string_view kUrl = "https://www.a.cn/";

// The kinds of the links of a page, "article list ...".
std::string judge(std::string_view html, std::string_view url = kUrl,
                  const std::vector<std::string>& known = {}, const LinkPattern* given = nullptr) {
  const PageLinks page = scan_links(html, url);
  std::string kinds;
  for (const LinkKind kind : judge_links(page, url, known, given).kinds) {
    kinds += (kinds.empty() ? "" : " ") + std::string(to_string(kind));
  }
  return kinds;
}

std::string link(std::string_view url, std::string_view text) {
  return "<a href='" + std::string(url) + "'>" + std::string(text) + "</a>";
}

constexpr std::string_view kHeadline = "央行公布本月金融统计数据";

}  // namespace

TEST_CASE("two articles of an outlet have one URL shape", "[link_pattern]") {
  struct Row {
    std::string_view url, shape;
  };
  for (const Row& row : std::vector<Row>{
           {"https://www.A.cn/a/20260801/12345.html", "www.a.cn/a/D/N.html"},
           {"https://a.cn/2026-08/01/content_12345.htm", "a.cn/D/D/content_N.htm"},
           {"https://a.cn/2026/08/01/c_12345.htm", "a.cn/D/D/D/c_N.htm"},
           {"http://a.cn/2026/0801/c12345-67890.html", "a.cn/D/D/cN-N.html"},
           {"https://a.cn/article/123456", "a.cn/article/N"},
           {"https://a.cn/view.php?id=12345&from=home", "a.cn/view.php?id=N&from=home"},
           {"https://a.cn/view?id=17", "a.cn/view?id=n"},
           {"https://a.cn/news/1690000000000.shtml", "a.cn/news/N.shtml"},
           {"https://a.cn/detail-2026-abc.shtml", "a.cn/detail-N-abc.shtml"},
           {"https://a.cn/roll/2026-08-01/doc-ikknscsi1234567.shtml", "a.cn/roll/D/doc-H.shtml"},
           {"https://a.cn/zc/202608/t20260801_12345.html", "a.cn/zc/D/tD_N.html"},
           {"https://a.cn/2026/08/fed-raises-rates-again/", "a.cn/D/D/S/"},
           {"https://a.cn/gdp-grows-4-percent-in-may-12345678", "a.cn/S-N"},
           {"https://a.cn/0f8fad5b-d9cb-469f-a165-70867728950e", "a.cn/H"},
           {"https://a.cn/n1/2026-08-01/", "a.cn/nn/D/"},
           {"https://a.cn", "a.cn"},
           {"nonsense", ""}}) {
    CAPTURE(row.url);
    CHECK(url_shape(row.url) == row.shape);
  }
  CHECK(url_shape("https://a.cn/2026-08/01/content_12345.htm") ==
        url_shape("https://a.cn/2026-07/31/content_67890.htm"));
}

TEST_CASE("articles are told from channels by what their URLs share", "[link_pattern]") {
  for (const std::string_view pattern :
       {"/a/20260801/1234@.html", "/2026-08/01/content_12@.htm", "/article/12345@", "/view?id=123@",
        "/news/169000000000@.shtml", "/detail-2026-abc@.shtml",
        "/c/2026-08-01/doc-ikknscsi123456@.shtml", "/zc/202608/t20260801_1234@.html"}) {
    std::string html = link("/", "首页") + link("/finance/", "财经") +
                       link("/stock/index.html", "股票") + link("https://bond.a.cn/", "债券") +
                       link("/about/", "关于我们") + link("/tag/12345.html", "利率") +
                       link("/report.pdf", "下载年度报告全文请点击这里");
    for (char digit = '1'; digit <= '5'; ++digit) {
      std::string url(pattern);
      url[url.find('@')] = digit;
      html += link(url, kHeadline);
    }
    CAPTURE(pattern);
    CHECK(judge(html) ==
          "other list list list other list other article article article article article");
  }
}

TEST_CASE("one shape in several channels is one", "[link_pattern]") {
  CHECK(judge(link("/finance/2026-08-01/1.html", kHeadline) +
              link("/stock/2026-08-01/2.html", "短标题") +
              link("/bond/2026-08-01/3.html", kHeadline)) == "article article article");
}

TEST_CASE("English slugs are articles, short paths are sections", "[link_pattern]") {
  CHECK(judge(link("/markets/fed-raises-rates-again/", "Fed raises rates again in a surprise") +
              link("/markets/bonds-rally-on-soft-data", "Bonds rally as data disappoint") +
              link("/markets/", "Markets") +
              link("/opinion", "Opinion and analysis of the week")) == "article article list list");
}

TEST_CASE("numbered channels with short names are lists", "[link_pattern]") {
  std::string html;
  for (int i = 1; i < 9; ++i) html += link("/c/" + std::to_string(i) + ".html", "财经");
  CHECK(judge(html) == "list list list list list list list list");
}

TEST_CASE("the parts of a list are pagination", "[link_pattern]") {
  const std::string_view page = "https://www.a.cn/finance/index.html";
  CHECK(judge(link("index_2.html", "2") + link("index_3.html", "下一页"), page) ==
        "pagination pagination");
  CHECK(judge(link("?page=2", "2") + link("/finance/?page=9", "末页"), page) ==
        "pagination pagination");
  CHECK(judge(link("/finance/page/2/", "Older"), "https://www.a.cn/finance/") == "pagination");
  CHECK(judge("<link rel=next href=/more/2>" + link("/more/2", "Show me some more"), page) ==
        "pagination");
  // From an article to its neighbour, which has a headline.
  CHECK(judge(link("/2026-08/01/content_12346.htm", kHeadline),
              "https://www.a.cn/2026-08/01/content_12345.htm") == "article");
}

TEST_CASE("links to friends are other", "[link_pattern]") {
  CHECK(judge(link("https://www.b.cn/", "友情链接") + link("https://127.1.0.9:81/", "x"),
              "http://127.1.0.8:81/") == "other other");
}

TEST_CASE("learned shapes and the operator's word decide", "[link_pattern]") {
  const std::string html = link("/x/ab", "短") + link("/a/20260801/12345.html", kHeadline);
  CHECK(judge(html) == "list article");
  CHECK(judge(html, kUrl, {"www.a.cn/x/ab"}) == "article article");
  const auto pattern = LinkPattern::compile(R"(/x/\w+$)");
  REQUIRE(pattern);
  CHECK(judge(html, kUrl, {}, &*pattern) == "article list");
  const auto broken = LinkPattern::compile("(");
  REQUIRE_FALSE(broken);
  CHECK(broken.error().what == "link pattern: missing ): (");
}

TEST_CASE("the shapes of articles come most links first", "[link_pattern]") {
  const PageLinks page = scan_links(link("/a/20260801/1.html", kHeadline) +
                                        link("/b/2026-08/fed-raises-rates", kHeadline) +
                                        link("/b/2026-08/rates-stay-where-they-are", kHeadline),
                                    kUrl);
  CHECK(judge_links(page, kUrl).article_shapes ==
        std::vector<std::string>{"www.a.cn/b/D/S", "www.a.cn/a/D/n.html"});
}

TEST_CASE("judging takes time in proportion to the links", "[link_pattern][bomb]") {
  const double before = tests::cpu_seconds();
  for (const auto& html :
       {tests::numbered("<a href=/a-", "-b-c-d/e?page=2>1</a>", 1u << 20),
        tests::numbered("<a href=/" + tests::repeat("1-", 4000), ">下一页</a>", 4u << 20),
        tests::numbered("<a href=/" + tests::repeat("a-", 4000), ">x</a>", 4u << 20),
        tests::numbered("<a href=/" + tests::repeat("a/", 4000), ">x</a>", 4u << 20)}) {
    const PageLinks page = scan_links(html, kUrl);
    CHECK(judge_links(page, kUrl).kinds.size() == page.links.size());
  }
  CHECK(tests::cpu_seconds() - before < 20);
}

}  // namespace storyfold::crawler::parse
