#pragma once
// Token alignment of two texts: what is equal, what one has more, what was replaced.
// Greedy anchoring on the longest common runs that are unique (patience style), then Myers'
// O(ND) between anchors with a bound; past the bound a stretch counts as replaced.
// Pure; safe from any thread.
#include <cstdint>
#include <vector>

#include "dedup/matching_form.h"

namespace storyfold::dedup {

enum class HunkKind : std::uint8_t { kEqual, kOnlyA, kOnlyB, kReplaced };

// Half-open token ranges; a kOnlyA hunk has an empty range in b and the reverse. Hunks follow each
// other without a gap in either text and cover both.
struct Hunk {
  HunkKind kind = HunkKind::kEqual;
  std::uint32_t a_begin = 0, a_end = 0;
  std::uint32_t b_begin = 0, b_end = 0;
  bool operator==(const Hunk&) const = default;
};

[[nodiscard]] std::vector<Hunk> align(const MatchingForm& a, const MatchingForm& b);

}  // namespace storyfold::dedup
