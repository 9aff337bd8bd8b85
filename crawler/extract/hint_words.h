#pragma once
// The words that outlets' templates put into class and id names, and what they say of an element.
// Pure; safe from any thread.
#include <cstdint>
#include <span>
#include <string_view>

#include "crawler/extract/hints.h"

namespace storyfold::crawler::extract {

struct HintWord {
  std::string_view word;  // lower case, begins with a letter
  Hints hints;
  // kToken and kTokenStart are about all of a class name, or its start; "label-hidden" says nothing
  // about the element.
  enum class Match : std::uint8_t { kToken, kTokenStart, kWord, kStart, kAnywhere } match;
};

// The table, in two parts.
[[nodiscard]] std::span<const HintWord> hint_words_of_chrome();
[[nodiscard]] std::span<const HintWord> hint_words_of_article();

}  // namespace storyfold::crawler::extract
