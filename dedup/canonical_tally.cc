#include "dedup/canonical_tally.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace storyfold::dedup {

CanonicalTally::Standing CanonicalTally::standing(const Outlet& outlet, const InOutlet& member) {
  return {outlet.votes, std::get<0>(member), std::get<1>(member), outlet.rank, std::get<2>(member)};
}

std::size_t CanonicalTally::outlet_of(std::string_view key, const InOutlet& first_member,
                                      bool& is_new) {
  const auto known = index_.find(key);
  is_new = known == index_.end();
  if (!is_new) return known->second;
  Outlet outlet;
  outlet.key = key;
  outlet.rank = canonical_rank(key, outlet_rank_);
  outlet.best = first_member;
  outlet.votes =
      static_cast<std::size_t>(std::count_if(votes_.begin(), votes_.end(), [&](const auto& vote) {
        return vote.first != key && same_outlet(vote.second, key);
      }));
  const std::size_t at = outlets_.size();
  index_.emplace(outlet.key, at);
  order_.emplace(standing(outlet, outlet.best), at);
  outlets_.push_back(std::move(outlet));
  return at;
}

void CanonicalTally::add_vote(const std::string& voter, const std::string& origin) {
  if (!votes_.emplace(voter, origin).second) return;
  for (std::size_t at = 0; at < outlets_.size(); ++at) {
    Outlet& outlet = outlets_[at];
    if (outlet.key == voter || !same_outlet(origin, outlet.key)) continue;
    order_.erase({standing(outlet, outlet.best), at});
    ++outlet.votes;
    order_.emplace(standing(outlet, outlet.best), at);
  }
}

void CanonicalTally::add(const CanonicalCandidate& member) {
  ++members_;
  const InOutlet added{canonical_earliness(member.published), member.tokens,
                       -static_cast<std::int64_t>(member.sighting)};
  bool is_new = false;
  const std::size_t at = outlet_of(member.outlet, added, is_new);
  Outlet& outlet = outlets_[at];
  if (!is_new && added > outlet.best) {
    order_.erase({standing(outlet, outlet.best), at});
    outlet.second = outlet.best;
    outlet.best = added;
    order_.emplace(standing(outlet, outlet.best), at);
  } else if (!is_new && (!outlet.second || added > *outlet.second)) {
    outlet.second = added;
  }
  for (const std::string_view origin : member.origins) {
    add_vote(std::string(member.outlet), std::string(origin));
  }
}

CanonicalTally::Choice CanonicalTally::choice() const {
  const auto& [best, at] = *order_.rbegin();
  Choice choice{static_cast<SightingNumber>(-std::get<4>(best)), CanonicalClause::kOnlyMember};
  if (members_ == 1) return choice;
  // Who comes second in the whole order comes closest in every leading part of it, so the clause
  // that decided is the first in which the second is not equal.
  std::optional<Standing> second;
  if (outlets_[at].second) second = standing(outlets_[at], *outlets_[at].second);
  const bool one_outlet = order_.size() == 1;
  if (!one_outlet && (!second || std::next(order_.rbegin())->first > *second)) {
    second = std::next(order_.rbegin())->first;
  }
  const std::size_t votes = std::get<0>(best);
  const bool named_alone =
      votes > 0 && (one_outlet || std::get<0>(std::next(order_.rbegin())->first) < votes);
  if (named_alone) {
    choice.clause = CanonicalClause::kNamedOrigin;
  } else if (std::get<0>(*second) != votes || std::get<1>(*second) != std::get<1>(best)) {
    choice.clause = CanonicalClause::kEarliest;
  } else if (std::get<2>(*second) != std::get<2>(best)) {
    choice.clause = CanonicalClause::kMostComplete;
  } else if (std::get<3>(*second) != std::get<3>(best)) {
    choice.clause = CanonicalClause::kOutletRank;
  } else {
    choice.clause = CanonicalClause::kLowestId;
  }
  return choice;
}

}  // namespace storyfold::dedup
