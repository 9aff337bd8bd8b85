#include <catch2/catch.hpp>
#include <string>

#include "crawler/extract/title_text.h"
#include "tests/unit/extract/read_page.h"

namespace storyfold::crawler::extract {
namespace {

std::string title_of(const std::string& html, std::vector<std::string> scripts = {}) {
  return ReadPage(html, "https://www.harborpost.example/a/1.html", std::move(scripts)).title.text;
}

}  // namespace

TEST_CASE("the title is what heading and <title> agree on, without the outlet",
          "[extract][title]") {
  const ReadPage page(
      "<title>Bridge reopens after two years | Harbor Post</title>"
      "<h1>Harbor Post</h1><h1>Bridge reopens after two years</h1>");
  CHECK(page.title.text == "Bridge reopens after two years");
  CHECK(page.dom().text_of(page.title.heading) == page.title.text);
  CHECK(title_of("<title>港口大桥重新开放_要闻_海港财经_海港网</title><h1>港口大桥重新开放</h1>") ==
        "港口大桥重新开放");
}

TEST_CASE("a heading that names a section or a list is not the title", "[extract][title]") {
  CHECK(title_of("<title>Bridge reopens after two years - City - Harbor Post</title>"
                 "<h1>City</h1><h2>Bridge reopens after two years</h2>"
                 "<aside><h2>Most read today in the harbor</h2></aside>") ==
        "Bridge reopens after two years");
}

TEST_CASE("pages without headings show their title in other elements", "[extract][title]") {
  CHECK(title_of("<title>港口大桥重新开放_海港网</title><table><tr><td><font size=5>"
                 "<b>港口大桥重新开放</b></font></td></tr></table>") == "港口大桥重新开放");
  CHECK(title_of("<div class=tit>港口大桥重新开放</div><p>正文</p>") == "港口大桥重新开放");
  CHECK(title_of("<center><b>港口大桥重新开放</b></center><p>正文</p>") == "港口大桥重新开放");
}

TEST_CASE("without any heading the metas give the title", "[extract][title]") {
  const ReadPage page(
      "<meta property='og:site_name' content='Harbor Post'>"
      "<meta property='og:title' content='Bridge reopens - Harbor Post'><p>Text.</p>");
  CHECK(page.title.text == "Bridge reopens");
  CHECK(page.title.clue == "og:title");
  CHECK(page.title.heading == parse::kNoNode);
}

TEST_CASE("a kicker belongs to the title only where the page never leaves it out",
          "[extract][title]") {
  const std::string heading =
      "<h1><span class=kicker>Traffic</span> <span>Bridge reopens after two years</span></h1>";
  CHECK(title_of("<title>Bridge reopens after two years | Harbor Post</title>" + heading) ==
        "Bridge reopens after two years");
  CHECK(title_of("<title>Traffic: Bridge reopens after two years</title>" + heading) ==
        "Traffic Bridge reopens after two years");
  CHECK(title_of("<meta property='og:title' content='Bridge reopens after two years'>"
                 "<h1>Traffic: Bridge reopens after two years</h1>") ==
        "Bridge reopens after two years");
}

TEST_CASE("the short form in a breadcrumb yields to the headline shown", "[extract][title]") {
  CHECK(title_of("<title>Bridge open | Harbor Post</title>"
                 "<ol class=breadcrumb><li><h1>Bridge open</h1></li></ol>"
                 "<h2>Harbor bridge reopens after two years of repair</h2>",
                 {R"({"@type":"NewsArticle",
                     "headline":"Harbor bridge reopens after two years of repair"})"}) ==
        "Harbor bridge reopens after two years of repair");
}

TEST_CASE("full-width marks of a title stay as written", "[extract][title]") {
  CHECK(title_of("<title>港口：“大桥”开放了？_海港网</title><h1>港口：“大桥”开放了？</h1>") ==
        "港口：“大桥”开放了？");
}

TEST_CASE("a page that says nothing has no title", "[extract][title]") {
  CHECK(title_of("").empty());
  CHECK(title_of("<title></title><h1> </h1><p></p>").empty());
}

TEST_CASE("titles are cut where outlets put separators", "[extract][title]") {
  using Parts = std::vector<std::string_view>;
  CHECK(title_parts("A b - C d | E") == Parts{"A b", "C d", "E"});
  CHECK(title_parts("大桥开放_要闻-海港网") == Parts{"大桥开放", "要闻", "海港网"});
  CHECK(title_parts("Well-known bridge: open") == Parts{"Well-known bridge: open"});
  CHECK(title_parts("a|b|c|d|e|f|g|h|i|j").size() == kMostParts);
  CHECK(title_parts("").empty());
}

TEST_CASE("an outlet's name is taken off both ends of a title", "[extract][title]") {
  const Site site({"Harbor Post"}, "https://harborpost.example/");
  CHECK(without_site("Bridge reopens | City | Harbor Post", site) == "Bridge reopens");
  CHECK(without_site("Harbor Post - Bridge reopens today", site) == "Bridge reopens today");
  CHECK(without_site("Bridge reopens", site) == "Bridge reopens");
  CHECK(without_site("Harbor Post", site) == "Harbor Post");
}

TEST_CASE("forms of one title are alike whatever their marks and widths", "[extract][title]") {
  CHECK(bare("Ｂridge “A”！") == bare("bridge: a"));
  CHECK(alike(words_of("港口大桥开放"), words_of("港口，大桥开放！")) == 1);
  CHECK(alike(words_of("bridge"), words_of("tunnel")) == 0);
  CHECK(alike({}, {}) == 0);
}

}  // namespace storyfold::crawler::extract
