#pragma once
// What an alignment says about two texts, as numbers. The judge decides from these alone.
// Pure; safe from any thread.
#include <cstdint>
#include <vector>

#include "core/stages.h"
#include "dedup/align.h"
#include "dedup/matching_form.h"

namespace storyfold::dedup {

// "Shorter" is the text with fewer tokens; ours when both have as many.
struct Measures {
  bool ours_shorter = true;
  std::uint32_t shorter_tokens = 0;
  std::uint32_t longer_tokens = 0;
  std::uint32_t equal_tokens = 0;     // aligned
  std::uint32_t replaced_tokens = 0;  // of the shorter, where the longer says something else
  std::uint32_t only_shorter = 0;     // of the shorter, where the longer says nothing
  std::uint32_t swapped_tokens = 0;   // of the replaced: short for short, as a template's slot
  std::uint32_t longest_added = 0;    // tokens of the longest stretch only the longer has
  double containment = 0;             // 5-token shingles of the shorter found in the longer

  // Numbers of the shorter text. Those of dates are only looked at where they are aligned: many
  // outlets leave out the month or the year.
  std::uint32_t numbers = 0;
  std::uint32_t numbers_found = 0;  // somewhere in the longer
  std::uint32_t aligned = 0;        // stand against a number of the same unit
  std::uint32_t conflicts = 0;      // of those: another value, dates left out
  std::uint32_t date_aligned = 0;
  std::uint32_t date_conflicts = 0;

  [[nodiscard]] double covered() const noexcept;         // equal / shorter
  [[nodiscard]] double covered_longer() const noexcept;  // equal / longer
  [[nodiscard]] double replaced() const noexcept;        // replaced / shorter
  [[nodiscard]] double numbers_shared() const noexcept;  // 1 when there are none
  [[nodiscard]] double conflict_ratio() const noexcept;  // conflicts of both kinds / aligned
};

struct ConflictingNumbers {  // indices into the forms' `numbers`
  std::uint32_t ours = 0;
  std::uint32_t theirs = 0;
};

struct Measured {
  Measures measures;
  std::vector<Hunk> hunks;  // a = ours, b = theirs
  std::vector<ConflictingNumbers> conflicting;
};

// `containment`: of the two, as containment_of() gives it.
[[nodiscard]] Measured measure(const MatchingForm& ours, const MatchingForm& theirs,
                               double containment);

}  // namespace storyfold::dedup
