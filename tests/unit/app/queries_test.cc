#include "app/queries.h"

#include <catch2/catch.hpp>

#include "app/refs.h"
#include "core/identity.h"
#include "tests/unit/app/sample_store.h"

namespace storyfold::app {
namespace {

Subject stored(const storage::Store& store, SightingNumber number) {
  auto sighting = store.sighting(number);
  REQUIRE(sighting);
  REQUIRE(sighting->has_value());
  auto subject = load_subject(store, **sighting);
  REQUIRE(subject);
  return std::move(*subject);
}

std::vector<StoryId> listed(const storage::Store& store, const ListQuery& query) {
  auto lines = list_stories(store, query);
  REQUIRE(lines);
  std::vector<StoryId> ids;
  for (const auto& line : *lines) ids.push_back(line.story.id);
  return ids;
}

std::chrono::sys_seconds at(const char* text) { return parse_timestamp(text, 0)->at; }

}  // namespace

TEST_CASE("a story's members stand by time, unknown times last", "[queries]") {
  SampleStore sample;
  auto view = view_story(sample.store(), sample.story_a);
  REQUIRE(view);
  REQUIRE(view->has_value());
  REQUIRE((*view)->members.size() == 3);
  CHECK((*view)->members[0].sighting.number == 1);
  CHECK((*view)->members[1].sighting.number == 2);
  CHECK((*view)->members[2].sighting.number == 3);
  CHECK((*view)->members[2].other_tokens == (*view)->members[2].tokens);
}

TEST_CASE("a story is found by an id that became its alias; an unknown id is an answer",
          "[queries]") {
  SampleStore sample;
  auto view = view_story(sample.store(), sample.story_c);
  REQUIRE(view);
  REQUIRE(view->has_value());
  CHECK((*view)->story.id == sample.story_a);
  auto none = view_story(sample.store(), StoryId{42});
  REQUIRE(none);
  CHECK_FALSE(none->has_value());
  auto no_item = view_item(sample.store(), 42);
  REQUIRE(no_item);
  CHECK_FALSE(no_item->has_value());
}

TEST_CASE("what a member changed is said in a few words", "[queries]") {
  StoryMember member;
  CHECK(change_in_short(member).empty());  // compared with nothing
  member.other = Sha256{};
  member.sighting.relation = Relation::kCopy;
  CHECK(change_in_short(member) == "the same words");
  member.sighting.relation = Relation::kExcerpt;
  member.sighting.evidence.coverage = 0.314;
  CHECK(change_in_short(member) == "keeps 31 % of it");
  member.sighting.relation = Relation::kExpanded;
  member.sighting.evidence.containment = 1;
  member.tokens = 140;
  member.other_tokens = 100;
  CHECK(change_in_short(member) == "has 100 % of it and 40 % more");
  member.sighting.relation = Relation::kRepost;
  member.sighting.evidence.containment = 0.9;
  member.sighting.evidence.replaced = 0.05;
  member.sighting.evidence.conflicts = {{"3", "4"}};
  member.tokens = 80;
  CHECK(change_in_short(member) == "90 % the same, 20 % shorter, 5 % reworded, 1 number differs");
}

TEST_CASE("a link is named from the side that is asked", "[queries]") {
  CHECK(link_word(LinkKind::kContains, true) == "contains");
  CHECK(link_word(LinkKind::kContains, false) == "contained-in");
  CHECK(link_word(LinkKind::kSameFrame, true) == link_word(LinkKind::kSameFrame, false));
}

TEST_CASE("stories are listed newest first, or largest first", "[queries]") {
  SampleStore sample;
  CHECK(listed(sample.store(), {}) == std::vector{sample.story_b, sample.story_a});
  ListQuery largest;
  largest.order = ListOrder::kLargest;
  CHECK(listed(sample.store(), largest) == std::vector{sample.story_a, sample.story_b});
  largest.limit = 1;
  CHECK(listed(sample.store(), largest) == std::vector{sample.story_a});
}

TEST_CASE("a list is narrowed by time, outlet and size, in both orders", "[queries]") {
  SampleStore sample;
  for (const auto order : {ListOrder::kNewest, ListOrder::kLargest}) {
    ListQuery query;
    query.order = order;
    query.min_members = 3;
    CHECK(listed(sample.store(), query) == std::vector{sample.story_a});
    query.min_members = 1;
    query.outlet = "Tide Wire";
    CHECK(listed(sample.store(), query) == std::vector{sample.story_a});
    query.outlet = "Nobody";
    CHECK(listed(sample.store(), query).empty());
    query.outlet = "Pier Gazette";  // whose only sighting has no time
    CHECK(listed(sample.store(), query) == std::vector{sample.story_a});
    query.outlet.clear();
    query.since = at("2024-03-05T08:00:00Z");
    CHECK(listed(sample.store(), query) == std::vector{sample.story_b});
    query.until = query.since;
    query.since.reset();
    CHECK(listed(sample.store(), query) == std::vector{sample.story_a});
  }
}

TEST_CASE("near finds the repost and the round-up of a text, not the text itself", "[queries]") {
  SampleStore sample;
  const config::DedupSettings settings;
  auto hits = find_near(sample.store(), stored(sample.store(), 1), {}, settings);
  REQUIRE(hits);
  REQUIRE(hits->size() >= 2);
  CHECK(to_hex(hits->front().item) == sample.item_2);
  for (const auto& hit : *hits) CHECK(to_hex(hit.item) != sample.item_1);
  CHECK(hits->front().verdict.evidence.shared_chunks > 0);
  NearQuery one;
  one.limit = 1;
  hits = find_near(sample.store(), stored(sample.store(), 1), one, settings);
  REQUIRE(hits);
  CHECK(hits->size() == 1);
}

TEST_CASE("near says how many sightings carry a hit", "[queries]") {
  SampleStore sample;
  auto hits = find_near(sample.store(), stored(sample.store(), 2), {}, {});
  REQUIRE(hits);
  REQUIRE_FALSE(hits->empty());
  CHECK(to_hex(hits->front().item) == sample.item_1);
  CHECK(hits->front().carriers == 2);
  CHECK(hits->front().sighting.number == 1);
}

TEST_CASE("explain gathers both stories, what links them and what the log tells", "[queries]") {
  SampleStore sample;
  auto view =
      explain_pair(sample.store(), stored(sample.store(), 1), stored(sample.store(), 4), {});
  REQUIRE(view);
  CHECK(view->story_a == sample.story_a);
  CHECK(view->story_b == sample.story_b);
  REQUIRE(view->edges.size() == 1);
  CHECK(view->edges[0].kind == LinkKind::kContains);
  REQUIRE(view->log.size() == 1);
  CHECK(view->log[0].story == sample.story_a);
  REQUIRE(view->canonical_of_b);
  CHECK(view->canonical_of_b->clause == CanonicalClause::kMostComplete);
  CHECK_FALSE(view->compared_a);

  auto same =
      explain_pair(sample.store(), stored(sample.store(), 1), stored(sample.store(), 2), {});
  REQUIRE(same);
  CHECK(same->story_a == same->story_b);
  CHECK(same->edges.empty());
  REQUIRE(same->compared_b);
  CHECK(to_hex(*same->compared_b) == sample.item_1);
}

TEST_CASE("a sighting whose item is missing is damage, said with what to do", "[queries]") {
  SampleStore sample;
  auto sighting = sample.store().sighting(1);
  REQUIRE(sighting);
  (*sighting)->item = 99;
  const auto subject = load_subject(sample.store(), **sighting);
  REQUIRE_FALSE(subject);
  CHECK(subject.error().code == Errc::kCorruption);
  CHECK(subject.error().what.find("storyfold verify") != std::string::npos);
}

TEST_CASE("ranges of a damaged sighting that do not lie in the body are left out", "[queries]") {
  storage::Sighting sighting;
  sighting.claims.push_back({ClaimKind::kSource, "X", "X", ByteRange{0, 3}});
  sighting.claims.push_back({ClaimKind::kSource, "Y", "Y", ByteRange{1, 3}});  // inside 新
  sighting.claims.push_back({ClaimKind::kSource, "Z", "Z", ByteRange{3, 900}});
  sighting.headline = ByteRange{6, 3};
  const auto article = article_of(sighting, "新闻");
  CHECK(article.claims[0].body.has_value());
  CHECK_FALSE(article.claims[1].body.has_value());
  CHECK_FALSE(article.claims[2].body.has_value());
  CHECK_FALSE(article.headline.has_value());
}

}  // namespace storyfold::app
