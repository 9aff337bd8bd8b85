#include "crawler/parse/opml.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/unit/bombs.h"

namespace storyfold::crawler::parse {

TEST_CASE("OPML's outlines are read with the groups they lie in", "[opml]") {
  const auto outlines = read_opml(R"(<?xml version="1.0"?><opml version="1.0"><head><title>x</title>
    </head><body><outline text="Finance"><outline text="Bonds">
      <outline text="A" title="Paper A" type="rss" xmlUrl="https://a.cn/rss?x=1&amp;y=2"
        htmlUrl="https://a.cn"/></outline>
      <outline text="B" xmlurl="http://B.cn/feed"/></outline>
    <outline text="C" htmlUrl="https://c.cn/"/><outline text="D" xmlUrl="file:///etc/passwd"/>
    </body></opml>)");
  REQUIRE(outlines);
  CHECK(*outlines == std::vector<OpmlOutline>{
                         {"Paper A", "https://a.cn/rss?x=1&y=2", "https://a.cn/", "Finance/Bonds"},
                         {"B", "http://b.cn/feed", "", "Finance"},
                         {"C", "", "https://c.cn/", ""}});
}

TEST_CASE("what is written is read back", "[opml]") {
  const std::vector<OpmlOutline> outlines{
      {"A \"quoted\" <paper> & more", "https://a.cn/rss?x=1&y=2", "https://a.cn/", "金融"},
      {"B", "https://b.cn/feed", "", "金融"},
      {"C", "", "https://c.cn/", ""}};
  const auto back = read_opml(write_opml(outlines, "Sources"));
  REQUIRE(back);
  // Quotes, brackets and all; only what looks like markup is no part of a title.
  std::vector<OpmlOutline> expected = outlines;
  expected[0].title = "A \"quoted\" & more";
  CHECK(*back == expected);
  CHECK(read_opml(write_opml({}, "")).has_value());
}

TEST_CASE("what is no OPML is refused", "[opml][bad]") {
  CHECK(read_opml("<rss/>").error().what == "OPML: the outermost element is not <opml>");
  CHECK(read_opml("").error().what == "OPML: XML: no element in it");
  CHECK(read_opml("<opml>" + tests::numbered("<outline xmlUrl='http://a.cn/", "'/>", 1u << 20))
            .error()
            .what == "OPML: more than 10000 outlines");
  CHECK(read_opml("<opml>" + tests::repeat("<outline text=x>", 5000)).error().what ==
        "OPML: XML: nested deeper than 64");
}

}  // namespace storyfold::crawler::parse
