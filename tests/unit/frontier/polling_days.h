#pragma once
// Days of polling 200 invented sources on a clock of their own: shared by the test of the frontier
// and tests/bench/bench_polling. Deterministic.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace storyfold::polling {

// When the news of one source appear, in seconds from the start, sorted.
struct Source {
  std::vector<std::int64_t> news;
  std::int64_t first_poll = 0;
};

inline constexpr int kDays = 8;      // the last is measured
inline constexpr int kEntries = 20;  // that a listing holds

// Busy and quiet ones, with office hours, bursts and free weekends.
[[nodiscard]] std::vector<Source> make_sources(std::size_t count, std::uint64_t seed);

struct Outcome {
  std::size_t polls = 0;            // of the last day
  std::size_t news = 0;             // that appeared then
  std::size_t missed = 0;           // of all days: pushed out of the listing before a poll saw them
  double median_delay_minutes = 0;  // of the last day's, from appearance to poll
  double mean_delay_minutes = 0;
  std::vector<std::size_t> polls_by_source;
};

// How far the wall clock is from the steady one at a steady time, in seconds.
using ClockError = std::function<std::int64_t(std::int64_t)>;

// `every`: none = learned. Polls are waited for on the steady clock, learned from on the wall's.
[[nodiscard]] Outcome poll_days(const std::vector<Source>& sources,
                                std::optional<std::chrono::seconds> every,
                                const ClockError& clock_error = {});

// The fixed interval that costs `polls` a day, or a little more.
[[nodiscard]] std::chrono::seconds interval_of_cost(std::size_t sources, std::size_t polls);

}  // namespace storyfold::polling
