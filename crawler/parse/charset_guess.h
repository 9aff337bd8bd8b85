#pragma once
// Which charset are these bytes most like. Pure; safe from any thread; linear in the sample.
#include <limits>
#include <string_view>
#include <vector>

#include "crawler/parse/charset_labels.h"

namespace storyfold::crawler::parse {

// The cost of a sample read in a charset, by the language in which it is least: bits that its
// characters outside ASCII take, given how often each is met. What would not decode costs most.
struct Likeness {
  Charset charset;
  std::string_view language;
  double bits = std::numeric_limits<double>::infinity();
};

// Of every charset that has a model (charset_models.h) and of UTF-8, the likeliest first. `sample`
// is text without markup (foreign_text). Costs past far_from() the best are not exact. `language`
// is what the page says of itself, may be empty: it breaks ties.
[[nodiscard]] std::vector<Likeness> rank_charsets(std::string_view sample,
                                                  std::string_view language);

// Costs past this are those of a text that is not in that charset, when the likeliest one costs
// `best`. Charsets share much and languages are many, so that only a gross difference counts.
[[nodiscard]] constexpr double far_from(double best) { return best * 1.25 + 60; }

// The cost of `charset` among `ranking`; infinite when it has no model.
[[nodiscard]] double bits_of(const std::vector<Likeness>& ranking, const Charset& charset);

}  // namespace storyfold::crawler::parse
