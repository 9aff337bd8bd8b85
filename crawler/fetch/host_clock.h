#pragma once
// When a host (a name or an address, whatever its ports) may be asked next. Pure: times come in.
//
// Between the starts of two requests lies the longest of fetch.delay, the crawl-delay of the host's
// origins and, when fetch.delay is set at all, twice the host's own smoothed response time: who
// answers slowly is asked less often. Steady times only: a wall clock that jumps changes nothing.
#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace storyfold::crawler::fetch {

class HostClock {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Milliseconds = std::chrono::milliseconds;

  // No request starts before `from` + `delay`: an earlier run may have asked right before it ended.
  HostClock(Milliseconds delay, Time from);

  // robots.txt's word for one origin of the host; the longest counts.
  void set_crawl_delay(const std::string& origin, std::optional<Milliseconds> delay);
  // What an earlier run knew: then a full delay() passes from `from` on.
  void restore(Milliseconds response_time, Time from);

  // A request went out. It counts from here on, not from when its connection was begun.
  void sent(Time at);
  // The answer to what was sent at `sent_at` began. A request may lie unread at a busy host: so far
  // as that is known in time, it counts from when the host must have had it.
  void answered(Time sent_at, Time at);

  [[nodiscard]] bool has_crawl_delay() const { return !crawl_delays_.empty(); }
  [[nodiscard]] Milliseconds delay() const;
  [[nodiscard]] Time next_start() const;
  [[nodiscard]] Milliseconds response_time() const { return response_time_; }

 private:
  Milliseconds delay_;
  std::map<std::string, Milliseconds> crawl_delays_;
  Milliseconds response_time_{};
  Time from_;
  std::optional<Time> last_;
};

}  // namespace storyfold::crawler::fetch
