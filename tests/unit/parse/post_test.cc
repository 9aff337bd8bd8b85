#include <catch2/catch.hpp>
#include <string>

#include "crawler/parse/archive.h"

namespace storyfold::crawler::parse {
namespace {

Result<Article> post(std::string_view text, std::string file = "a1.md") {
  return parse_post(text, {"archive/" + file, file, "harbor"}, {});
}

std::string names(const Article& article, ClaimKind kind) {
  std::string list;
  for (const Claim& claim : article.claims) {
    if (claim.kind == kind) list += claim.name + ";";
  }
  return list;
}

// A Jekyll post: HTML with a source line, then a bare link and footer links in Markdown.
constexpr std::string_view kJekyll = R"(---
layout: post
title: "海港大桥：今日合龙"
date: 2026-06-01 05:32:12 +0800
categories: haigangzaobao
tags: 海港早报新闻
---
<p>海港大桥今日合龙，两岸通车。</p>
 <p><strong>通勤缩短</strong></p>
 <p>居民说，路上少了一小时。</p><p class="em_media">（文章来源：海港早报）</p>

<http://mirror.example/share.html?infoCode=NW42>

[返回海港早报新闻](//mirror.example/c.html)｜[返回首页](//mirror.example/))";

// A Hexo post made from a feed: indented HTML with comments, a style sheet and an editor line.
constexpr std::string_view kHexo = R"(
---
title: '港务局：大桥_今日_合龙'
categories: 
 - 金融
 - 海港财经
headimg: 'https://img.example/1.png'
author: 海港财经
comments: false
date: Mon, 01 Jun 2026 03:23:57 GMT
---

<div>   
<p class="ori_titlesource">　　原标题：大桥合龙 两岸通车</p>
<p cms-style="font-L">　　<font cms-style="x">海港网消息：</font>据港务局官方微信公众号消息，大桥今日合龙。</p>
<p>　　海港<span id="stock_1"><a href="https://q.example/1">银行</a></span><span id="quote_1"></span>参与了融资。</p><!-- pub -->


            <!-- code start -->
            <style>
            .appendQr_wrap&#123;border:1px solid #E6E6E6;&#125;
            </style>
            <div class="clearfix appendQr_wrap">
                <div class="appendQr_normal_txt">海量资讯、精准解读，尽在海港财经APP</div>
            </div>

<p class="article-editor">责任编辑：王立 </p>
<!-- names -->

  
</div>
            )";

}  // namespace

TEST_CASE("a Jekyll post reads as its outlet wrote it", "[post]") {
  const auto article = post(kJekyll);
  REQUIRE(article);
  CHECK(article->record_id == "a1");
  CHECK(article->title == "海港大桥：今日合龙");
  CHECK(article->outlet == "海港早报");
  CHECK(format_timestamp(article->published) == "2026-06-01T05:32:12+08:00");
  CHECK(article->published.clue == TimeClue::kFrontMatter);
  CHECK(article->body == "海港大桥今日合龙，两岸通车。\n通勤缩短\n居民说，路上少了一小时。");
  CHECK(names(*article, ClaimKind::kSource) == "海港早报;");
  CHECK(article->categories == std::vector<std::string>{"haigangzaobao", "海港早报新闻"});
}

TEST_CASE("a Hexo post sheds style sheet, QR block, comments and editor line", "[post]") {
  const auto article = post(kHexo);
  REQUIRE(article);
  CHECK(article->title == "港务局：大桥_今日_合龙");
  CHECK(article->outlet == "海港财经");
  CHECK(article->authors.empty());
  CHECK(format_timestamp(article->published) == "2026-06-01T03:23:57+00:00");
  CHECK(article->body ==
        "海港网消息：据港务局官方微信公众号消息，大桥今日合龙。\n海港银行参与了融资。");
  CHECK(names(*article, ClaimKind::kOriginalTitle) == "大桥合龙 两岸通车;");
  CHECK(names(*article, ClaimKind::kDateline) == "海港网;");
  CHECK(names(*article, ClaimKind::kAccordingTo) == "港务局官方微信公众号;");
  CHECK(names(*article, ClaimKind::kEditor) == "王立;");
}

TEST_CASE("a Markdown post with some HTML in it", "[post]") {
  const auto article = post(
      "---\ntitle: t\nauthor: 林一舟\ncategories: 海港早报\n---\nFirst *line*\nruns on.\n\n"
      "<div>\n<p>inside</p>\n</div>\n\nLast `line`.\n");
  REQUIRE(article);
  CHECK(article->body == "First line runs on.\ninside\nLast line.");
  CHECK(article->outlet == "海港早报");
  CHECK(article->authors == std::vector<std::string>{"林一舟"});
}

TEST_CASE("Markdown paragraphs between blocks of HTML are Markdown", "[post]") {
  const auto article =
      post("---\ntitle: t\n---\n<div><p>one</p></div>\n\nTwo *three*\n\n- four\n\n<p>five</p>\n");
  REQUIRE(article);
  CHECK(article->body == "one\nTwo three\nfour\nfive");
}

TEST_CASE("a post in GB18030 reads like one in UTF-8", "[post]") {
  const auto article = post(
      "---\ntitle: "
      "\xBA\xA3\xB8\xDB\xB4\xF3\xC7\xC5\n---\n<p>"
      "\xBA\xA3\xB8\xDB\xB4\xF3\xC7\xC5\xBD\xF1\xC8\xD5\xBA\xCF\xC1\xFA\xA1\xA3</p>\n");
  REQUIRE(article);
  CHECK(article->title == "海港大桥");
  CHECK(article->body == "海港大桥今日合龙。");
  CHECK(article->outlet == "harbor");
  CHECK(article->replaced_characters == 0);
}

TEST_CASE("bytes that are no text are replaced and counted", "[post]") {
  const auto article = post("---\ntitle: 海港大桥今日合龙\n---\n<p>海港大桥\xFF\xFE今日合龙</p>\n");
  REQUIRE(article);
  CHECK(article->body == "海港大桥\uFFFD\uFFFD今日合龙");
  CHECK(article->replaced_characters == 2);
  CHECK(article->notes.size() == 2);  // this and the missing date
}

TEST_CASE("a broken date is a note; the file's name may still tell the day", "[post]") {
  const auto none = post("---\ntitle: t\ndate: next week\n---\nbody\n");
  REQUIRE(none);
  CHECK_FALSE(none->published.known());
  REQUIRE(none->notes.size() == 1);
  CHECK(none->notes[0] == "date \"next week\" cannot be read, time unknown");

  const auto named = post("---\ntitle: t\ndate: 2026-13-01\n---\nbody\n", "2026-06-01-bridge.md");
  REQUIRE(named);
  CHECK(format_timestamp(named->published) == "2026-06-01");
  CHECK(named->published.clue == TimeClue::kFileName);
  CHECK(named->published.zone_assumed);

  const auto silent = post("---\ntitle: t\n---\nbody\n", "2026-06-01-bridge.md");
  REQUIRE(silent);
  CHECK(silent->notes.empty());
}

TEST_CASE("a post that cannot be used says where and why", "[post]") {
  CHECK(post("no front matter\n").error().what.find("archive/a1.md:1: no front matter") == 0);
  CHECK(post("---\ndate: 2026-06-01\n---\n<!-- nothing -->\n").error().code == Errc::kBadInput);
  CHECK_FALSE(post(""));
  CHECK_FALSE(post("\n\n\n"));
}

TEST_CASE("a headline without a body is a post", "[post]") {
  const auto article = post("---\ntitle: 海港大桥今日合龙\n---\n");
  REQUIRE(article);
  CHECK(article->body.empty());
}

TEST_CASE("a title's entities are read", "[post]") {
  const auto article = post("---\ntitle: 'A&amp;B &#8220;c&#8221;'\n---\nbody\n");
  REQUIRE(article);
  CHECK(article->title == "A&B “c”");
}

TEST_CASE("an outlet that speaks of itself is named", "[post]") {
  const auto opening = [](std::string_view text) {
    const auto article =
        post("---\ntitle: 大桥今日合龙\nauthor: 海港早报\n---\n<p>" + std::string(text) +
             "两岸通勤今天缩短一小时。</p><p>大桥全长三公里。</p>\n");
    REQUIRE(article);
    CHECK(article->claims.front().quote.find("本") != std::string::npos);
    return names(*article, ClaimKind::kDateline) + names(*article, ClaimKind::kReporter);
  };
  CHECK(opening("本报讯 ") == "海港早报;");
  CHECK(opening("本网讯，") == "海港早报;");
  CHECK(opening("本报讯（记者 林一舟）") == "海港早报;林一舟;");
  CHECK(opening("【本报讯 记者 林一舟】") == "海港早报;林一舟;");
  CHECK(opening("（本报记者 林一舟）") == "林一舟;");
  // Without an outlet in the front matter, the folder's name is the outlet.
  const auto bare = post("---\ntitle: 大桥今日合龙\n---\n<p>本报讯 两岸通车。</p>\n");
  REQUIRE(bare);
  CHECK(names(*bare, ClaimKind::kDateline) == "harbor;");
}

}  // namespace storyfold::crawler::parse
