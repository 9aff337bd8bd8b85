#include "crawler/frontier/revisit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "core/hash.h"

namespace storyfold::crawler::frontier {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;
using Hours = std::array<double, 24>;

// The interval at one news an hour, in hours.
constexpr double kIntervalAtOne = 0.5;
constexpr double kMemoryDays = 7;
// Before anything is known: one news in two hours, which two hours of watching outweigh.
constexpr double kFirstRate = 0.5;
constexpr double kFirstHours = 2;
// Of the mean, for an hour that never had news.
constexpr double kLeastShare = 0.1;
constexpr double kLeastRate = 1.0 / (24 * 60);
// Of a listing, that may be new at the next poll by expectation: bursts need the rest.
constexpr double kListingShare = 0.25;
// How far one poll's surprise moves the rate that plans the next interval.
constexpr double kMostSurprise = 4;
constexpr double kLeastSurprise = 0.5;

constexpr seconds kLongestTtl = days(1);
constexpr seconds kFirstBackoff = minutes(1);
constexpr seconds kLongestBackoff = days(7);
constexpr seconds kFirstRevisit = hours(1);
constexpr double kRevisitGrowth = 2.5;

double to_hours(seconds span) { return static_cast<double>(span.count()) / 3600; }

std::size_t hour_of(sys_seconds at) {
  const auto since_midnight = at - std::chrono::floor<days>(at);
  return static_cast<std::size_t>(std::chrono::floor<hours>(since_midnight).count());
}

double mean_rate(const SourceRecord& record) {
  double sum = 0;
  for (const float rate : record.arrivals) sum += rate;
  return sum / 24;
}

// Calls visit(hour, seconds of it) for each piece of an hour between two times until it says false.
template <class Visit>
void each_hour(sys_seconds from, sys_seconds to, Visit visit) {
  while (from < to) {
    const sys_seconds next = std::min(to, sys_seconds(std::chrono::floor<hours>(from) + hours(1)));
    if (!visit(hour_of(from), next - from)) return;
    from = next;
  }
}

double expected_news(const SourceRecord& record, sys_seconds from, sys_seconds to) {
  double sum = 0;
  each_hour(from, to, [&](std::size_t hour, seconds span) {
    sum += record.arrivals[hour] * to_hours(span);
    return true;
  });
  return sum;
}

// The time between two polls is the one that was planned, more or less.
bool is_plausible(const SourceRecord& record, sys_seconds at) {
  const seconds span = at - record.last_polled;
  return span >= seconds(0) && span <= std::max<seconds>(4 * record.interval, hours(2));
}

// What a span adds to an hour of day goes to its neighbours too.
Hours smoothed(const Hours& values) {
  Hours out{};
  for (std::size_t hour = 0; hour < 24; ++hour) {
    out[hour] = values[hour] / 2 + (values[(hour + 1) % 24] + values[(hour + 23) % 24]) / 4;
  }
  return out;
}

// News of the span since the last poll go to its hours as the rates so far would have them.
void learn_rates(SourceRecord& record, sys_seconds at, double news) {
  const double span = to_hours(at - record.last_polled);
  if (span <= 0) return;
  const double expected = std::max(expected_news(record, record.last_polled, at), 1e-6);
  Hours watched{}, seen{};
  each_hour(record.last_polled, at, [&](std::size_t hour, seconds part) {
    watched[hour] += to_hours(part);
    seen[hour] += news * record.arrivals[hour] * to_hours(part) / expected;
    return true;
  });
  watched = smoothed(watched);
  seen = smoothed(seen);
  const double before = record.observed_hours;
  // On the first day most hours have not been seen yet: they take the source's mean.
  const double day_share = std::max(0.0, 1 - before / 24);
  const double all_weight = day_share * span / (kFirstHours + before + span);
  for (std::size_t hour = 0; hour < 24; ++hour) {
    double rate = record.arrivals[hour];
    rate += all_weight * (news / span - rate);
    if (watched[hour] > 0) {
      const double known = std::min(1 + before / 24, kMemoryDays);
      const double weight = watched[hour] / (known + watched[hour]);
      rate += weight * (seen[hour] / watched[hour] - rate);
    }
    record.arrivals[hour] = static_cast<float>(rate);
  }
  record.observed_hours = static_cast<float>(std::min(before + span, kMemoryDays * 24));
}

// From `at` to where the integral of sqrt(rate) is spent, or the listing might overrun.
seconds planned_interval(const SourceRecord& record, sys_seconds at, double surprise,
                         seconds longest) {
  const double least = std::max(mean_rate(record) * kLeastShare, kLeastRate);
  const double most_news = std::max(1.0, record.last_entries * kListingShare);
  double amount = kIntervalAtOne;
  double news = 0;
  double interval = 0;
  each_hour(at, at + longest, [&](std::size_t hour, seconds part) {
    const double rate = std::max<double>(record.arrivals[hour], least) * surprise;
    const double until = std::min(amount / std::sqrt(rate), (most_news - news) / rate);
    const double span = to_hours(part);
    interval += std::min(span, until);
    amount -= span * std::sqrt(rate);
    news += span * rate;
    return until > span;
  });
  return seconds(static_cast<std::int64_t>(interval * 3600));
}

}  // namespace

