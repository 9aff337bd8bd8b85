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

// Names are outlet_key()s. Views stay valid while choose_canonical runs.
struct CanonicalCandidate {
  SightingNumber sighting = 0;
  std::string_view outlet;
  Timestamp published;
  std::uint32_t tokens = 0;
  std::vector<std::string_view> origins;  // outlets its own claims name
};

struct CanonicalChoice {
  std::size_t index = 0;
  CanonicalClause clause = CanonicalClause::kOnlyMember;
};

// `members` is not empty. `outlet_rank`: keys of preferred outlets, first ones first.
[[nodiscard]] CanonicalChoice choose_canonical(std::span<const CanonicalCandidate> members,
                                               std::span<const std::string> outlet_rank);

// How early a time counts, and how an outlet stands in the configured rank: larger is better; times
// not known to the minute, and outlets without a rank, are least.
[[nodiscard]] std::int64_t canonical_earliness(const Timestamp& published) noexcept;
[[nodiscard]] std::int64_t canonical_rank(std::string_view outlet,
                                          std::span<const std::string> outlet_rank);

// An outlet's name with width, case and script folded, spaces and punctuation dropped.
[[nodiscard]] std::string outlet_key(std::string_view name);

// Do two keys mean the same house? One may be a part of the other ("xinhua" in "xinhuanews").
[[nodiscard]] bool same_outlet(std::string_view a, std::string_view b) noexcept;

}  // namespace storyfold::dedup
