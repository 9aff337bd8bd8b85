#pragma once
// What the matching form makes of one code point: NFKC with case folding (ICU), then traditional
// Chinese to simplified. Built once at first use; afterwards read only, so safe from any thread.
#include <cstdint>
#include <span>

namespace storyfold::dedup {

enum class CharacterClass : std::uint8_t {
  kDropped,  // punctuation, symbols, spaces, controls: ends a run
  kIgnored,  // default ignorables, combining marks: neither token nor boundary
  kCjk,      // a token of its own: Han, kana, Hangul, Bopomofo
  kLetter,   // part of a run of letters
  kDigit,    // decimal digit, folded to '0'..'9'
};

struct FoldedCharacter {
  CharacterClass kind = CharacterClass::kDropped;
  char32_t code = 0;  // folded; 0 when dropped or ignored
};

// What `code` folds to: usually one, several for a ligature or a square unit, none when nothing
// is left. The span points into static storage.
[[nodiscard]] std::span<const FoldedCharacter> fold_character(char32_t code);

}  // namespace storyfold::dedup