void learn(SourceRecord& record, const Poll& poll, const config::CrawlSettings& settings,
           std::optional<std::chrono::milliseconds> fixed) {
  const bool first = record.polls == 0;
  const seconds last_interval = record.interval;
  double surprise = 1;
  if (first) {
    record.arrivals.fill(static_cast<float>(kFirstRate));
    record.first_polled = poll.at;
  } else if (is_plausible(record, poll.at)) {
    const double expected = expected_news(record, record.last_polled, poll.at);
    // What has run out of the listing was not counted.
    const double news = poll.overlap ? poll.news : 1.5 * poll.news;
    surprise = std::clamp((news + 1) / (expected + 1), kLeastSurprise, kMostSurprise);
    learn_rates(record, poll.at, news);
  }
  ++record.polls;
  record.news += poll.news;
  record.last_polled = poll.at;
  if (poll.entries > 0) record.last_entries = poll.entries;
  if (poll.ttl > seconds(0) || !poll.unchanged) record.ttl = poll.ttl;
  if (poll.news > 0) {
    record.last_news = poll.at;
    record.silent = false;
  }
  record.interval = planned_interval(record, poll.at, surprise, settings.poll_max);
  if (!first && !poll.overlap) {
    ++record.gaps;
    record.last_gap = poll.at;
  }
  const bool nearly_lost = poll.entries > 1 && poll.news * 2 >= poll.entries;
  if (!first && (!poll.overlap || nearly_lost)) {
    record.interval = std::min(record.interval, last_interval / 2);
  }
  record.interval = std::clamp(record.interval, settings.poll_min,
                               std::max(settings.poll_min, settings.poll_max));
  record.interval = std::max(record.interval, std::min(record.ttl, kLongestTtl));
  if (fixed) record.interval = std::max(std::chrono::ceil<seconds>(*fixed), seconds(1));
}

sys_seconds next_poll(const SourceRecord& record, sys_seconds now) {
  if (record.polls == 0) return now;
  return std::min(record.last_polled, now) + record.interval;
}

seconds backoff(std::uint32_t failures, std::uint64_t seed) {
  if (failures == 0) return seconds(0);
  const std::uint32_t doublings = std::min(failures - 1, 14u);  // beyond a week
  const seconds base = std::min(kFirstBackoff * (std::int64_t{1} << doublings), kLongestBackoff);
  const std::uint64_t mixed = xxh3_64(std::to_string(failures), seed);
  const double jitter = static_cast<double>(mixed % 1000) / 1000 - 0.5;  // of a half
  const auto moved = static_cast<double>(base.count()) * (1 + jitter / 2);
  return std::min(seconds(static_cast<std::int64_t>(moved)), kLongestBackoff);
}

std::optional<sys_seconds> next_revisit(const UrlRecord& record,
                                        const config::CrawlSettings& settings) {
  const bool article = record.end == VisitEnd::kStored ||
                       (record.end == VisitEnd::kUnchanged && record.sighting != 0);
  if (!article || record.source || record.visits == 0) return std::nullopt;
  const bool corrected = record.visits > 1 && record.unchanged == 0;
  const double steps = record.visits - (corrected ? 2.0 : 1.0);
  // By visits, not by the article's age: a clock that was wrong when it was found changes little.
  const double gap = static_cast<double>(kFirstRevisit.count()) * std::pow(kRevisitGrowth, steps);
  if (gap > static_cast<double>(settings.revisit_for.count())) return std::nullopt;
  const sys_seconds next = record.visited_at + seconds(static_cast<std::int64_t>(gap));
  if (next - record.found_at > settings.revisit_for) return std::nullopt;
  return next;
}

bool is_silent(const SourceRecord& record, sys_seconds now) {
  if (record.observed_hours < 48 || record.last_news == sys_seconds{}) return false;
  if (now - record.last_polled > std::max<seconds>(4 * record.interval, hours(2))) return false;
  const double silence = to_hours(now - record.last_news);
  // The rate has faded since: back to what it was when the news stopped.
  const double faded = std::exp(std::min(silence / (24 * kMemoryDays), 20.0));
  const double missing = mean_rate(record) * faded * silence;
  return (silence >= 4 * 24 && missing >= 8) || (silence >= 24 && missing >= 200);
}

}  // namespace storyfold::crawler::frontier
