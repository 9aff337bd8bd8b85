#include "app/placements.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <random>
#include <vector>

namespace storyfold::app {
namespace {

Timestamp at_second(int second) {
  Timestamp time;
  if (second < 0) return time;
  time.at = std::chrono::sys_seconds{std::chrono::seconds(1'000'000 + second)};
  time.precision = TimePrecision::kSecond;
  return time;
}

struct Carrier {
  SightingNumber sighting = 0;
  StoryId story;
  Timestamp published;
};

// What Placements::nearest promises, by looking at every carrier.
std::vector<SightingNumber> looked_through(std::vector<Carrier> carriers, const Timestamp& time,
                                           std::size_t limit) {
  std::stable_sort(carriers.begin(), carriers.end(), [&](const Carrier& a, const Carrier& b) {
    return seconds_apart(a.published, time) < seconds_apart(b.published, time);
  });
  std::vector<StoryId> seen;
  std::vector<SightingNumber> result;
  for (const Carrier& carrier : carriers) {
    if (result.size() == limit) break;
    if (std::find(seen.begin(), seen.end(), carrier.story) != seen.end()) continue;
    seen.push_back(carrier.story);
    result.push_back(carrier.sighting);
  }
  return result;
}

}  // namespace

TEST_CASE("placements answer as a look at every carrier would, through merges", "[placements]") {
  std::mt19937 random(7);
  const auto below = [&](int end) {
    return std::uniform_int_distribution<int>(0, end - 1)(random);
  };
  for (int round = 0; round < 40; ++round) {
    const int stories = round % 2 == 0 ? 6 : 200;  // some, and more than are asked one by one
    Placements placements;
    std::vector<Carrier> carriers;
    for (SightingNumber number = 1; number <= 300; ++number) {
      const Carrier carrier{number,
                            {static_cast<std::uint64_t>(1 + below(stories))},
                            at_second(below(9) == 0 ? -1 : below(500))};
      carriers.push_back(carrier);
      placements.add(carrier.sighting, carrier.story, carrier.published);
      if (number % 50 == 0) {
        const StoryId from = carriers[static_cast<std::size_t>(below(40))].story;
        const StoryId to{1};
        if (from != to) placements.move(from, to);
        for (Carrier& moved : carriers) {
          if (moved.story == from) moved.story = to;
        }
      }
    }
    for (int question = 0; question < 20; ++question) {
      const Timestamp time = at_second(question == 0 ? -1 : below(520));
      // Of many stories the last of equally near ones may be another.
      const auto found = placements.nearest(time, 4);
      const auto expected = looked_through(carriers, time, 4);
      REQUIRE(found.size() == expected.size());
      for (std::size_t i = 0; i < found.size(); ++i) {
        const auto distance = [&](SightingNumber n) {
          return seconds_apart(carriers[static_cast<std::size_t>(n - 1)].published, time);
        };
        CHECK(distance(found[i]) == distance(expected[i]));
        if (stories == 6) CHECK(found[i] == expected[i]);
      }
    }
  }
}

}  // namespace storyfold::app
