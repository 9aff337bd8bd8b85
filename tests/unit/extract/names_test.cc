#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "crawler/extract/author_names.h"
#include "crawler/extract/labels.h"
#include "tests/unit/extract/read_page.h"

namespace storyfold::crawler::extract {
namespace {

using Names = std::vector<std::string>;

// Names of the claims of that kind.
Names claimed(const PageNames& names, ClaimKind kind) {
  Names found;
  for (const Claim& claim : names.claims) {
    if (claim.kind == kind) found.push_back(claim.name);
  }
  return found;
}

const std::string kBridge = "<h1>港口大桥重新开放</h1>";
const std::string kText =
    "<p>港口大桥在两年的维修之后于周一上午重新向车辆开放，市政府表示新桥面能够使用三十年以上，"
    "维修费用比计划少了一成。</p>";

}  // namespace

TEST_CASE("the line below a Chinese heading gives source, author and editor", "[extract][names]") {
  const ReadPage page(kBridge +
                      "<div>2020-01-02 10:20　来源：<a>海港早报</a> 作者：林一舟 "
                      "浏览次数：12</div><article>" +
                      kText + "</article><div>责任编辑：王强</div>");
  const PageNames names = page.names();
  CHECK(names.authors == Names{"林一舟"});
  CHECK(names.editors == Names{"王强"});
  REQUIRE(claimed(names, ClaimKind::kSource) == Names{"海港早报"});
  CHECK(names.claims.front().quote == "来源： 海港早报");
  CHECK_FALSE(names.claims.front().body);
}

TEST_CASE("every label of the table is read from its example", "[extract][names]") {
  for (const LabelRow& row : label_rows()) {
    INFO(row.example);
    const auto values = labelled_values(row.example);
    const bool read = std::any_of(values.begin(), values.end(), [&](const LabelledValue& found) {
      return found.kind == row.kind && found.value == row.value;
    });
    CHECK(read);
  }
}

TEST_CASE("a label inside a word is none", "[extract][names]") {
  CHECK(labelled_values("Resource: Harbor Wire").empty());
  CHECK(labelled_values("以下为本文：大桥").empty());
  CHECK(labelled_values("来源 海港早报").empty());
  CHECK(labelled_values(std::string(10'000, ':')).empty());
}

TEST_CASE("this site and the internet are no sources", "[extract][names]") {
  for (const char* value : {"本站", "本站原创", "网络", "互联网", "未知"}) {
    INFO(value);
    const ReadPage page(kBridge + "<p>来源：" + value + "</p><article>" + kText + "</article>");
    CHECK(claimed(page.names(), ClaimKind::kSource).empty());
  }
}

TEST_CASE("a reprint is claimed as one", "[extract][names]") {
  const ReadPage page(kBridge + "<article>" + kText + "<p>转载自：海港早报</p></article>");
  CHECK(claimed(page.names(), ClaimKind::kReprintedFrom) == Names{"海港早报"});
}

TEST_CASE("a Chinese page's reporter in the body is its author, its editor only in need",
          "[extract][names]") {
  const ReadPage page(kBridge + "<article>" + kText + "</article><p>编辑：王强</p>");
  const Claim reporter{ClaimKind::kReporter, "林一舟", "（记者 林一舟）", std::nullopt};
  CHECK(page.names({reporter}).authors == Names{"林一舟"});
  CHECK(page.names().authors == Names{"王强"});
}

TEST_CASE("the label behind a reporter's name is no name", "[extract][names]") {
  const auto authors = [](const std::string& line) {
    return ReadPage("<title>大橋合龍</title><h1>大橋合龍</h1><div><span>" + line +
                    "</span> <span>來源：海港日報</span></div><article><p>海港大橋今天合龍。</p>"
                    "</article>")
        .names()
        .authors;
  };
  CHECK(authors("記者 林一舟") == std::vector<std::string>{"林一舟"});
  CHECK(authors("記者 海港日報").empty());
}

TEST_CASE("names alone below a Chinese heading are its authors", "[extract][names]") {
  const ReadPage page(kBridge + "<p>林一舟 王强</p><article>" + kText + "</article>");
  CHECK(page.names().authors == Names{"林一舟", "王强"});
}

TEST_CASE("JSON-LD names the authors before metas and bylines do", "[extract][names]") {
  const ReadPage page(
      "<meta name=author content='Otto Beck'><h1>Bridge reopens</h1><p class=byline>By Ada "
      "Quill</p>",
      "", {R"({"@type":"Article","author":{"name":"Mara Lind"}})"});
  CHECK(page.names().authors == Names{"Mara Lind"});
}

TEST_CASE("an outlet that names itself as author yields to a person", "[extract][names]") {
  const std::string metas =
      "<meta property='og:site_name' content='Harbor Post'><meta name=author content='Harbor "
      "Post'>";
  CHECK(ReadPage(metas + "<h1>Bridge reopens</h1><p class=byline>By Ada Quill, City Editor</p>")
            .names()
            .authors == Names{"Ada Quill"});
  CHECK(ReadPage(metas + "<h1>Bridge reopens</h1>").names().authors == Names{"Harbor Post"});
}

TEST_CASE("bylines are found by their marks, and not among comments", "[extract][names]") {
  CHECK(ReadPage("<h1>Bridge</h1><a rel=author href='/x'>Ada Quill</a>").names().authors ==
        Names{"Ada Quill"});
  CHECK(ReadPage("<h1>Bridge</h1><a href='/autor/ada-quill'>Ada Quill</a>").names().authors ==
        Names{"Ada Quill"});
  CHECK(ReadPage("<h1>Brücke</h1><p>Von Ada Quill und Otto Beck</p>").names().authors ==
        Names{"Ada Quill", "Otto Beck"});
  CHECK(ReadPage("<h1>Bridge</h1><div class=comments><b class=author>Troll One</b></div>")
            .names()
            .authors.empty());
}

TEST_CASE("author texts are split and stripped", "[extract][names]") {
  CHECK(author_names("By Ada Quill and Otto Beck, Political Editor") ==
        Names{"Ada Quill", "Otto Beck"});
  CHECK(author_names("Ada Quill | Harbor News") == Names{"Ada Quill"});
  CHECK(author_names("Ada Quill (ada@post.example), 3.4.2020 10:20") == Names{"Ada Quill"});
  CHECK(author_names("Text: Ada Quill") == Names{"Ada Quill"});
  CHECK(author_names("Ada Quill on Monday") == Names{"Ada Quill"});
  CHECK(author_names("王强、林一舟") == Names{"王强", "林一舟"});
  CHECK(author_names("dpa") == Names{"dpa"});
  CHECK(author_names("https://post.example/ada").empty());
  CHECK(author_names("105092").empty());
  CHECK(author_names("").empty());
  CHECK(author_names(std::string(5'000, 'a')).empty());
}

TEST_CASE("nobody in particular is told from people", "[extract][names]") {
  for (const char* name : {"admin", "Redaktion", "staff writer", "佚名", "小编"}) {
    INFO(name);
    CHECK(is_generic_author(name));
  }
  CHECK_FALSE(is_generic_author("Ada Quill"));
  CHECK(is_full_name("Jan van der Berg"));
  CHECK_FALSE(is_full_name("Read more"));
}

TEST_CASE("metas name the source", "[extract][names]") {
  const ReadPage page("<meta name=source content='海港早报'>" + kBridge);
  CHECK(claimed(page.names(), ClaimKind::kSource) == Names{"海港早报"});
}

TEST_CASE("what the body claims is not claimed twice", "[extract][names]") {
  const ReadPage page(kBridge + "<article>" + kText + "<p>来源：海港早报</p></article>");
  const Claim source{ClaimKind::kSource, "海港早报", "来源：海港早报", std::nullopt};
  CHECK(page.names({source}).claims.empty());
}

TEST_CASE("the outlet is the site's own name, then the end of <title>, then its owner or host",
          "[extract][names]") {
  CHECK(ReadPage("<meta property='og:site_name' content='Harbor Post'>").names().outlet ==
        "Harbor Post");
  CHECK(ReadPage("<title>大桥开放_要闻_海港网</title><h1>大桥开放</h1>").names().outlet ==
        "海港网");
  CHECK(ReadPage("<h1>Bridge</h1><p>Copyright © 2010-2020 Harbor Post. All rights reserved.</p>")
            .names()
            .outlet == "Harbor Post");
  CHECK(ReadPage("<h1>Bridge</h1>", "https://www.harborpost.co.uk/a").names().outlet ==
        "harborpost.co.uk");
  CHECK(ReadPage("<h1>Bridge</h1>", "").names().outlet.empty());
}

TEST_CASE("the section is the last step of the trail that names one", "[extract][names]") {
  CHECK(ReadPage("<div class=crumbs><a>首页</a> &gt; <a>财经</a> &gt; <a>正文</a></div>" + kBridge)
            .names()
            .section == "财经");
  CHECK(ReadPage("<meta property='article:section' content='City'>").names().section == "City");
}

TEST_CASE("the canonical URL is made absolute and may lie elsewhere", "[extract][names]") {
  CHECK(ReadPage("<link rel=canonical href='../b/2.html'>").names().canonical_url ==
        "https://www.harborpost.example/b/2.html");
  CHECK(ReadPage("<meta property='og:url' content='https://other.example/x'>")
            .names()
            .canonical_url == "https://other.example/x");
  CHECK(ReadPage("<link rel=canonical href='javascript:void(0)'>").names().canonical_url.empty());
}

}  // namespace storyfold::crawler::extract
