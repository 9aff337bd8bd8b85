#include "storage/verify.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "core/identity.h"
#include "storage/checks.h"
#include "storage/fields.h"
#include "storage/postings.h"
#include "storage/verify_crawl.h"

namespace storyfold::storage {
namespace {

class Verifier : public Checks {
 public:
  using Checks::Checks;

  VerifyReport run() {
    read_state();
    check_items();
    check_prints();
    check_sightings();
    check_stories();
    check_aliases();
    check_edges();
    check_times();
    check_logs_and_inputs();
    check_chrome();
    for (const Family family : {Family::kId, Family::kExact, Family::kSimhash, Family::kSeen,
                                Family::kCarrier, Family::kUrl}) {
      check_postings(family);
    }
    check_counters();
    check_crawl(*this);
    return std::move(report_);
  }

 private:
  void check_items() {
    ItemNumber expected = 1;
    each(Family::kItem, [&](auto key, auto) {
      ++report_.items;
      const auto number = parse_number_key(key);
      if (!number) return problem(Family::kItem, key, "the key is not a number");
      expect(*number == expected, Family::kItem, key, "numbers before it are missing");
      expected = *number + 1;
      const auto item = answer(view_.item(*number));
      if (item && !*item) return check_no_item(key);
      if (!item) return;
      text_bytes_ += (*item)->body.size();
      expect(lists(Family::kId, id_key((*item)->id), *number), Family::kItem, key,
             "no id leads to it: its text is not what was stored");
      expect(holds(Family::kPrint, key), Family::kItem, key, "it has no print");
      expect(holds(Family::kCarrier, key), Family::kItem, key, "no sighting carries it");
    });
    if (read_whole(Family::kItem)) {
      expect_equal(report_.items + items_taken_down_, state_.next_item - 1,
                   "items against the last number given");
    }
  }

  // It was taken down: of those read it is none.
  void check_no_item(std::string_view key) {
    --report_.items;
    ++items_taken_down_;
    expect(!holds(Family::kPrint, key), Family::kItem, key, "it was taken down and has a print");
    expect(!holds(Family::kCarrier, key), Family::kItem, key, "a sighting carries what is gone");
  }

  void check_prints() {
    each(Family::kPrint, [&](auto key, auto value) {
      ++prints_;
      const auto number = parse_number_key(key);
      if (!number) return problem(Family::kPrint, key, "the key is not a number");
      const auto print = decode_print(*number, value);
      if (!print) return problem(Family::kPrint, key, print.error().what);
      expect(holds(Family::kItem, key), Family::kPrint, key, "its item is not there");
      expect(lists(Family::kSimhash, simhash_key(print->fingerprint.simhash), *number),
             Family::kPrint, key, "its simhash does not lead to it");
      check_story_lives(print->founding_story, Family::kPrint, key);
      if (print->chrome.empty()) return;
      const auto item = answer(view_.item(*number));
      expect(!item || !*item || print->chrome.back().end <= (*item)->body.size(), Family::kPrint,
             key, "it leaves out what its item does not have");
    });
  }

  void check_story_lives(StoryId id, Family family, std::string_view key) {
    const auto story = answer(view_.resolve(id));
    if (!story) return;
    expect(holds(Family::kStory, story_key(*story)), family, key,
           "its story " + to_hex(id) + " is not there");
  }

  void check_sightings() {
    SightingNumber expected = 1;
    each(Family::kSighting, [&](auto key, auto value) {
      ++report_.sightings;
      const auto number = parse_number_key(key);
      if (!number) return problem(Family::kSighting, key, "the key is not a number");
      expect(*number == expected, Family::kSighting, key, "numbers before it are missing");
      expected = *number + 1;
      const auto sighting = answer(view_.decode(*number, value));
      if (sighting && !*sighting) {  // it was taken down
        --report_.sightings;
        ++sightings_taken_down_;
      } else if (sighting) {
        check_sighting(**sighting, key);
      }
    });
    if (read_whole(Family::kSighting)) {
      expect_equal(report_.sightings + sightings_taken_down_, state_.next_sighting - 1,
                   "sightings against the last number given");
    }
  }

