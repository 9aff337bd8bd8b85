// What learned polling costs and brings beside fixed intervals: the last of eight days of 200
// invented sources (tests/unit/frontier/polling_days.h), on a clock of their own.
#include <cstdio>
#include <optional>
#include <string>

#include "tests/unit/frontier/polling_days.h"

namespace {

void print(const std::string& name, const storyfold::polling::Outcome& outcome) {
  std::printf("%-28s %10zu %8zu %8zu %14.1f %12.1f\n", name.c_str(), outcome.polls, outcome.news,
              outcome.missed, outcome.median_delay_minutes, outcome.mean_delay_minutes);
}

}  // namespace

int main() {
  using namespace storyfold::polling;
  using namespace std::chrono_literals;
  for (const std::uint64_t seed : {1, 2, 3}) {
    const auto sources = make_sources(200, seed);
    std::printf("200 sources, seed %llu\n%-28s %10s %8s %8s %14s %12s\n",
                static_cast<unsigned long long>(seed), "polling", "polls/day", "news", "missed",
                "median delay/m", "mean delay/m");
    const Outcome learned = poll_days(sources, std::nullopt);
    const auto same = interval_of_cost(sources.size(), learned.polls);
    print("learned", learned);
    print("every 15 min", poll_days(sources, 15min));
    print("every 60 min", poll_days(sources, 60min));
    print("same cost, every " + std::to_string(same.count()) + " s", poll_days(sources, same));
  }
  return 0;
}
