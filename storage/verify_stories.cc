#include "storage/verify_stories.h"

#include <algorithm>
#include <optional>
#include <string>

namespace storyfold::storage {
namespace {

// What the members of one story say of it.
struct Tally {
  std::uint32_t members = 0;
  bool canonical = false;
  std::uint32_t originals = 0;
  bool canonical_is_original = false;
  std::optional<std::chrono::sys_seconds> first, last;

  void add(const Member& member, SightingNumber canonical_sighting) {
    ++members;
    const bool is_canonical = member.sighting == canonical_sighting;
    canonical = canonical || is_canonical;
    if (member.relation == Relation::kOriginal) {
      ++originals;
      canonical_is_original = canonical_is_original || is_canonical;
    }
    if (!member.published.known()) return;
    first = std::min(first.value_or(member.published.at), member.published.at);
    last = std::max(last.value_or(member.published.at), member.published.at);
  }
};

class StoryChecks {
 public:
  explicit StoryChecks(Checks& checks) : checks_(checks) {}

  StoryCounts run() {
    check_stories();
    check_aliases();
    check_edges();
    return counts_;
  }

 private:
  // Stories and members share a family: a story stands right before its members.
  void check_stories() {
    std::optional<Story> current;
    Tally tally;
    checks_.each(Family::kStory, [&](auto key, auto value) {
      const auto parsed = parse_story_key(key);
      if (!parsed)
        return checks_.problem(Family::kStory, key, "the key is not a story's or a member's");
      if (!parsed->sighting) {
        finish_story(current, tally);
        tally = {};
        const auto story = decode_story(parsed->story, value);
        if (!story) checks_.problem(Family::kStory, key, story.error().what);
        current = story ? std::optional(*story) : std::nullopt;
        ++counts_.stories;
        return;
      }
      ++counts_.members;
      const auto member = decode_member(parsed->story, *parsed->sighting, value);
      if (!member) return checks_.problem(Family::kStory, key, member.error().what);
      if (!current || current->id != member->story) {
        checks_.problem(Family::kStory, key, "a member without its story");
      }
      check_member(*member, key);
      tally.add(*member, current ? current->canonical : 0);
    });
    if (checks_.complete()) finish_story(current, tally);
  }

  void finish_story(const std::optional<Story>& story, const Tally& tally) {
    if (!story) return;
    const std::string key = story_key(story->id);
    checks_.expect(tally.members == story->members, Family::kStory, key,
                   "it counts " + std::to_string(story->members) + " members and has " +
                       std::to_string(tally.members));
    checks_.expect(tally.canonical, Family::kStory, key, "its canonical sighting is no member");
    checks_.expect(tally.originals == 1, Family::kStory, key,
                   "it has " + std::to_string(tally.originals) + " originals in place of one");
    checks_.expect(!tally.canonical || tally.canonical_is_original, Family::kStory, key,
                   "its canonical sighting is not its original");
    checks_.expect(story->first_published == tally.first.value_or(std::chrono::sys_seconds{}) &&
                       story->last_published == tally.last.value_or(std::chrono::sys_seconds{}),
                   Family::kStory, key, "its first and last time are not those of its members");
    const auto alias = checks_.answer(checks_.view().alias(story->id));
    checks_.expect(!alias || !*alias, Family::kStory, key, "it is an alias as well");
  }

  void check_member(const Member& member, std::string_view key) {
    const auto sighting = checks_.answer(checks_.view().sighting(member.sighting));
    if (!sighting) return;
    if (!*sighting) return checks_.problem(Family::kStory, key, "its sighting is not there");
    checks_.expect((*sighting)->item == member.item && (*sighting)->relation == member.relation &&
                       (*sighting)->published == member.published &&
                       (*sighting)->outlet == member.outlet,
                   Family::kStory, key, "it says other things than its sighting");
  }

  void check_aliases() {
    std::uint64_t reverse = 0;
    checks_.each(Family::kAlias, [&](auto key, auto value) {
      const auto parsed = parse_alias_key(key);
      if (!parsed) return checks_.problem(Family::kAlias, key, "the key is not an alias's");
      if (parsed->to) {
        ++reverse;
        return;
      }
      ++counts_.aliases;
      const auto to = decode_alias(value);
      if (!to) return checks_.problem(Family::kAlias, key, to.error().what);
      checks_.expect(checks_.holds(Family::kAlias, alias_reverse_key(*to, parsed->from)),
                     Family::kAlias, key, "its target does not lead back to it");
      checks_.expect_story(*to, Family::kAlias, key);
    });
    if (checks_.read_whole(Family::kAlias))
      checks_.expect_equal(reverse, counts_.aliases, "aliases read backwards");
  }

  void check_edges() {
    std::uint64_t reverse = 0;
    checks_.each(Family::kEdge, [&](auto key, auto value) {
      const auto parsed = parse_edge_key(key);
      if (!parsed) return checks_.problem(Family::kEdge, key, "the key is not an edge's");
      if (!parsed->forward) {
        ++reverse;
        return;
      }
      ++counts_.edges;
      const auto edge = decode_edge(parsed->near, parsed->far, parsed->kind, value);
      if (!edge) return checks_.problem(Family::kEdge, key, edge.error().what);
      checks_.expect(
          checks_.holds(Family::kEdge, edge_key(edge->to, edge->from, edge->kind, false)),
          Family::kEdge, key, "its far end does not lead back to it");
      checks_.expect(checks_.holds(Family::kSighting, number_key(edge->sighting)), Family::kEdge,
                     key, "the sighting that showed it is not there");
      checks_.expect_story(edge->from, Family::kEdge, key);
      checks_.expect_story(edge->to, Family::kEdge, key);
    });
    if (checks_.read_whole(Family::kEdge))
      checks_.expect_equal(reverse, counts_.edges, "edges read backwards");
  }

  Checks& checks_;
  StoryCounts counts_;
};

}  // namespace

StoryCounts check_story_families(Checks& checks) { return StoryChecks(checks).run(); }

}  // namespace storyfold::storage
