#pragma once
// What words beside a date say about it: class and id of the elements around, label in front.
// Pure; safe from any thread.
#include <cstddef>
#include <string_view>

#include "crawler/extract/date_clues.h"

namespace storyfold::crawler::extract {

inline constexpr int kVocabularyTrust = 24;  // itemprop="datePublished", class="published"

struct DateHint {
  int trust = 0;  // > 0: a place for dates of articles; < 0: of comments, rails, calendars
  DateRole role = DateRole::kUnsaid;
};

struct DateLabel {
  int trust = 0;
  DateRole role = DateRole::kUnsaid;
};

// Attributes of one element, as written.
[[nodiscard]] DateHint hint_of(std::string_view class_names, std::string_view id,
                               std::string_view itemprop);

// "veröffentlicht", "posted": what stands behind a date.
[[nodiscard]] DateLabel label_behind(std::string_view after);

// `before` is what stands before the date, `line_begin` where its own line begins in it. A label
// in the line above counts when nothing stands before the date in its own.
[[nodiscard]] DateLabel label_of(std::string_view before, std::size_t line_begin);

}  // namespace storyfold::crawler::extract
