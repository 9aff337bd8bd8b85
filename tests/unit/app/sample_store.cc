#include "tests/unit/app/sample_store.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <stdexcept>

#include "app/subject.h"
#include "core/identity.h"

namespace storyfold::app {
namespace {

constexpr const char* kBodyRepost =
    "The harbour at Dunmere opened on Monday after 14 days of dredging, the port office said. "
    "Eleven freighters had waited outside the breakwater since the sand bar was found.";
constexpr const char* kBodyRoundUp =
    "News of the coast in short. A lighthouse keeper retired after forty years in Skelby. "
    "The harbour at Dunmere reopened on Monday after 14 days of dredging, the port office said. "
    "Fish prices fell for the third week.";
constexpr const char* kBodyRevised =
    "News of the coast in short, corrected. A lighthouse keeper retired after fifty years in "
    "Skelby. The harbour at Dunmere reopened on Monday after 14 days of dredging, the port office "
    "said. Fish prices fell for the third week.";

Timestamp at(const char* text) {
  auto time = *parse_timestamp(text, 0);
  time.clue = TimeClue::kRecord;
  return time;
}

storage::Sighting sighting(const char* outlet, const char* title, const char* url, StoryId story,
                           Relation relation) {
  storage::Sighting made;
  made.source = "archive:sample";
  made.outlet = outlet;
  made.title = title;
  made.url = url;
  made.story = story;
  made.relation = relation;
  made.first_seen = made.last_seen = std::chrono::sys_seconds{std::chrono::seconds{1700000000}};
  made.extractor_version = kExtractorVersion;
  return made;
}

Evidence against(ItemNumber other, double containment, double coverage, const char* reason) {
  Evidence evidence;
  evidence.other = other;
  evidence.containment = containment;
  evidence.coverage = coverage;
  evidence.reason = reason;
  return evidence;
}

storage::Story story(StoryId id, SightingNumber canonical, CanonicalClause clause,
                     std::uint32_t members, const char* first, const char* last) {
  storage::Story made;
  made.id = id;
  made.canonical = canonical;
  made.clause = clause;
  made.members = members;
  made.first_published = at(first).at;
  made.last_published = at(last).at;
  return made;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "storyfold-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::file(const std::string& name, const std::string& content) const {
  const auto path = path_ / name;
  std::ofstream(path, std::ios::binary) << content;
  return path.string();
}

void SampleStore::add(SightingNumber number, ItemNumber item, const std::string& body,
                      storage::Sighting made) {
  storage::Finished finished;
  made.number = number;
  made.item = item;
  const auto subject = make_subject(article_of(made, body), store_->chunk_secret());
  made.id = sighting_id(made.source, made.record_id, made.url + made.outlet, subject.id);
  if (item == store_->next_item()) {
    finished.new_item = storage::Item{item, subject.id, body};
    finished.print = storage::Print{item, made.story, subject.print, {}};
    finished.add["items"] = 1;
  }
  storage::Member member;
  member.story = made.story;
  member.sighting = number;
  member.item = item;
  member.relation = made.relation;
  member.published = made.published;
  member.outlet = made.outlet;
  member.tokens = subject.print.tokens;
  finished.members.push_back(member);
  finished.add["sightings"] = 1;
  finished.add["relation." + std::string(to_string(made.relation))] = 1;
  finished.sightings.push_back(made);
  REQUIRE(store_->append(finished));
}

SampleStore::SampleStore() {
  auto opened = storage::Store::open_writer(folder(), {}, true);
  REQUIRE(opened);
  store_ = std::move(*opened);
  story_a = {0x1111222233334444};
  story_b = {0x5555666677778888};
  story_c = {0x99990000aaaabbbb};
  item_1 = to_hex(item_id(kBodyA));
  item_2 = to_hex(item_id(kBodyRepost));
  item_3 = to_hex(item_id(kBodyRoundUp));
  item_4 = to_hex(item_id(kBodyRevised));

  auto first = sighting("Harbour Post", "Harbour reopens", kUrlA, story_a, Relation::kOriginal);
  first.record_id = "hp-1";
  first.published = at("2024-03-04T10:00:00+02:00");
  first.claims.push_back({ClaimKind::kAccordingTo, "the port office", "the port office said", {}});
  add(1, 1, kBodyA, first);
  auto second = sighting("Tide Wire", "Port open again", "https://tide.example/9", story_a,
                         Relation::kRepost);
  second.published = at("2024-03-04T12:30:00Z");
  second.evidence = against(1, 0.82, 0.97, "near copy");
  second.evidence.replaced = 0.04;
  add(2, 2, kBodyRepost, second);
  auto third = sighting("Pier Gazette", "Harbour reopens", "", story_a, Relation::kCopy);
  third.evidence = against(1, 1, 1, "same matching form");
  add(3, 1, kBodyA, third);
  auto fourth = sighting("Harbour Post", "The coast", kUrlB, story_b, Relation::kOriginal);
  fourth.published = at("2024-03-05T08:00:00Z");
  add(4, 3, kBodyRoundUp, fourth);
  auto fifth = sighting("Harbour Post", "The coast", kUrlB, story_b, Relation::kRevision);
  fifth.record_id = "hp-5";
  fifth.published = at("2024-03-05T08:00:00Z");
  fifth.evidence = against(3, 0.7, 0.9, "one URL, text changed");
  add(5, 4, kBodyRevised, fifth);

  storage::Finished rest;
  rest.stories = {story(story_a, 1, CanonicalClause::kEarliest, 3, "2024-03-04T08:00:00Z",
                        "2024-03-04T12:30:00Z"),
                  story(story_b, 5, CanonicalClause::kMostComplete, 2, "2024-03-05T08:00:00Z",
                        "2024-03-05T08:00:00Z")};
  rest.aliases = {{story_c, story_a}};
  rest.edges = {{story_b, story_a, LinkKind::kContains, 4, against(1, 0.9, 0.4, "quotes it")}};
  storage::LogEntry entry;
  entry.kind = storage::LogKind::kStoriesMerged;
  entry.story = story_a;
  entry.what = "story 99990000aaaabbbb became 1111222233334444";
  rest.log = {entry};
  rest.add = {{"stories", 2}, {"aliases", 1}, {"edges", 1}};
  REQUIRE(store_->append(rest));
  auto loaded = store_->sighting(1);
  REQUIRE(loaded);
  sighting_1 = to_hex((*loaded)->id);
}

}  // namespace storyfold::app
