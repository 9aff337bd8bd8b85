#pragma once
// When an address is visited again. Pure: everything comes in, times included.
//
// A source is polled where its news are expected. News of rate r that wait for the end of an
// interval T cost r*T*T/2 of delay a poll; for a given number of polls the sum is least when T goes
// with 1/sqrt(r). So the next poll is where the integral of sqrt(r) over the coming hours, each
// with the rate learned for it, reaches a fixed amount: half an hour at one news an hour, 12
// minutes at six. Sooner when a listing could overrun before that.
//
// Times are the wall clock's, because the hour of day counts; a span that is negative or far longer
// than planned (the clock was set, the machine slept) teaches nothing. Wait for an interval on a
// steady clock.
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

// Learns from `poll` (arrival rate by hour of day, forgotten over a week; gaps) and chooses
// `interval`: record.interval after the call. Between crawl.poll_min and crawl.poll_max, never
// below ttl (capped at a day); `fixed`, the operator's word, is taken as it is. The first poll
// teaches nothing: how long its entries have been there is not known.
void learn(SourceRecord& record, const Poll& poll, const config::CrawlSettings& settings,
           std::optional<std::chrono::milliseconds> fixed);

// When the source is due, seen at `now`: an interval after its last poll, at once when it was never
// polled, and never more than an interval from now, whatever the clock has done since.
[[nodiscard]] std::chrono::sys_seconds next_poll(const SourceRecord& record,
                                                 std::chrono::sys_seconds now);

// After `failures` visits in a row that got no answer: a minute, doubling, with jitter of a quarter
// either way that is a function of `seed`, at most a week; a dead source is never forgotten.
[[nodiscard]] std::chrono::seconds backoff(std::uint32_t failures, std::uint64_t seed);

// When a stored article is looked at again for corrections: an hour after it was stored, then ever
// later, the last gap once more when it had changed, until crawl.revisit_for after it was found.
// None: never again.
[[nodiscard]] std::optional<std::chrono::sys_seconds> next_revisit(
    const UrlRecord& record, const config::CrawlSettings& settings);

// Whether the source has been silent much longer than its own rhythm explains, a weekend included.
// Not before it was observed for two days, and not when it was not polled lately.
[[nodiscard]] bool is_silent(const SourceRecord& record, std::chrono::sys_seconds now);

}  // namespace storyfold::crawler::frontier
