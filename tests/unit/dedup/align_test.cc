#include "dedup/align.h"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace storyfold::dedup {
namespace {

std::vector<Hunk> align_texts(const std::string& a, const std::string& b) {
  return align(make_form(a, {}), make_form(b, {}));
}

void check_covers_both(const std::vector<Hunk>& hunks, std::size_t a_size, std::size_t b_size) {
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  for (const Hunk& hunk : hunks) {
    CHECK(hunk.a_begin == a);
    CHECK(hunk.b_begin == b);
    a = hunk.a_end;
    b = hunk.b_end;
  }
  CHECK(a == a_size);
  CHECK(b == b_size);
}

}  // namespace

TEST_CASE("equal texts are one equal hunk", "[align]") {
  const auto hunks = align_texts("甲乙丙丁戊己", "甲乙丙丁戊己");
  REQUIRE(hunks.size() == 1);
  CHECK(hunks[0] == Hunk{HunkKind::kEqual, 0, 6, 0, 6});
}

TEST_CASE("a cut tail is a stretch that only one text has", "[align]") {
  const auto hunks = align_texts("甲乙丙丁戊己庚辛", "甲乙丙丁戊");
  REQUIRE(hunks.size() == 2);
  CHECK(hunks[1] == Hunk{HunkKind::kOnlyA, 5, 8, 5, 5});
}

TEST_CASE("a replaced name is one replaced stretch, chance characters included", "[align]") {
  const auto hunks = align_texts("海滨县应急管理局局长孙晓林接受审查调查",
                                 "海滨县应急管理局局长岳晓东接受审查调查");
  REQUIRE(hunks.size() == 3);
  CHECK(hunks[1] == Hunk{HunkKind::kReplaced, 10, 13, 10, 13});
}

TEST_CASE("numbers align with numbers whatever their value", "[align]") {
  const auto hunks = align_texts("指数上涨1.2%，报3001点", "指数上涨0.7%，报2988点");
  REQUIRE(hunks.size() == 1);
  CHECK(hunks[0].kind == HunkKind::kEqual);
}

TEST_CASE("hunks follow each other without a gap and cover both texts", "[align]") {
  const std::string a = "春天的河流解冻了，渔民们把船推下水。市场上的鱼多了起来，价格也降了。";
  const std::string b = "渔民们把小船推下水，市场上的鱼又多了起来。有人说，价格还会再降。";
  const auto form_a = make_form(a, {});
  const auto form_b = make_form(b, {});
  check_covers_both(align(form_a, form_b), form_a.tokens.size(), form_b.tokens.size());
  check_covers_both(align(form_b, form_a), form_b.tokens.size(), form_a.tokens.size());
}

TEST_CASE("an empty text aligns with nothing", "[align]") {
  CHECK(align_texts("", "").empty());
  const auto hunks = align_texts("", "甲乙");
  REQUIRE(hunks.size() == 1);
  CHECK(hunks[0] == Hunk{HunkKind::kOnlyB, 0, 0, 0, 2});
}

TEST_CASE("long texts without a common word end quickly as replaced", "[align]") {
  std::string a;
  std::string b;
  for (int i = 0; i < 20000; ++i) {
    a += "左" + std::string(i % 7 == 0 ? "一" : "二");
    b += "右" + std::string(i % 5 == 0 ? "三" : "四");
  }
  const auto form_a = make_form(a, {});
  const auto form_b = make_form(b, {});
  check_covers_both(align(form_a, form_b), form_a.tokens.size(), form_b.tokens.size());
}

}  // namespace storyfold::dedup
