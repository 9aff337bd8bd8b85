#pragma once
// What is still read of a page that no parser may see. Pure; safe from any thread.
#include <string_view>

#include "config/settings.h"
#include "crawler/extract/body.h"
#include "crawler/parse/gumbo_arena.h"

namespace storyfold::crawler::extract {

// The head of the page (title, metas), parsed alone; an empty document when that is refused too.
// `html` as slim_page leaves it.
[[nodiscard]] parse::HtmlTree degraded_head(std::string_view html,
                                            const config::ParseSettings& settings);

// Tags taken off: of the lines that are left those that read like sentences, or all of them when
// none does. Linear in the bytes, of which the first `parse.html_max` are read,
// and no more than 20,000 lines.
[[nodiscard]] PageBody degraded_body(std::string_view html, const config::ParseSettings& settings);

}  // namespace storyfold::crawler::extract
