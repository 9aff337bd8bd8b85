// Pages made to hurt: FAULTS 28-30 through the whole extraction of a page.
#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "crawler/extract/page.h"
#include "tests/unit/bombs.h"

namespace storyfold::crawler::extract {
namespace {

using tests::Bomb;
using tests::bombs;
using tests::cpu_seconds;
using tests::numbered;
using tests::repeat;

// FAULTS 28: a page gets two seconds; sanitizers slow it by less than this.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double kPatience = 10;
#else
constexpr double kPatience = 1;
#endif

ExtractedPage extract(std::string_view html) {
  return extract_page({html, "http://outlet.test/2024/05/17/a.html", "", "", std::nullopt}, {});
}

double seconds_of(std::string_view html) {
  const double before = cpu_seconds();
  (void)extract(html);
  return cpu_seconds() - before;
}

// What many hostile or merely large pages are made of, within the parser's limits.
std::vector<Bomb> floods(std::size_t bytes) {
  std::vector<Bomb> list;
  list.push_back({"brothers", repeat("<div>x</div>", bytes)});
  list.push_back({"paragraphs", repeat("<p>Some words, and more. ", bytes)});
  list.push_back({"paragraphs in one class", repeat("<p class=article>Words, words.</p>", bytes)});
  list.push_back({"h1", repeat("<h1>Head line</h1>", bytes)});
  list.push_back({"h1 with classes", numbered("<h1 class=title", ">Head line</h1>", bytes)});
  list.push_back({"headings and text", repeat("<h2>Head</h2><p>Some words, more.</p>", bytes)});
  list.push_back({"metas", numbered("<meta name=date content=2024-05-", ">", bytes)});
  list.push_back({"JSON-LD", repeat("<script type='application/ld+json'>{\"@type\":\"NewsArticle\","
                                    "\"headline\":\"x\"}</script>",
                                    bytes)});
  list.push_back(
      {"one JSON-LD", "<script type='application/ld+json'>[" +
                          repeat("{\"@type\":\"NewsArticle\",\"headline\":\"x\"},", bytes) +
                          "{}]</script>"});
  list.push_back(
      {"torn JSON-LD", "<script type='application/ld+json'>" + repeat("{\"a\":[\"\n", bytes)});
  list.push_back({"JSON-LD references",
                  "<script type='application/ld+json'>[{\"@id\":\"x\",\"headline\":\"h\"" +
                      repeat(",\"k\":1", bytes / 2) + "},{\"@type\":\"NewsArticle\"" +
                      repeat(",\"author\":{\"@id\":\"x\"}", bytes / 2) + "}]</script>"});
  list.push_back(
      {"titles around nothing", repeat("<div class=title>", 450 * 17) + repeat("<wbr>", bytes)});
  list.push_back({"one text", "<p>" + repeat("text ", bytes)});
  list.push_back({"one word", "<p>" + repeat("x", bytes)});
  list.push_back({"one Chinese text", "<p>" + repeat("记者报道，", bytes)});
  list.push_back({"line breaks", "<div>" + repeat("x<br>", bytes)});
  list.push_back({"double line breaks", "<div>" + repeat("Some words, more.<br><br>", bytes)});
  list.push_back({"deep", repeat("<div>", 450 * 5) + repeat("<p>Some words, more.</p>", bytes)});
  list.push_back(
      {"deep phrases", "<p>" + repeat("<span>", 300 * 6) + repeat("x <i>y</i> ", bytes)});
  list.push_back({"links", repeat("<a href=/a>Some words</a> ", bytes)});
  list.push_back({"list of links", "<ul>" + repeat("<li><a href=/a>Some words</a>", bytes)});
  list.push_back({"dates", repeat("<p>2024-05-17 12:30", bytes)});
  list.push_back({"times", repeat("<time datetime=2024-05-17T12:30>x</time>", bytes)});
  list.push_back({"bylines", repeat("<p class=author>By Some Body</p>", bytes)});
  list.push_back({"authors", repeat("<a rel=author>Some Body</a> ", bytes)});
  list.push_back({"sources", repeat("<p>来源：某某报 记者：张三</p>", bytes)});
  list.push_back({"titles", repeat("<title>x - y</title>", bytes)});
  list.push_back({"separators", "<title>" + repeat("x - ", bytes) + "</title><p>Text."});
  list.push_back({"classes", "<p class='" + repeat("article ", bytes) + "'>Some words, more."});
  list.push_back({"cells", "<table>" + repeat("<tr><td>Some words<td>12", bytes)});
  list.push_back({"noscripts", repeat("<noscript>x</noscript>", bytes)});
  list.push_back({"open noscript", repeat("<noscript>x", bytes)});
  list.push_back({"spaces", "<p>x" + repeat(" \n", bytes) + "y"});
  list.push_back({"combining marks", "<p>a" + repeat("\u0301", bytes)});
  list.push_back({"the same ending", repeat("<p>End of it.</p><a href=/a>Read more</a>", bytes)});
  return list;
}

}  // namespace

TEST_CASE("no page takes more than its two seconds or 512 MiB", "[extract][bomb]") {
  std::size_t held = 0;
  for (const std::size_t bytes : {16u << 10, 120u << 10, 900u << 10, 3900u << 10}) {
    std::vector<Bomb> all = bombs(bytes);
    for (Bomb& each : floods(bytes)) all.push_back(std::move(each));
    held = 0;
    for (const Bomb& bomb : all) held += bomb.html.size();
    for (const Bomb& bomb : all) {
      INFO(bomb.name << ", " << bytes << " bytes");
      const double before = cpu_seconds();
      const ExtractedPage page = extract("<title>T</title>" + bomb.html + "<p>end of page");
      const double seconds = cpu_seconds() - before;
      CHECK(seconds < 2.0 * kPatience);
      if (page.degraded) CHECK_FALSE(page.article.notes.empty());
    }
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  // The list of bombs is held beside them; ru_maxrss is in KiB.
  const std::size_t peak = static_cast<std::size_t>(usage.ru_maxrss) * 1024;
  INFO("peak " << (peak >> 20) << " MiB, bombs " << (held >> 20));
  if (kPatience == 1) CHECK(peak < held + (std::size_t{512} << 20));
}

TEST_CASE("twice the page takes about twice the time", "[extract][bomb]") {
  const std::vector<Bomb> half = floods(700u << 10);
  const std::vector<Bomb> whole = floods(1400u << 10);
  for (std::size_t i = 0; i < half.size(); ++i) {
    INFO(half[i].name);
    const double once = seconds_of(half[i].html);
    const double twice = seconds_of(whole[i].html);
    // Four would be quadratic; below this a measurement says nothing.
    if (twice > 0.3 * kPatience) CHECK(twice < 3.2 * once);
  }
}

}  // namespace storyfold::crawler::extract
