#pragma once
// When a host may be asked next. Pure: times come in.
//
// Between the starts of two requests lies the longest of fetch.delay, robots.txt's crawl-delay and,
// when fetch.delay is set at all, twice the host's own smoothed response time: who answers slowly
// is asked less often. Blocks (Retry-After, backoff) are the caller's wall-clock times; the clock
// between requests is a steady one.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/crawl.h"

namespace storyfold::crawler::fetch {

class HostClock {
 public:
  using Steady = std::chrono::steady_clock::time_point;

  explicit HostClock(std::chrono::milliseconds delay) : delay_(delay) {}

  // robots.txt's word; at most kMaxCrawlDelay is kept, so that a host is a slow queue, not a dead
  // one.
  void set_crawl_delay(std::optional<std::chrono::milliseconds> delay);
  // An answer that took so long to begin and end.
  void answered_in(std::chrono::milliseconds time);
  void set_response_time(std::chrono::milliseconds time) { response_time_ = time; }
  [[nodiscard]] std::chrono::milliseconds response_time() const { return response_time_; }

  [[nodiscard]] std::chrono::milliseconds delay() const;
  // The earliest start of the next request.
  [[nodiscard]] Steady next_start() const { return next_; }
  void started(Steady at);
  // After a restart nobody knows when the last request was: one full delay passes first.
  void wait_once(Steady now) { started(now); }

 private:
  std::chrono::milliseconds delay_;
  std::chrono::milliseconds crawl_delay_{};
  std::chrono::milliseconds response_time_{};
  Steady next_{};
};

inline constexpr std::chrono::minutes kMaxCrawlDelay{5};

// How long to leave a host alone after `failures` in a row: doubling from `first`, at most a day.
[[nodiscard]] std::chrono::seconds host_backoff(std::uint32_t failures, std::chrono::seconds first);

// Retry-After (RFC 9110 10.2.3): seconds or an HTTP date; at most a day after `now`. None: neither.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_retry_after(
    std::string_view value, std::chrono::sys_seconds now);

}  // namespace storyfold::crawler::fetch
