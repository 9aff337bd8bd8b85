#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/parse/html_slim.h"

namespace storyfold::crawler::parse {
namespace {

// With its texts in their places.
std::string slimmed(std::string_view html, Unscripted unscripted = Unscripted::kDropped) {
  const SlimPage page = slim_page(html, nullptr, unscripted);
  return page.placeholders.restore(page.html);
}

}  // namespace

TEST_CASE("a slim page keeps text, structure, and what names, dates or hides", "[parse][slim]") {
  CHECK(slimmed("<div class='a' onclick='go(1 > 2)' data-x='y' id=b><p style='color:red'>Text "
                "&amp; more</p></div>") == "<div class='a' id=b><p>Text &amp; more</p></div>");
  CHECK(slimmed("<p style=\"display:none\">x</p>") == "<p style=\"display:none\">x</p>");
  CHECK(slimmed("<time datetime=2026-01-02 data-y=1>x</time>") ==
        "<time datetime=2026-01-02>x</time>");
}

TEST_CASE("scripts, styles, frames, drawings and pictures go", "[parse][slim]") {
  CHECK(slimmed("a<script>if (1 < 2) '</div>'</script>b<STYLE>p{}</STYLE>c<svg><g><text>no</text>"
                "</g></svg>d<img src=x alt=y>e<iframe>no</iframe>f<noscript>no</noscript>g") ==
        "a b c de f g");
  CHECK(slimmed("a<!-- <p>no</p> -->b<!doctype html>c<?xml no?>d") == "abcd");
}

TEST_CASE("of long addresses those that may lead to the next page stay", "[parse][slim]") {
  const std::string href = "/a/" + std::string(200, 'x') + "_2.html";
  const std::string number = "<a href=\"" + href + "\">2</a>";
  CHECK(slimmed(number) == number);
  CHECK(slimmed("<a href=\"" + href + "\">The bridge opens again in May</a>") ==
        "<a>The bridge opens again in May</a>");
}

TEST_CASE("what is kept for scripts can be shown", "[parse][slim]") {
  const std::string page = "a<noscript><p>b</p></noscript><template id=t><b>c</b></template>d";
  CHECK(slimmed(page) == "a <template id=t><b>c</b></template>d");
  CHECK(slimmed(page, Unscripted::kShown) == "a<p>b</p><b>c</b>d");
}

TEST_CASE("JSON-LD is handed over as it stands", "[parse][slim]") {
  std::vector<std::string> data;
  (void)slim_page("<script>x</script><script type='application/LD+json'> {\"a\":\"<p>\"} </script>",
                  &data);
  REQUIRE(data.size() == 1);
  CHECK(data.front() == " {\"a\":\"<p>\"} ");
}

TEST_CASE("an element that is never closed does not swallow the page", "[parse][slim]") {
  CHECK(slimmed("<svg><p>still here</p>") == "<svg><p>still here</p>");
  CHECK(slimmed("<noscript><p>still here</p>") == "<noscript><p>still here</p>");
}

TEST_CASE("text of a title is not read as markup", "[parse][slim]") {
  CHECK(slimmed("<title>a <b> <script> c</title><p>d</p>") ==
        "<title>a <b> <script> c</title><p>d</p>");
}

TEST_CASE("white space runs become one character, a line end if they held one", "[parse][slim]") {
  CHECK(slimmed("a  \t b \n\n  c") == "a b\nc");
}

TEST_CASE("long texts wait beside the page, and what a parser changes does not", "[parse][slim]") {
  const std::string text = "The bridge opens again in May, the city said";
  const SlimPage page = slim_page("<p>\n " + text + " &amp; more of it on Friday</p><p>short</p>");
  CHECK(page.html.starts_with("<p>\n"));
  CHECK(page.html.find("&amp;") != std::string::npos);
  CHECK(page.html.ends_with("</p><p>short</p>"));
  CHECK(page.html.size() < 50);
  CHECK(page.placeholders.restore(page.html) ==
        "<p>\n" + text + " &amp; more of it on Friday</p><p>short</p>");
}

TEST_CASE("a page with characters that placeholders use has none", "[parse][slim]") {
  const std::string text = "<p>The bridge opens again in May</p>";
  for (const std::string own : {"\xF3\xB0\x80\x80", "&#xF0000;", "&#983041", "&#X00f0002;"}) {
    CHECK(slim_page(text + own).html == text + own);
  }
  CHECK(slim_page(text + "&#98<img>3040;").html == text + "&#983040;");
  CHECK(slim_page(text + "&#8220;").html != text + "&#8220;");
}

TEST_CASE("text that may go on with something is left to the parser", "[parse][slim]") {
  for (const std::string page :
       {"a <5 of all the bridges are open", "<!-- -->a <<!-- -->b the bridge opens again",
        "&am<img>p; the bridge opens again", "&#98<img>3040; the bridge opens again"}) {
    const SlimPage slim = slim_page(page);
    CHECK(slim.placeholders.size() == 0);
    CHECK(slim.html.find("bridge") != std::string::npos);
  }
}

TEST_CASE("a page cut anywhere is slimmed without reading past its end", "[parse][slim]") {
  const std::string page =
      "<!doctype html><html lang=en><head><title>T</title><link rel=\"icon\" href='x'></head>"
      "<body class = \"a b\" data-z='1'><script type=application/ld+json>{}</script><p id='c'>d"
      "<![CDATA[e]]></p><!-- f --></body></html>";
  for (std::size_t size = 0; size <= page.size(); ++size) {
    std::vector<std::string> data;
    const std::string cut = page.substr(0, size);
    const SlimPage slim = slim_page(cut, &data);
    CHECK(slim.html.size() + slim.placeholders.bytes() <= cut.size() + 16);
  }
}

}  // namespace storyfold::crawler::parse
