#include "dedup/canonical.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "dedup/matching_form.h"

namespace storyfold::dedup {
namespace {

constexpr std::size_t kMinNameBytes = 6;  // two Chinese characters: less names too much

struct Vote {  // an outlet names another as where its text comes from
  std::string_view voter;
  std::string_view origin;
  auto operator<=>(const Vote&) const = default;
};

// Each outlet has one vote for each origin, however many of its pages name it.
std::vector<Vote> votes_of(std::span<const CanonicalCandidate> members) {
  std::vector<Vote> votes;
  for (const CanonicalCandidate& member : members) {
    for (const std::string_view origin : member.origins) votes.push_back({member.outlet, origin});
  }
  std::sort(votes.begin(), votes.end());
  votes.erase(std::unique(votes.begin(), votes.end()), votes.end());
  return votes;
}

std::size_t votes_for(std::string_view outlet, const std::vector<Vote>& votes) {
  return static_cast<std::size_t>(std::count_if(votes.begin(), votes.end(), [&](const Vote& vote) {
    return vote.voter != outlet && same_outlet(vote.origin, outlet);
  }));
}

// A day without an hour says little beside times to the minute.
bool trustworthy(const Timestamp& time) noexcept {
  return time.precision >= TimePrecision::kMinute;
}

// Larger is better at each clause, in the order of the clauses.
using Standing = std::tuple<std::size_t, std::int64_t, std::uint32_t, std::int64_t, std::int64_t>;

}  // namespace

std::int64_t canonical_earliness(const Timestamp& published) noexcept {
  return trustworthy(published) ? -published.at.time_since_epoch().count()
                                : std::numeric_limits<std::int64_t>::min();
}

std::int64_t canonical_rank(std::string_view outlet, std::span<const std::string> outlet_rank) {
  const auto found = std::find(outlet_rank.begin(), outlet_rank.end(), outlet);
  return found == outlet_rank.end() ? std::numeric_limits<std::int64_t>::min()
                                    : -static_cast<std::int64_t>(found - outlet_rank.begin());
}

std::string outlet_key(std::string_view name) {
  std::string key = make_form(name, {}).text;
  std::erase(key, ' ');
  return key;
}

bool same_outlet(std::string_view a, std::string_view b) noexcept {
  if (a.empty() || b.empty()) return false;
  if (a == b) return true;
  const std::string_view part = a.size() < b.size() ? a : b;
  const std::string_view whole = a.size() < b.size() ? b : a;
  return part.size() >= kMinNameBytes && whole.find(part) != std::string_view::npos;
}

CanonicalChoice choose_canonical(std::span<const CanonicalCandidate> members,
                                 std::span<const std::string> outlet_rank) {
  if (members.size() == 1) return {0, CanonicalClause::kOnlyMember};
  const std::vector<Vote> votes_cast = votes_of(members);
  std::vector<Standing> standings;
  standings.reserve(members.size());
  for (const CanonicalCandidate& member : members) {
    standings.emplace_back(
        votes_for(member.outlet, votes_cast), canonical_earliness(member.published), member.tokens,
        canonical_rank(member.outlet, outlet_rank), -static_cast<std::int64_t>(member.sighting));
  }
  std::size_t best = 0;
  for (std::size_t i = 1; i < standings.size(); ++i) {
    if (standings[i] > standings[best]) best = i;
  }
  // The clause that decided is the first in which nobody equals the best.
  const auto alone = [&](auto part) {
    return std::count_if(standings.begin(), standings.end(),
                         [&](const Standing& s) { return part(s) >= part(standings[best]); }) == 1;
  };
  CanonicalClause clause = CanonicalClause::kLowestId;
  const auto first_two = [](const Standing& s) {
    return std::tuple(std::get<0>(s), std::get<1>(s));
  };
  const auto first_three = [](const Standing& s) {
    return std::tuple(std::get<0>(s), std::get<1>(s), std::get<2>(s));
  };
  const auto first_four = [](const Standing& s) {
    return std::tuple(std::get<0>(s), std::get<1>(s), std::get<2>(s), std::get<3>(s));
  };
  const std::size_t votes = std::get<0>(standings[best]);
  bool named_alone = votes > 0;  // no other outlet is named as often
  for (std::size_t i = 0; i < members.size(); ++i) {
    named_alone = named_alone &&
                  (std::get<0>(standings[i]) < votes || members[i].outlet == members[best].outlet);
  }
  if (named_alone) {
    clause = CanonicalClause::kNamedOrigin;
  } else if (alone(first_two)) {
    clause = CanonicalClause::kEarliest;
  } else if (alone(first_three)) {
    clause = CanonicalClause::kMostComplete;
  } else if (alone(first_four)) {
    clause = CanonicalClause::kOutletRank;
  }
  return {best, clause};
}

}  // namespace storyfold::dedup
