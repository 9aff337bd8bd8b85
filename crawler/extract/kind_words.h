#pragma once
// Words by which pages say that they are no articles. Each is one row of a table with an example.
// Pure; safe from any thread.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace storyfold::crawler::extract {

enum class KindWords : std::uint8_t {
  kChallengeTitle,  // in titles and headings
  kChallenge,       // in the text of a page that shows little
  kConsentTitle,
  kConsent,        // a sentence about cookies or personal data
  kConsentAnswer,  // a button of a consent dialogue
  kGoneTitle,      // a whole title or heading, or its beginning
  kGone,           // in the text of a page that shows little
  kPaywall,        // a line below the beginning of an article
  kLicence,        // a line about who may print the text again, not about who may read it
  kReadMore,       // a whole line below it
  kSiteTitle,      // a whole title: about, contact, search, tags
};
inline constexpr std::size_t kKindWordsCount = 11;

struct KindWordsRow {
  KindWords group;
  std::string_view pattern;  // RE2, for folded text
  std::string_view example;  // what it is for; matches
};
[[nodiscard]] std::span<const KindWordsRow> kind_words_rows();

// ASCII letters small, typographic apostrophes straight, white space folded.
[[nodiscard]] std::string fold_words(std::string_view text);

// What of `folded` the first matching row of the group matches; "" when none does. Linear.
[[nodiscard]] std::string_view find_words(KindWords group, std::string_view folded);

}  // namespace storyfold::crawler::extract
