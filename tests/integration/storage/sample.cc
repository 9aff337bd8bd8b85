#include "tests/integration/storage/sample.h"

#include <array>
#include <stdexcept>

#include "core/identity.h"

namespace storyfold::storage::test {
namespace {

constexpr std::array<const char*, 16> kWords = {
    "ferry",  "harbour", "council", "budget",  "bridge", "winter",  "school",  "tariff",
    "museum", "signal",  "timber",  "orchard", "census", "glacier", "railway", "lantern"};

std::string paragraph(std::uint64_t seed) {
  std::string text;
  std::uint64_t state = seed * 0x9e3779b97f4a7c15u + 1;
  for (int i = 0; i < 60; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    text += kWords[(state >> 33) % kWords.size()];
    text += std::to_string(state >> 52);
    text += i % 12 == 11 ? ".\n" : " ";
  }
  return text + "End.";
}

Timestamp published(std::uint64_t n) {
  Timestamp time;
  time.at = std::chrono::sys_seconds(std::chrono::seconds(1'600'000'000 + 60 * n));
  time.offset_minutes = 480;
  time.precision = TimePrecision::kMinute;
  time.clue = TimeClue::kRecord;
  return time;
}

std::string url_of(std::uint64_t n) { return "https://quay.example/" + std::to_string(n); }

// The part of the crawl in record n.
void add_crawl(std::uint64_t n, Finished& record) {
  record.urls = {sample_url(n, true), sample_url(n + 1, false)};
  HostRecord host;
  host.origin = "https://quay.example";
  host.robots_status = 200;
  host.robots = "User-agent: *\nDisallow: /" + std::to_string(n / 10) + "\n";
  host.failures = static_cast<std::uint32_t>(n);
  record.hosts = {host};
  RawPage raw;
  raw.url = url_of(n);
  raw.status = 200;
  raw.content_type = "text/html";
  raw.fetched_at = published(n).at;
  raw.bytes = "<p>" + sample_body(n) + "</p>";
  record.raw = std::move(raw);
}

bool joins(std::uint64_t n) { return n % 4 == 0; }

Sighting sample_sighting(std::uint64_t n, const Item& item) {
  Sighting sighting;
  sighting.number = n;
  sighting.item = n;
  sighting.story = sample_story(n);
  sighting.relation = joins(n) ? Relation::kRepost : Relation::kOriginal;
  sighting.source = "archive:sample";
  sighting.record_id = "record-" + std::to_string(n);
  sighting.url = url_of(n);
  sighting.outlet = "Quay " + std::to_string(n % 8);
  sighting.title = "Headline " + std::to_string(n);
  sighting.published = published(n);
  sighting.first_seen = sighting.last_seen = published(n).at;
  sighting.claims = {{ClaimKind::kSource, "Quay", "Quay", ByteRange{0, 4}}};
  sighting.extractor_version = kExtractorVersion;
  sighting.id = sighting_id(sighting.source, sighting.record_id, sighting.url, item.id);
  return sighting;
}

Member member_of(const Sighting& sighting) {
  Member member;
  member.story = sighting.story;
  member.sighting = sighting.number;
  member.item = sighting.item;
  member.relation = sighting.relation;
  member.published = sighting.published;
  member.outlet = sighting.outlet;
  member.tokens = 60;
  return member;
}

Print print_of(const Item& item, StoryId story) {
  Print print;
  print.item = item.number;
  print.founding_story = story;
  print.fingerprint.version = 1;
  print.fingerprint.exact = xxh3_128(item.body);
  print.fingerprint.simhash = xxh3_64(item.body);
  print.fingerprint.chunks = {static_cast<std::uint32_t>(item.number), 0xfffffff0};
  print.fingerprint.tokens = 60;
  return print;
}

}  // namespace

std::string sample_body(std::uint64_t n) {
  if (n % 3 == 0) return paragraph(n - 1) + " Reprinted with line " + std::to_string(n) + ".";
  return paragraph(n);
}

StoryId sample_story(std::uint64_t n) { return {0xabc0000000000000u + (joins(n) ? n - 1 : n)}; }

UrlRecord sample_url(std::uint64_t n, bool visited) {
  UrlRecord url;
  url.url = url_of(n);
  url.outlet = "quay";
  url.found_on = "https://quay.example/";
  url.found_at = published(n).at;
  url.due = published(n).at + std::chrono::hours(visited ? 24 : 1);
  if (!visited) return url;
  url.end = VisitEnd::kStored;
  url.status = 200;
  url.visits = 1;
  url.visited_at = published(n).at;
  url.sighting = n;
  return url;
}

Finished sample_record(std::uint64_t n) {
  Finished record;
  const std::string body = sample_body(n);
  record.new_item = Item{n, item_id(body), body};
  if (n % 3 == 0) record.similar_to = n - 1;
  record.print = print_of(*record.new_item, sample_story(n));
  record.sightings = {sample_sighting(n, *record.new_item)};
  record.members = {member_of(record.sightings.front())};
  Story story;
  story.id = sample_story(n);
  story.canonical = joins(n) ? n - 1 : n;
  story.members = joins(n) ? 2 : 1;
  story.clause = joins(n) ? CanonicalClause::kEarliest : CanonicalClause::kOnlyMember;
  story.first_published = published(story.canonical).at;
  story.last_published = published(n).at;
  record.stories = {story};
  if (n % 5 == 0) {
    record.edges = {{.from = sample_story(n),
                     .to = sample_story(1),
                     .kind = LinkKind::kContains,
                     .sighting = n,
                     .evidence = {}}};
  }
  record.input = InputProgress{"sample", "s", n, false};
  record.add = {{"items", 1},
                {"sightings", 1},
                {"bytes_text", static_cast<std::int64_t>(body.size())},
                {joins(n) ? "relation.repost" : "relation.original", 1}};
  if (!joins(n)) record.add["stories"] = 1;
  add_crawl(n, record);
  return record;
}

Result<void> append_samples(Store& store, std::uint64_t last) {
  while (store.next_item() <= last) {
    if (Result<void> done = store.append(sample_record(store.next_item())); !done) return done;
  }
  return {};
}

TempFolder::TempFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "storyfold-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace storyfold::storage::test
