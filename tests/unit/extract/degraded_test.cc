#include "crawler/extract/degraded.h"

#include <catch2/catch.hpp>
#include <string>

#include "config/settings.h"

namespace storyfold::crawler::extract {
namespace {

const std::string kSentence = "港口大桥在两年的维修之后于周一上午重新向车辆开放。";

std::size_t replacements_in(const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = text.find("\uFFFD"); at != std::string::npos;
       at = text.find("\uFFFD", at + 3)) {
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("a page past a limit is read line by line, sentences only", "[extract][degraded]") {
  const PageBody body = degraded_body(
      "<head><title>No. Not this.</title></head><body><a>Home</a>"
      "<p>" +
          kSentence + "</p><p>First, second.</p></body>",
      config::ParseSettings{});
  REQUIRE(body.blocks.size() == 1);
  CHECK(body.blocks[0].text == kSentence);
  CHECK(body.content == parse::kNoNode);
  CHECK(body.clue == "tags stripped");
}

TEST_CASE("without any sentence every line is kept", "[extract][degraded]") {
  const PageBody body = degraded_body("<p>The tide</p><p>The boats</p>", config::ParseSettings{});
  REQUIRE(body.blocks.size() == 2);
  CHECK(body.blocks[1].text == "The boats");
}

TEST_CASE("what is past the limit of bytes is cut between characters", "[extract][degraded]") {
  config::ParseSettings settings;
  const std::string html = "<p>" + kSentence + kSentence + "</p>";
  for (std::size_t most = 60; most < 72; ++most) {
    INFO(most);
    settings.html_max_bytes = most;
    const PageBody body = degraded_body(html, settings);
    REQUIRE(body.blocks.size() == 1);
    const std::string& text = body.blocks[0].text;
    CHECK(html.substr(3, text.size()) == text);
    CHECK(text.size() + 3 <= most);
    CHECK(text.size() + 3 + 3 > most);
    CHECK(replacements_in(text) == 0);
  }
}

}  // namespace storyfold::crawler::extract
