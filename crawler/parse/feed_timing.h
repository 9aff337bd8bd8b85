#pragma once
// When a feed in XML asks to be polled: <ttl> and <skipHours> of RSS, the period and frequency of
// RSS 1.0's syndication module. Pure.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "crawler/parse/feed_vocabulary.h"

namespace storyfold::crawler::parse {

class FeedTiming {
 public:
  // What stands in a channel's element; other fields, and what is no number or period, are none.
  void set(Field field, std::string_view text);

  // Feed::ttl: <ttl>, or else the period through the frequency; at least a minute.
  [[nodiscard]] std::optional<std::chrono::minutes> ttl() const;
  // Feed::skip_hours: ascending, each once. 24 is midnight, as in the first specification.
  [[nodiscard]] std::vector<int> skip_hours() const;

 private:
  std::int64_t ttl_minutes_ = -1;
  std::int64_t period_minutes_ = -1;
  std::int64_t frequency_ = 1;
  std::uint32_t skipped_ = 0;  // a bit an hour
};

}  // namespace storyfold::crawler::parse
