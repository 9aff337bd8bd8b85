#include "dedup/decide.h"

#include <catch2/catch.hpp>

namespace storyfold::dedup {
namespace {

Neighbour neighbour(ItemNumber item, std::uint64_t story, PairKind kind, double containment,
                    double coverage, bool canonical = true) {
  Neighbour n;
  n.item = item;
  n.story = {story};
  n.canonical = canonical;
  n.pair.kind = kind;
  n.pair.evidence.other = item;
  n.pair.evidence.containment = containment;
  n.pair.evidence.coverage = coverage;
  return n;
}

PairVerdict pair(PairKind kind) {
  PairVerdict verdict;
  verdict.kind = kind;
  return verdict;
}

}  // namespace

TEST_CASE("a text without neighbours founds a story", "[decide]") {
  const Decision decision = decide({});
  CHECK_FALSE(decision.story);
  CHECK(decision.relation == Relation::kOriginal);
}

TEST_CASE("the strongest neighbour decides the story, a copy before a near copy", "[decide]") {
  const Decision decision = decide(
      {neighbour(1, 10, PairKind::kRepost, 0.99, 0.99), neighbour(2, 20, PairKind::kCopy, 1, 1)});
  REQUIRE(decision.story);
  CHECK(decision.story->value == 20);
  CHECK(decision.relation == Relation::kCopy);
}

TEST_CASE("a chain does not drift: the canonical must agree", "[decide]") {
  Neighbour drifting = neighbour(1, 10, PairKind::kRepost, 0.8, 0.8, false);
  drifting.with_canonical = pair(PairKind::kUnrelated);
  CHECK_FALSE(decide({drifting}).story);
  drifting.with_canonical = pair(PairKind::kRepost);
  CHECK(decide({drifting}).story);
}

TEST_CASE("a part of a member needs no canonical", "[decide]") {
  Neighbour part = neighbour(1, 10, PairKind::kExcerpt, 1, 0.4, false);
  part.with_canonical = pair(PairKind::kUnrelated);
  const Decision decision = decide({part});
  REQUIRE(decision.story);
  CHECK(decision.relation == Relation::kExcerpt);
}

TEST_CASE("a text made of parts of several stories is a round-up and links to them", "[decide]") {
  const Decision decision = decide({neighbour(1, 10, PairKind::kExpanded, 1, 0.2),
                                    neighbour(2, 20, PairKind::kExpanded, 1, 0.3)});
  CHECK_FALSE(decision.story);
  REQUIRE(decision.links.size() == 2);
  CHECK(decision.links[0].kind == LinkKind::kContains);
  CHECK_FALSE(decision.links[0].reversed);
}

TEST_CASE("a round-up that starts with a flash does not fold into it", "[decide]") {
  const Decision decision = decide({neighbour(1, 10, PairKind::kExpanded, 1, 0.2),
                                    neighbour(2, 20, PairKind::kContains, 1, 0.2)});
  CHECK_FALSE(decision.story);
  CHECK(decision.links.size() == 2);
}

TEST_CASE("whole copies of two stories say that they may be one", "[decide]") {
  const Decision decision = decide({neighbour(1, 10, PairKind::kRepost, 0.9, 0.9),
                                    neighbour(2, 20, PairKind::kRepost, 0.8, 0.8)});
  REQUIRE(decision.same_story.size() == 1);
  CHECK(decision.same_story[0].story.value == 20);
  CHECK(may_merge(pair(PairKind::kRepost)));
  CHECK_FALSE(may_merge(pair(PairKind::kSameFrame)));
}

TEST_CASE("two stories that may not merge are linked as their canonical texts say", "[decide]") {
  Link bridge;
  bridge.story = {20};
  bridge.kind = LinkKind::kContains;
  bridge.evidence.reason = "near copies";
  PairVerdict canonicals = pair(PairKind::kSameFrame);
  canonicals.evidence.reason = "numbers differ";
  Link link = link_unmerged(bridge, canonicals);
  CHECK(link.story.value == 20);
  CHECK(link.kind == LinkKind::kSameFrame);
  CHECK(link.evidence.reason == "numbers differ");
  link = link_unmerged(bridge, pair(PairKind::kQuotedBy));
  CHECK(link.kind == LinkKind::kContains);
  CHECK(link.reversed);
  CHECK_FALSE(link_unmerged(bridge, pair(PairKind::kContains)).reversed);
  // Unlike each other, but one text holds both.
  link = link_unmerged(bridge, pair(PairKind::kUnrelated));
  CHECK(link.kind == LinkKind::kContains);
  CHECK(link.evidence.reason == "near copies");
}

TEST_CASE("templates are linked once and never folded", "[decide]") {
  const Decision decision = decide({neighbour(1, 10, PairKind::kSameFrame, 0.7, 0.9),
                                    neighbour(2, 20, PairKind::kSameFrame, 0.7, 0.9)});
  CHECK_FALSE(decision.story);
  REQUIRE(decision.links.size() == 1);
  CHECK(decision.links[0].kind == LinkKind::kSameFrame);
}

TEST_CASE("a changed text of the same URL is a revision", "[decide]") {
  Neighbour earlier = neighbour(1, 10, PairKind::kExpanded, 0.9, 0.4);
  earlier.same_url = true;
  CHECK(decide({earlier}).relation == Relation::kRevision);
}

}  // namespace storyfold::dedup
