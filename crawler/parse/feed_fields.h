#pragma once
// What the readers of feeds in XML and JSON share: from a field as written to the value kept. Pure.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "crawler/parse/feed.h"

namespace storyfold::crawler::parse {

// Text that may hold markup and escapes, as plain text on one line.
[[nodiscard]] std::string plain_text(std::string_view markup);

// A link as feeds write it, "&" escaped once too often included. "" when it cannot be asked.
[[nodiscard]] std::string feed_url(std::string_view base, std::string_view written);

// Adds plain_text(`written`) unless it is empty or there, or there are very many.
void add_name(std::vector<std::string>& names, std::string_view written);

// Counts what could not be used, so that a feed of 2,000 broken dates yields one line.
class FeedDates {
 public:
  explicit FeedDates(int assumed_utc_offset_minutes) : offset_(assumed_utc_offset_minutes) {}

  // Unknown when empty or unreadable.
  [[nodiscard]] Timestamp read(std::string_view written);
  // What to put into Feed::notes: nothing or a line.
  void note_into(std::vector<std::string>& notes) const;

 private:
  int offset_;
  std::size_t unreadable_ = 0;
  std::string first_;
};

// Appends `entry` unless it tells nothing; past kMaxFeedEntries it is counted in `left_out`.
void keep_entry(std::vector<FeedEntry>& entries, FeedEntry&& entry, std::size_t& left_out);

// The two forms. `utf8` is valid UTF-8 without byte order mark.
[[nodiscard]] Result<Feed> read_xml_feed(std::string_view utf8, std::string_view url,
                                         int assumed_utc_offset_minutes);
[[nodiscard]] Result<Feed> read_json_feed(std::string_view utf8, std::string_view url,
                                          int assumed_utc_offset_minutes);

}  // namespace storyfold::crawler::parse
