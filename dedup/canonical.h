#pragma once
// Which sighting of a story is its canonical one, by a stated rule (DESIGN section 3): the outlet
// that the others name as origin; else the earliest trustworthy time; else the most complete text;
// else the configured rank of outlets; else the lowest sighting. Pure; safe from any thread.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/stages.h"

namespace storyfold::dedup {

// Views stay valid while choose_canonical runs.
struct CanonicalCandidate {
  SightingNumber sighting = 0;
  std::string_view outlet;
  Timestamp published;
  std::uint32_t tokens = 0;
  std::span<const std::string> origins;  // outlets its own claims name
};

struct CanonicalChoice {
  std::size_t index = 0;
  CanonicalClause clause = CanonicalClause::kOnlyMember;
};

// `members` is not empty. `outlet_rank`: preferred outlets first.
[[nodiscard]] CanonicalChoice choose_canonical(std::span<const CanonicalCandidate> members,
                                               std::span<const std::string> outlet_rank);

// Do an outlet's name and a name in a claim mean the same house? Width, case and script are
// folded, and one may be a part of the other ("Xinhua" in "Xinhua News").
[[nodiscard]] bool same_outlet(std::string_view a, std::string_view b);

}  // namespace storyfold::dedup
