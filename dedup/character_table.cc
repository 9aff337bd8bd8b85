#include "dedup/character_table.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <vector>

namespace storyfold::dedup {
namespace {

struct CodePair {
  char32_t traditional;
  char32_t simplified;
};

constexpr CodePair kTraditionalToSimplified[] = {
#include "dedup/t2s_table.inc"
};

char32_t simplify(char32_t code) {
  const auto* end = std::end(kTraditionalToSimplified);
  const auto* found = std::lower_bound(
      std::begin(kTraditionalToSimplified), end, code,
      [](const CodePair& pair, char32_t wanted) { return pair.traditional < wanted; });
  return found != end && found->traditional == code ? found->simplified : code;
}

bool is_cjk(char32_t code) {
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(static_cast<UChar32>(code), &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_YI:
      return true;
    default:
      return false;
  }
}

FoldedCharacter classify(char32_t code) {
  const auto c = static_cast<UChar32>(code);
  if (const int digit = u_charDigitValue(c);
      digit >= 0 && u_charType(c) == U_DECIMAL_DIGIT_NUMBER) {
    return {CharacterClass::kDigit, U'0' + static_cast<char32_t>(digit)};
  }
  if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ||
      (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0) {
    return {CharacterClass::kIgnored, 0};
  }
  if ((U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK)) == 0) return {};
  if (is_cjk(code)) return {CharacterClass::kCjk, simplify(code)};
  return {CharacterClass::kLetter, code};
}

// Han and Hangul syllables need no NFKC; sparing ICU the work keeps the first call at some ms.
constexpr bool folds_to_itself(char32_t code) {
  return (code >= 0x4E00 && code <= 0x9FFF) || (code >= 0x3400 && code <= 0x4DBF) ||
         (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0x20000 && code <= 0x2F7FF);
}

// One slot a code point: index of the first folded character and how many there are. Planes past
// the second hold nothing that news is written in; they fold on the fly to nothing.
class Table {
 public:
  Table() {
    UErrorCode status = U_ZERO_ERROR;
    const auto* fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
    folded_.reserve(kCodes + 4096);
    for (char32_t code = 0; code < kCodes; ++code) add(code, *fold);
    folded_.shrink_to_fit();
  }

  [[nodiscard]] std::span<const FoldedCharacter> at(char32_t code) const {
    if (code >= kCodes) return {};
    return {folded_.data() + begin_[code], begin_[code + 1] - begin_[code]};
  }

 private:
  static constexpr char32_t kCodes = 0x30000;  // planes 0 to 2

  void add(char32_t code, const icu::Normalizer2& fold) {
    begin_[code] = static_cast<std::uint32_t>(folded_.size());
    if (folds_to_itself(code)) {
      folded_.push_back({CharacterClass::kCjk, simplify(code)});
    } else if (u_isdefined(static_cast<UChar32>(code)) == 0 ||
               u_charType(static_cast<UChar32>(code)) == U_PRIVATE_USE_CHAR ||
               U_IS_SURROGATE(code)) {
      folded_.push_back({});
    } else {
      UErrorCode status = U_ZERO_ERROR;
      const icu::UnicodeString folded =
          fold.normalize(icu::UnicodeString(static_cast<UChar32>(code)), status);
      for (std::int32_t i = 0; i < folded.length();) {
        const UChar32 c = folded.char32At(i);
        folded_.push_back(classify(static_cast<char32_t>(c)));
        i += U16_LENGTH(c);
      }
    }
    begin_[code + 1] = static_cast<std::uint32_t>(folded_.size());
  }

  std::array<std::uint32_t, kCodes + 1> begin_{};
  std::vector<FoldedCharacter> folded_;
};

}  // namespace

std::span<const FoldedCharacter> fold_character(char32_t code) {
  static const Table table;
  return table.at(code);
}

}  // namespace storyfold::dedup
