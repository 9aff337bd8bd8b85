#pragma once
// The part that all stored records share: from their fields as text to an Article. Pure.
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "core/stages.h"

namespace storyfold::crawler::parse {

enum class BodyForm { kHtml, kText };

// A title, name or the like: entities decoded (feeds escape titles twice), cleaned.
[[nodiscard]] std::string clean_field(std::string_view text);

// Fills body, claims, headline and notes of `article` from `body`; its title must be set.
void set_body(Article& article, std::string_view body, BodyForm form,
              const config::ParseSettings& settings);

// What is missing once all fields are set: authors from the byline when the record named none, the
// outlet from `folder`.
void settle(Article& article, std::string_view folder);

}  // namespace storyfold::crawler::parse