  void check_sighting(const Sighting& sighting, std::string_view key) {
    expect(lists(Family::kSeen, seen_key(sighting.id), sighting.number), Family::kSighting, key,
           "its id does not lead to it");
    expect(lists(Family::kCarrier, number_key(sighting.item), sighting.number), Family::kSighting,
           key, "its item does not lead to it");
    if (!sighting.url.empty()) {
      ++urls_;
      expect(lists(Family::kUrl, url_key(sighting.url, view_.secret()), sighting.number),
             Family::kSighting, key, "its URL does not lead to it");
    }
    if (sighting.published.known()) {
      ++published_;
      expect(holds(Family::kTime, time_key(sighting.published.at, sighting.number)),
             Family::kSighting, key, "its publication time does not lead to it");
    }
    ++relations_[static_cast<std::size_t>(sighting.relation)];
    const auto story = answer(view_.resolve(sighting.story));
    if (!story) return;
    expect(holds(Family::kStory, member_key(*story, sighting.number)), Family::kSighting, key,
           "it is no member of its story " + to_hex(sighting.story));
  }

  // Stories and members share a family: a story stands right before its members.
  void check_stories() {
    std::optional<Story> current;
    Tally tally;
    each(Family::kStory, [&](auto key, auto value) {
      const auto parsed = parse_story_key(key);
      if (!parsed) return problem(Family::kStory, key, "the key is not a story's or a member's");
      if (!parsed->sighting) {
        finish_story(current, tally);
        tally = {};
        const auto story = decode_story(parsed->story, value);
        if (!story) problem(Family::kStory, key, story.error().what);
        current = story ? std::optional(*story) : std::nullopt;
        ++report_.stories;
        return;
      }
      ++members_;
      const auto member = decode_member(parsed->story, *parsed->sighting, value);
      if (!member) return problem(Family::kStory, key, member.error().what);
      if (!current || current->id != member->story) {
        problem(Family::kStory, key, "a member without its story");
      }
      check_member(*member, key);
      tally.add(*member, current ? current->canonical : 0);
    });
    if (report_.complete) finish_story(current, tally);
    if (read_whole(Family::kStory) && read_whole(Family::kSighting)) {
      expect_equal(members_, report_.sightings, "members of stories against sightings");
    }
  }

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

  void finish_story(const std::optional<Story>& story, const Tally& tally) {
    if (!story) return;
    const std::string key = story_key(story->id);
    expect(tally.members == story->members, Family::kStory, key,
           "it counts " + std::to_string(story->members) + " members and has " +
               std::to_string(tally.members));
    expect(tally.canonical, Family::kStory, key, "its canonical sighting is no member");
    expect(tally.originals == 1, Family::kStory, key,
           "it has " + std::to_string(tally.originals) + " originals in place of one");
    expect(!tally.canonical || tally.canonical_is_original, Family::kStory, key,
           "its canonical sighting is not its original");
    expect(story->first_published == tally.first.value_or(std::chrono::sys_seconds{}) &&
               story->last_published == tally.last.value_or(std::chrono::sys_seconds{}),
           Family::kStory, key, "its first and last time are not those of its members");
    const auto alias = answer(view_.alias(story->id));
    expect(!alias || !*alias, Family::kStory, key, "it is an alias as well");
  }

  void check_member(const Member& member, std::string_view key) {
    const auto sighting = answer(view_.sighting(member.sighting));
    if (!sighting) return;
    if (!*sighting) return problem(Family::kStory, key, "its sighting is not there");
    expect((*sighting)->item == member.item && (*sighting)->relation == member.relation &&
               (*sighting)->published == member.published && (*sighting)->outlet == member.outlet,
           Family::kStory, key, "it says other things than its sighting");
  }

  void check_aliases() {
    std::uint64_t reverse = 0;
    each(Family::kAlias, [&](auto key, auto value) {
      const auto parsed = parse_alias_key(key);
      if (!parsed) return problem(Family::kAlias, key, "the key is not an alias's");
      if (parsed->to) {
        ++reverse;
        return;
      }
      ++aliases_;
      const auto to = decode_alias(value);
      if (!to) return problem(Family::kAlias, key, to.error().what);
      expect(holds(Family::kAlias, alias_reverse_key(*to, parsed->from)), Family::kAlias, key,
             "its target does not lead back to it");
      check_story_lives(*to, Family::kAlias, key);
    });
    if (read_whole(Family::kAlias)) expect_equal(reverse, aliases_, "aliases read backwards");
  }

  void check_edges() {
    std::uint64_t reverse = 0;
    each(Family::kEdge, [&](auto key, auto value) {
      const auto parsed = parse_edge_key(key);
      if (!parsed) return problem(Family::kEdge, key, "the key is not an edge's");
      if (!parsed->forward) {
        ++reverse;
        return;
      }
      ++report_.edges;
      const auto edge = decode_edge(parsed->near, parsed->far, parsed->kind, value);
      if (!edge) return problem(Family::kEdge, key, edge.error().what);
      expect(holds(Family::kEdge, edge_key(edge->to, edge->from, edge->kind, false)), Family::kEdge,
             key, "its far end does not lead back to it");
      expect(holds(Family::kSighting, number_key(edge->sighting)), Family::kEdge, key,
             "the sighting that showed it is not there");
      check_story_lives(edge->from, Family::kEdge, key);
      check_story_lives(edge->to, Family::kEdge, key);
    });
    if (read_whole(Family::kEdge)) expect_equal(reverse, report_.edges, "edges read backwards");
  }

