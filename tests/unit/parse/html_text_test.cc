#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "crawler/parse/html_scan.h"
#include "crawler/parse/text.h"

namespace storyfold::crawler::parse {
namespace {

using Lines = std::vector<std::string>;

Lines lines(std::string_view html) {
  Lines list;
  for (const TextBlock& block : html_to_text(html, {}).blocks) list.push_back(block.text);
  return list;
}

}  // namespace

TEST_CASE("blocks and line breaks end paragraphs, phrases run on", "[html]") {
  CHECK(lines("<p>one <b>two</b><span>three</span></p><div>four<br>five</div>") ==
        Lines{"one twothree", "four", "five"});
  CHECK(lines("<div>before<p>in</p>after</div>") == Lines{"before", "in", "after"});
  CHECK(lines("<ul><li>one<li>two</ul>") == Lines{"one", "two"});
  CHECK(lines("<h2>head</h2>text") == Lines{"head", "text"});
}

TEST_CASE("white space in the source means nothing but a space", "[html]") {
  CHECK(lines("<p>  one\n   two&nbsp;&#12288;three </p>\n\n<p> \n </p>") == Lines{"one two three"});
}

TEST_CASE("a table row is a line; a row of one cell is a page's layout", "[html]") {
  CHECK(lines("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td><p>2</p></td></tr></table>") ==
        Lines{"a b", "1 2"});
  CHECK(lines("<table><tr><td><p>one</p><p>two</p></td></tr></table>") == Lines{"one", "two"});
  CHECK(lines("<table><tr><td>menu</td><td><p>one</p><p>two</p></td></tr></table>") ==
        Lines{"menu", "one", "two"});
}

TEST_CASE("preformatted lines stay lines", "[html]") {
  CHECK(lines("<pre>one\ntwo</pre>") == Lines{"one", "two"});
}

TEST_CASE("what a reader does not see is left out", "[html]") {
  CHECK(lines("a<script>var x='<p>no</p>'</script>b<style>.c{}</style>c<!-- <p>no</p> -->d") ==
        Lines{"a b cd"});
  CHECK(lines("<p hidden>no</p><p style=\"color:red; display: none\">no</p><p>yes</p>") ==
        Lines{"yes"});
  CHECK(
      lines("<html><head><title>no</title></head><body>yes<noscript>no</noscript></body></html>") ==
      Lines{"yes"});
  CHECK(lines("<style>.a&#123;b:c;&#125;</style><p>yes</p>") == Lines{"yes"});
}

TEST_CASE("a script or comment that never ends takes the rest, as in a browser", "[html]") {
  CHECK(lines("<p>yes</p><script>no") == Lines{"yes"});
  CHECK(lines("<p>yes</p><!-- no") == Lines{"yes"});
  CHECK(lines("<p>yes</p><!--><p>too</p>") == Lines{"yes", "too"});
}

TEST_CASE("the text of a CDATA section is text", "[html]") {
  CHECK(lines("<![CDATA[<p>one</p>]]><p>two</p>") == Lines{"one", "two"});
}

TEST_CASE("text without a tag is lines, with its entities read", "[html]") {
  CHECK(lines("one\ntwo") == Lines{"one", "two"});
  CHECK(lines("A&amp;B &lt;c&gt; &#8220;d&#x201D; &nosuch; &") == Lines{"A&B <c> “d” &nosuch; &"});
}

TEST_CASE("the hint has the class and id words of the elements around", "[html]") {
  const auto text = html_to_text(
      "<div id=Outer class='Wrap'><p class=\"article-editor\">Editor: A</p></div>", {});
  REQUIRE(text.blocks.size() == 1);
  CHECK(text.blocks[0].hint == "article-editor wrap outer");
}

TEST_CASE("link_bytes counts what lies inside links", "[html]") {
  const auto text = html_to_text("<p>see <a href=x>the page</a></p>", {});
  REQUIRE(text.blocks.size() == 1);
  CHECK(text.blocks[0].link_bytes == 8);
}

TEST_CASE("next_tag reads attributes as HTML does", "[html]") {
  const Tag tag = next_tag("x < 3 <a href='>' title=\"b\" c d=e>", 0);
  CHECK(tag.name == "a");
  CHECK(tag.attributes == 4);
  CHECK(tag.end == 34);
  CHECK(next_tag("no tag < here", 0).name.empty());
  CHECK(next_tag("</P >", 0).closing);
}

TEST_CASE("drop_unread_markup leaves text areas whole", "[html]") {
  CHECK(drop_unread_markup("<textarea><!-- x --></textarea>y") ==
        "<textarea><!-- x --></textarea>y");
  CHECK(drop_unread_markup("<!DOCTYPE html><p>a") == "<p>a");
  CHECK(drop_unread_markup("a<?php x ?>b") == "ab");
  CHECK(drop_unread_markup("<") == "<");
}

TEST_CASE("entities: names, numbers, Windows-1252 numbers, nonsense", "[html]") {
  CHECK(decode_entities("&lt;&#65;&#x42;&eacute;&apos;") == "<ABé'");
  CHECK(decode_entities("&#150;") == "–");
  CHECK(decode_entities("&#0;&#x110000;&#99999999999;") == "\uFFFD\uFFFD\uFFFD");
  CHECK(decode_entities("&;&amp &#;&#x;&") == "&;&amp &#;&#x;&");
}

TEST_CASE("escaped text is what HTML shows", "[html]") {
  CHECK(escape_html("a < b && \"c\" > 'd'") == "a &lt; b &amp;&amp; &quot;c&quot; &gt; 'd'");
  CHECK(decode_entities(escape_html("&lt;<\">")) == "&lt;<\">");
}

TEST_CASE("Markdown becomes HTML, raw HTML passes, indented HTML is no code", "[html]") {
  CHECK(markdown_to_html("one *two*\n\n- a\n") ==
        "<p>one <em>two</em></p>\n<ul><li>a</li>\n</ul>\n");
  CHECK(lines(markdown_to_html("    <div>\n        <p>deep</p>\n    </div>\n")) == Lines{"deep"});
  CHECK(lines(markdown_to_html("[a](http://x.example)｜[b](//y.example)")) == Lines{"a｜b"});
  CHECK(lines(markdown_to_html("a\n\n![alt](x.png)\n\n| h | i |\n|---|---|\n| 1 | 2 |\n")) ==
        Lines{"a", "h i", "1 2"});
}

}  // namespace storyfold::crawler::parse
