#pragma once
// What outlets do to each other's texts. Pure.
#include <span>
#include <string>
#include <vector>

#include "tests/newsroom/stories.h"

namespace storyfold::newsroom {

enum class Edit {
  kNone,        // as the agency sent it
  kHeadline,    // another headline
  kLead,        // another headline, and the first paragraph rewritten
  kCut,         // the last third left out
  kMore,        // the longer version
  kDisclaimer,  // a notice of the outlet at the end
};

struct Text {
  std::string title;
  std::vector<std::string> paragraphs;
};

// The story as an outlet prints it. `variant` chooses among headlines and leads.
[[nodiscard]] Text edited(const Story& story, Edit edit, unsigned variant);

// A digest: the headline and first paragraph of each part. A story of its own.
[[nodiscard]] Text round_up(std::span<const Story* const> parts);

}  // namespace storyfold::newsroom
