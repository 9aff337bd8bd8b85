#include <catch2/catch.hpp>
#include <string>

#include "crawler/parse/text.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

// "海港大桥今日合龙" and such in the bytes of each charset.
const std::string kGbk = "\xBA\xA3\xB8\xDB\xB4\xF3\xC7\xC5\xBD\xF1\xC8\xD5\xBA\xCF\xC1\xFA";
const std::string kBig5 = "\xAE\xFC\xB4\xE4\xA4\x6A\xBE\xF4\xA4\xB5\xA4\xE9\xA6\x58\xC0\x73";
const std::string kShiftJis =
    "\x8A\x43\x8D\x60\x82\xCC\x8B\xB4\x82\xAA\x8D\xA1\x93\xFA\x8A\x4A\x92\xCA\x82\xB5\x82\xDC\x82"
    "\xB5\x82\xBD";
const std::string kEucKr =
    "\xC7\xD7\xB1\xB8\xC0\xC7 \xB4\xD9\xB8\xAE\xB0\xA1 \xBF\xC0\xB4\xC3 "
    "\xB0\xB3\xC5\xEB\xB5\xC7\xBE\xFA\xB4\xD9";

}  // namespace

TEST_CASE("UTF-8 stays as it is, its mark goes", "[charset]") {
  CHECK(to_utf8("海港").text == "海港");
  CHECK(to_utf8("\xEF\xBB\xBF海港").text == "海港");
  CHECK(to_utf8("海港").charset == "utf-8");
  CHECK(to_utf8("").text.empty());
}

TEST_CASE("a text without a label is read in the charset whose common characters it has",
          "[charset]") {
  CHECK(to_utf8(kGbk).text == "海港大桥今日合龙");
  CHECK(to_utf8(kGbk).charset == "gb18030");
  CHECK(to_utf8(kBig5).text == "海港大橋今日合龍");
  CHECK(to_utf8(kShiftJis).text == "海港の橋が今日開通しました");
  CHECK(to_utf8(kEucKr).text == "항구의 다리가 오늘 개통되었다");
  CHECK(to_utf8("Le pont est ferm\xE9 \x93hier\x94").text == "Le pont est fermé “hier”");
}

TEST_CASE("a label is believed when it fits, and GB2312 means GB18030", "[charset]") {
  CHECK(to_utf8(kGbk, "GB2312").text == "海港大桥今日合龙");
  CHECK(to_utf8(kGbk, " gbk ").charset == "gb18030");
  CHECK(to_utf8("caf\xE9", "iso-8859-1").text == "café");
  // A page that says Big5 and is not.
  CHECK(to_utf8(kGbk, "no-such-charset").text == "海港大桥今日合龙");
}

TEST_CASE("a wrong label is found out by text that comes late", "[charset]") {
  std::string late(2100, 'a');
  for (int i = 0; i < 50; ++i) late += kGbk;
  CHECK(to_utf8(late, "iso-8859-1").charset == "gb18030");
  std::string notice = "\xA9 2026 " + late;
  CHECK(to_utf8(notice, "windows-1252").charset == "gb18030");
  CHECK(to_utf8(late, "gbk").charset == "gb18030");
}

TEST_CASE("UTF-16 is read by its mark", "[charset]") {
  CHECK(to_utf8(std::string("\xFF\xFE\x77\x6D", 4)).text == "海");
  CHECK(to_utf8(std::string("\xFE\xFF\x6D\x77", 4)).text == "海");
}

TEST_CASE("a few damaged bytes do not turn UTF-8 into another charset", "[charset]") {
  const DecodedText decoded = to_utf8("海港大桥\xFF今日合龙两岸通车");
  CHECK(decoded.text == "海港大桥\xEF\xBF\xBD今日合龙两岸通车");
  CHECK(decoded.charset == "utf-8");
  CHECK(decoded.replaced_characters == 1);
}

TEST_CASE("overlong forms, surrogates and torn sequences are never let through", "[charset]") {
  const std::string filler = "海港大桥今日合龙两岸通车";
  for (const std::string bad : {"\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE6\xB5"}) {
    const DecodedText decoded = to_utf8(filler + bad + filler);
    CHECK(decoded.replaced_characters > 0);
    CHECK(to_utf8(decoded.text).replaced_characters == 0);
  }
}

TEST_CASE("controls become spaces and line ends one newline", "[charset]") {
  CHECK(to_utf8(std::string("a\0b\x01"
                            "c\td\r\ne\rf\x7F",
                            13))
            .text == "a b c\td\ne\nf ");
  CHECK(to_utf8("a\xC2\x85"
                "b")
            .text == "a b");
}

TEST_CASE("clean_line folds every Unicode space and trims", "[charset]") {
  CHECK(clean_line("　　海港\u00A0 \t大桥　") == "海港 大桥");
  CHECK(clean_line("").empty());
  CHECK(clean_line(" \u3000\n").empty());
}

TEST_CASE("clean_line drops what cannot be seen", "[charset]") {
  CHECK(clean_line("海\u200B港\uFEFF大\u00AD桥") == "海港大桥");
  CHECK(clean_line("safe\u202Etxt") == "safetxt");
  CHECK(clean_line(std::string("a\x02"
                               "b")) == "ab");
}

TEST_CASE("clean_line composes: letters and their accents are one", "[charset]") {
  CHECK(clean_line("Cafe\u0301") == "Caf\u00E9");
  CHECK(clean_line("\u304B\u3099") == "\u304C");
  CHECK(clean_line("\uF900") == "\u8C48");
}

TEST_CASE("count_code_points counts characters, not bytes", "[charset]") {
  CHECK(count_code_points("海a港") == 3);
  CHECK(trim("　海 ") == "海");
}

}  // namespace storyfold::crawler::parse
