#include "crawler/frontier/revisit.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "tests/unit/frontier/polling_days.h"

using namespace storyfold;
using namespace storyfold::crawler::frontier;
using namespace std::chrono_literals;
using std::chrono::seconds;
using std::chrono::sys_seconds;

namespace {

constexpr sys_seconds kStart{seconds(1'700'006'400)};  // a midnight
const config::CrawlSettings kSettings;

Poll answer(sys_seconds at, std::uint32_t news, std::uint32_t entries = 20) {
  Poll poll;
  poll.at = at;
  poll.entries = entries;
  poll.news = news;
  poll.unchanged = news == 0;
  return poll;
}

// Polls as planned from `at` for `span`; `news` says how many appear in an hour of the day.
template <class News>
sys_seconds follow(SourceRecord& record, sys_seconds at, seconds span, News news) {
  const sys_seconds end = at + span;
  double waiting = 0;
  while (at < end) {
    learn(record, answer(at, static_cast<std::uint32_t>(waiting)), kSettings, std::nullopt);
    waiting -= static_cast<std::uint32_t>(waiting);
    const sys_seconds next = next_poll(record, at);
    for (; at < next; at += 1min) {
      waiting += news(std::chrono::floor<std::chrono::hours>(
                          at - std::chrono::floor<std::chrono::days>(at))
                          .count()) /
                 60.0;
    }
  }
  return at;
}

SourceRecord followed(double news_an_hour, seconds span = 14 * 24h) {
  SourceRecord record;
  follow(record, kStart, span, [=](auto) { return news_an_hour; });
  return record;
}

}  // namespace

TEST_CASE("the interval goes with one over the square root of the rate", "[frontier][revisit]") {
  CHECK(followed(1).interval > 25min);
  CHECK(followed(1).interval < 36min);
  CHECK(followed(6).interval > 10min);
  CHECK(followed(6).interval < 15min);
  CHECK(followed(0.1).interval > 75min);
  CHECK(followed(0.1).interval < 150min);
}

TEST_CASE("a source is polled more often in its busy hours", "[frontier][revisit]") {
  SourceRecord record;
  const auto at = follow(record, kStart, 7 * 24h, [](auto hour) { return hour < 12 ? 6.0 : 0.05; });
  std::array<int, 2> polls{};
  follow(record, at, 24h, [&polls, &record, last = sys_seconds{}](auto hour) mutable {
    if (record.last_polled != last) ++polls[hour < 12 ? 0 : 1];
    last = record.last_polled;
    return hour < 12 ? 6.0 : 0.05;
  });
  CHECK(polls[0] > 40);
  CHECK(polls[1] < polls[0] / 2);
}

TEST_CASE("a source without news is asked ever less, at last once in poll_max",
          "[frontier][revisit]") {
  SourceRecord record = followed(1);
  const seconds busy = record.interval;
  const auto at = follow(record, record.last_polled + 1h, 7 * 24h, [](auto) { return 0.0; });
  CHECK(record.interval > busy);
  follow(record, at, 90 * 24h, [](auto) { return 0.0; });
  CHECK(record.interval > 12h);
  CHECK(record.interval <= kSettings.poll_max);
}

TEST_CASE("bounds, ttl and the operator's word hold", "[frontier][revisit]") {
  SourceRecord busy = followed(400, 24h);
  CHECK(busy.interval >= kSettings.poll_min);
  Poll poll = answer(busy.last_polled + 5min, 10);
  poll.ttl = 1h;
  learn(busy, poll, kSettings, std::nullopt);
  CHECK(busy.interval == 1h);
  poll = answer(busy.last_polled + 1h, 0);  // a 304 says nothing of it
  learn(busy, poll, kSettings, std::nullopt);
  CHECK(busy.interval == 1h);
  poll = answer(busy.last_polled + 1h, 10);
  poll.ttl = 400 * 24h;
  learn(busy, poll, kSettings, std::nullopt);
  CHECK(busy.interval == 24h);
  poll.at += 24h;
  learn(busy, poll, kSettings, 45s);
  CHECK(busy.interval == 45s);
}

TEST_CASE("a poll without overlap is a gap and halves the interval", "[frontier][revisit]") {
  SourceRecord record = followed(1);
  const seconds before = record.interval;
  const sys_seconds at = record.last_polled + record.interval;
  Poll poll = answer(at, 20);
  poll.overlap = false;
  learn(record, poll, kSettings, std::nullopt);
  CHECK(record.interval <= before / 2);
  CHECK(record.gaps == 1);
  CHECK(record.last_gap == at);
  SourceRecord fresh;
  learn(fresh, poll, kSettings, std::nullopt);
  CHECK(fresh.gaps == 0);  // the first poll knows nothing
}

TEST_CASE("a short listing is asked before it can overrun", "[frontier][revisit]") {
  const auto interval = [](std::uint32_t entries) {
    SourceRecord record = followed(12);
    learn(record, answer(record.last_polled + 10min, 2, entries), kSettings, std::nullopt);
    return record.interval;
  };
  CHECK(interval(5) < interval(100));
}

TEST_CASE("the next poll is an interval after the last, whatever the clock does",
          "[frontier][revisit]") {
  SourceRecord record;
  CHECK(next_poll(record, kStart) == kStart);
  record = followed(1, 3 * 24h);
  const sys_seconds last = record.last_polled;
  CHECK(next_poll(record, last) == last + record.interval);
  CHECK(next_poll(record, last + 24h) == last + record.interval);  // due: once
  CHECK(next_poll(record, last - 24h) == last - 24h + record.interval);
  CHECK(next_poll(record, last - 87'600h) == last - 87'600h + record.interval);
}

TEST_CASE("a set clock teaches nothing", "[frontier][revisit]") {
  for (const auto jump : {-87'600h, -24h, 24h, 87'600h}) {
    SourceRecord record = followed(2, 5 * 24h);
    const auto arrivals = record.arrivals;
    learn(record, answer(record.last_polled + jump, 1), kSettings, std::nullopt);
    CHECK(record.arrivals == arrivals);
    CHECK(record.interval < 1h);
    CHECK_FALSE(is_silent(record, record.last_polled));
  }
}

TEST_CASE("learned polling misses nothing and beats the fixed interval of its cost",
          "[frontier][revisit]") {
  const auto sources = polling::make_sources(200, 1);
  const auto learned = polling::poll_days(sources, std::nullopt);
  const auto quarter = polling::poll_days(sources, 15min);
  const auto hour = polling::poll_days(sources, 60min);
  const auto same =
      polling::poll_days(sources, polling::interval_of_cost(sources.size(), learned.polls));
  CHECK(learned.news > 1000);
  CHECK(learned.missed == 0);
  CHECK(learned.median_delay_minutes < same.median_delay_minutes / 2);
  CHECK(learned.mean_delay_minutes < same.mean_delay_minutes * 0.7);
  CHECK(learned.median_delay_minutes < quarter.median_delay_minutes);
  CHECK(learned.polls < quarter.polls * 0.6);
  CHECK(hour.missed > 0);
  CHECK(learned.median_delay_minutes < hour.median_delay_minutes / 3);
}

TEST_CASE("clock jumps make neither a storm nor a standstill", "[frontier][revisit]") {
  const auto sources = polling::make_sources(200, 1);
  const auto plan = polling::poll_days(sources, std::nullopt);
  const std::int64_t day = 86'400;
  const std::int64_t jump = GENERATE(-3652, -1, 1, 3652) * std::int64_t{86'400};
  // Wrong for the last day but six hours, then right again.
  const auto outcome = polling::poll_days(sources, std::nullopt, [=](std::int64_t at) {
    return at >= 7 * day + 21'600 && at < 7 * day + 64'800 ? jump : 0;
  });
  CHECK(outcome.missed == 0);
  CHECK(outcome.polls > plan.polls * 0.97);
  CHECK(outcome.polls < plan.polls * 1.03);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const double planned = static_cast<double>(plan.polls_by_source[i]);
    CHECK(static_cast<double>(outcome.polls_by_source[i]) < planned * 1.2 + 3);
    CHECK(static_cast<double>(outcome.polls_by_source[i]) > planned * 0.8 - 3);
  }
}

TEST_CASE("failures are followed by ever longer waits, a week at most", "[frontier][revisit]") {
  CHECK(backoff(0, 1) == 0s);
  for (std::uint32_t failures = 1; failures < 12; ++failures) {
    const seconds base = 60s * (1 << (failures - 1));
    CHECK(backoff(failures, 7) >= base * 3 / 4);
    CHECK(backoff(failures, 7) <= base * 5 / 4);
    CHECK(backoff(failures, 7) == backoff(failures, 7));
  }
  CHECK(backoff(3, 1) != backoff(3, 2));
  for (const std::uint32_t failures : {20u, 1000u, ~0u}) {
    CHECK(backoff(failures, 7) >= 5 * 24h);
    CHECK(backoff(failures, 7) <= 7 * 24h);
  }
}

TEST_CASE("an article is looked at again soon, then later, then never", "[frontier][revisit]") {
  UrlRecord record;
  record.end = VisitEnd::kStored;
  record.found_at = record.visited_at = kStart;
  record.visits = 1;
  record.sighting = 5;
  std::vector<seconds> gaps;
  while (const auto next = next_revisit(record, kSettings)) {
    gaps.push_back(*next - record.visited_at);
    record.visited_at = *next;
    record.end = VisitEnd::kUnchanged;
    ++record.visits;
    ++record.unchanged;
    REQUIRE(gaps.size() < 20);
  }
  CHECK(gaps.size() >= 4);
  CHECK(gaps.front() == 1h);
  CHECK(std::ranges::is_sorted(gaps));
  CHECK(record.visited_at - kStart <= kSettings.revisit_for);

  record.visits = 3;
  record.visited_at = kStart + 4h;
  record.unchanged = 2;
  const auto same = next_revisit(record, kSettings);
  record.end = VisitEnd::kStored;
  record.unchanged = 0;  // corrected: sooner
  CHECK(*next_revisit(record, kSettings) < *same);
  record.end = VisitEnd::kRefused;
  CHECK_FALSE(next_revisit(record, kSettings));
  record.end = VisitEnd::kStored;
  config::CrawlSettings never;
  never.revisit_for = 0s;
  CHECK_FALSE(next_revisit(record, never));
}

TEST_CASE("a correction clock that was wrong does not visit for ever", "[frontier][revisit]") {
  UrlRecord record;
  record.end = VisitEnd::kStored;
  record.found_at = kStart + 87'600h;  // found by a clock ten years ahead
  record.visited_at = kStart;
  record.visits = 1;
  int visits = 0;
  while (const auto next = next_revisit(record, kSettings)) {
    record.visited_at = *next;
    ++record.visits;
    ++record.unchanged;
    REQUIRE(++visits < 20);
  }
  CHECK(visits <= 6);
}

TEST_CASE("silence is judged by the source's own rhythm", "[frontier][revisit]") {
  const auto silent_for = [](double news_an_hour, seconds silence) {
    SourceRecord record = followed(news_an_hour, 21 * 24h);
    follow(record, record.last_polled + record.interval, silence, [](auto) { return 0.0; });
    return is_silent(record, record.last_polled);
  };
  CHECK_FALSE(silent_for(1, 24h));
  CHECK_FALSE(silent_for(1, 64h));  // a weekend
  CHECK(silent_for(1, 5 * 24h));
  CHECK(silent_for(30, 30h));
  CHECK_FALSE(silent_for(0.02, 6 * 24h));
  CHECK(silent_for(0.02, 60 * 24h));
}
