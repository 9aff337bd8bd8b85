#include "crawler/parse/front_matter.h"

#include <catch2/catch.hpp>
#include <string>

namespace storyfold::crawler::parse {

TEST_CASE("front matter gives scalars and lists, and the body behind it", "[post]") {
  const auto front = read_front_matter(
      "\n---\nTitle: 'a: b'\ndate: 2026-06-01 08:30:00 +0800\ncategories:\n - x\n - y z\ntags: [p, "
      "q]\n"
      "empty:\nnested:\n  deep: 1\n---\nbody\n",
      "a.md");
  REQUIRE(front);
  CHECK(front->first("title") == "a: b");
  CHECK(front->first("date") == "2026-06-01 08:30:00 +0800");
  CHECK(front->fields.at("categories") == std::vector<std::string>{"x", "y z"});
  CHECK(front->fields.at("tags") == std::vector<std::string>{"p", "q"});
  CHECK(front->first("empty").empty());
  CHECK(front->first("nested").empty());
  CHECK(front->first("missing").empty());
  CHECK(front->body == "body\n");
}

TEST_CASE("what is wrong with front matter is said with its line", "[post]") {
  const auto what = [](std::string_view text) {
    return read_front_matter(text, "a.md").error().what;
  };
  CHECK(what("hello\n").find("a.md:1: no front matter") == 0);
  CHECK(what("\n\nhello\n").find("a.md:3: no front matter") == 0);
  CHECK(what("---\ntitle: a\n").find("a.md:1: front matter is never closed") == 0);
  CHECK(what("---\ntitle: a\nbad: b: c\n---\n").find("a.md:3: front matter is not valid YAML") ==
        0);
  CHECK(what("---\n- a\n---\n").find("a.md:2:") == 0);
  CHECK(what("---\n" + std::string(70000, 'x') + "\n---\n").find("larger than 64 KiB") !=
        std::string::npos);
}

TEST_CASE("a quote that is never closed is broken YAML, at the line that opens it", "[post]") {
  const auto what = [](std::string_view text) {
    const auto front = read_front_matter(text, "a.md");
    REQUIRE_FALSE(front);
    return front.error().what;
  };
  for (const char* text :
       {"---\nx: 1\ntitle: \"a\ndate: 2026-06-01\n---\nbody\n",
        "---\nx: 1\ntitle: 'a\ndate: 2026-06-01\n---\nbody\n",
        "---\r\nx: 1\r\ntitle: \"a\r\ndate: 2026-06-01\r\n---\r\nbody\r\n",
        "---\ntags:\n - \"a\ndate: 2026-06-01\n---\n", "---\nx: 1\ntags: [a, \"b]\ny: 2\n---\n",
        "---\nx: 1\n\"title: a\ny: 2\n...\n"}) {
    INFO(text);
    CHECK(what(text).find("a.md:3: front matter is not valid YAML: a quote") == 0);
    CHECK(what(text).find("should end with the same quote") != std::string::npos);
  }
}

TEST_CASE("a closed quote may run over lines, and other values may hold quotes", "[post]") {
  const auto front = read_front_matter(
      "---\ntitle: \"a\n  b\\\"\n\n  c\"\nother: 'it''s\n  d'\nplain: it's \"e\nblock: |\n  \"f\n"
      "date: 2026-06-01\n---\nbody\n",
      "a.md");
  REQUIRE(front);
  CHECK(front->first("title") == "a b\"\nc");
  CHECK(front->first("other") == "it's d");
  CHECK(front->first("plain") == "it's \"e");
  CHECK(front->first("block") == "\"f\n");
  CHECK(front->first("date") == "2026-06-01");
  CHECK(front->body == "body\n");
}

TEST_CASE("YAML bombs are refused before they grow", "[post]") {
  CHECK_FALSE(read_front_matter("---\na: &a [x, x]\nb: [*a, *a]\n---\n", "a.md"));
  CHECK_FALSE(read_front_matter("---\na: " + std::string(60000, '[') + "\n---\n", "a.md"));
  CHECK_FALSE(read_front_matter("---\na: " + std::string(60000, '{') + "\n---\n", "a.md"));
  CHECK_FALSE(read_front_matter("---\n" + std::string(60000, '-') + "\n---\n", "a.md").has_value());
}

TEST_CASE("empty front matter is front matter", "[post]") {
  const auto front = read_front_matter("---\n---\nbody", "a.md");
  REQUIRE(front);
  CHECK(front->fields.empty());
  CHECK(front->body == "body");
  for (const char* text : {"---\n...\nbody", "---\n# nothing\n---\nbody", "---\n\n---\nbody"}) {
    INFO(text);
    CHECK(read_front_matter(text, "a.md"));
  }
}

}  // namespace storyfold::crawler::parse
