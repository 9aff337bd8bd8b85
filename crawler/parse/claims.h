#pragma once
// Origin claims: who a text says it came from. Every pattern is a row of one table
// (claims_table.cc) with its test lines. Pure; safe from any thread.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/stages.h"
#include "crawler/parse/text.h"

namespace storyfold::crawler::parse {

struct ClaimedBody {
  std::string body;           // as Article::body
  std::vector<Claim> claims;  // in order of the text; ranges into `body`
  std::optional<ByteRange> headline;
};

// Paragraphs that are only a claim, and copyright, promotion, editor, QR and footer-link lines,
// leave the body (their claims stay); a claim inside a sentence stays in the body, its bytes
// marked. A source note in brackets at the end of the last paragraph is marked, not cut.
[[nodiscard]] ClaimedBody read_claims(const std::vector<TextBlock>& blocks, std::string_view title);

// One row of the table, for docs and tests.
struct ClaimPattern {
  std::string_view name;             // "source-line-zh"
  std::string_view pattern;          // RE2
  std::string_view example;          // a line it takes
  std::string_view counter_example;  // a near line it must leave alone; may be empty
};
[[nodiscard]] const std::vector<ClaimPattern>& claim_patterns();

}  // namespace storyfold::crawler::parse
