#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "crawler/parse/html_scan.h"

namespace storyfold::crawler::parse {

TEST_CASE("a slim page keeps text, structure, and what names, dates or hides", "[parse][slim]") {
  CHECK(slim_page("<div class='a' onclick='go(1 > 2)' data-x='y' id=b><p style='color:red'>Text "
                  "&amp; more</p></div>") == "<div class='a' id=b><p>Text &amp; more</p></div>");
  CHECK(slim_page("<p style=\"display:none\">x</p>") == "<p style=\"display:none\">x</p>");
  CHECK(slim_page("<time datetime=2026-01-02 data-y=1>x</time>") ==
        "<time datetime=2026-01-02>x</time>");
}

TEST_CASE("scripts, styles, frames, drawings and pictures go", "[parse][slim]") {
  CHECK(slim_page("a<script>if (1 < 2) '</div>'</script>b<STYLE>p{}</STYLE>c<svg><g><text>no</text>"
                  "</g></svg>d<img src=x alt=y>e<iframe>no</iframe>f<noscript>no</noscript>g") ==
        "a b c de f g");
  CHECK(slim_page("a<!-- <p>no</p> -->b<!doctype html>c<?xml no?>d") == "abcd");
}

TEST_CASE("of long addresses those that may lead to the next page stay", "[parse][slim]") {
  const std::string href = "/a/" + std::string(200, 'x') + "_2.html";
  const std::string number = "<a href=\"" + href + "\">2</a>";
  CHECK(slim_page(number) == number);
  CHECK(slim_page("<a href=\"" + href + "\">The bridge opens again in May</a>") ==
        "<a>The bridge opens again in May</a>");
}

TEST_CASE("what is kept for scripts can be shown", "[parse][slim]") {
  const std::string page = "a<noscript><p>b</p></noscript><template id=t><b>c</b></template>d";
  CHECK(slim_page(page) == "a <template id=t><b>c</b></template>d");
  CHECK(slim_page(page, nullptr, Unscripted::kShown) == "a<p>b</p><b>c</b>d");
}

TEST_CASE("JSON-LD is handed over as it stands", "[parse][slim]") {
  std::vector<std::string> data;
  (void)slim_page("<script>x</script><script type='application/LD+json'> {\"a\":\"<p>\"} </script>",
                  &data);
  REQUIRE(data.size() == 1);
  CHECK(data.front() == " {\"a\":\"<p>\"} ");
}

TEST_CASE("an element that is never closed does not swallow the page", "[parse][slim]") {
  CHECK(slim_page("<svg><p>still here</p>") == "<svg><p>still here</p>");
  CHECK(slim_page("<noscript><p>still here</p>") == "<noscript><p>still here</p>");
}

TEST_CASE("text of a title is not read as markup", "[parse][slim]") {
  CHECK(slim_page("<title>a <b> <script> c</title><p>d</p>") ==
        "<title>a <b> <script> c</title><p>d</p>");
}

TEST_CASE("white space runs become one character, a line end if they held one", "[parse][slim]") {
  CHECK(slim_page("a  \t b \n\n  c") == "a b\nc");
}

TEST_CASE("a page cut anywhere is slimmed without reading past its end", "[parse][slim]") {
  const std::string page =
      "<!doctype html><html lang=en><head><title>T</title><link rel=\"icon\" href='x'></head>"
      "<body class = \"a b\" data-z='1'><script type=application/ld+json>{}</script><p id='c'>d"
      "<![CDATA[e]]></p><!-- f --></body></html>";
  for (std::size_t size = 0; size <= page.size(); ++size) {
    std::vector<std::string> data;
    const std::string cut = page.substr(0, size);
    CHECK(slim_page(cut, &data).size() <= cut.size() + 16);
  }
}

}  // namespace storyfold::crawler::parse
