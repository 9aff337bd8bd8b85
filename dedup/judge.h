#pragma once
// What two texts are to each other. A decision is a function of the two texts, their headlines,
// outlets and times, and the settings: never of "now". Pure; safe from any thread.
#include <cstdint>
#include <string_view>

#include "config/settings.h"
#include "core/stages.h"
#include "dedup/matching_form.h"

namespace storyfold::dedup {

enum class PairKind : std::uint8_t {
  kUnrelated,
  kSameFrame,  // same words, other numbers or names: not the same story
  kContains,   // ours is a round-up that quotes theirs
  kQuotedBy,   // theirs is a round-up that quotes ours
  kCopy,       // the same matching form
  kRepost,     // near copies
  kExcerpt,    // ours is part of theirs
  kExpanded,   // ours is theirs plus more
};
[[nodiscard]] std::string_view to_string(PairKind kind);
// Copy, repost, excerpt, expanded: one story.
[[nodiscard]] constexpr bool folds(PairKind kind) noexcept {
  return kind == PairKind::kCopy || kind == PairKind::kRepost || kind == PairKind::kExcerpt ||
         kind == PairKind::kExpanded;
}

// One text in its setting. Views stay valid while judge_pair runs.
struct Side {
  const MatchingForm* form = nullptr;
  ItemNumber item = 0;
  std::uint64_t simhash = 0;
  Timestamp published;
  std::uint32_t headline_hash = 0;  // headline_hash(); 0 = none
  std::string_view headline;        // looked at when asks_for_headlines(); empty = not at hand
  std::string_view outlet;
  bool same_url = false;  // both come from one URL
};

struct PairVerdict {
  PairKind kind = PairKind::kUnrelated;
  Evidence evidence;  // `ours`, `theirs` as given; `reason` says which rule decided
};

[[nodiscard]] PairVerdict judge_pair(const Side& ours, const Side& theirs,
                                     const config::DedupSettings& settings);

// Does the verdict hold only if the headlines agree? They differ, and the shorter text is under
// `short_tokens`, so that equal words alone do not make one story. judge_pair has compared the
// headlines when both were at hand; otherwise judge again with them.
[[nodiscard]] bool asks_for_headlines(const PairVerdict& verdict, const Side& ours,
                                      const Side& theirs, const config::DedupSettings& settings);

}  // namespace storyfold::dedup
