#include "crawler/parse/dom.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "config/settings.h"
#include "crawler/parse/html_slim.h"

namespace storyfold::crawler::parse {
namespace {

Dom dom_of(const std::string& html) {
  const config::ParseSettings settings;
  auto tree = parse_html(html, {settings.html_memory_bytes, settings.html_deadline});
  REQUIRE(tree);
  return Dom(std::move(*tree));
}

}  // namespace

TEST_CASE("nodes stand in document order and a subtree is a range of them", "[parse][dom]") {
  const Dom dom = dom_of("<div><p>a<b>b</b></p><p>c</p></div><ul></ul>");
  const NodeId div = dom.find(GUMBO_TAG_DIV);
  const NodeId first = dom.first_child(div);
  const NodeId second = dom.next_sibling(first);
  CHECK(dom.tag(first) == GUMBO_TAG_P);
  CHECK(dom.tag(second) == GUMBO_TAG_P);
  CHECK(dom.next_sibling(second) == kNoNode);
  CHECK(dom.parent(first) == div);
  CHECK(dom.end(first) == second);
  CHECK(dom.end(div) == dom.find(GUMBO_TAG_UL));
  CHECK(dom.first_child(dom.find(GUMBO_TAG_UL)) == kNoNode);
  CHECK(dom.holds(div, second));
  CHECK(dom.holds(div, div));
  CHECK_FALSE(dom.holds(first, second));
  CHECK(dom.find(GUMBO_TAG_B, 0, first) == kNoNode);
  CHECK(dom.find(GUMBO_TAG_P, second) == second);
  CHECK(dom.parent(0) == kNoNode);
  for (NodeId id = 1; id < dom.size(); ++id) CHECK(dom.holds(dom.parent(id), id));
}

TEST_CASE("text and attributes are of their own kind of node", "[parse][dom]") {
  const Dom dom = dom_of("<p class='x' hidden>a &amp; b</p>");
  const NodeId p = dom.find(GUMBO_TAG_P);
  const NodeId text = dom.first_child(p);
  REQUIRE(dom.is_text(text));
  CHECK(dom.text(text) == "a & b");
  CHECK(dom.text(p).empty());
  CHECK(dom.attribute(p, "class") == "x");
  CHECK(dom.attribute(p, "id").empty());
  CHECK(dom.attribute(text, "class").empty());
  CHECK(dom.has_attribute(p, "hidden"));
  CHECK_FALSE(dom.has_attribute(0, "hidden"));
  CHECK(dom.tag_name(p) == "p");
  CHECK(dom.tag_name(text).empty());
}

TEST_CASE("names of custom elements are read as written, in lower case", "[parse][dom]") {
  const std::string html = "<News-Body>a</News-Body>";  // outlives the tree
  const Dom dom = dom_of(html);
  CHECK(dom.tag_name(dom.find(GUMBO_TAG_UNKNOWN, 1)) == "news-body");
}

TEST_CASE("an element is hidden by attribute or style", "[parse][dom]") {
  const auto hidden = [](const std::string& attributes) {
    const Dom dom = dom_of("<p " + attributes + ">a</p>");
    return dom.is_hidden(dom.find(GUMBO_TAG_P));
  };
  CHECK(hidden("hidden"));
  CHECK(hidden("style='color:red; DISPLAY : none'"));
  CHECK(hidden("style='visibility:hidden'"));
  CHECK_FALSE(hidden("style='overflow:hidden; display:block'"));
  CHECK_FALSE(hidden("class='hidden'"));
}

TEST_CASE("text_of parts blocks, folds white space and passes over what nobody reads",
          "[parse][dom]") {
  const Dom dom = dom_of(
      "<div><p>a<b>b</b> \n c</p><p>d</p><script>no</script><select><option>no</select>e</div>");
  const NodeId div = dom.find(GUMBO_TAG_DIV);
  CHECK(dom.text_of(div) == "ab c d e");
  CHECK(dom.text_of(dom.find(GUMBO_TAG_B)) == "b");
  CHECK(dom.text_of(div, 2).size() < dom.text_of(div).size());
}

TEST_CASE("an empty page has a document and no text", "[parse][dom]") {
  const Dom dom = dom_of("");
  REQUIRE(dom.size() >= 1);
  CHECK(dom.text_of(0).empty());
}

TEST_CASE("texts that the parser did not see are read as if it had", "[parse][dom]") {
  const SlimPage page = slim_page(
      "<div>The bridge opens again in May<p>Jones &amp; Sons, who built it, said on Friday</p>"
      "<table><tr>A line that belongs in no table<td>x</table></div>");
  auto tree = parse_html(page.html, {1u << 20, std::chrono::milliseconds(1000)});
  REQUIRE(tree);
  const Dom dom(std::move(*tree), page.placeholders);
  CHECK(dom.is_whole());
  CHECK(dom.text(dom.first_child(dom.find(GUMBO_TAG_DIV))) == "The bridge opens again in May");
  CHECK(dom.text(dom.first_child(dom.find(GUMBO_TAG_P))) ==
        "Jones & Sons, who built it, said on Friday");
  CHECK(dom.text(dom.find(GUMBO_TAG_TABLE) - 1) == "A line that belongs in no table");
}

TEST_CASE("what a text ends without markup is not set aside", "[parse][dom]") {
  for (const std::string html :
       {"<svg><xmp><![CDATA[</xmp>A text that is long enough ]]> and more<p>The bridge opens</p>",
        "<select><xmp><script><!--<script></xmp>Some long text --> more</script><textarea>"
        "</textarea><p>The bridge opens</p>",
        "a <<img>!-- hello world</p><p>Some long text here --> and more: The bridge opens",
        "<select><xmp><!--</xmp><p>Some long text here --> The bridge opens</p>"}) {
    const SlimPage page = slim_page(html);
    CHECK(page.placeholders.size() == 0);
    CHECK(page.html.find("The bridge opens") != std::string::npos);
  }
}

TEST_CASE("texts are there once, and a page that swallows one is not whole", "[parse][dom]") {
  const std::string text = "<p>The bridge opens again in May</p>";
  const auto whole = [](const std::string& html) {
    const SlimPage page = slim_page(html);
    auto tree = parse_html(page.html, {1u << 20, std::chrono::milliseconds(1000)});
    REQUIRE(tree);
    const Dom dom(std::move(*tree), page.placeholders);
    std::size_t bytes = 0;
    for (NodeId id = 0; id < dom.size(); ++id) bytes += dom.text(id).size();
    CHECK(bytes <= html.size());
    return dom.is_whole();
  };
  CHECK(whole(text));
  CHECK(whole("<template>" + text + "</template>" + text));
  CHECK(whole(text + "&#xF0000;"));
  CHECK(whole(text + "&#98<img>3040;&#98<!-- -->3040;"));
  CHECK_FALSE(whole(text + "</ a comment <!-- --> of the bad kind > here"));
  CHECK_FALSE(whole("<frameset>" + text));
}

}  // namespace storyfold::crawler::parse
