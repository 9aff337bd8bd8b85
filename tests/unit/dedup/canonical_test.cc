#include "dedup/canonical.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "dedup/canonical_tally.h"

namespace storyfold::dedup {
namespace {

Timestamp at_minute(int minute, TimePrecision precision = TimePrecision::kMinute) {
  Timestamp time;
  time.at = std::chrono::sys_seconds{std::chrono::minutes(minute)};
  time.precision = precision;
  return time;
}

CanonicalCandidate member(SightingNumber number, std::string_view outlet, Timestamp published,
                          std::uint32_t tokens, std::vector<std::string_view> origins = {}) {
  return {number, outlet, published, tokens, std::move(origins)};
}

CanonicalChoice choose(const std::vector<CanonicalCandidate>& members,
                       const std::vector<std::string>& rank = {}) {
  return choose_canonical(members, rank);
}

}  // namespace

TEST_CASE("the outlet that others name as origin is canonical though it came late", "[canonical]") {
  const auto choice = choose(
      {member(1, "晨报", at_minute(5), 90, {"示例社"}), member(2, "示例社", at_minute(9), 90)});
  CHECK(choice.index == 1);
  CHECK(choice.clause == CanonicalClause::kNamedOrigin);
}

TEST_CASE("an outlet cannot vote for itself", "[canonical]") {
  const auto choice =
      choose({member(1, "晨报", at_minute(5), 90), member(2, "晚报", at_minute(9), 90, {"晚报"})});
  CHECK(choice.index == 0);
  CHECK(choice.clause == CanonicalClause::kEarliest);
}

TEST_CASE("without a named origin the earliest trustworthy time decides", "[canonical]") {
  const auto choice = choose({member(1, "a", at_minute(9), 90), member(2, "b", at_minute(5), 10),
                              member(3, "c", at_minute(1, TimePrecision::kDay), 90)});
  CHECK(choice.index == 1);
  CHECK(choice.clause == CanonicalClause::kEarliest);
}

TEST_CASE("at one time the most complete, then the configured rank, then the lowest id",
          "[canonical]") {
  const auto t = at_minute(5);
  CHECK(choose({member(1, "a", t, 10), member(2, "b", t, 90)}).clause ==
        CanonicalClause::kMostComplete);
  const auto ranked = choose({member(1, "a", t, 90), member(2, "b", t, 90)}, {"b"});
  CHECK(ranked.index == 1);
  CHECK(ranked.clause == CanonicalClause::kOutletRank);
  const auto lowest = choose({member(2, "b", t, 90), member(1, "a", t, 90)});
  CHECK(lowest.index == 1);
  CHECK(lowest.clause == CanonicalClause::kLowestId);
}

TEST_CASE("a single member is canonical", "[canonical]") {
  CHECK(choose({member(1, "a", Timestamp{}, 0)}).clause == CanonicalClause::kOnlyMember);
}

TEST_CASE("a tally kept member by member answers as the rule over all members", "[canonical]") {
  const std::vector<std::string> names = {"晨报", "晚报", "示例社", "示例社新闻", "abc", "日报"};
  const std::vector<std::string> rank = {"日报", "abc"};
  std::mt19937 random(3);
  const auto below = [&](int end) {
    return std::uniform_int_distribution<int>(0, end - 1)(random);
  };
  for (int round = 0; round < 300; ++round) {
    CanonicalTally tally(rank);
    std::vector<CanonicalCandidate> members;
    const int outlets = 1 + below(static_cast<int>(names.size()));
    const int times = 1 + below(4);
    for (int i = 0; i < 25; ++i) {
      const auto name = [&](int end) { return names[static_cast<std::size_t>(below(end))]; };
      std::vector<std::string_view> origins;
      if (below(5) == 0) origins.push_back(names[static_cast<std::size_t>(below(6))]);
      const std::string outlet = name(outlets);
      members.push_back(member(
          static_cast<SightingNumber>(100 - (i * 37) % 101),
          *std::find(names.begin(), names.end(), outlet),
          at_minute(below(times), below(4) == 0 ? TimePrecision::kDay : TimePrecision::kMinute),
          static_cast<std::uint32_t>(below(3)), std::move(origins)));
      tally.add(members.back());
      const CanonicalChoice expected = choose(members, rank);
      CHECK(tally.choice().sighting == members[expected.index].sighting);
      CHECK(tally.choice().clause == expected.clause);
    }
  }
}

TEST_CASE("outlets are the same when one name is part of the other", "[canonical]") {
  CHECK(same_outlet(outlet_key("示例证券报"), outlet_key("示例 證券報")));
  CHECK(same_outlet(outlet_key("示例社"), outlet_key("示例社新闻_示例网")));
  CHECK_FALSE(same_outlet(outlet_key("示例社"), outlet_key("晨报")));
  CHECK_FALSE(same_outlet(outlet_key(""), outlet_key("晨报")));
  CHECK_FALSE(same_outlet("报", "晨报"));
}

}  // namespace storyfold::dedup