  void check_times() {
    std::uint64_t times = 0;
    each(Family::kTime, [&](auto key, auto) {
      ++times;
      expect(parse_time_key(key).has_value(), Family::kTime, key, "the key is not a time's");
    });
    if (read_whole(Family::kTime) && read_whole(Family::kSighting)) {
      expect_equal(times, published_, "publication times against sightings that have one");
    }
  }

  void check_logs_and_inputs() {
    std::uint64_t logs = 0;
    each(Family::kLog, [&](auto key, auto value) {
      ++logs;
      const auto number = parse_number_key(key);
      if (!number) return problem(Family::kLog, key, "the key is not a number");
      const auto entry = decode_log(*number, value);
      if (!entry) problem(Family::kLog, key, entry.error().what);
    });
    if (read_whole(Family::kLog)) {
      expect_equal(logs, state_.next_log - 1, "log entries against the last number given");
    }
    each(Family::kInput, [&](auto key, auto value) {
      const auto progress = decode_input(key, value);
      if (!progress) problem(Family::kInput, key, progress.error().what);
    });
  }

  // An outlet's own record stands right before its blocks.
  void check_chrome() {
    std::optional<std::uint64_t> outlet;
    each(Family::kChrome, [&](auto key, auto value) {
      const auto parsed = parse_chrome_key(key);
      if (!parsed) return problem(Family::kChrome, key, "the key is not an outlet's or a block's");
      const auto count = decode_chrome(value);
      if (!count) return problem(Family::kChrome, key, count.error().what);
      if (!parsed->block) outlet = parsed->outlet;
      expect(outlet == parsed->outlet, Family::kChrome, key, "a block without its outlet");
    });
  }

  // Every record was found in its lists; when the lists hold no more numbers than there are
  // records, they hold nothing else.
  void check_postings(Family family) {
    std::uint64_t listed = 0;
    each(family, [&](auto key, auto value) {
      const auto numbers = decode_postings(value);
      if (!numbers) return problem(family, key, numbers.error().what);
      listed += numbers->size();
    });
    const Family holder = holder_of(family);
    if (!read_whole(family) || !read_whole(holder)) return;
    const std::uint64_t expected = family == Family::kId      ? report_.items
                                   : family == Family::kUrl   ? urls_
                                   : holder == Family::kPrint ? prints_
                                                              : report_.sightings;
    expect_equal(listed, expected, "numbers listed in family " + std::string(name_of(family)));
  }

  static Family holder_of(Family family) {
    switch (family) {
      case Family::kId:
        return Family::kItem;
      case Family::kExact:
      case Family::kSimhash:
        return Family::kPrint;
      default:
        return Family::kSighting;
    }
  }

  void check_counters() {
    if (read_whole(Family::kItem)) {
      check_counter("items", report_.items);
      check_counter("bytes_text", text_bytes_);
    }
    if (read_whole(Family::kStory)) check_counter("stories", report_.stories);
    if (read_whole(Family::kAlias)) check_counter("aliases", aliases_);
    if (read_whole(Family::kEdge)) check_counter("edges", report_.edges);
    if (!read_whole(Family::kSighting)) return;
    check_counter("sightings", report_.sightings);
    for (std::uint8_t number = 0; known_relation(static_cast<std::uint8_t>(number + 1)); ++number) {
      const auto relation = static_cast<std::uint8_t>(number + 1);
      check_counter("relation." + std::string(to_string(static_cast<Relation>(relation))),
                    relations_[relation]);
    }
  }

  std::array<std::uint64_t, 8> relations_{};
  std::uint64_t items_taken_down_ = 0;
  std::uint64_t sightings_taken_down_ = 0;
  std::uint64_t text_bytes_ = 0;
  std::uint64_t prints_ = 0;
  std::uint64_t urls_ = 0;
  std::uint64_t published_ = 0;
  std::uint64_t members_ = 0;
  std::uint64_t aliases_ = 0;
};

}  // namespace

Result<VerifyReport> verify_store(const View& view,
                                  const std::function<bool(std::uint64_t)>& go_on) {
  return Verifier(view, go_on).run();
}

}  // namespace storyfold::storage
