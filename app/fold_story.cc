// The part of the fold that changes stories: joining, merging, choosing the canonical sighting.
#include <algorithm>
#include <string>
#include <utility>

#include "app/fold.h"
#include "app/fold_incoming.h"
#include "core/identity.h"
#include "dedup/canonical.h"

namespace storyfold::app {
namespace {

constexpr std::size_t kMembersVerified = 64;  // when the canonical moves
constexpr std::size_t kMembersLookedThrough = 16;

// Outlets that a text names as where it comes from.
std::vector<std::string> origins_of(const std::vector<Claim>& claims) {
  std::vector<std::string> origins;
  for (const Claim& claim : claims) {
    const bool names_outlet = claim.kind == ClaimKind::kSource ||
                              claim.kind == ClaimKind::kDateline ||
                              claim.kind == ClaimKind::kReprintedFrom;
    if (names_outlet && std::find(origins.begin(), origins.end(), claim.name) == origins.end()) {
      origins.push_back(claim.name);
    }
  }
  return origins;
}

storage::Sighting sighting_of(const SignedArticle& signed_article, SightingNumber number,
                              ItemNumber item, StoryId story, const dedup::Decision& decision) {
  const Article& article = signed_article.article;
  storage::Sighting sighting;
  sighting.number = number;
  sighting.id = signed_article.sighting_id;
  sighting.item = item;
  sighting.story = story;
  sighting.relation = decision.relation;
  sighting.source = signed_article.source;
  sighting.record_id = article.record_id;
  sighting.url = article.url;
  sighting.outlet = article.outlet;
  sighting.title = article.title;
  sighting.published = article.published;
  sighting.first_seen = sighting.last_seen = system_now();
  sighting.authors = article.authors;
  sighting.language = article.language;
  sighting.categories = article.categories;
  sighting.claims = article.claims;
  sighting.headline = article.headline;
  sighting.replaced_characters = article.replaced_characters;
  sighting.extractor_version = kExtractorVersion;
  if (decision.story) sighting.evidence = decision.evidence;
  return sighting;
}

storage::Member member_of(const storage::Sighting& sighting, const SignedArticle& article) {
  storage::Member member;
  member.story = sighting.story;
  member.sighting = sighting.number;
  member.item = sighting.item;
  member.relation = sighting.relation;
  member.published = sighting.published;
  member.outlet = sighting.outlet;
  member.tokens = article.print.tokens;
  member.headline_hash = article.headline_hash;
  member.origins = origins_of(sighting.claims);
  return member;
}

// A stored sighting that this record changes; each is read and written once.
Result<storage::Sighting*> edited(WriteBehind& writer, SightingNumber number,
                                  storage::Finished& finished) {
  for (storage::Sighting& sighting : finished.sightings) {
    if (sighting.number == number) return &sighting;
  }
  auto stored = writer.sighting(number);
  if (!stored) return stored.error();
  if (!*stored) {
    return Error{Errc::kCorruption,
                 "sighting " + std::to_string(number) + " is a member of a story but not stored"};
  }
  finished.sightings.push_back(std::move(**stored));
  return &finished.sightings.back();
}

void put_member(storage::Finished& finished, storage::Member member) {
  for (storage::Member& known : finished.members) {
    if (known.sighting == member.sighting && known.story == member.story) {
      known = std::move(member);
      return;
    }
  }
  finished.members.push_back(std::move(member));
}

}  // namespace

Relation relation_of(dedup::PairKind kind) {
  switch (kind) {
    case dedup::PairKind::kCopy:
      return Relation::kCopy;
    case dedup::PairKind::kExcerpt:
      return Relation::kExcerpt;
    case dedup::PairKind::kExpanded:
      return Relation::kExpanded;
    default:
      return Relation::kRepost;
  }
}

Result<StoryId> Fold::join(const Incoming& incoming, const dedup::Decision& decision,
                           storage::Finished& finished, FoldOutcome& outcome) {
  StoryId story = decision.story.value_or(new_story_id(incoming.article.sighting_id));
  unsettled_.clear();
  std::vector<dedup::Link> links;
  for (const dedup::Link& bridge : decision.same_story) {
    const StoryId other = bridge.story;
    if (other == story || !state_.has_story(other)) continue;
    auto refused = merge_if_one(story, bridge, finished);
    if (!refused) return refused.error();
    if (*refused) {
      links.push_back(*std::move(*refused));
      continue;
    }
    ++outcome.merged_stories;
    story = std::min(story, other);
  }
  const SightingNumber number = writer_.next_sighting();
  finished.sightings.push_back(
      sighting_of(incoming.article, number, incoming.item, story, decision));
  const MemberIndex index = state_.add(member_of(finished.sightings.back(), incoming.article));
  finished.add["sightings"] += 1;
  finished.add["relation." + std::string(to_string(decision.relation))] += 1;
  if (!decision.story) finished.add["stories"] += 1;
  unsettled_.push_back(index);
  unsettled_.push_back(state_.story(story).canonical);
  if (auto chosen = choose_canonical(story, number, finished); !chosen) return chosen.error();
  unsettled_.push_back(state_.story(story).canonical);
  if (auto settled = settle_original(story, number, finished); !settled) return settled.error();
  put_member(finished, state_.to_record(index));
  write_story(story, finished);

  for (const dedup::Link& link : decision.links) {
    const bool said = std::any_of(links.begin(), links.end(), [&](const dedup::Link& refused) {
      return refused.story == link.story;
    });
    if (!said) links.push_back(link);
  }
  for (dedup::Link& link : links) add_edge(std::move(link), story, number, finished);
  return story;
}

void Fold::add_edge(dedup::Link link, StoryId story, SightingNumber shown_by,
                    storage::Finished& finished) const {
  if (!state_.has_story(link.story) || link.story == story) return;
  storage::Edge edge;
  edge.from = link.reversed ? link.story : story;
  edge.to = link.reversed ? story : link.story;
  edge.kind = link.kind;
  edge.sighting = shown_by;
  edge.evidence = std::move(link.evidence);
  finished.edges.push_back(std::move(edge));
  finished.add["edges"] += 1;
}

// One text was found to be a whole copy of both: they are one story when their canonical texts do
// not speak against it. The lower id survives, the other becomes an alias that still answers.
// Otherwise the answer is the link that tells how the two belong together.
Result<std::optional<dedup::Link>> Fold::merge_if_one(StoryId ours, const dedup::Link& bridge,
                                                      storage::Finished& finished) {
  const StoryId other = bridge.story;
  std::shared_ptr<const CachedForm> our_holder;
  std::shared_ptr<const CachedForm> their_holder;
  auto our_side = side_of(state_.story(ours).canonical, our_holder);
  if (!our_side) return our_side.error();
  auto their_side = side_of(state_.story(other).canonical, their_holder);
  if (!their_side) return their_side.error();
  auto verdict = judge_with_headlines(*our_side, *their_side, state_.story(other).canonical,
                                      state_.story(ours).canonical);
  if (!verdict) return verdict.error();
  if (!dedup::may_merge(*verdict)) return std::optional(dedup::link_unmerged(bridge, *verdict));

  const StoryId kept = std::min(ours, other);
  const StoryId gone = std::max(ours, other);
  const IndexList moved = state_.story(gone).members;
  unsettled_.push_back(state_.story(kept).canonical);
  unsettled_.push_back(state_.story(gone).canonical);
  tallies_.erase(gone.value);
  if (const auto tally = tallies_.find(kept.value); tally != tallies_.end()) {
    for (const MemberIndex index : moved) tally->second.add(candidate_of(index));
  }
  std::erase_if(finished.members, [&](const storage::Member& m) { return m.story == gone; });
  for (const MemberIndex index : moved) {
    storage::Member removed;
    removed.story = gone;
    removed.sighting = state_.member(index).sighting;
    finished.removed_members.push_back(std::move(removed));
  }
  state_.merge(gone, kept);
  for (const MemberIndex index : moved) {
    auto sighting = edited(writer_, state_.member(index).sighting, finished);
    if (!sighting) return sighting.error();
    (*sighting)->story = kept;
    put_member(finished, state_.to_record(index));
  }
  std::erase_if(finished.stories, [&](const storage::Story& s) { return s.id == gone; });
  finished.removed_stories.push_back(gone);
  finished.aliases.push_back({gone, kept});
  finished.add["stories"] -= 1;
  finished.add["aliases"] += 1;
  finished.log.push_back({0, system_now(), storage::LogKind::kStoriesMerged, kept,
                          "story " + to_hex(gone) + " is story " + to_hex(kept)});
  return std::optional<dedup::Link>{};
}

dedup::CanonicalCandidate Fold::candidate_of(MemberIndex index) const {
  const MemberState& member = state_.member(index);
  dedup::CanonicalCandidate candidate;
  candidate.sighting = member.sighting;
  candidate.outlet = state_.key(member.outlet);
  candidate.published = member.published;
  candidate.tokens = member.tokens;
  for (const std::uint32_t origin : member.origins) {
    candidate.origins.push_back(state_.key(origin));
  }
  return candidate;
}

// Whom the rule prefers. Small stories are looked through; for larger ones a tally is kept.
std::pair<MemberIndex, CanonicalClause> Fold::preferred(const StoryState& story,
                                                        SightingNumber newest) {
  if (story.members.size() <= kMembersLookedThrough) {
    std::vector<dedup::CanonicalCandidate> candidates;
    candidates.reserve(story.members.size());
    for (const MemberIndex index : story.members) candidates.push_back(candidate_of(index));
    const dedup::CanonicalChoice choice = dedup::choose_canonical(candidates, outlet_rank_);
    return {story.members[choice.index], choice.clause};
  }
  const auto [tally, is_new] = tallies_.try_emplace(story.id.value, outlet_rank_);
  if (is_new) {
    for (const MemberIndex index : story.members) tally->second.add(candidate_of(index));
  } else {
    tally->second.add(candidate_of(state_.member_of_sighting(newest)));
  }
  const dedup::CanonicalTally::Choice choice = tally->second.choice();
  return {state_.member_of_sighting(choice.sighting), choice.clause};
}

Result<void> Fold::choose_canonical(StoryId id, SightingNumber newest,
                                    storage::Finished& finished) {
  const StoryState& story = state_.story(id);
  if (story.members.size() == 1) return {};
  const auto [chosen, clause] = preferred(story, newest);
  if (chosen == story.canonical) {
    state_.set_canonical_member(id, chosen, clause);
    return {};
  }
  auto verdicts = verify_members(story, chosen);
  if (!verdicts) return verdicts.error();
  if (!*verdicts) {  // it does not hold all members: the canonical stays
    state_.set_canonical_member(id, story.canonical, CanonicalClause::kHoldsMembers);
    return {};
  }
  const SightingNumber before = state_.member(story.canonical).sighting;
  if (auto done = rewrite_relations(story, chosen, **verdicts, newest, finished); !done) {
    return done;
  }
  state_.set_canonical_member(id, chosen, clause);
  finished.log.push_back({0, system_now(), storage::LogKind::kCanonicalMoved, id,
                          "canonical moved from sighting " + std::to_string(before) + " to " +
                              std::to_string(state_.member(chosen).sighting) + ": " +
                              std::string(to_string(clause))});
  return {};
}

// The members against a new canonical; none when one of them does not fold into it.
Result<std::optional<std::vector<dedup::PairVerdict>>> Fold::verify_members(const StoryState& story,
                                                                            MemberIndex canonical) {
  using Verdicts = std::optional<std::vector<dedup::PairVerdict>>;
  std::shared_ptr<const CachedForm> canonical_holder;
  auto theirs = side_of(canonical, canonical_holder);
  if (!theirs) return theirs.error();
  std::vector<dedup::PairVerdict> verdicts;
  for (const MemberIndex index : story.members) {
    if (verdicts.size() == kMembersVerified) break;
    std::shared_ptr<const CachedForm> holder;
    auto ours = side_of(index, holder);
    if (!ours) return ours.error();
    auto verdict = judge_with_headlines(*ours, *theirs, canonical, index);
    if (!verdict) return verdict.error();
    verdicts.push_back(*std::move(verdict));
    if (index != canonical && !dedup::folds(verdicts.back().kind)) return Verdicts{};
  }
  return Verdicts{std::move(verdicts)};
}

// What each member is, is said of the canonical: it moved, so they are said anew.
Result<void> Fold::rewrite_relations(const StoryState& story, MemberIndex canonical,
                                     const std::vector<dedup::PairVerdict>& verdicts,
                                     SightingNumber newest, storage::Finished& finished) {
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    const MemberIndex index = story.members[i];
    const MemberState& member = state_.member(index);
    const Relation before = member.relation;
    if (before == Relation::kRevision && index != canonical) continue;
    const Relation after = index == canonical ? Relation::kOriginal : relation_of(verdicts[i].kind);
    if (before == after) continue;
    auto sighting = edited(writer_, member.sighting, finished);
    if (!sighting) return sighting.error();
    (*sighting)->relation = after;
    (*sighting)->evidence = index == canonical ? Evidence{} : verdicts[i].evidence;
    state_.set_relation(index, after);
    finished.add["relation." + std::string(to_string(before))] -= 1;
    finished.add["relation." + std::string(to_string(after))] += 1;
    if (member.sighting != newest) put_member(finished, state_.to_record(index));
  }
  return {};
}

