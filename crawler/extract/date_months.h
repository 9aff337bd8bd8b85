#pragma once
// Month names in the languages of the press, as dates write them: nominative, genitive, short.
// Pure; safe from any thread.
#include <cstddef>
#include <string>
#include <string_view>

namespace storyfold::crawler::extract {

inline constexpr std::size_t kLongestMonthName = 48;  // bytes, before folding

// 1..12, or 0 when `word` names no month. `word` is letters of any case, without the dot of a short
// form; marks above letters are ignored ("fevr" = "févr"). `language` is a primary subtag ("hr")
// that decides where two languages disagree (listopada); "" takes the larger one.
[[nodiscard]] int month_of_name(std::string_view word, std::string_view language);

// Lower case, without combining marks. Words longer than kLongestMonthName give "".
[[nodiscard]] std::string fold_word(std::string_view word);

}  // namespace storyfold::crawler::extract
