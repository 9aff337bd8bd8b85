#pragma once
// Credit lines: labels and their values, and nothing else. Internal to claims_match.cc. Pure.
#include <cstddef>
#include <optional>
#include <string_view>

#include "crawler/parse/claims_match.h"
#include "crawler/parse/claims_table.h"

namespace storyfold::crawler::parse {

// Longer lines are sentences.
inline constexpr std::size_t kMaxCreditBytes = 480;

// Without ornaments before it and a pair of brackets around all of it.
[[nodiscard]] std::string_view without_brackets(std::string_view text);

// All of `inner`, a part of `whole` without its brackets, as credits. Positions count from `whole`;
// `triples` are those of a text that holds `inner`.
[[nodiscard]] std::optional<Match> credits_of(std::string_view whole, std::string_view inner,
                                              const TripleSet& triples);

}  // namespace storyfold::crawler::parse
