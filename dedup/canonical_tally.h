#pragma once
// The canonical rule (dedup/canonical.h) for a story that grows: what choose_canonical would answer
// over all members, kept up as they come, so that one more copy in a story of thousands costs the
// logarithm of its outlets and not its members. Not thread-safe.
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "dedup/canonical.h"

namespace storyfold::dedup {

class CanonicalTally {
 public:
  struct Choice {
    SightingNumber sighting = 0;
    CanonicalClause clause = CanonicalClause::kOnlyMember;
  };

  // `outlet_rank` as choose_canonical takes it; outlives the tally.
  explicit CanonicalTally(std::span<const std::string> outlet_rank) : outlet_rank_(outlet_rank) {}

  // Each member once, in any order. Linear in the story's outlets when it brings a new outlet or a
  // new vote, logarithmic otherwise.
  void add(const CanonicalCandidate& member);

  // At least one member was added. Constant time.
  [[nodiscard]] Choice choice() const;

 private:
  // Larger is better. Members of one outlet have votes and rank in common.
  using InOutlet = std::tuple<std::int64_t, std::uint32_t, std::int64_t>;
  using Standing = std::tuple<std::size_t, std::int64_t, std::uint32_t, std::int64_t, std::int64_t>;

  struct Outlet {
    std::string key;
    std::size_t votes = 0;
    std::int64_t rank = 0;
    InOutlet best;
    std::optional<InOutlet> second;
  };

  [[nodiscard]] static Standing standing(const Outlet& outlet, const InOutlet& member);
  std::size_t outlet_of(std::string_view key, const InOutlet& first_member, bool& is_new);
  void add_vote(const std::string& voter, const std::string& origin);

  std::span<const std::string> outlet_rank_;
  std::size_t members_ = 0;
  std::vector<Outlet> outlets_;
  std::map<std::string, std::size_t, std::less<>> index_;  // by key
  std::set<std::pair<std::string, std::string>> votes_;    // voter, origin
  std::set<std::pair<Standing, std::size_t>> order_;       // of each outlet's best member
};

}  // namespace storyfold::dedup
