#pragma once
// Trying the rows of the claims table on pieces of text. Internal to read_claims. Pure; safe from
// any thread.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/stages.h"
#include "crawler/parse/claims_table.h"

namespace storyfold::crawler::parse {

struct FoundClaim {
  ClaimKind kind;
  std::string name;
  std::size_t begin;  // of the quote, in the text that was searched
  std::size_t end;
};

struct Match {
  std::vector<const ClaimRow*> rows;  // that took it; several for a line of several credits
  std::size_t begin = 0;              // of all that was matched
  std::size_t end = 0;
  std::vector<FoundClaim> claims;  // empty for chrome
};

// "责任编辑：王蒙 校对：李四", "记者 欧阳剑环", "财联社记者 刘建": labels and their values, and
// nothing else. `match` is then the line. Positions count from `text`'s start.
[[nodiscard]] std::optional<Match> match_credits(std::string_view text);

// In the following, `triples` are those of the whole text given.

// All of `line`: credits first, then whole-line rows that may be tried at this place of the text.
[[nodiscard]] std::optional<Match> match_line(std::string_view line, const TripleSet& triples,
                                              bool near_start, bool near_end);

// A row that starts at `at`.
[[nodiscard]] std::optional<Match> match_lead(std::string_view paragraph, const TripleSet& triples,
                                              std::size_t at);

// Every attribution inside sentences, from `at` on.
[[nodiscard]] std::vector<Match> match_inside(std::string_view paragraph, const TripleSet& triples,
                                              std::size_t at);

// What stands at the end, in brackets.
[[nodiscard]] std::optional<Match> match_tail(std::string_view paragraph, const TripleSet& triples);

[[nodiscard]] std::optional<Match> match_hint(std::string_view hint);

// Is `text` taken by this very row? For the tests of the table.
[[nodiscard]] bool row_takes(const ClaimRow& row, std::string_view text);

}  // namespace storyfold::crawler::parse
