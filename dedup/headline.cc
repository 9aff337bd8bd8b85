#include "dedup/headline.h"

#include <algorithm>
#include <vector>

#include "core/hash.h"

namespace storyfold::dedup {
namespace {

// Read off pairs of equal short texts: rewritten headlines of one flash share .55 and more in
// nearly all, headlines over a paper's stubs (a date, a credit line) .5 and less (docs/folding.md).
constexpr double kMinShared = 0.5;

using Words = std::vector<std::uint32_t>;  // sorted, unique

Words words_of(const MatchingForm& form) {
  Words words = form.tokens;
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

bool mostly_said(const Words& headline, const Words& other, const Words& body) {
  const auto said = std::count_if(headline.begin(), headline.end(), [&](std::uint32_t word) {
    return std::binary_search(other.begin(), other.end(), word) ||
           std::binary_search(body.begin(), body.end(), word);
  });
  return static_cast<double>(said) > kMinShared * static_cast<double>(headline.size());
}

}  // namespace

std::string_view headline_of(const Article& article) {
  if (!article.title.empty() || !article.headline) return article.title;
  return std::string_view(article.body).substr(article.headline->begin, article.headline->size());
}

std::uint32_t headline_hash(std::string_view headline) {
  const MatchingForm form = make_form(headline, {});
  if (form.tokens.empty()) return 0;
  const auto hash = static_cast<std::uint32_t>(xxh3_64(form.text) >> 32);
  return hash == 0 ? 1 : hash;
}

bool headlines_agree(std::string_view a, std::string_view b, const MatchingForm& body) {
  const Words ours = words_of(make_form(a, {}));
  const Words theirs = words_of(make_form(b, {}));
  if (ours.empty() || theirs.empty()) return true;
  const Words said = words_of(body);
  return mostly_said(ours, theirs, said) || mostly_said(theirs, ours, said);
}

}  // namespace storyfold::dedup
