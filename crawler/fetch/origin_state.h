#pragma once
// What is known of an origin (scheme, host and port) while it is crawled: whether it is to be left
// alone, and its robots.txt. Pure: times come in.
//
// Waits are measured with the steady clock, so that a wall clock that jumps neither frees nor jails
// a host. Only what is kept for the next run (HostRecord) is in wall time; there it is bounded when
// it is read, for the same reason.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/crawl.h"
#include "crawler/fetch/robots.h"

namespace storyfold::crawler::fetch {

// Both clocks at one moment.
struct Moment {
  std::chrono::steady_clock::time_point steady;
  std::chrono::sys_seconds wall;
};

// How one request ended, as far as it tells something about its host.
struct HostAnswer {
  std::chrono::steady_clock::time_point sent_at;
  int status = 0;            // 0: none came
  bool unreachable = false;  // no connection, or not a line of an answer in time
  std::string retry_after;   // the header, as sent
  std::string trouble;       // why it failed, one clause
};

class OriginState {
 public:
  using Time = std::chrono::steady_clock::time_point;

  OriginState(std::string origin, std::optional<HostRecord> earlier, Moment now);

  [[nodiscard]] const HostRecord& record() const { return record_; }
  // Whether the record changed since this was last asked.
  [[nodiscard]] bool take_changed();

  // A request is sent. Noted once a minute: a restart only has to know that there was one.
  void note_request(Moment now);
  void set_response_time(std::chrono::milliseconds time) { record_.response_time = time; }

  // 429 and 503 block the origin: for as long as Retry-After says, else doubling from seconds, at
  // most a day. A first Retry-After of more than a minute is taken for the word on that one address
  // and blocks for a minute; when the next address hears the same, it is the host's word. So does
  // the third time in a row that nobody answers at all. Every other answer ends a row.
  // Returns when the address that was asked may be asked again, if the answer set a time.
  std::optional<std::chrono::sys_seconds> note_answer(const HostAnswer& answer, Moment now);

  // For how long it is still to be left alone; none: it may be asked.
  [[nodiscard]] std::optional<std::chrono::seconds> blocked_for(Time now) const;

  // Whether robots.txt is to be read before the next request: never read, or a day ago.
  [[nodiscard]] bool robots_due(Time now) const { return now >= robots_expire_; }
  // RFC 9309 2.3.1: 2xx are the rules; other answers, endless redirects among them, mean that there
  // are none; 429, 5xx and no answer (`status` 0) that nobody knows: then the rules of before hold,
  // or else the origin is blocked, doubling from half a minute. After about a month of that there
  // are none (2.3.1.4).
  void take_robots(const HostAnswer& answer, std::string body, Moment now);

  [[nodiscard]] const Robots& rules() const { return rules_; }
  // Whether it refused for long the last time; the record does not say so.
  [[nodiscard]] bool counts_refusals() const { return long_refusals_ > 0; }

 private:
  void block(std::chrono::seconds wait, std::string why, Moment now);
  std::optional<std::chrono::sys_seconds> refused(const HostAnswer& answer, Moment now);
  void set_robots_expiry(std::chrono::seconds wait, Moment now);

  HostRecord record_;
  bool changed_ = false;
  Robots rules_;
  Time robots_expire_;
  Time blocked_until_;
  Time blocked_at_;                  // when the newest block began
  std::uint32_t long_refusals_ = 0;  // in a row
};

// How long to leave a host alone after `failures` in a row: doubling from `first`, at most a day.
[[nodiscard]] std::chrono::seconds host_backoff(std::uint32_t failures, std::chrono::seconds first);

// Retry-After (RFC 9110 10.2.3): seconds or an HTTP date; at most a day. None: neither.
[[nodiscard]] std::optional<std::chrono::seconds> parse_retry_after(std::string_view value,
                                                                    std::chrono::sys_seconds now);

}  // namespace storyfold::crawler::fetch
