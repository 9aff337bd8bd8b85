#include "crawler/fetch/origin_state.h"

#include <algorithm>
#include <utility>

#include "core/ascii.h"
#include "core/clock.h"

namespace storyfold::crawler::fetch {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr seconds kDay{24 * 3600};
constexpr seconds kBusyBackoff{5};      // 429 and 503 that name no time
constexpr seconds kSilentBackoff{30};   // no answer at all
constexpr std::uint32_t kSilences = 3;  // one lost answer is not the host's silence
constexpr seconds kShortestWait{1};     // "Retry-After: 0", or a date that has passed
constexpr seconds kOneAddressAtMost{60};
constexpr seconds kRobotsFresh = kDay;  // RFC 9309 2.4
constexpr seconds kRobotsBackoff{30};
// Doubling from half a minute to a day and a day each from then on, this many take a month.
constexpr std::uint32_t kRobotsGivenUp = 40;
constexpr std::chrono::minutes kRequestNoted{1};
constexpr std::string_view kProduct = "storyfold";

// From a wall time that was kept: at most a day ahead, whatever became of the clock since.
seconds left_of(sys_seconds until, sys_seconds now) {
  return std::clamp(until - now, seconds{0}, kDay);
}

}  // namespace

OriginState::OriginState(std::string origin, std::optional<HostRecord> earlier, Moment now)
    : record_(std::move(earlier).value_or(HostRecord{})),
      robots_expire_(now.steady),
      blocked_until_(now.steady),
      blocked_at_(OriginState::Time::min()) {
  record_.origin = std::move(origin);
  blocked_until_ += left_of(record_.blocked_until, now.wall);
  robots_expire_ += left_of(record_.robots_expires, now.wall);
  if (record_.robots_status != 0) rules_ = Robots(record_.robots, kProduct);
}

bool OriginState::take_changed() { return std::exchange(changed_, false); }

void OriginState::note_request(Moment now) {
  const auto since = now.wall - record_.last_request;
  if (since < kRequestNoted && since > -kRequestNoted) return;
  record_.last_request = now.wall;
  changed_ = true;
}

void OriginState::block(seconds wait, std::string why, Moment now) {
  blocked_at_ = now.steady;
  blocked_until_ = std::max(blocked_until_, now.steady + std::max(wait, kShortestWait));
  record_.blocked_until = now.wall + *blocked_for(now.steady);
  record_.trouble = std::move(why);
  changed_ = true;
}

std::optional<seconds> OriginState::blocked_for(Time now) const {
  if (blocked_until_ <= now) return std::nullopt;
  return std::chrono::ceil<seconds>(blocked_until_ - now);
}

std::optional<sys_seconds> OriginState::note_answer(const HostAnswer& answer, Moment now) {
  if (answer.status == 429 || answer.status == 503) return refused(answer, now);
  if (answer.status == 0) {
    if (!answer.unreachable) return std::nullopt;  // the page's trouble, not the host's
    if (++record_.failures >= kSilences)
      block(host_backoff(record_.failures - kSilences + 1, kSilentBackoff), answer.trouble, now);
    changed_ = true;
  } else if (record_.failures > 0 || long_refusals_ > 0 || !record_.trouble.empty()) {
    record_.failures = long_refusals_ = 0;
    record_.trouble.clear();
    changed_ = true;
  }
  const auto wait = blocked_for(now.steady);
  if (answer.status != 0 || !wait) return std::nullopt;
  return now.wall + *wait;
}

std::optional<sys_seconds> OriginState::refused(const HostAnswer& answer, Moment now) {
  const auto named = parse_retry_after(answer.retry_after, now.wall);
  const std::string why = "HTTP " + std::to_string(answer.status);
  // What was under way when the block began is told the same thing, not a worse one.
  const bool news = answer.sent_at > blocked_at_;
  if (named) {
    const bool is_long = *named > kOneAddressAtMost;
    if (is_long && news) ++long_refusals_;
    block(is_long && long_refusals_ < 2 ? kOneAddressAtMost : *named, why, now);
    return now.wall + std::max(*named, kShortestWait);
  }
  if (news || record_.failures == 0)
    block(host_backoff(++record_.failures, kBusyBackoff), why, now);
  return now.wall + blocked_for(now.steady).value_or(kBusyBackoff);
}

void OriginState::set_robots_expiry(seconds wait, Moment now) {
  wait = std::max(wait, kShortestWait);
  robots_expire_ = now.steady + wait;
  record_.robots_expires = now.wall + wait;
  changed_ = true;
}

void OriginState::take_robots(const HostAnswer& answer, std::string body, Moment now) {
  const bool unknown = answer.status == 0 || answer.status == 429 || answer.status >= 500;
  record_.robots_failures = unknown ? record_.robots_failures + 1 : 0;
  const auto wait = parse_retry_after(answer.retry_after, now.wall)
                        .value_or(host_backoff(record_.robots_failures, kRobotsBackoff));
  if (unknown && record_.robots_status != 0) {
    set_robots_expiry(wait, now);  // 2.4: what was read before holds while nothing can be read
    return;
  }
  if (unknown && record_.robots_failures < kRobotsGivenUp) {
    block(wait,
          "robots.txt: " +
              (answer.status != 0 ? "HTTP " + std::to_string(answer.status) : answer.trouble),
          now);
    return;
  }
  const bool has_rules = answer.status >= 200 && answer.status < 300;
  record_.robots_status = unknown ? 404 : answer.status;
  record_.robots = has_rules ? std::move(body) : "";
  record_.robots_at = now.wall;
  record_.failures = 0;
  record_.trouble.clear();
  rules_ = Robots(record_.robots, kProduct);
  set_robots_expiry(kRobotsFresh, now);
}

seconds host_backoff(std::uint32_t failures, seconds first) {
  if (failures == 0) return seconds{0};
  return std::min<seconds>(first * (1LL << std::min(failures - 1, 20U)), kDay);
}

std::optional<seconds> parse_retry_after(std::string_view value, sys_seconds now) {
  if (value.empty()) return std::nullopt;
  if (std::all_of(value.begin(), value.end(), is_digit)) {
    std::int64_t count = 0;
    for (const char c : value) count = std::min<std::int64_t>(count * 10 + (c - '0'), kDay.count());
    return seconds(count);
  }
  const auto date = parse_timestamp(value, 0);
  if (!date) return std::nullopt;
  return std::clamp(date->at - now, seconds{0}, kDay);
}

}  // namespace storyfold::crawler::fetch
