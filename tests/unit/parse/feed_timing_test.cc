#include "crawler/parse/feed_timing.h"

#include <catch2/catch.hpp>

namespace storyfold::crawler::parse {

using std::chrono::hours;
using std::chrono::minutes;

TEST_CASE("a feed that says nothing of polling asks for nothing", "[feed]") {
  FeedTiming timing;
  CHECK_FALSE(timing.ttl());
  CHECK(timing.skip_hours().empty());
  timing.set(Field::kTitle, "60");
  timing.set(Field::kTtl, "soon");
  timing.set(Field::kUpdatePeriod, "often");
  CHECK_FALSE(timing.ttl());
}

TEST_CASE("ttl goes before a period, and a period is shared out", "[feed]") {
  FeedTiming timing;
  timing.set(Field::kUpdatePeriod, " Daily ");
  CHECK(timing.ttl() == hours(24));
  timing.set(Field::kUpdateFrequency, "4");
  CHECK(timing.ttl() == hours(6));
  timing.set(Field::kTtl, " 30 ");
  CHECK(timing.ttl() == minutes(30));
  timing.set(Field::kTtl, "0");
  CHECK(timing.ttl() == hours(6));
}

TEST_CASE("a wait is a minute at the least and a week at the most", "[feed]") {
  FeedTiming often;
  often.set(Field::kUpdatePeriod, "hourly");
  often.set(Field::kUpdateFrequency, "3600");
  CHECK(often.ttl() == minutes(1));
  FeedTiming nonsense;
  nonsense.set(Field::kUpdatePeriod, "hourly");
  nonsense.set(Field::kUpdateFrequency, "-2");
  CHECK(nonsense.ttl() == hours(1));
  FeedTiming rare;
  rare.set(Field::kTtl, "99999999");
  CHECK(rare.ttl() == hours(7 * 24));
  FeedTiming yearly;
  yearly.set(Field::kUpdatePeriod, "yearly");
  CHECK(yearly.ttl() == hours(7 * 24));
}

TEST_CASE("hours to skip come in order, each once, 24 as midnight", "[feed]") {
  FeedTiming timing;
  for (const char* const hour : {"5", "24", "0", " 5 ", "25", "-1", "noon"}) {
    timing.set(Field::kHour, hour);
  }
  CHECK(timing.skip_hours() == std::vector<int>{0, 5});
}

}  // namespace storyfold::crawler::parse
