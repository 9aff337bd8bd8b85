#pragma once
// What a visit means for its address: how it ended, and when it is visited again. Pure: times come
// in. What sources learn from a poll is not here (crawler/frontier/revisit.h).
#include <chrono>

#include "app/crawl/document.h"
#include "config/settings.h"
#include "core/crawl.h"
#include "crawler/fetch/engine.h"

namespace storyfold::app {

// A page that failed so often in a row is given up. Sources never are.
inline constexpr std::uint32_t kMaxAttempts = 5;

// `before` as it stands after the visit. `document` is null unless new bytes came, or the text of
// the listing stands for a page that is closed. The `due` of a
// source that answered is left to what is learned from the poll. An address whose host is blocked
// keeps its record but for `due`.
[[nodiscard]] UrlRecord settle(UrlRecord before, const crawler::fetch::FetchOutcome& outcome,
                               const Document* document, const config::CrawlSettings& settings,
                               std::chrono::sys_seconds now);

// The record of an entry that has no page, once its text was read.
[[nodiscard]] UrlRecord settle_entry(UrlRecord record, std::uint64_t text_hash,
                                     std::chrono::sys_seconds now);

}  // namespace storyfold::app
