#include "crawler/parse/language.h"

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <string_view>
#include <utility>

#include "core/ascii.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

// ---- Scripts.

struct ScriptCounts {
  std::array<std::uint32_t, USCRIPT_CODE_LIMIT> letters{};

  [[nodiscard]] std::uint32_t of(UScriptCode script) const {
    return letters[static_cast<std::size_t>(script)];
  }
  [[nodiscard]] std::uint32_t kana() const { return of(USCRIPT_HIRAGANA) + of(USCRIPT_KATAKANA); }
  [[nodiscard]] std::uint32_t east_asian() const {
    return of(USCRIPT_HAN) + of(USCRIPT_BOPOMOFO) + kana() + of(USCRIPT_HANGUL);
  }
};

ScriptCounts count_scripts(std::string_view text) {
  ScriptCounts counts;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    at += point.size;
    if (point.value < 0x80) {
      const char32_t low = point.value | 0x20;
      if (low >= 'a' && low <= 'z') ++counts.letters[USCRIPT_LATIN];
      continue;
    }
    UErrorCode status = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(static_cast<UChar32>(point.value), &status);
    if (U_SUCCESS(status) != 0 && script > USCRIPT_INHERITED && script < USCRIPT_CODE_LIMIT) {
      ++counts.letters[static_cast<std::size_t>(script)];
    }
  }
  return counts;
}

UScriptCode main_script(const ScriptCounts& counts) {
  const auto* const most = std::max_element(counts.letters.begin(), counts.letters.end());
  return *most == 0 ? USCRIPT_UNKNOWN : static_cast<UScriptCode>(most - counts.letters.begin());
}

std::string script_code(UScriptCode script) {
  return script == USCRIPT_UNKNOWN ? std::string() : uscript_getShortName(script);
}

bool has_script(const ScriptCounts& counts, const std::string& code) {
  const std::int32_t script = u_getPropertyValueEnum(UCHAR_SCRIPT, code.c_str());
  return script >= 0 && script < USCRIPT_CODE_LIMIT &&
         counts.of(static_cast<UScriptCode>(script)) > 0;
}

// ---- What pages declare.

struct Declared {
  std::string tag;     // primary subtag, modern; "" none
  std::string script;  // likely for it: "zh-TW" is Hant
};

std::string modern_tag(std::string_view tag) {
  // What ISO 639 withdrew, and countries taken for languages.
  constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kModern{{
      {"iw", "he"},
      {"in", "id"},
      {"ji", "yi"},
      {"jw", "jv"},
      {"mo", "ro"},
      {"nb", "no"},
      {"sh", "sr"},
      {"jp", "ja"},
      {"cn", "zh"},
      {"kr", "ko"},
      {"cz", "cs"},
      {"dk", "da"},
      {"gr", "el"},
      {"ua", "uk"},
      {"un", ""},
      {"und", ""},
      {"mul", ""},
      {"zxx", ""},
  }};
  const auto* const row = std::find_if(kModern.begin(), kModern.end(),
                                       [&](const auto& pair) { return pair.first == tag; });
  return std::string(row != kModern.end() ? row->second : tag);
}

Declared read_declared(std::string_view hint) {
  constexpr std::size_t kLongest = 35;  // RFC 5646, 4.4.1
  std::string lower(trim(hint).substr(0, kLongest));
  for (char& c : lower) {
    c = ascii_lower(c);
    if (c == '-') c = '_';
    if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_') return {};
  }
  const std::size_t end = std::min(lower.find('_'), lower.size());
  if (end < 2 || end > 3) return {};
  Declared declared;
  declared.tag = modern_tag(std::string_view(lower).substr(0, end));
  if (declared.tag.empty()) return {};
  UErrorCode status = U_ZERO_ERROR;
  std::array<char, ULOC_FULLNAME_CAPACITY> likely{};
  std::array<char, ULOC_SCRIPT_CAPACITY> script{};
  const std::string name = declared.tag + lower.substr(end);
  uloc_addLikelySubtags(name.c_str(), likely.data(), likely.size(), &status);
  if (U_SUCCESS(status) != 0) uloc_getScript(likely.data(), script.data(), script.size(), &status);
  if (U_SUCCESS(status) != 0) declared.script = script.data();
  return declared;
}

// Can a text in that language be written in `script`?
bool is_written_in(const Declared& declared, UScriptCode script) {
  if (declared.script == script_code(script)) return true;
  const bool both = declared.tag == "sr" || declared.tag == "uz" || declared.tag == "kk" ||
                    declared.tag == "az" || declared.tag == "bs";
  return both && (script == USCRIPT_LATIN || script == USCRIPT_CYRILLIC);
}

