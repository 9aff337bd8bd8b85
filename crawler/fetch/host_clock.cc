#include "crawler/fetch/host_clock.h"

#include <algorithm>

namespace storyfold::crawler::fetch {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kSlowestForSlowAnswers{10'000};
constexpr int kResponseShare = 2;
// Servers note whole milliseconds, and one that is busy notes a request some time after it came: of
// 8,400 gaps that kept 5 ms above 200, two were of 175 in its log.
constexpr milliseconds kMargin{30};
// An answer that comes later than this says nothing about when the request arrived.
constexpr milliseconds kLongestUnread{50};

}  // namespace

HostClock::HostClock(Milliseconds delay, Time from) : delay_(delay), from_(from + delay) {}

void HostClock::set_crawl_delay(const std::string& origin, std::optional<Milliseconds> delay) {
  if (delay) {
    crawl_delays_[origin] = *delay;
  } else {
    crawl_delays_.erase(origin);
  }
}

void HostClock::restore(Milliseconds response_time, Time from) {
  response_time_ = std::max(response_time_, response_time);
  from_ = std::max(from_, from + delay());
}

void HostClock::sent(Time at) { last_ = last_ ? std::max(*last_, at) : at; }

void HostClock::answered(Time sent_at, Time at) {
  const auto took = std::chrono::ceil<milliseconds>(at - sent_at);
  response_time_ = response_time_.count() == 0 ? took : (response_time_ * 4 + took) / 5;
  sent(std::min(at, sent_at + kLongestUnread));
}

milliseconds HostClock::delay() const {
  milliseconds longest = delay_;
  for (const auto& [origin, asked] : crawl_delays_) longest = std::max(longest, asked);
  if (delay_.count() == 0) return longest;  // politeness is turned off: only rules hold
  return std::max(longest, std::min(response_time_ * kResponseShare, kSlowestForSlowAnswers));
}

HostClock::Time HostClock::next_start() const {
  const milliseconds wait = delay();
  if (!last_ || wait.count() == 0) return from_;
  return std::max(from_, *last_ + wait + kMargin);
}

}  // namespace storyfold::crawler::fetch
