#include "dedup/canonical.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "dedup/matching_form.h"

namespace storyfold::dedup {
namespace {

constexpr std::size_t kMinNameBytes = 6;  // two Chinese characters: less names too much

// How many other outlets name this one as where the text comes from.
std::size_t votes_for(const CanonicalCandidate& member,
                      std::span<const CanonicalCandidate> members) {
  std::vector<std::string_view> voters;
  for (const CanonicalCandidate& other : members) {
    if (other.outlet == member.outlet) continue;
    const bool named =
        std::any_of(other.origins.begin(), other.origins.end(),
                    [&](const std::string& name) { return same_outlet(name, member.outlet); });
    if (named && std::find(voters.begin(), voters.end(), other.outlet) == voters.end()) {
      voters.push_back(other.outlet);
    }
  }
  return voters.size();
}

// A day without an hour says little beside times to the minute.
bool trustworthy(const Timestamp& time) noexcept {
  return time.precision >= TimePrecision::kMinute;
}

std::size_t rank_of(std::string_view outlet, std::span<const std::string> ranks) {
  const auto found = std::find(ranks.begin(), ranks.end(), outlet);
  return found == ranks.end() ? std::numeric_limits<std::size_t>::max()
                              : static_cast<std::size_t>(found - ranks.begin());
}

// Larger is better at each clause, in the order of the clauses.
using Standing = std::tuple<std::size_t, std::int64_t, std::uint32_t, std::int64_t, std::int64_t>;

}  // namespace

bool same_outlet(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const std::string x = make_form(a, {}).text;
  const std::string y = make_form(b, {}).text;
  if (x.empty() || y.empty()) return false;
  if (x == y) return true;
  const bool x_shorter = x.size() < y.size();
  const std::string& part = x_shorter ? x : y;
  const std::string& whole = x_shorter ? y : x;
  return part.size() >= kMinNameBytes && whole.find(part) != std::string::npos;
}

CanonicalChoice choose_canonical(std::span<const CanonicalCandidate> members,
                                 std::span<const std::string> outlet_rank) {
  if (members.size() == 1) return {0, CanonicalClause::kOnlyMember};
  const bool anyone_named =
      std::any_of(members.begin(), members.end(), [](const auto& m) { return !m.origins.empty(); });
  std::vector<Standing> standings;
  standings.reserve(members.size());
  for (const CanonicalCandidate& member : members) {
    const std::int64_t earliest = trustworthy(member.published)
                                      ? -member.published.at.time_since_epoch().count()
                                      : std::numeric_limits<std::int64_t>::min();
    const std::size_t rank = rank_of(member.outlet, outlet_rank);
    const std::int64_t ranked = rank == std::numeric_limits<std::size_t>::max()
                                    ? std::numeric_limits<std::int64_t>::min()
                                    : -static_cast<std::int64_t>(rank);
    standings.emplace_back(anyone_named ? votes_for(member, members) : 0, earliest, member.tokens,
                           ranked, -static_cast<std::int64_t>(member.sighting));
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
  const bool outvoted = std::any_of(standings.begin(), standings.end(),
                                    [&](const Standing& s) { return std::get<0>(s) < votes; });
  if (votes > 0 && outvoted) {
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
