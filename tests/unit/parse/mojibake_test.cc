#include "crawler/parse/mojibake.h"

#include <catch2/catch.hpp>
#include <string>

#include "crawler/parse/charset.h"

namespace storyfold::crawler::parse {
namespace {

const std::string kChinese = "海港大桥今日合龙，两岸的居民可以在十分钟之内到达对岸的市场。";
const std::string kGerman = "Die Brücke über den Hafen ist eröffnet, schöne Grüße aus München.";

}  // namespace

TEST_CASE("UTF-8 that was read as Windows-1252 is suspected", "[charset]") {
  for (const std::string& text :
       {std::string("CafÃ© dÃ©jÃ vu"), std::string("itâ€™s the mayorâ€™s bridge"),
        std::string("ä»Šæ—¥æµ·æ¸¯"), std::string("ÐœÐ¾ÑÑ‚ Ð¾Ñ‚ÐºÑ€Ñ‹Ð»Ð¸")}) {
    CHECK(find_mojibake(text).suspected);
    CHECK(find_mojibake(text).most());
    CHECK(decode_page("<p>" + text).suspected_mojibake);
  }
}

TEST_CASE("UTF-8 that was read as GBK is suspected", "[charset]") {
  CHECK(find_mojibake("鏂伴椈涓績锛氫粖鏃ユ捣娓ぇ妗ラ€氳溅銆傚競姘戞槸寰堥珮鍏寸殑銆").most());
  CHECK(find_mojibake("notfall f眉r die K枚nigin, gr眉n und sp盲t").suspected);
  CHECK(find_mojibake(kChinese + "锟斤拷锟斤拷").suspected);
  CHECK_FALSE(find_mojibake(kChinese + "锟斤拷锟斤拷").most());
}

TEST_CASE("GBK and Windows-1251 that were read as Windows-1252 are suspected", "[charset]") {
  CHECK(find_mojibake("ÖÐ¹úÐÂÎÅÍø ±±¾©Ê±¼äÁùÔÂÊ®ÈÕ").most());
  CHECK(find_mojibake("Ìîñò îòêðûëè óòðîì, æèòåëè èäóò íà ðûíîê").most());
}

TEST_CASE("a text with many replacement characters is suspected", "[charset]") {
  CHECK(find_mojibake("海港\uFFFD\uFFFD大桥\uFFFD").suspected);
  CHECK_FALSE(find_mojibake(kChinese + "\uFFFD").suspected);
}

TEST_CASE("clean text is not suspected", "[charset]") {
  for (const std::string& text :
       {std::string(), std::string("plain"), kChinese, kGerman,
        std::string("« Il a été… », dit le CAFÉ» ; l’été déjà passé, ça ira à Noël."),
        std::string("Er hat „viel Spaß“ – am Fuß“ und ‚Maß‘ gefunden, schön für Jürgen."),
        std::string("SÃO PAULO: não há condições, são três milhões; «Ã» é letra."),
        std::string("Мост через гавань открыли сегодня утром."),
        std::string("•••• ———— »»»» ©®™ “quoted” … A股B股 K歌之王 T恤 卡拉OK厅"),
        std::string("芯片和机械的薪水，茅台股价，眉毛")}) {
    CAPTURE(text);
    CHECK_FALSE(find_mojibake(text).suspected);
  }
}

}  // namespace storyfold::crawler::parse
