#include "crawler/fetch/host_clock.h"

#include <algorithm>

#include "core/clock.h"

namespace storyfold::crawler::fetch {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kSlowestForSlowAnswers{10'000};
constexpr int kResponseShare = 2;
constexpr seconds kDay{24 * 3600};
// A request leaves a little after its turn, now later, now sooner: without this two of them could
// reach the host a little closer together than the delay.
constexpr milliseconds kMargin{10};

}  // namespace

void HostClock::set_crawl_delay(std::optional<milliseconds> delay) {
  crawl_delay_ = std::min<milliseconds>(delay.value_or(milliseconds{0}), kMaxCrawlDelay);
}

void HostClock::answered_in(milliseconds time) {
  response_time_ = response_time_.count() == 0 ? time : (response_time_ * 4 + time) / 5;
}

milliseconds HostClock::delay() const {
  const milliseconds asked = std::max(delay_, crawl_delay_);
  if (delay_.count() == 0) return asked;
  return std::max(asked, std::min(response_time_ * kResponseShare, kSlowestForSlowAnswers));
}

void HostClock::started(Steady at) {
  const milliseconds wait = delay();
  next_ = at + (wait.count() == 0 ? wait : wait + kMargin);
}

seconds host_backoff(std::uint32_t failures, seconds first) {
  if (failures == 0) return seconds{0};
  const std::uint32_t doublings = std::min(failures - 1, 20U);
  return std::min<seconds>(first * (1LL << doublings), kDay);
}

std::optional<std::chrono::sys_seconds> parse_retry_after(std::string_view value,
                                                          std::chrono::sys_seconds now) {
  if (value.empty()) return std::nullopt;
  const bool digits =
      std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (digits) {
    std::int64_t count = 0;
    for (const char c : value) count = std::min<std::int64_t>(count * 10 + (c - '0'), kDay.count());
    return now + seconds(count);
  }
  const auto date = parse_timestamp(value, 0);
  if (!date) return std::nullopt;
  return std::clamp(date->at, now, now + kDay);
}

}  // namespace storyfold::crawler::fetch
