#pragma once
// Which language a text is in. Pure; safe from any thread; looks at the first kLanguageBytes only.
#include <cstddef>
#include <string>
#include <string_view>

namespace storyfold::crawler::parse {

struct TextLanguage {
  std::string tag;     // BCP 47 primary subtag ("zh", "en", "no"), "" unknown
  std::string script;  // ISO 15924: "Latn", "Cyrl"; Chinese "Hans", "Hant" or, when it holds only
                       // characters common to both, "Hani"; Japanese "Jpan", Korean "Kore"
  bool reliable = false;  // false: few letters, or taken from the declaration
};

inline constexpr std::size_t kLanguageBytes = 16u << 10;

// `utf8_text` is the text itself, without markup. Chinese, Japanese and Korean are told by their
// characters, others by CLD2. `declared_hint` is what the page says (html lang, og:locale, any
// case, "zh-CN", "en_US"; may be empty): it decides only where the text is too short to tell, and
// only when it is written in that script.
[[nodiscard]] TextLanguage identify_language(std::string_view utf8_text,
                                             std::string_view declared_hint);

}  // namespace storyfold::crawler::parse