// ---- Chinese.

constexpr char32_t kFirstHan = 0x4E00;
constexpr char32_t kLastHan = 0x9FFF;
using HanSet = std::bitset<kLastHan - kFirstHan + 1>;

#include "crawler/parse/chinese_forms.inc"

HanSet set_of(std::u32string_view characters) {
  HanSet set;
  for (const char32_t c : characters) set.set(c - kFirstHan);
  return set;
}

struct ChineseForms {
  HanSet simplified;   // stand in simplified texts only
  HanSet traditional;  // in traditional ones only
};
const ChineseForms& chinese_forms() {
  static const ChineseForms kForms{set_of(kSimplifiedOnly), set_of(kTraditionalOnly)};
  return kForms;
}

std::string chinese_script(std::string_view text, const Declared& declared) {
  const ChineseForms& forms = chinese_forms();
  std::size_t simplified = 0;
  std::size_t traditional = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    at += point.size;
    if (point.value < kFirstHan || point.value > kLastHan) continue;
    simplified += forms.simplified[point.value - kFirstHan] ? 1 : 0;
    traditional += forms.traditional[point.value - kFirstHan] ? 1 : 0;
  }
  if (simplified != traditional) return simplified > traditional ? "Hans" : "Hant";
  const bool says = declared.tag == "zh" && declared.script.substr(0, 3) == "Han";
  return says ? declared.script : "Hani";
}

TextLanguage east_asian_language(std::string_view text, const ScriptCounts& counts,
                                 const Declared& declared) {
  constexpr std::uint32_t kFew = 10;
  const std::uint32_t han = counts.of(USCRIPT_HAN);
  const std::uint32_t kana = counts.kana();
  const std::uint32_t hangul = counts.of(USCRIPT_HANGUL);
  const bool reliable = counts.east_asian() >= kFew;
  if (hangul > kana && hangul * 4 > han) return {"ko", "Kore", reliable};
  // Japanese is a third kana at the least; Chinese has の in names of shops.
  if (kana * 10 > han) return {"ja", "Jpan", reliable};
  // A headline may do without kana.
  if (han < 2 * kFew && declared.tag == "ja") return {"ja", "Jpan", false};
  return {"zh", chinese_script(text, declared), reliable};
}

// ---- Others.

TextLanguage ask_cld2(std::string_view text, UScriptCode script, const Declared& declared) {
  CLD2::Language languages[3];
  int percents[3];
  double scores[3];
  int letter_bytes = 0;
  bool reliable = false;
  const CLD2::CLDHints hints{declared.tag.empty() ? nullptr : declared.tag.c_str(), nullptr,
                             CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  const CLD2::Language found = CLD2::ExtDetectLanguageSummary(
      text.data(), static_cast<int>(text.size()), true, &hints, 0, languages, percents, scores,
      nullptr, &letter_bytes, &reliable);
  if (found == CLD2::UNKNOWN_LANGUAGE) return {};
  const std::string_view code = CLD2::LanguageCode(found);
  // "xx-Copt" and such: a script without a language.
  if (code.substr(0, 2) == "xx") return {};
  return {modern_tag(code.substr(0, code.find('-'))), script_code(script), reliable};
}

}  // namespace

TextLanguage identify_language(std::string_view utf8_text, std::string_view declared_hint) {
  const std::string_view text = cut_text(utf8_text, kLanguageBytes);
  const ScriptCounts counts = count_scripts(text);
  const Declared declared = read_declared(declared_hint);
  const UScriptCode script = main_script(counts);
  if (script == USCRIPT_UNKNOWN) return {declared.tag, declared.script, false};
  // An ideograph says as much as a word of some letters.
  constexpr std::uint32_t kLettersOfIdeograph = 3;
  if (counts.east_asian() * kLettersOfIdeograph > counts.of(USCRIPT_LATIN) &&
      counts.east_asian() * kLettersOfIdeograph > counts.of(script)) {
    return east_asian_language(text, counts, declared);
  }
  TextLanguage found = ask_cld2(text, script, declared);
  if (!found.reliable && !declared.tag.empty() && is_written_in(declared, script)) {
    return {declared.tag, script_code(script), false};
  }
  // The language of most of the text may be written in the rarer letters of it.
  if (found.tag == "zh") return east_asian_language(text, counts, declared);
  const std::string own = read_declared(found.tag).script;
  if (own != script_code(script) && has_script(counts, own)) found.script = own;
  if (found.script.empty()) found.script = script_code(script);
  return found;
}

}  // namespace storyfold::crawler::parse
