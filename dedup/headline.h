#pragma once
// Headlines, as folding uses them: only for texts too short to speak for themselves. A stub that
// stands under many headlines ("details in the notice", a bare date) says which story it belongs to
// by its headline alone; a short flash is often reposted under a rewritten one.
// Pure; safe from any thread.
#include <cstdint>
#include <string_view>

#include "core/stages.h"
#include "dedup/matching_form.h"

namespace storyfold::dedup {

// The title, else the bracketed headline at the start of the body; empty when there is neither.
// A view into `article`.
[[nodiscard]] std::string_view headline_of(const Article& article);

// Of the headline's matching form; 0 when nothing is left of it.
[[nodiscard]] std::uint32_t headline_hash(std::string_view headline);

// May two texts whose body is (nearly) `body` stand under these headlines as one story? Yes when
// the other headline and the body together say more than half of the words of either: a rewritten
// headline keeps words of the old one or takes them from the body, the headlines of a stub's
// stories do neither. A headline without words speaks against nothing. Linear in the three texts.
[[nodiscard]] bool headlines_agree(std::string_view a, std::string_view b,
                                   const MatchingForm& body);

}  // namespace storyfold::dedup
