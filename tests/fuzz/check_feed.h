#pragma once
// What is demanded of entries, whichever reader made them.
#include <string_view>

#include "core/url.h"
#include "crawler/parse/feed.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/require.h"

namespace storyfold::fuzz {

// Empty, or a URL that can be asked as it stands.
inline void check_url(std::string_view url) {
  if (url.empty()) return;
  require(is_utf8(url), "a URL is valid UTF-8");
  const auto again = normalize_url(url);
  require(again && *again == url, "a URL is normalized");
}

// Empty, or one clean line.
inline void check_plain(std::string_view text) {
  if (!text.empty()) check_line(text);
}

inline void check_time(const Timestamp& time) {
  if (!time.known()) return;
  require(time.clue == TimeClue::kFeed, "a time tells its clue");
  require(!format_timestamp(time).empty() && format_utc(time.at) < "2201-01-03",
          "a time is one that can be");
}

inline void check_entry(const crawler::parse::FeedEntry& entry) {
  check_url(entry.url);
  check_url(entry.source_url);
  for (const auto* text : {&entry.id, &entry.title, &entry.summary, &entry.source_name}) {
    check_plain(*text);
  }
  for (const auto* names : {&entry.authors, &entry.categories}) {
    for (const auto& name : *names) check_line(name);
  }
  require(is_utf8(entry.body_html), "a body is valid UTF-8");
  check_time(entry.published);
  check_time(entry.updated);
  require(!entry.url.empty() || !entry.id.empty() || !entry.title.empty(),
          "an entry tells something");
}

}  // namespace storyfold::fuzz
