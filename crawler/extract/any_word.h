#pragma once
// Whether any of some words stands anywhere in a text: one automaton for all of them, built once.
// Internal to this folder. Safe from any thread.
#include <re2/re2.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace storyfold::crawler::extract {

enum class LetterCase : std::uint8_t { kAny, kAsWritten };

class AnyWord {
 public:
  AnyWord(std::initializer_list<std::string_view> words, LetterCase letters = LetterCase::kAny)
      : pattern_(joined(words), options(letters)) {}
  // Those of all lists, in any case: most texts have none, and are asked once.
  AnyWord(std::initializer_list<const AnyWord*> lists)
      : pattern_(joined(lists), options(LetterCase::kAny)) {}

  [[nodiscard]] bool in(std::string_view text) const {
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern_);
  }

 private:
  static RE2::Options options(LetterCase letters) {
    RE2::Options options;
    options.set_case_sensitive(letters == LetterCase::kAsWritten);
    return options;
  }

  static std::string joined(std::initializer_list<std::string_view> words) {
    std::string out;
    for (const std::string_view word : words) {
      if (!out.empty()) out += '|';
      out += RE2::QuoteMeta(re2::StringPiece(word.data(), word.size()));
    }
    return out;
  }

  static std::string joined(std::initializer_list<const AnyWord*> lists) {
    std::string out;
    for (const AnyWord* list : lists) out += (out.empty() ? "" : "|") + list->pattern_.pattern();
    return out;
  }

  RE2 pattern_;
};

}  // namespace storyfold::crawler::extract
