#pragma once
// The rows behind claim_patterns(): what each pattern is looked for in, and what comes of it.
// Internal to claims*.cc and their tests. Built once, but a pattern is compiled when it is first
// tried; safe from any thread.
#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/stages.h"
#include "crawler/parse/claims.h"
#include "crawler/parse/lazy_pattern.h"

namespace storyfold::crawler::parse {

// Where a row's pattern stands, and so what it takes.
enum class Place : std::uint8_t {
  kField,   // a label; the value runs to the next label. A line of nothing else leaves the body
  kLine,    // a whole line, which leaves the body. Group 1: the name, if it is a claim
  kLead,    // the start of a paragraph: marked. Group 1: agency or name, group 2: credits
  kInside,  // the start of a clause: marked. Group 1: the name
  kTail,    // the end of the last paragraph: marked. Group 1: the quote, group 2: name or credits
  kHint,    // class or id words of a short paragraph, which leaves the body
};

// Which paragraphs a kLine row is tried on.
enum class Reach : std::uint8_t {
  kAll,
  kEdges,  // the first three and the last twelve
  kEnd,    // the last twelve
  kRest,   // as kEnd; the short paragraphs behind it go too: "related articles:"
};

// How the name is read.
enum class Naming : std::uint8_t { kNone, kOutlet, kAgency, kPeople, kTitle, kCredits, kCited };

struct ClaimRow {
  ClaimPattern shown;
  Place place;
  Naming naming;
  std::optional<ClaimKind> kind;  // none: chrome
  Reach reach;
  // One of these must be in the text for the pattern to be tried, '|' between them; compared byte
  // by byte. kInside: where a match may start.
  std::string_view triggers;
};

// Which byte triples occur in a text. Nine patterns of ten are ruled out by it, at the cost of one
// pass over the text for all of them.
class TripleSet {
 public:
  explicit TripleSet(std::string_view text);
  // False: `words` is certainly not in the text.
  [[nodiscard]] bool may_hold(std::string_view words) const noexcept;

 private:
  std::bitset<8192> seen_;
};

struct CompiledRow {
  const ClaimRow* row;
  std::vector<std::string_view> triggers;
  std::unique_ptr<const LazyPattern> pattern;
};

[[nodiscard]] const std::vector<ClaimRow>& claim_rows();
[[nodiscard]] const std::vector<CompiledRow>& compiled_rows(Place place);

}  // namespace storyfold::crawler::parse