// After a merge or a move: the canonical is the one original, every other member is something of
// it. It was so before, so that only canonicals of before and now and the new member can differ.
Result<void> Fold::settle_original(StoryId id, SightingNumber newest, storage::Finished& finished) {
  const StoryState& story = state_.story(id);
  std::shared_ptr<const CachedForm> canonical_holder;
  std::sort(unsettled_.begin(), unsettled_.end(), [&](MemberIndex a, MemberIndex b) {
    return state_.member(a).sighting < state_.member(b).sighting;
  });
  for (const MemberIndex index : unsettled_) {
    const Relation before = state_.member(index).relation;
    const bool is_canonical = index == story.canonical;
    if (is_canonical == (before == Relation::kOriginal)) continue;
    Relation after = Relation::kOriginal;
    Evidence evidence;
    if (!is_canonical) {
      auto theirs = side_of(story.canonical, canonical_holder);
      if (!theirs) return theirs.error();
      std::shared_ptr<const CachedForm> holder;
      auto ours = side_of(index, holder);
      if (!ours) return ours.error();
      auto verdict = judge_with_headlines(*ours, *theirs, story.canonical, index);
      if (!verdict) return verdict.error();
      after = relation_of(verdict->kind);
      evidence = std::move(verdict->evidence);
    }
    auto sighting = edited(writer_, state_.member(index).sighting, finished);
    if (!sighting) return sighting.error();
    (*sighting)->relation = after;
    (*sighting)->evidence = std::move(evidence);
    state_.set_relation(index, after);
    finished.add["relation." + std::string(to_string(before))] -= 1;
    finished.add["relation." + std::string(to_string(after))] += 1;
    if (state_.member(index).sighting != newest) put_member(finished, state_.to_record(index));
  }
  return {};
}

void Fold::write_story(StoryId id, storage::Finished& finished) const {
  const StoryState& state = state_.story(id);
  storage::Story story;
  story.id = id;
  story.canonical = state_.member(state.canonical).sighting;
  story.clause = state.clause;
  story.members = static_cast<std::uint32_t>(state.members.size());
  story.first_published = state.first_published;
  story.last_published = state.last_published;
  finished.stories.push_back(story);
}

}  // namespace storyfold::app
