#pragma once
// When an address is visited again. Pure: everything comes in, times included.
#include <chrono>
#include <cstdint>
#include <optional>

#include "config/settings.h"
#include "core/crawl.h"

namespace storyfold::crawler::frontier {

// One poll of a source that got an answer.
struct Poll {
  std::chrono::sys_seconds at{};
  std::uint32_t entries = 0;   // listed
  std::uint32_t news = 0;      // of these, not known before
  bool overlap = true;         // at least one was known: nothing was missed in between
  bool unchanged = false;      // 304 or equal bytes
  std::chrono::seconds ttl{};  // asked for by the document or Cache-Control; 0: nothing
};

// Learns from `poll` (arrival rate by hour of day, gaps, silence) and chooses `interval`:
// record.interval after the call. Between crawl.poll_min and crawl.poll_max, never below ttl
// (capped at a day); `fixed` overrides what was learned.
void learn(SourceRecord& record, const Poll& poll, const config::CrawlSettings& settings,
           std::optional<std::chrono::milliseconds> fixed);

// After `failures` visits in a row that got no answer: doubling with jitter that is a function of
// `seed`, at most a week; a dead source is never forgotten.
[[nodiscard]] std::chrono::seconds backoff(std::uint32_t failures, std::uint64_t seed);

// When a stored article is looked at again for corrections: soon, then ever later, until
// crawl.revisit_for after it was found. None: never again.
[[nodiscard]] std::optional<std::chrono::sys_seconds> next_revisit(
    const UrlRecord& record, const config::CrawlSettings& settings);

// Whether the source has been silent much longer than its own rhythm explains.
[[nodiscard]] bool is_silent(const SourceRecord& record, std::chrono::sys_seconds now);

}  // namespace storyfold::crawler::frontier
