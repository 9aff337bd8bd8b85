// Pages made to hurt a parser. The limits are FAULTS 28 and 29: two seconds and 512 MB a page.
#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "crawler/parse/gumbo_arena.h"
#include "crawler/parse/html_scan.h"
#include "crawler/parse/text.h"
#include "tests/unit/bombs.h"

namespace storyfold::crawler::parse {
namespace {

using tests::Bomb;
using tests::bombs;
using tests::cpu_seconds;
using tests::numbered;
using tests::repeat;

// Sanitizers slow a parse by this much or less.
constexpr double kPatience = 10;

}  // namespace

TEST_CASE("no bomb takes more than its time, and each yields text or nothing", "[html][bomb]") {
  for (const std::size_t bytes : {60u << 10, 500u << 10}) {
    for (const Bomb& bomb : bombs(bytes)) {
      INFO(bomb.name << ", " << bytes << " bytes");
      const double before = cpu_seconds();
      const HtmlText text = html_to_text(bomb.html + "<p>end of page", {});
      CHECK(cpu_seconds() - before < 2.5 * kPatience);
      if (text.degraded) CHECK_FALSE(text.why.empty());
    }
  }
}

TEST_CASE("a page past a limit is still read, without a parser", "[html][bomb]") {
  const HtmlText text =
      html_to_text(repeat("<div>", 4000) + "one<p>two</p><script>no</script>", {});
  CHECK(text.degraded);
  CHECK(text.why == "nested deeper than 512 elements");
  REQUIRE(text.blocks.size() == 2);
  CHECK(text.blocks[0].text == "one");
  CHECK(text.blocks[1].text == "two");
}

TEST_CASE("unclosed paragraphs and list items are no nesting", "[html][bomb]") {
  CHECK(refuse_html(repeat("<p>one", 60000), {}).empty());
  CHECK(refuse_html("<ul>" + repeat("<li>one<p>two", 60000), {}).empty());
  CHECK(refuse_html("<table>" + repeat("<tr><td>1<td>2", 60000), {}).empty());
  CHECK(refuse_html(repeat("<p><b>bold</b> <a href=x>link</a></p>", 60000), {}).empty());
}

TEST_CASE("each limit of the scan is named", "[html][bomb]") {
  config::ParseSettings settings;
  settings.html_max_bytes = 1000;
  CHECK(refuse_html(repeat("x", 2000), settings) == "larger than 1000 bytes");
  CHECK(refuse_html("<p" + numbered(" a", "", 4000) + ">", {}) ==
        "a tag with more than 256 attributes");
  CHECK(refuse_html(numbered("<font size=", ">", 4000), {}) ==
        "more than 64 formatting elements left open");
  CHECK(refuse_html("<p>" + numbered("<font size=", ">", 600) + repeat("<p>", 60000), {}) ==
        "formatting elements left open over too many blocks");
}

TEST_CASE("past its memory budget or deadline a parse is left, and nothing is kept",
          "[html][bomb]") {
  const std::string page = repeat("<p class=a>text</p>", 2u << 20);
  const auto memory = parse_html(page, {1u << 20, std::chrono::milliseconds(60000)});
  REQUIRE_FALSE(memory);
  CHECK(memory.error().code == Errc::kTooLarge);
  const auto deadline = parse_html(page, {1u << 30, std::chrono::milliseconds(1)});
  REQUIRE_FALSE(deadline);
  CHECK(deadline.error().code == Errc::kTimeout);
  // The next page is parsed as if nothing had been.
  const auto next = parse_html("<p>text</p>", {});
  REQUIRE(next);
  CHECK(next->root() != nullptr);
  CHECK(next->memory_bytes() < (1u << 20));
}

TEST_CASE("a deep tree within the limit is dropped without recursion", "[html][bomb]") {
  const auto tree = parse_html(repeat("<div>", 2000 * 5), {});
  REQUIRE(tree);
}

TEST_CASE("Markdown that grows with the square of its size is cut", "[html][bomb]") {
  const std::string link = "[a]: /" + repeat("x", 20000) + "\n\n" + repeat("[a] ", 40000);
  CHECK(markdown_to_html(link).size() < link.size() * 9 + 8192);
  for (const char* piece :
       {"[", "*a ", "`", "> ", "<!--", "![", "a**b", "|a", "- ", "<a", "[a](", "_x*"}) {
    INFO(piece);
    const double before = cpu_seconds();
    CHECK_FALSE(markdown_to_html(repeat(piece, 200000)).empty());
    CHECK(cpu_seconds() - before < 2.0 * kPatience);
  }
}

}  // namespace storyfold::crawler::parse
