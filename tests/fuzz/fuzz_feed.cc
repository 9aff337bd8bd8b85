// Any bytes as a feed.
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/parse/discovery.h"
#include "crawler/parse/feed.h"
#include "tests/fuzz/check_feed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace storyfold;
  using namespace storyfold::crawler;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  fuzz::require(!parse::to_string(parse::sniff(bytes, "text/xml")).empty(),
                "every kind has a name");
  const auto feed = parse::read_feed(bytes, {}, "https://a.cn/feeds/x.xml", 480);
  if (!feed) {
    fuzz::check_line(feed.error().what);
    return 0;
  }
  fuzz::check_line(feed->kind);
  fuzz::check_plain(feed->title);
  for (const auto* url : {&feed->home_url, &feed->self_url, &feed->next_url}) fuzz::check_url(*url);
  for (const auto& note : feed->notes) fuzz::check_line(note);
  if (feed->ttl) fuzz::require(feed->ttl->count() > 0 && feed->ttl->count() <= 10080, "a week");
  for (const int hour : feed->skip_hours) fuzz::require(hour >= 0 && hour < 24, "an hour of a day");
  fuzz::require(feed->entries.size() <= parse::kMaxFeedEntries, "entries are limited");
  std::vector<parse::SeenEntry> seen;
  for (const auto& entry : feed->entries) {
    fuzz::check_entry(entry);
    seen.push_back({entry.id, entry.url, entry.title});
  }
  // The same poll twice changes nothing.
  fuzz::require(parse::choose_identity(*feed, {}) == parse::choose_identity(*feed, seen),
                "a feed that stays keeps its identity");
  return 0;
}
