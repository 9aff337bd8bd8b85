#include "crawler/parse/language.h"

#include <catch2/catch.hpp>
#include <string>

namespace storyfold::crawler::parse {
namespace {

std::string language(const std::string& text, const std::string& hint = {}) {
  const TextLanguage found = identify_language(text, hint);
  return found.tag + "-" + found.script;
}

}  // namespace

TEST_CASE("a text of some sentences is identified without help", "[language]") {
  CHECK(language("海港大桥今日合龙，两岸居民可以在十分钟之内到达对岸的市场。") == "zh-Hans");
  CHECK(language("海港大橋今日合龍，兩岸居民可以在十分鐘之內到達對岸的市場。") == "zh-Hant");
  CHECK(language("海港の橋が今日開通しました。両岸の住民は市場に行けるようになります。") ==
        "ja-Jpan");
  CHECK(language("항구의 다리가 오늘 개통되었다. 시장은 주민들이 기뻐한다고 밝혔다.") == "ko-Kore");
  CHECK(language("The bridge across the harbour was opened this morning by the mayor, who said "
                 "that everybody would reach the market within minutes.") == "en-Latn");
  CHECK(language("Die Brücke über den Hafen wurde heute Morgen von der Bürgermeisterin eröffnet; "
                 "alle erreichen den Markt nun in zehn Minuten.") == "de-Latn");
  CHECK(language("Мост через гавань открыли сегодня утром, жители обоих берегов смогут попасть на "
                 "рынок за несколько минут.") == "ru-Cyrl");
}

TEST_CASE("the text is believed, not the declaration", "[language]") {
  CHECK(language("海港大桥今日合龙，两岸居民可以在十分钟之内到达对岸的市场。", "en") == "zh-Hans");
  CHECK(language("海港大桥今日合龙，两岸居民可以在十分钟之内到达对岸的市场。", "zh-TW") ==
        "zh-Hans");
  CHECK(language("Die Brücke über den Hafen wurde heute Morgen von der Bürgermeisterin eröffnet.",
                 "en-US") == "de-Latn");
}

TEST_CASE("very short Chinese, Japanese and Korean texts are told by their characters",
          "[language]") {
  CHECK(language("海港") == "zh-Hani");
  CHECK(language("开桥") == "zh-Hans");
  CHECK(language("開橋") == "zh-Hant");
  CHECK(language("橋の日") == "ja-Jpan");
  CHECK(language("다리") == "ko-Kore");
  CHECK_FALSE(identify_language("海港", {}).reliable);
}

TEST_CASE("a short text in ideographs takes what the page declares", "[language]") {
  CHECK(language("海港", "zh_TW") == "zh-Hant");
  CHECK(language("海港", "zh-cn") == "zh-Hans");
  CHECK(language("海港大橋", "ja") == "ja-Jpan");
}

TEST_CASE("a text too short to tell takes what the page declares, if it can be written so",
          "[language]") {
  CHECK(language("Hamburg", "de-DE") == "de-Latn");
  CHECK(language("Hamburg", "IW") == "-Latn");  // Hebrew has other letters
  CHECK(language("", "pt_BR") == "pt-Latn");
  CHECK(language("Мост", "ua") == "uk-Cyrl");
  CHECK_FALSE(identify_language("Hamburg", "de").reliable);
}

TEST_CASE("withdrawn tags are not given", "[language]") {
  CHECK(identify_language("הגשר מעל הנמל נפתח הבוקר לתושבי העיר ולאורחים רבים", {}).tag == "he");
  CHECK(identify_language("Jembatan di atas pelabuhan itu dibuka pagi ini oleh wali kota, yang "
                          "mengatakan bahwa semua warga akan sampai di pasar dalam sepuluh menit.",
                          {})
            .tag == "id");
  CHECK(identify_language("Broen over havnen ble åpnet i dag av ordføreren, som sa at alle nå kan "
                          "komme seg til markedet på noen få minutter uten å vente.",
                          {})
            .tag == "no");
}

TEST_CASE("nothing is made of what has no letters or no sense", "[language]") {
  CHECK(language("") == "-");
  CHECK(language("2026 — 100 %", "en").substr(0, 2) == "en");
  CHECK(identify_language("x", std::string(4000, 'z')).tag.empty());
  CHECK(identify_language("x", "\xFF\xFE<>").tag.empty());
}

TEST_CASE("a long text is looked at only at its start", "[language]") {
  std::string text;
  while (text.size() < kLanguageBytes) text += "海港大桥今日合龙。";
  text += std::string(1u << 20, 'e');
  CHECK(language(text) == "zh-Hans");
}

}  // namespace storyfold::crawler::parse
