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
#include "storage/verify_stories.h"

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
      expect_story(print->founding_story, Family::kPrint, key);
      if (print->chrome.empty()) return;
      const auto item = answer(view_.item(*number));
      expect(!item || !*item || print->chrome.back().end <= (*item)->body.size(), Family::kPrint,
             key, "it leaves out what its item does not have");
    });
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

  void check_stories() {
    const StoryCounts counts = check_story_families(*this);
    report_.stories = counts.stories;
    report_.edges = counts.edges;
    aliases_ = counts.aliases;
    if (read_whole(Family::kStory) && read_whole(Family::kSighting)) {
      expect_equal(counts.members, report_.sightings, "members of stories against sightings");
    }
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
  std::uint64_t aliases_ = 0;
};

}  // namespace

Result<VerifyReport> verify_store(const View& view,
                                  const std::function<bool(std::uint64_t)>& go_on) {
  return Verifier(view, go_on).run();
}

}  // namespace storyfold::storage
