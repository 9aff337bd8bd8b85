#include "tests/unit/frontier/polling_days.h"

#include <algorithm>
#include <cmath>

#include "crawler/frontier/revisit.h"

namespace storyfold::polling {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kDay = 24 * kHour;
constexpr sys_seconds kStart{seconds(20'000 * kDay)};  // a Friday

// SplitMix64: the same numbers with every library.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  double unit() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1.0p-53;
  }
  double wait(double rate) { return -std::log(1 - unit()) / rate; }

 private:
  std::uint64_t state_;
};

// How busy an outlet is at an hour: most from 01:00 to 11:00 UTC, the day in +08:00.
double by_hour(std::int64_t at, double depth) {
  const double hour = static_cast<double>(at % kDay) / kHour;
  const double wave = std::cos((hour - 6) / 24 * 2 * 3.141592653589793);
  return std::max(0.0, 1 + depth * wave);
}

bool is_weekend(std::int64_t at) {
  const std::chrono::weekday day(std::chrono::floor<std::chrono::days>(kStart + seconds(at)));
  return day == std::chrono::Saturday || day == std::chrono::Sunday;
}

void add_bursts(Source& source, Random& random, double a_day) {
  double at = random.wait(a_day / kDay);
  while (at < static_cast<double>(kDays * kDay)) {
    const int items = 4 + static_cast<int>(random.unit() * 8);
    for (int i = 0; i < items; ++i) {
      source.news.push_back(static_cast<std::int64_t>(at + random.unit() * 20 * 60));
    }
    at += random.wait(a_day / kDay);
  }
}

Source make_source(Random& random) {
  Source source;
  const double rate = std::exp(std::log(0.02) + random.unit() * std::log(12 / 0.02)) / kHour;
  const double depth = 0.5 + random.unit() * 0.8;
  const bool weekends = random.unit() < 0.7;
  const bool bursts = random.unit() < 0.3;
  const double most = rate * (1 + depth);
  // Thinning: candidates at the highest rate, kept by the rate of their hour.
  for (double at = random.wait(most); at < static_cast<double>(kDays * kDay);
       at += random.wait(most)) {
    const auto second = static_cast<std::int64_t>(at);
    if (random.unit() * (1 + depth) > by_hour(second, depth)) continue;
    if (weekends || !is_weekend(second)) source.news.push_back(second);
  }
  if (bursts) add_bursts(source, random, 0.7);
  std::ranges::sort(source.news);
  source.first_poll = static_cast<std::int64_t>(random.unit() * kHour);
  return source;
}

struct Count {
  Outcome& outcome;
  std::vector<double> delays;  // minutes
  std::size_t polls = 0;       // of this source, on the last day
};

// The news between `seen` and `now` as a poll at `now` finds them.
crawler::frontier::Poll poll_once(const Source& source, std::size_t seen, std::size_t now,
                                  std::int64_t at, Count& count) {
  const std::size_t fresh = now - seen;
  const std::size_t listed = std::min<std::size_t>(now, kEntries);
  const std::size_t lost = fresh > listed ? fresh - listed : 0;
  count.outcome.missed += lost;
  for (std::size_t i = seen + lost; i < now; ++i) {
    if (source.news[i] < (kDays - 1) * kDay) continue;
    count.delays.push_back(static_cast<double>(at - source.news[i]) / 60);
  }
  crawler::frontier::Poll poll;
  poll.entries = static_cast<std::uint32_t>(listed);
  poll.news = static_cast<std::uint32_t>(fresh - lost);
  poll.overlap = fresh < listed || fresh == 0;
  poll.unchanged = fresh == 0;
  return poll;
}

void poll_source(const Source& source, std::optional<seconds> every, const ClockError& clock_error,
                 Count& count) {
  const config::CrawlSettings settings;
  SourceRecord record;
  std::size_t seen = 0;
  for (std::int64_t at = source.first_poll; at < kDays * kDay;) {
    const auto now =
        static_cast<std::size_t>(std::ranges::upper_bound(source.news, at) - source.news.begin());
    // The first poll takes what it finds: nothing of it counts.
    if (record.polls == 0) seen = now > kEntries ? now - kEntries : 0;
    auto poll = poll_once(source, seen, now, at, count);
    seen = now;
    poll.at = kStart + seconds(at + (clock_error ? clock_error(at) : 0));
    if (at >= (kDays - 1) * kDay) ++count.polls;
    crawler::frontier::learn(record, poll, settings, every);
    at += (crawler::frontier::next_poll(record, poll.at) - poll.at).count();
  }
  // What appeared after the last poll waits for the one after the end: left out alike.
}

}  // namespace

std::vector<Source> make_sources(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<Source> sources;
  for (std::size_t i = 0; i < count; ++i) sources.push_back(make_source(random));
  return sources;
}

Outcome poll_days(const std::vector<Source>& sources, std::optional<seconds> every,
                  const ClockError& clock_error) {
  Outcome outcome;
  Count count{outcome, {}, 0};
  for (const Source& source : sources) {
    count.polls = 0;
    poll_source(source, every, clock_error, count);
    outcome.polls += count.polls;
    outcome.polls_by_source.push_back(count.polls);
  }
  outcome.news = count.delays.size();
  if (count.delays.empty()) return outcome;
  std::ranges::sort(count.delays);
  outcome.median_delay_minutes = count.delays[count.delays.size() / 2];
  double sum = 0;
  for (const double delay : count.delays) sum += delay;
  outcome.mean_delay_minutes = sum / static_cast<double>(count.delays.size());
  return outcome;
}

seconds interval_of_cost(std::size_t sources, std::size_t polls) {
  return seconds(static_cast<std::int64_t>(sources * kDay / std::max<std::size_t>(polls, 1)));
}

}  // namespace storyfold::polling
