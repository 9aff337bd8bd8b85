#include "crawler/parse/charset_models.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <unordered_map>

#include "crawler/parse/charset_decode.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

constexpr double kMostCost = 255;

std::uint8_t bits(double value) {
  return static_cast<std::uint8_t>(std::clamp(value * kBit, 1.0, kMostCost));
}

template <class Use>
void each_code_point(std::string_view text, Use use) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    use(point.value);
    at += point.size;
  }
}

// ---- Charsets of single bytes.

// Letters in the order of how often they are met; those of Latin alphabets without ASCII's.
struct Language {
  std::string_view tag;
  bool latin;
  std::string_view letters;
};
constexpr Language kLanguages[] = {
    {"en", true, "éèïçñöüáóâ"},
    {"de", true, "üäößé"},
    {"fr", true, "éàèêçîôùâûœïë"},
    {"es", true, "óíáéñúü"},
    {"pt", true, "ãçíáéóêõúàâôü"},
    {"it", true, "àèùòéìîó"},
    {"ca", true, "óéàíèçòúïü"},
    {"sv", true, "äåöé"},
    {"da", true, "åøæéäöü"},
    {"nl", true, "ëéïèöüóáê"},
    {"is", true, "áíðéúóöþæý"},
    {"tr", true, "ıüşçğöâîû"},
    {"pl", true, "łóęążśćńź"},
    {"cs", true, "íáéěřžýčšůúťďóň"},
    {"sk", true, "áéíýčšžúľťôóäňďŕĺ"},
    {"hu", true, "áéőöóüíúű"},
    {"ro", true, "ăîâşţ"},
    {"hr", true, "čšžćđ"},
    {"lt", true, "ėšįžųūčąę"},
    {"lv", true, "āīēšūļņžģķč"},
    {"et", true, "äõüöšž"},
    {"ru", false, "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"},
    {"uk", false, "оаинівтерслкдмупяьзгбчйхцжїєюшщфґ"},
    {"bg", false, "аиоенствтрдлкзпмугщчбъйшхжцюяфь"},
    {"sr", false, "аоиенрсјтукдвмлпгбзчшжћцхљњфђџ"},
    {"mk", false, "аоиентрсвдкјпмлузбгшчцжњфхќѓџѕљ"},
    {"be", false, "анеіоркстлуяыдвмпьзбгйцчшўюжхэфё"},
    {"el", false, "αοιετσνηυρπκμλςίόάωέδγχήθύφβώξζψϊϋΐΰ"},
    {"he", false, "יוהלאתרבמשנעחדקםפטגכצסזןךףץ"},
    {"ar", false, "اليمروندتعةسبقفهحجكأىشطخصضذثزإغءئظآؤپچژگ"},
    {"fa", false, "اریندهومتسبلکشزقگخعفپجحچآصطغضذژظثئيك"},
    {"th", false, "านรอกเงมยลวด่ทส้ตะปบคหแจพชขใไโผซถศธภณษฉฐญฎฏฆฬฝฟฮ็์ัิีึืุูำ"},
};

struct Pairing {
  Charset charset;
  std::string_view languages;  // their tags, a space between
};
// Of equals the first wins.
constexpr Pairing kPairings[] = {
    {kWindows1252, "en de fr es pt it ca sv da nl is"},
    {kWindows1250, "pl cs sk hu ro hr"},
    {kIso8859_2, "pl cs sk hu ro hr"},
    {kWindows1254, "tr"},
    {kWindows1257, "lt lv et"},
    {kIso8859_15, "fr de es it pt"},
    {kWindows1251, "ru uk bg sr mk be"},
    {kKoi8R, "ru"},
    {kKoi8U, "uk"},
    {kIso8859_5, "ru uk bg sr mk be"},
    {kIbm866, "ru"},
    {kWindows1253, "el"},
    {kIso8859_7, "el"},
    {kWindows1255, "he"},
    {kWindows1256, "ar fa"},
    {kIso8859_6, "ar"},
    {kWindows874, "th"},
};

// What is not a letter of the language.
double other_cost(char32_t c) {
  if (c < 0xA0 || c == 0xFFFD || (c >= 0xE000 && c < 0xF900)) return 22;  // controls, private use
  constexpr std::u32string_view kCommonMarks = U"\u00A0’“”–—«»…";
  constexpr std::u32string_view kMarks = U"‘„‚•·°©®™€£§ªº¿¡\u00AD№½²×′";
  if (kCommonMarks.find(c) != std::u32string_view::npos) return 5;
  if (kMarks.find(c) != std::u32string_view::npos) return 8;
  return u_isalpha(static_cast<UChar32>(c)) != 0 ? 12 : 13;
}

LetterKind kind_of(char32_t c) {
  const auto value = static_cast<UChar32>(c);
  if (c == U'’' || c == U'\'' || c == 0xAD || c == U'·') return LetterKind::kApostrophe;
  const bool mark = u_charType(value) == U_NON_SPACING_MARK;
  if (u_isalpha(value) == 0 && !mark) return LetterKind::kNone;
  if (c == U'ª' || c == U'º') return LetterKind::kNone;
  if (u_islower(value) != 0) return LetterKind::kLower;
  return u_isupper(value) != 0 ? LetterKind::kUpper : LetterKind::kCaseless;
}

