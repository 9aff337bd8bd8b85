#include "dedup/decide.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace storyfold::dedup {
namespace {

constexpr double kWhole = 0.6;  // of the longer text: both say the same as a whole
constexpr double kPart = 0.5;   // under it the shorter is a part of the longer
constexpr std::size_t kRoundUpStories = 2;
constexpr std::size_t kMaxFrameLinks = 1;
constexpr std::size_t kMaxContainsLinks = 32;
constexpr double kBridgedContainment = 0.5;  // judge_pair aligns such pairs: figures were compared

bool joins(const Neighbour& n) {
  if (!folds(n.pair.kind)) return false;
  if (n.canonical || n.same_url || n.pair.kind == PairKind::kCopy ||
      n.pair.kind == PairKind::kExcerpt) {
    return true;
  }
  return n.with_canonical && folds(n.with_canonical->kind);
}

double strength(const Neighbour& n) {
  const double copy = n.pair.kind == PairKind::kCopy ? 10 : 0;
  const double url = n.same_url ? 2 : 0;
  return copy + url + n.pair.evidence.containment + n.pair.evidence.coverage;
}

Relation relation_of(const Neighbour& n) {
  if (n.pair.kind == PairKind::kCopy) return Relation::kCopy;
  if (n.same_url) return Relation::kRevision;
  switch (n.pair.kind) {
    case PairKind::kExcerpt:
      return Relation::kExcerpt;
    case PairKind::kExpanded:
      return Relation::kExpanded;
    default:
      return Relation::kRepost;
  }
}

bool is_part_of_ours(const Neighbour& n) {
  return n.pair.kind == PairKind::kExpanded && n.pair.evidence.coverage < kPart && !n.same_url;
}

std::vector<const Neighbour*> best_of_each_story(const std::vector<Neighbour>& neighbours) {
  std::vector<const Neighbour*> joining;
  for (const Neighbour& n : neighbours) {
    if (joins(n)) joining.push_back(&n);
  }
  std::stable_sort(joining.begin(), joining.end(), [](const Neighbour* a, const Neighbour* b) {
    const double left = strength(*a);
    const double right = strength(*b);
    return left != right ? left > right : a->item < b->item;
  });
  std::vector<const Neighbour*> best;
  for (const Neighbour* n : joining) {
    const bool known = std::any_of(best.begin(), best.end(),
                                   [&](const Neighbour* b) { return b->story == n->story; });
    if (!known) best.push_back(n);
  }
  return best;
}

// Stories that ours quotes past its lead.
std::size_t quoted_stories(const std::vector<Neighbour>& neighbours) {
  std::vector<StoryId> stories;
  for (const Neighbour& n : neighbours) {
    const bool known = std::find(stories.begin(), stories.end(), n.story) != stories.end();
    if (n.pair.kind == PairKind::kContains && !known) stories.push_back(n.story);
  }
  return stories.size();
}

Link link_to(StoryId story, LinkKind kind, bool reversed, Evidence evidence) {
  evidence.matches.clear();  // an edge keeps the measures; explain aligns the texts again
  return {story, kind, reversed, std::move(evidence)};
}

void add_link(Decision& decision, const Neighbour& n, LinkKind kind, bool reversed) {
  const auto same = [&](const Link& link) { return link.story == n.story; };
  if (decision.story == n.story ||
      std::any_of(decision.links.begin(), decision.links.end(), same)) {
    return;
  }
  decision.links.push_back(link_to(n.story, kind, reversed, n.pair.evidence));
}

void link_the_rest(Decision& decision, const std::vector<Neighbour>& neighbours) {
  std::size_t frames = 0;
  std::size_t parts = 0;
  for (const Neighbour& n : neighbours) {
    switch (n.pair.kind) {
      case PairKind::kContains:
      case PairKind::kQuotedBy:
        if (parts++ < kMaxContainsLinks) {
          add_link(decision, n, LinkKind::kContains, n.pair.kind == PairKind::kQuotedBy);
        }
        break;
      case PairKind::kSameFrame:
        if (frames++ < kMaxFrameLinks) add_link(decision, n, LinkKind::kSameFrame, false);
        break;
      default:
        break;
    }
  }
}

}  // namespace

Decision decide(const std::vector<Neighbour>& neighbours) {
  Decision decision;
  const std::vector<const Neighbour*> best = best_of_each_story(neighbours);
  const auto parts = static_cast<std::size_t>(std::count_if(
      best.begin(), best.end(), [](const Neighbour* n) { return is_part_of_ours(*n); }));
  // Parts of several stories and a whole copy of none: a round-up, a story of its own.
  const bool round_up =
      parts == best.size() && parts + quoted_stories(neighbours) >= kRoundUpStories;
  if (!best.empty() && !round_up) {
    const Neighbour& chosen = *best.front();
    decision.story = chosen.story;
    decision.relation = relation_of(chosen);
    decision.evidence = chosen.pair.evidence;
  }
  for (const Neighbour* n : best) {
    if (decision.story == n->story) continue;
    const bool whole = decision.story && n->pair.evidence.coverage >= kWhole &&
                       decision.evidence.coverage >= kWhole;
    if (whole) {
      decision.same_story.push_back(link_to(n->story, LinkKind::kContains,
                                            n->pair.kind == PairKind::kExcerpt, n->pair.evidence));
    } else {
      add_link(decision, *n, LinkKind::kContains, n->pair.kind == PairKind::kExcerpt);
    }
  }
  link_the_rest(decision, neighbours);
  return decision;
}

bool may_merge(const PairVerdict& canonicals) noexcept {
  if (folds(canonicals.kind)) return true;
  return canonicals.kind == PairKind::kUnrelated && canonicals.evidence.number_conflicts == 0 &&
         canonicals.evidence.containment >= kBridgedContainment;
}

Link link_unmerged(const Link& bridge, const PairVerdict& canonicals) {
  switch (canonicals.kind) {
    case PairKind::kContains:
    case PairKind::kQuotedBy:
      return link_to(bridge.story, LinkKind::kContains, canonicals.kind == PairKind::kQuotedBy,
                     canonicals.evidence);
    case PairKind::kSameFrame:
      return link_to(bridge.story, LinkKind::kSameFrame, false, canonicals.evidence);
    default:
      return bridge;
  }
}

}  // namespace storyfold::dedup
