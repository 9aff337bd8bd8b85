#include "crawler/extract/date_months.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "crawler/parse/unicode.h"

namespace storyfold::crawler::extract {
namespace {

struct Row {
  std::string_view language;
  std::array<std::string_view, 12> months;  // each: names with a space between
};

// Where two rows give one word to two months, the upper row wins unless the page is in the lower
// one's language. Two-word names are written with an underscore.
constexpr Row kRows[] = {
    {"en",
     {"january jan", "february feb febr", "march mar", "april apr", "may", "june jun", "july jul",
      "august aug", "september sep sept", "october oct", "november nov", "december dec"}},
    {"de",
     {"januar jänner jan jän", "februar feber feb", "märz mär mrz maerz", "april apr", "mai",
      "juni jun", "juli jul", "august aug", "september sep sept", "oktober okt", "november nov",
      "dezember dez"}},
    {"fr",
     {"janvier janv", "février févr fév", "mars", "avril avr", "mai", "juin", "juillet juil",
      "août", "septembre sept", "octobre oct", "novembre nov", "décembre déc"}},
    {"es",
     {"enero ene", "febrero feb", "marzo mar", "abril abr", "mayo may", "junio jun", "julio jul",
      "agosto ago", "septiembre setiembre sep set sept", "octubre oct", "noviembre nov",
      "diciembre dic"}},
    {"it",
     {"gennaio gen", "febbraio feb", "marzo mar", "aprile apr", "maggio mag", "giugno giu",
      "luglio lug", "agosto ago", "settembre set sett", "ottobre ott", "novembre nov",
      "dicembre dic"}},
    {"pt",
     {"janeiro jan", "fevereiro fev", "março mar", "abril abr", "maio mai", "junho jun",
      "julho jul", "agosto ago", "setembro set", "outubro out", "novembro nov", "dezembro dez"}},
    {"nl",
     {"januari jan", "februari feb", "maart mrt", "april apr", "mei", "juni jun", "juli jul",
      "augustus aug", "september sep", "oktober okt", "november nov", "december dec"}},
    {"ru",
     {"января янв январь", "февраля фев февр февраль", "марта мар март", "апреля апр апрель",
      "мая май", "июня июн июнь", "июля июл июль", "августа авг август",
      "сентября сен сент сентябрь", "октября окт октябрь", "ноября ноя нояб ноябрь",
      "декабря дек декабрь"}},
    {"pl",
     {"stycznia styczeń sty", "lutego luty lut", "marca marzec mar", "kwietnia kwiecień kwi",
      "maja maj", "czerwca czerwiec cze", "lipca lipiec lip", "sierpnia sierpień sie",
      "września wrzesień wrz", "października październik paź", "listopada listopad lis",
      "grudnia grudzień gru"}},
    {"cs",
     {"ledna leden", "února únor", "března březen", "dubna duben", "května květen", "června červen",
      "července červenec", "srpna srpen", "září", "října říjen", "listopadu listopad",
      "prosince prosinec"}},
    {"sk",
     {"januára január", "februára február", "marca marec", "apríla apríl", "mája máj", "júna jún",
      "júla júl", "augusta august", "septembra september", "októbra október", "novembra november",
      "decembra december"}},
    {"uk",
     {"січня січ січень", "лютого лют лютий", "березня бер березень", "квітня кві квіт квітень",
      "травня тра трав травень", "червня чер черв червень", "липня лип липень",
      "серпня сер серп серпень", "вересня вер вересень", "жовтня жов жовтень",
      "листопада лис листопад", "грудня гру грудень"}},
    {"tr",
     {"ocak oca", "şubat şub", "mart mar", "nisan nis", "mayıs may", "haziran haz", "temmuz tem",
      "ağustos ağu", "eylül eyl", "ekim eki", "kasım kas", "aralık ara"}},
    {"ro",
     {"ianuarie ian", "februarie feb", "martie mar", "aprilie apr", "mai", "iunie iun", "iulie iul",
      "august aug", "septembrie sept", "octombrie oct", "noiembrie noi noiem", "decembrie dec"}},
    {"hu",
     {"január jan", "február febr", "március márc", "április ápr", "május máj", "június jún",
      "július júl", "augusztus aug", "szeptember szept", "október okt", "november nov",
      "december dec"}},
    {"el",
     {"ιανουαρίου ιαν ιανουάριος", "φεβρουαρίου φεβ φεβρουάριος", "μαρτίου μαρ μάρτιος",
      "απριλίου απρ απρίλιος", "μαΐου μάιος μάι μαΐ", "ιουνίου ιουν ιούνιος",
      "ιουλίου ιουλ ιούλιος", "αυγούστου αυγ αύγουστος", "σεπτεμβρίου σεπ σεπτ σεπτέμβριος",
      "οκτωβρίου οκτ οκτώβριος", "νοεμβρίου νοε νοέμβριος", "δεκεμβρίου δεκ δεκέμβριος"}},
    {"sv",
     {"januari jan", "februari feb", "mars", "april apr", "maj", "juni", "juli", "augusti aug",
      "september sep", "oktober okt", "november nov", "december dec"}},
    {"da",
     {"januar jan", "februar feb", "marts mar", "april apr", "maj", "juni jun", "juli jul",
      "august aug", "september sep", "oktober okt", "november nov", "december dec"}},
    {"no",
     {"januar jan", "februar feb", "mars mar", "april apr", "mai", "juni jun", "juli jul",
      "august aug", "september sep", "oktober okt", "november nov", "desember des"}},
    {"fi",
     {"tammikuuta tammikuu tammikuun tammi", "helmikuuta helmikuu helmikuun helmi",
      "maaliskuuta maaliskuu maaliskuun maalis", "huhtikuuta huhtikuu huhtikuun huhti",
      "toukokuuta toukokuu toukokuun touko", "kesäkuuta kesäkuu kesäkuun kesä",
      "heinäkuuta heinäkuu heinäkuun heinä", "elokuuta elokuu elokuun elo",
      "syyskuuta syyskuu syyskuun syys", "lokakuuta lokakuu lokakuun loka",
      "marraskuuta marraskuu marraskuun marras", "joulukuuta joulukuu joulukuun joulu"}},
    {"is",
     {"janúar", "febrúar", "mars", "apríl", "maí", "júní", "júlí", "ágúst", "september", "október",
      "nóvember", "desember"}},
    {"et",
     {"jaanuar jaan", "veebruar veebr", "märts", "aprill", "mai", "juuni", "juuli", "august",
      "september", "oktoober okt", "november", "detsember dets"}},
    {"lv",
     {"janvāris janvārī janvāra", "februāris februārī februāra", "marts martā marta",
      "aprīlis aprīlī aprīļa", "maijs maijā maija", "jūnijs jūnijā jūnija", "jūlijs jūlijā jūlija",
      "augusts augustā augusta", "septembris septembrī septembra", "oktobris oktobrī oktobra",
      "novembris novembrī novembra", "decembris decembrī decembra"}},
    {"lt",
     {"sausio sausis", "vasario vasaris", "kovo kovas", "balandžio balandis", "gegužės gegužė",
      "birželio birželis", "liepos liepa", "rugpjūčio rugpjūtis", "rugsėjo rugsėjis",
      "spalio spalis", "lapkričio lapkritis", "gruodžio gruodis"}},
    {"hr",
     {"siječnja siječanj sij", "veljače veljača velj", "ožujka ožujak ožu", "travnja travanj",
      "svibnja svibanj", "lipnja lipanj", "srpnja srpanj", "kolovoza kolovoz", "rujna rujan ruj",
      "listopada listopad lis", "studenoga studenog studeni", "prosinca prosinac"}},
    {"sr",
     {"januara januar јануара јануар јан", "februara februar фебруара фебруар феб",
      "marta mart марта март мар", "aprila april априла април апр", "maja maj маја мај",
      "juna jun јуна јун јуни", "jula jul јула јул јули", "avgusta avgust августа август авг",
      "septembra septembar септембра септембар сеп", "oktobra oktobar октобра октобар окт",
      "novembra novembar новембра новембар нов", "decembra decembar децембра децембар дец"}},
    {"sl",
     {"januarja januar", "februarja februar", "marca marec", "aprila april", "maja maj",
      "junija junij", "julija julij", "avgusta avgust", "septembra september", "oktobra oktober",
      "novembra november", "decembra december"}},
    {"bg",
     {"януари ян", "февруари фев", "март", "април апр", "май", "юни", "юли", "август авг",
      "септември септ", "октомври окт", "ноември ноем", "декември дек"}},
    {"mk",
     {"јануари", "февруари", "март", "април", "мај", "јуни", "јули", "август", "септември",
      "октомври", "ноември", "декември"}},
    {"be",
     {"студзеня", "лютага", "сакавіка", "красавіка", "мая", "чэрвеня", "ліпеня", "жніўня",
      "верасня", "кастрычніка", "лістапада", "снежня"}},
    {"ca",
     {"gener gen", "febrer", "març", "abril abr", "maig", "juny", "juliol", "agost ag", "setembre",
      "octubre", "novembre", "desembre des"}},
    {"gl",
     {"xaneiro xan", "febreiro", "marzo", "abril", "maio", "xuño", "xullo", "agosto", "setembro",
      "outubro", "novembro", "decembro"}},
    {"eu",
     {"urtarrilaren urtarrilak", "otsailaren otsailak", "martxoaren martxoak",
      "apirilaren apirilak", "maiatzaren maiatzak", "ekainaren ekainak", "uztailaren uztailak",
      "abuztuaren abuztuak", "irailaren irailak", "urriaren urriak", "azaroaren azaroak",
      "abenduaren abenduak"}},
    {"sq",
     {"janar", "shkurt", "mars", "prill", "maj", "qershor", "korrik", "gusht", "shtator", "tetor",
      "nëntor", "dhjetor"}},
    {"az",
     {"yanvar", "fevral", "mart", "aprel", "may", "iyun", "iyul", "avqust", "sentyabr", "oktyabr",
      "noyabr", "dekabr"}},
    {"id",
     {"januari jan", "februari feb", "maret mar", "april apr", "mei", "juni jun", "juli jul",
      "agustus agu ags agt", "september sep", "oktober okt", "november nopember nov",
      "desember des"}},
    {"ms",
     {"januari", "februari", "mac", "april", "mei", "jun", "julai", "ogos ogo", "september",
      "oktober", "november", "disember dis"}},
    {"tl",
     {"enero", "pebrero", "marso", "abril", "mayo", "hunyo", "hulyo", "agosto", "setyembre",
      "oktubre", "nobyembre", "disyembre"}},
    {"sw",
     {"januari", "februari", "machi", "aprili", "mei", "juni", "julai", "agosti", "septemba",
      "oktoba", "novemba", "desemba"}},
    {"cy",
     {"ionawr", "chwefror", "mawrth", "ebrill", "mai", "mehefin", "gorffennaf", "awst", "medi",
      "hydref", "tachwedd", "rhagfyr"}},
    {"ga",
     {"eanáir", "feabhra", "márta", "aibreán", "bealtaine", "meitheamh", "iúil", "lúnasa",
      "meán_fómhair", "deireadh_fómhair", "samhain", "nollaig"}},
    {"ar",
     {"يناير كانون_الثاني جانفي", "فبراير شباط فيفري", "مارس آذار اذار",
      "أبريل ابريل إبريل نيسان أفريل", "مايو أيار ايار ماي", "يونيو حزيران جوان",
      "يوليو تموز جويلية يوليوز", "أغسطس اغسطس آب اب أوت غشت", "سبتمبر أيلول ايلول شتنبر",
      "أكتوبر اكتوبر تشرين_الأول تشرين_الاول", "نوفمبر تشرين_الثاني نونبر",
      "ديسمبر كانون_الأول كانون_الاول دجنبر"}},
    {"fa",
     {"ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر",
      "نوامبر", "دسامبر"}},
    {"ur",
     {"جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر",
      "دسمبر"}},
    {"he",
     {"ינואר בינואר ינו", "פברואר בפברואר פבר", "מרץ במרץ", "אפריל באפריל אפר", "מאי במאי",
      "יוני ביוני", "יולי ביולי", "אוגוסט באוגוסט אוג", "ספטמבר בספטמבר ספט",
      "אוקטובר באוקטובר אוק", "נובמבר בנובמבר נוב", "דצמבר בדצמבר דצמ"}},
    {"hi",
     {"जनवरी जन", "फरवरी फ़रवरी फर", "मार्च", "अप्रैल अप्रेल", "मई", "जून", "जुलाई", "अगस्त",
      "सितंबर सितम्बर सित", "अक्टूबर अक्तूबर अक्टू", "नवंबर नवम्बर नव", "दिसंबर दिसम्बर दिस"}},
    {"mr",
     {"जानेवारी", "फेब्रुवारी", "मार्च", "एप्रिल", "मे", "जून", "जुलै", "ऑगस्ट", "सप्टेंबर", "ऑक्टोबर", "नोव्हेंबर",
      "डिसेंबर"}},
    {"bn",
     {"জানুয়ারি জানুয়ারী", "ফেব্রুয়ারি ফেব্রুয়ারী", "মার্চ", "এপ্রিল", "মে", "জুন", "জুলাই", "আগস্ট",
      "সেপ্টেম্বর", "অক্টোবর", "নভেম্বর", "ডিসেম্বর"}},
    {"ta",
     {"ஜனவரி", "பிப்ரவரி", "மார்ச்", "ஏப்ரல்", "மே", "ஜூன்", "ஜூலை", "ஆகஸ்ட்", "செப்டம்பர்", "அக்டோபர்", "நவம்பர்",
      "டிசம்பர்"}},
    {"th",
     {"มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน",
      "ตุลาคม", "พฤศจิกายน", "ธันวาคม"}},
    {"ka",
     {"იანვარი იანვარს", "თებერვალი", "მარტი", "აპრილი", "მაისი", "ივნისი", "ივლისი", "აგვისტო",
      "სექტემბერი", "ოქტომბერი", "ნოემბერი", "დეკემბერი"}},
    {"hy",
     {"հունվարի հունվար", "փետրվարի փետրվար", "մարտի մարտ", "ապրիլի ապրիլ", "մայիսի մայիս",
      "հունիսի հունիս", "հուլիսի հուլիս", "օգոստոսի օգոստոս", "սեպտեմբերի սեպտեմբեր",
      "հոկտեմբերի հոկտեմբեր", "նոյեմբերի նոյեմբեր", "դեկտեմբերի դեկտեմբեր"}},
};

struct Name {
  std::string text;  // folded
  std::uint8_t row;
  std::uint8_t month;
};

std::vector<Name> all_names() {
  std::vector<Name> names;
  for (std::size_t row = 0; row < std::size(kRows); ++row) {
    for (std::size_t month = 0; month < 12; ++month) {
      std::string_view rest = kRows[row].months[month];
      while (!rest.empty()) {
        const std::size_t length = std::min(rest.find(' '), rest.size());
        names.push_back({fold_word(rest.substr(0, length)), static_cast<std::uint8_t>(row),
                         static_cast<std::uint8_t>(month + 1)});
        rest.remove_prefix(std::min(length + 1, rest.size()));
      }
    }
  }
  std::stable_sort(names.begin(), names.end(),
                   [](const Name& a, const Name& b) { return a.text < b.text; });
  return names;
}

}  // namespace

std::string fold_word(std::string_view word) {
  static const UNormalizer2* const nfc = [] {
    UErrorCode error = U_ZERO_ERROR;
    return unorm2_getNFCInstance(&error);
  }();
  std::string out;
  if (word.size() > kLongestMonthName) return out;
  for (std::size_t at = 0; at < word.size();) {
    const auto point = parse::code_point_at(word, at);
    at += point.size;
    UChar32 value = static_cast<UChar32>(point.value);
    if (value >= 0x80 && nfc != nullptr) {
      UErrorCode error = U_ZERO_ERROR;
      std::array<UChar, 8> parts{};
      // Hangul and Indic letters must stay whole: only marks of Latin, Greek and Cyrillic go.
      if (value < 0x530 || (value >= 0x1E00 && value < 0x2000)) {
        if (unorm2_getRawDecomposition(nfc, value, parts.data(), 8, &error) > 0 &&
            U_SUCCESS(error)) {
          value = parts[0];
          // Two marks on one letter take two steps (U+0390, U+1E17).
          if (unorm2_getRawDecomposition(nfc, value, parts.data(), 8, &error) > 0) value = parts[0];
        }
      }
    }
    if (value >= 0x300 && value < 0x370) continue;
    parse::append_utf8(out, static_cast<char32_t>(u_foldCase(value, U_FOLD_CASE_DEFAULT)));
  }
  return out;
}

int month_of_name(std::string_view word, std::string_view language) {
  static const std::vector<Name> names = all_names();
  const std::string folded = fold_word(word);
  if (folded.size() < 2) return 0;
  auto at =
      std::lower_bound(names.begin(), names.end(), folded,
                       [](const Name& name, const std::string& text) { return name.text < text; });
  if (at == names.end() || at->text != folded) return 0;
  const int first = at->month;
  for (; at != names.end() && at->text == folded; ++at) {
    if (kRows[at->row].language == language) return at->month;
  }
  return first;
}

}  // namespace storyfold::crawler::extract