// One high byte of Latin text is one of few letters; elsewhere it is one of the whole alphabet.
std::unordered_map<char32_t, double> letter_costs(const Language& language) {
  std::unordered_map<char32_t, double> costs;
  double cost = language.latin ? 2.0 : 3.3;
  const double step = language.latin ? 0.45 : 0.14;
  const double capital_more = language.latin ? 3.0 : 2.0;
  each_code_point(language.letters, [&](char32_t letter) {
    costs.emplace(letter, cost);
    const auto capital = letter == U'ı' ? U'I'
                         : letter == U'ς'
                             ? letter
                             : static_cast<char32_t>(u_toupper(static_cast<UChar32>(letter)));
    if (capital != letter && capital >= 0x80) costs.emplace(capital, cost + capital_more);
    cost += step;
  });
  if (language.tag == "tr") costs.emplace(U'İ', 5);
  return costs;
}

SingleByteModel make_model(const Charset& charset, const Language& language) {
  SingleByteModel model;
  model.charset = charset;
  model.language = language.tag;
  model.latin = language.latin;
  const auto letters = letter_costs(language);
  for (unsigned byte = 0; byte < 256; ++byte) {
    const char one = static_cast<char>(byte);
    const auto decoded = decode_with({&one, 1}, charset);
    const char32_t c = decoded && !decoded->text.empty() ? code_point_at(decoded->text, 0).value
                                                         : char32_t{0xFFFD};
    model.kind[byte] = kind_of(c);
    if (byte < 0x80) continue;
    const auto letter = letters.find(c);
    model.cost[byte] = bits(letter != letters.end() ? letter->second : other_cost(c));
  }
  return model;
}

// ---- Charsets of double bytes.

constexpr std::string_view kSimplified =
    "的一人中国是不有在大了新网年上市发我为会和个业日家时生学这公来行经要产出机以地到能用资下"
    "开报现月作金多全动务他们高成对理民方股分力车天本关信可心就小区工于文过部场好看进长自者展"
    "前合易最广点实化你事后与也体子政主海更南闻美服重代之司东电安论面情证手科道法度期明说通所"
    "数提得元定入同外客万平老相城而意回推表么三技当专影内间都首等商还北正品联性建保院图被加制"
    "如第持告票将设其息应着次价起游视记活没目去户术险从社计些传教位门评女空省华原济风感名利那"
    "里量系号京交员向周收西无共然融财基知微投调育际热州头权创医样管果强身做及";
constexpr std::string_view kTraditional =
    "的一人中國是不有在大了新網年上市發我為會和個業日家時生學這公來行經要產出機以地到能用資下"
    "開報現月作金多全動務他們高成對理民方股分力車天本關信可心就小區工於文過部場好看進長自者展"
    "前合易最廣點實化你事後與也體子政主海更南聞美服重代之司東電安論面情證手科道法度期明說通所"
    "數提得元定入同外客萬平老相城而意回推表麼三技當專影內間都首等商還北正品聯性建保院圖被加制"
    "如第持告票將設其息應著次價起遊視記活沒目去戶術險從社計些傳教位門評女空省華原濟風感名利那"
    "裡量系號京交員向周收西無共然融財基知微投調育際熱州頭權創醫樣管果強身做及灣台";
constexpr std::string_view kJapanese =
    "日一人年大十二本中長出三時行見月分後前生五間上東四今金九入学高円子外八六下来気小七山話女"
    "北午百書先名川千水半男西電校語土木聞食車何南万毎白天母火右読友左休父雨事新地会警報国者経"
    "島場記震通無社情合線察店京理用発自問歳感最知開料不福員災落登部馬元県題回以市定法教井明政"
    "能札解産動道田覧方思内氏死性所家信度集画目公消撃帯業原民都兵全神説真利品勝別夜岳害有正買"
    "規取調主約体活手購職身庫面安介着写対済格少関引爆際権載機談視";
constexpr std::string_view kKorean =
    "이다는의에가을를은로고하지한기서사어자도인들시대리나정있아해스일니게만것수과그전보부라원"
    "제으구안여할주오무상장마미면비성와신내조유선국우반공말민소때진관경바치생동계방위까데요된"
    "되했였없같등당연개회문학세재교북결럼칼화터강적영남폭작트뉴배드감엘현분백중간엔거력김녀석"
    "류었야모극물종론실식두호역명덕디며발던목막저질박체히청포입번용집희직처최점러금본별";

constexpr std::string_view kFullStops = "，。、：；？！（）「」『』《》“”‘’…—・ー　·〜～【】";

