#include "app/diff.h"

#include <catch2/catch.hpp>

namespace storyfold::app {
namespace {

std::string side(const std::vector<DiffPart>& parts, std::string DiffPart::*which) {
  std::string text;
  for (const auto& part : parts) text += part.*which;
  return text;
}

}  // namespace

TEST_CASE("the parts of a difference join to the two texts again", "[diff]") {
  const std::string a = "“港口”周一重新开放，14天。\n第二段没有变。 The end!";
  const std::string b = "港口周二开放，14天。\n新的一段。\n第二段没有变。 The end?";
  const auto parts = diff_texts(a, b);
  CHECK(side(parts, &DiffPart::a) == a);
  CHECK(side(parts, &DiffPart::b) == b);
  CHECK(parts.size() > 2);
}

TEST_CASE("one word replaced is one part between two that are equal", "[diff]") {
  const auto parts = diff_texts("the harbour reopened on Monday", "the harbour closed on Monday");
  const auto sum = summarize(parts);
  CHECK(sum.equal == 4);
  CHECK(sum.only_a == 1);
  CHECK(sum.only_b == 1);
}

TEST_CASE("width, case and script are not differences", "[diff]") {
  const auto parts = diff_texts("ＡＢＣ 銀行", "abc 银行");
  REQUIRE(parts.size() == 1);
  CHECK(parts[0].kind == dedup::HunkKind::kEqual);
  CHECK(parts[0].a == "ＡＢＣ 銀行");
  CHECK(parts[0].b == "abc 银行");
}

TEST_CASE("empty texts and texts without a word are compared too", "[diff]") {
  CHECK(diff_texts("", "").empty());
  const auto added = diff_texts("", "one two");
  CHECK(side(added, &DiffPart::b) == "one two");
  CHECK(summarize(added).only_b == 2);
  CHECK(side(diff_texts("…", "one"), &DiffPart::a) == "…");
}

}  // namespace storyfold::app
