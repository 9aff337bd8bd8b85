#include <catch2/catch.hpp>
#include <string>

#include "crawler/parse/charset.h"
#include "crawler/parse/charset_labels.h"
#include "crawler/parse/charset_scan.h"
#include "tests/unit/parse/encode.h"

namespace storyfold::crawler::parse {
namespace {

const std::string kChinese =
    "海港大桥今日合龙，两岸居民可以在十分钟之内到达对岸的市场。市政府表示，桥面下月通车。";
const std::string kTraditional =
    "海港大橋今日合龍，兩岸居民可以在十分鐘之內到達對岸的市場。市政府表示，橋面下月通車。";
const std::string kJapanese =
    "海港の橋が今日開通しました。両岸の住民は十分で市場に行けるようになります。";
const std::string kKorean =
    "항구의 다리가 오늘 개통되었다. 양쪽 주민들은 십 분 안에 시장에 갈 수 있다고 시가 밝혔다.";
const std::string kRussian =
    "Мост через гавань открыли сегодня утром. Жители обоих берегов смогут попасть на рынок.";

std::string page(const std::string& head, const std::string& text) {
  return "<!DOCTYPE html><html><head>" + head + "<title>" + text + "</title></head><body><div><p>" +
         text + "</p></div></body></html>";
}
const std::string kGb2312 =
    "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=gb2312\">";

bool holds(const DecodedText& decoded, const std::string& text) {
  return decoded.text.find("<p>" + text + "</p>") != std::string::npos;
}

}  // namespace

TEST_CASE("labels mean what the Encoding standard gives them", "[charset]") {
  CHECK(charset_of_label("GB2312") == kGb18030);
  CHECK(charset_of_label(" \"x-gbk\" ") == kGb18030);
  CHECK(charset_of_label("KS_C_5601-1987") == kEucKr);
  CHECK(charset_of_label("x-sjis") == kShiftJis);
  CHECK(charset_of_label("ISO-8859-1") == kWindows1252);
  CHECK(charset_of_label("latin5") == kWindows1254);
  CHECK(charset_of_label("TIS-620") == kWindows874);
  CHECK(charset_of_label("x-user-defined") == kWindows1252);
  CHECK(charset_of_label("utf8") == kUtf8);
  CHECK_FALSE(charset_of_label("utf-7"));
  CHECK_FALSE(charset_of_label("iso-2022-cn"));
  CHECK_FALSE(charset_of_label(""));
  CHECK_FALSE(charset_of_label(std::string(5000, 'x')));
}

TEST_CASE("a page of valid UTF-8 is UTF-8 whatever it declares", "[charset]") {
  const DecodedText decoded = decode_page(page(kGb2312, kChinese), "gbk");
  CHECK(decoded.charset == "utf-8");
  CHECK(holds(decoded, kChinese));
  CHECK(decoded.replaced_characters == 0);
}

TEST_CASE("a page is read as it declares", "[charset]") {
  const std::string bytes = encode(page(kGb2312, kChinese), "gb18030");
  CHECK(decode_page(bytes).charset == "gb18030");
  CHECK(holds(decode_page(bytes), kChinese));
  CHECK(
      holds(decode_page(encode(page("<meta charset='euc-jp'>", kJapanese), "EUC-JP")), kJapanese));
  CHECK(holds(decode_page(encode("<?xml version=\"1.0\" encoding=\"koi8-r\"?>" + page("", kRussian),
                                 "KOI8-R")),
              kRussian));
}

TEST_CASE("the HTTP header comes before the page's own declaration", "[charset]") {
  // These bytes are text in both; only the clues tell.
  const std::string bytes = encode(page("<meta charset=windows-1252>", "¢"), "windows-1252");
  CHECK(decode_page(bytes, "iso-8859-2").charset == "iso-8859-2");
  CHECK(decode_page(bytes).charset == "windows-1252");
}

TEST_CASE("a declaration that the bytes do not bear out gives way to the next clue", "[charset]") {
  const std::string bytes = encode(page(kGb2312, kChinese), "gb18030");
  for (const char* wrong : {"utf-8", "iso-8859-1", "big5", "shift_jis", "koi8-r", "nonsense"}) {
    const DecodedText decoded = decode_page(bytes, wrong);
    CHECK(decoded.charset == "gb18030");
    CHECK(holds(decoded, kChinese));
  }
  const std::string doubled = "<meta charset=\"utf-8\">" + kGb2312;
  CHECK(holds(decode_page(encode(page(doubled, kChinese), "gb18030")), kChinese));
  const std::string lies = "<meta charset=\"iso-8859-1\">";
  CHECK(holds(decode_page(encode(page(lies, kChinese), "gb18030")), kChinese));
}

TEST_CASE("a declaration past the first 1,024 bytes is found", "[charset]") {
  const std::string filler(4000, ' ');
  const Declarations found =
      read_declarations("<html lang=\"ja-JP\"><head>" + filler + "<META CHARSET = Shift_JIS >");
  REQUIRE(found.charsets.size() == 1);
  CHECK(found.charsets[0] == kShiftJis);
  CHECK(found.language == "ja-jp");
}

TEST_CASE("declarations are read as browsers read them", "[charset]") {
  const auto first = [](const std::string& bytes) {
    const Declarations found = read_declarations(bytes);
    return found.charsets.empty() ? Charset{} : found.charsets.front();
  };
  CHECK(first("<!-- <meta charset=big5> --><meta charset=gbk>") == kGb18030);
  CHECK(first("<meta name=a content='text/html; charset = \"euc-kr\"'>") == kEucKr);
  CHECK(first("<meta charset=utf-16>") == kUtf8);
  CHECK(first("<meta/charset=gbk/>") == Charset{});  // the value is "gbk/"
  CHECK(first("<meta/charset='gbk'/>") == kGb18030);
  CHECK(first("<script src=a charset=gbk></script>") == Charset{});
  CHECK(first("<metal charset=gbk>") == Charset{});
  CHECK(first("<meta charset=\"gbk") == kGb18030);
  CHECK(first("<!--> <meta charset=gbk>") == kGb18030);
}

TEST_CASE("a page that declares nothing is read as what its text is most like", "[charset]") {
  const auto read = [](const std::string& text, const char* converter) {
    return decode_page(encode(page("<script>var menu = {};</script>", text), converter));
  };
  CHECK(holds(read(kChinese, "gb18030"), kChinese));
  CHECK(holds(read(kTraditional, "Big5-HKSCS"), kTraditional));
  CHECK(holds(read(kJapanese, "ibm-943_P15A-2003"), kJapanese));
  CHECK(holds(read(kJapanese, "EUC-JP"), kJapanese));
  CHECK(holds(read(kJapanese, "ISO-2022-JP"), kJapanese));
  CHECK(holds(read(kKorean, "windows-949"), kKorean));
  for (const char* converter : {"windows-1251", "KOI8-R", "ISO-8859-5"}) {
    CHECK(holds(read(kRussian, converter), kRussian));
  }
  const std::string polish = "Most nad portem został dziś otwarty; mieszkańcy żądają ścieżki.";
  CHECK(holds(read(polish, "windows-1250"), polish));
  CHECK(holds(read(polish, "ISO-8859-2"), polish));
  const std::string french =
      "Le pont du port a été inauguré ce matin : « déjà », dit-on à la ville.";
  CHECK(holds(read(french, "windows-1252"), french));
  const std::string turkish = "Liman köprüsü bugün açıldı; iki yakanın halkı çarşıya yürüyor.";
  CHECK(holds(read(turkish, "windows-1254"), turkish));
  const std::string greek = "Η γέφυρα του λιμανιού άνοιξε σήμερα το πρωί για όλους.";
  CHECK(holds(read(greek, "windows-1253"), greek));
  CHECK(holds(read(greek, "ISO-8859-7"), greek));
  const std::string arabic = "افتتح الجسر فوق الميناء اليوم أمام سكان المدينة";
  CHECK(holds(read(arabic, "windows-1256"), arabic));
  const std::string hebrew = "הגשר מעל הנמל נפתח הבוקר לתושבי העיר";
  CHECK(holds(read(hebrew, "windows-1255"), hebrew));
}

TEST_CASE("English quotes alone are Windows-1252", "[charset]") {
  const std::string text = "The harbour’s bridge is “open”, the mayor said – at last.";
  const DecodedText decoded = decode_page(encode(page("", text), "windows-1252"));
  CHECK(decoded.charset == "windows-1252");
  CHECK(holds(decoded, text));
}

TEST_CASE("UTF-16 is recognised without a mark", "[charset]") {
  CHECK(holds(decode_page(encode(page("", kChinese), "UTF-16LE")), kChinese));
  CHECK(holds(decode_page(encode(page("", "bridge"), "UTF-16BE")), "bridge"));
}

TEST_CASE("a UTF-8 page that was cut or holds foreign bytes stays UTF-8", "[charset]") {
  const std::string whole = page(kGb2312, kChinese);
  const std::string cut = whole.substr(0, whole.find("市场") + 2);
  CHECK(decode_page(cut, "gb2312").charset == "utf-8");
  CHECK(decode_page(cut, "gb2312").replaced_characters == 2);
  const std::string mixed = page("", kChinese) + "\xB9\xFA";
  CHECK(decode_page(mixed).charset == "utf-8");
  CHECK(decode_page(mixed).replaced_characters == 2);
}

TEST_CASE("a UTF-8 mark proves nothing when the text is of another charset", "[charset]") {
  CHECK(holds(decode_page("\xEF\xBB\xBF" + encode(page(kGb2312, kChinese), "gb18030")), kChinese));
}

TEST_CASE("torn characters in a declared charset are replaced and counted", "[charset]") {
  std::string bytes = encode(page(kGb2312, kChinese + kChinese), "gb18030");
  bytes.insert(bytes.find("</p>"), "\xB9");
  const DecodedText decoded = decode_page(bytes);
  CHECK(decoded.charset == "gb18030");
  CHECK(decoded.replaced_characters == 1);
  CHECK(decoded.text.find("\xEF\xBF\xBD</p>") != std::string::npos);
}

}  // namespace storyfold::crawler::parse
