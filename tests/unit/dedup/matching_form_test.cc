#include "dedup/matching_form.h"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>

namespace storyfold::dedup {
namespace {

MatchingForm form_of(std::string_view text) { return make_form(text, {}); }

Number number_in(std::string_view text) {
  const MatchingForm form = form_of(text);
  REQUIRE(form.numbers.size() == 1);
  return form.numbers.front();
}

}  // namespace

TEST_CASE("a token is one CJK character or one run of letters or digits", "[form]") {
  const MatchingForm form = form_of("央行开展 MLF 操作");
  CHECK(form.text == "央行开展mlf操作");
  CHECK(form.tokens.size() == 7);
  CHECK(form_of("A50指数").tokens.size() == 4);  // a, 50, and two characters
}

TEST_CASE("width, case, script, spaces and punctuation make no difference", "[form]") {
  const MatchingForm plain = form_of("国务院发布GDP数据,增长5.2%");
  CHECK(form_of("國務院發布ＧＤＰ數據，增長５.２％。").text == plain.text);
  CHECK(form_of(" 国务院　发布 gdp 数据 增长 5.2 % ").tokens == plain.tokens);
}

TEST_CASE("two runs do not become one when the space between them is dropped", "[form]") {
  CHECK(form_of("12 3").text != form_of("1 23").text);
  CHECK(form_of("new york").text != form_of("newyork").text);
}

TEST_CASE("each token knows the bytes it stands on", "[form]") {
  const std::string text = "央行：利率 1.40%";
  const MatchingForm form = form_of(text);
  REQUIRE(form.tokens.size() == 5);
  CHECK(text.substr(form.bytes[0].begin, form.bytes[0].size()) == "央");
  CHECK(text.substr(form.bytes[4].begin, form.bytes[4].size()) == "1.40");
}

TEST_CASE("masked ranges leave no token, in any order and overlapping", "[form]") {
  const std::string text = "示例社6月1日电，正文开始。（示例社）";
  const auto at = [&](std::string_view part) {
    return static_cast<std::uint32_t>(text.find(part));
  };
  const ByteRange tail{at("（示例社）"), static_cast<std::uint32_t>(text.size())};
  const ByteRange dateline{0, at("正文")};
  const ByteRange inside{3, 9};
  const ByteRange masks[] = {tail, dateline, inside};
  CHECK(make_form(text, masks).text == "正文开始");
}

TEST_CASE("a text that is masked wholly is taken whole", "[form]") {
  const std::string text = "【央行公告】";
  const ByteRange all[] = {{0, static_cast<std::uint32_t>(text.size())}};
  CHECK(make_form(text, all).text == "央行公告");
}

TEST_CASE("a mask that ends past the text is cut", "[form]") {
  const ByteRange past[] = {{6, 4000}};
  CHECK(make_form("央行公告", past).text == "央行");
}

TEST_CASE("numbers keep value and unit", "[form][numbers]") {
  CHECK(number_in("规模1.2万元").value == Approx(12000));
  CHECK(number_in("规模1.2万亿元").value == Approx(1.2e12));
  CHECK(number_in("a rise to 3.5 billion").value == Approx(3.5e9));
  CHECK(number_in("报4,174.5点").value == Approx(4174.5));
  CHECK(number_in("代码002200").value == Approx(2200));
}

TEST_CASE("what follows a number at the very end of a text is not lost", "[form][numbers]") {
  CHECK(form_of("规模达1.2万").text == "规模达1.2万");
  CHECK(form_of("规模达1.2万亿").text == "规模达1.2万亿");
  CHECK(form_of("raised 5 million").text == "raised 5 million");
  CHECK(form_of("12,34").text == "12 34");
  CHECK(form_of("占比7%").text == "占比7");
}

TEST_CASE("a comma that separates things is not a thousands separator", "[form][numbers]") {
  CHECK(form_of("第1,2号").numbers.size() == 2);
  CHECK(form_of("1,2345").numbers.size() == 2);
}

TEST_CASE("numbers agree when one is the other written otherwise", "[form][numbers]") {
  CHECK(agree(number_in("12000元"), number_in("1.2万元")));
  CHECK(agree(number_in("2.987亿元"), number_in("2.99亿元")));
  CHECK(agree(number_in("07月"), number_in("7月")));
  CHECK(agree(number_in("586127批次"), number_in("58.61万批次")));
}

TEST_CASE("numbers with another value or unit do not agree", "[form][numbers]") {
  CHECK_FALSE(agree(number_in("涨1%"), number_in("涨2%")));
  CHECK_FALSE(agree(number_in("1万亿元"), number_in("1.5万亿元")));
  CHECK_FALSE(agree(number_in("7月"), number_in("7日")));
  CHECK_FALSE(agree(number_in("100万元"), number_in("100亿元")));
}

TEST_CASE("dates and clock times are marked as such", "[form][numbers]") {
  CHECK(number_in("6月").date_part);
  CHECK_FALSE(number_in("6%").date_part);
  CHECK(form_of("10:30").numbers.front().date_part);
}

TEST_CASE("a number can be written out with its unit", "[form][numbers]") {
  const MatchingForm form = form_of("成交1.2万亿元，涨0.35%");
  REQUIRE(form.numbers.size() == 2);
  CHECK(written_number(form, form.numbers[0]) == "1.2万亿元");
  CHECK(written_number(form, form.numbers[1]) == "0.35%");
}

TEST_CASE("containment is that of the shorter text", "[form]") {
  const MatchingForm whole = form_of("一二三四五六七八九十甲乙丙丁");
  const MatchingForm part = form_of("三四五六七八");
  CHECK(containment_of(whole, part) == Approx(1.0));
  CHECK(containment_of(part, whole) == Approx(1.0));
  CHECK(containment_of(form_of("三四"), whole) == Approx(1.0));  // under five tokens
  CHECK(containment_of(form_of("四三"), whole) == Approx(0.0));
  CHECK(containment_of(form_of(""), whole) == Approx(0.0));
}

TEST_CASE("a packed form compares as before and still says its numbers", "[form]") {
  const std::string text = "央行：规模达1.2万亿元，利率下降0.35%，7月raised 5 million";
  const MatchingForm plain = form_of(text);
  MatchingForm packed = plain;
  packed.pack();
  CHECK(packed.memory_bytes() < plain.memory_bytes());
  CHECK(same_text(packed, plain));
  CHECK(same_text(plain, packed));
  CHECK(containment_of(packed, plain) == 1);
  REQUIRE(packed.numbers.size() == plain.numbers.size());
  for (std::size_t i = 0; i < plain.numbers.size(); ++i) {
    CHECK(written_number(packed, packed.numbers[i]) == written_number(plain, plain.numbers[i]));
  }
  MatchingForm other = form_of(text + "元");
  CHECK_FALSE(same_text(packed, other));
  other.pack();
  CHECK_FALSE(same_text(packed, other));
  const MatchingForm once = packed;
  packed.pack();  // a second time changes nothing
  CHECK(same_text(packed, once));
  CHECK(packed.text == once.text);
}

}  // namespace storyfold::dedup
