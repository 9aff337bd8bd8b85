#pragma once
// The part of `verify` that reads stories, their members, aliases and links: a story is what its
// members say it is, every member says what its sighting says, and aliases and links are found
// from both ends.
#include <cstdint>

#include "storage/checks.h"

namespace storyfold::storage {

struct StoryCounts {
  std::uint64_t stories = 0, members = 0, aliases = 0, edges = 0;
};

// What it counted is whole where Checks::read_whole says so of the family.
[[nodiscard]] StoryCounts check_story_families(Checks& checks);

}  // namespace storyfold::storage