// A language by its commonest characters; `common` says of a pair of bytes that it is in the part
// of the charset where the common characters of this language stand.
struct EastAsian {
  Charset charset;
  std::string_view language;
  std::string_view listed;
  double first;  // cost of the commonest
  double step;   // from one to the next
  double kana;   // cost of a hiragana
  bool (*common)(unsigned lead, unsigned trail);
  bool (*rare)(unsigned lead, unsigned trail);
};

constexpr bool in(unsigned value, unsigned low, unsigned high) {
  return value >= low && value <= high;
}

constexpr EastAsian kEastAsian[] = {
    // GB 2312: 3,755 common ideographs in rows 16-55, 3,008 more in rows 56-87.
    {kGb18030, "zh", kSimplified, 6.0, 0.018, 14,
     [](unsigned lead, unsigned trail) { return in(lead, 0xB0, 0xD7) && trail >= 0xA1; },
     [](unsigned lead, unsigned trail) { return in(lead, 0xD8, 0xF7) && trail >= 0xA1; }},
    // Big5: 5,401 common ideographs at A440..C67E, 7,652 more at C940..F9D5.
    {kBig5, "zh", kTraditional, 6.0, 0.018, 14,
     [](unsigned lead, unsigned) { return in(lead, 0xA4, 0xC6); },
     [](unsigned lead, unsigned) { return in(lead, 0xC9, 0xF9); }},
    // JIS X 0208: 2,965 common ideographs in rows 16-47, 3,390 more in rows 48-84.
    {kShiftJis, "ja", kJapanese, 7.0, 0.02, 5.3,
     [](unsigned lead, unsigned) { return in(lead, 0x88, 0x98); },
     [](unsigned lead, unsigned) { return in(lead, 0x98, 0x9F) || in(lead, 0xE0, 0xEA); }},
    {kEucJp, "ja", kJapanese, 7.0, 0.02, 5.3,
     [](unsigned lead, unsigned) { return in(lead, 0xB0, 0xCF); },
     [](unsigned lead, unsigned) { return in(lead, 0xD0, 0xF4); }},
    // KS X 1001: hangul in rows 16-40, then hanja, which news hardly uses.
    {kEucKr, "ko", kKorean, 5.0, 0.035, 16,
     [](unsigned lead, unsigned trail) { return in(lead, 0xB0, 0xC8) && trail >= 0xA1; },
     [](unsigned lead, unsigned trail) { return in(lead, 0xCA, 0xFD) && trail >= 0xA1; }},
};

double pair_cost(const EastAsian& model, const std::unordered_map<char32_t, double>& listed,
                 char32_t c, unsigned lead, unsigned trail) {
  const auto known = listed.find(c);
  if (known != listed.end()) return known->second;
  if (c == 0xFFFD || in(c, 0xE000, 0xF8FF)) return 28;
  constexpr double kKatakanaMore = 1.5;
  if (in(c, 0x3041, 0x3093)) return model.kana;
  if (in(c, 0x30A1, 0x30FA)) return model.kana + kKatakanaMore;
  if (in(c, 0xFF01, 0xFF5E)) return 9;
  if (model.common(lead, trail)) return 12.5;
  if (model.rare(lead, trail)) return 18;
  return is_han(c) ? 20 : 16;
}

DoubleByteModel make_model(const EastAsian& model) {
  std::unordered_map<char32_t, double> listed;
  double cost = model.first;
  each_code_point(model.listed, [&](char32_t c) {
    listed.emplace(c, cost);
    cost += model.step;
  });
  each_code_point(kFullStops, [&](char32_t c) { listed.emplace(c, 5.5); });
  DoubleByteModel made{model.charset, model.language, std::vector<std::uint8_t>(1u << 16)};
  for (unsigned lead = 0x81; lead < 0xFF; ++lead) {
    for (unsigned trail = 0x40; trail < 0xFF; ++trail) {
      const char pair[] = {static_cast<char>(lead), static_cast<char>(trail)};
      const char32_t c = decode_one({pair, 2}, model.charset);
      if (c < 0xA0) continue;
      made.cost[lead << 8 | trail] = bits(pair_cost(model, listed, c, lead, trail));
    }
  }
  return made;
}

}  // namespace

const std::vector<SingleByteModel>& single_byte_models() {
  static const auto kModels = [] {
    std::vector<SingleByteModel> models;
    for (const Pairing& pairing : kPairings) {
      for (std::size_t at = 0; at < pairing.languages.size(); at += 3) {
        const std::string_view tag = pairing.languages.substr(at, 2);
        const auto* const language =
            std::find_if(std::begin(kLanguages), std::end(kLanguages),
                         [&](const Language& row) { return row.tag == tag; });
        models.push_back(make_model(pairing.charset, *language));
      }
    }
    return models;
  }();
  return kModels;
}

const std::vector<DoubleByteModel>& double_byte_models() {
  static const auto kModels = [] {
    std::vector<DoubleByteModel> models;
    for (const EastAsian& row : kEastAsian) models.push_back(make_model(row));
    return models;
  }();
  return kModels;
}

}  // namespace storyfold::crawler::parse
