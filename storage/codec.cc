#include "storage/codec.h"

#include <utility>

namespace storyfold::storage {
namespace {

constexpr std::uint8_t kBodyVersion = 1;
constexpr std::uint8_t kPrintVersion = 1;
constexpr std::uint8_t kMaskedPrintVersion = 2;  // with chrome
constexpr std::uint8_t kChromeVersion = 1;
constexpr std::uint8_t kStoryVersion = 1;
constexpr std::uint8_t kMemberVersion = 1;
constexpr std::uint8_t kAliasVersion = 1;
constexpr std::uint8_t kEdgeVersion = 1;
constexpr std::uint8_t kLogVersion = 1;
constexpr std::uint8_t kInputVersion = 1;
constexpr std::uint8_t kStateVersion = 1;
constexpr std::uint8_t kNamesVersion = 1;

constexpr std::uint8_t kFullBody = 0;
constexpr std::uint8_t kDeltaBody = 1;
constexpr std::uint8_t kNoBody = 2;

enum StoryFlag : std::uint8_t { kHasTimes = 1, kTimesDiffer = 2, kManyMembers = 4 };
enum MemberFlag : std::uint8_t { kHasTime = 1, kHasHeadline = 2, kHasOrigins = 4 };

std::chrono::sys_seconds take_seconds(ByteReader& in) {
  return std::chrono::sys_seconds(std::chrono::seconds(in.zigzag()));
}

// Numbers that run almost in step are kept as their difference. Wraps, so that any two fit.
void put_difference(ByteWriter& out, std::uint64_t from, std::uint64_t to) {
  out.zigzag(static_cast<std::int64_t>(from - to));
}
std::uint64_t take_difference(ByteReader& in, std::uint64_t from) {
  return from - static_cast<std::uint64_t>(in.zigzag());
}

}  // namespace

void take_version(ByteReader& in, std::uint8_t version) {
  if (in.u8() != version) in.fail();
}

bool known_relation(std::uint8_t number) noexcept {
  return number >= static_cast<std::uint8_t>(Relation::kOriginal) &&
         number <= static_cast<std::uint8_t>(Relation::kRevision);
}

void put_texts(ByteWriter& out, const std::vector<std::string>& texts) {
  out.varint(texts.size());
  for (const std::string& text : texts) out.text(text);
}

std::vector<std::string> take_texts(ByteReader& in) {
  std::vector<std::string> texts(in.count(1));
  for (std::string& text : texts) text = in.text();
  return texts;
}

void put_time(ByteWriter& out, const Timestamp& time) {
  const unsigned packed = static_cast<unsigned>(time.precision) | (time.zone_assumed ? 4u : 0u) |
                          static_cast<unsigned>(time.clue) << 3;
  out.u8(static_cast<std::uint8_t>(packed));
  out.zigzag(time.offset_minutes);
  out.zigzag(time.at.time_since_epoch().count());
}

Timestamp take_time(ByteReader& in) {
  Timestamp time;
  const std::uint8_t packed = in.u8();
  time.precision = static_cast<TimePrecision>(packed & 3);
  time.zone_assumed = (packed & 4) != 0;
  time.clue = static_cast<TimeClue>(packed >> 3);
  if (time.clue > TimeClue::kFeed) in.fail();
  const std::int64_t offset = in.zigzag();
  if (offset < INT16_MIN || offset > INT16_MAX) in.fail();
  time.offset_minutes = static_cast<std::int16_t>(offset);
  time.at = take_seconds(in);
  return time;
}

std::string encode_full_body(std::string_view body) {
  std::string value;
  ByteWriter out(value);
  out.u8(kBodyVersion);
  out.u8(kFullBody);
  out.raw(body);
  return value;
}

std::string encode_delta_body(ItemNumber base, std::string_view body, std::string_view delta) {
  std::string value;
  ByteWriter out(value);
  out.u8(kBodyVersion);
  out.u8(kDeltaBody);
  out.varint(base);
  out.varint(body.size());
  out.raw(delta);
  return value;
}

std::string encode_no_body() {
  std::string value;
  ByteWriter out(value);
  out.u8(kBodyVersion);
  out.u8(kNoBody);
  return value;
}

Result<StoredBody> decode_body(std::string_view value) {
  ByteReader in(value);
  take_version(in, kBodyVersion);
  StoredBody stored;
  const std::uint8_t kind = in.u8();
  if (kind > kNoBody) in.fail();
  stored.taken_down = kind == kNoBody;
  if (stored.taken_down) return decoded(in, stored);
  if (kind == kDeltaBody) {
    stored.base = in.varint();
    stored.body_bytes = in.varint32();
  }
  stored.bytes = in.raw(in.rest().size());
  if (kind == kFullBody) stored.body_bytes = static_cast<std::uint32_t>(stored.bytes.size());
  return decoded(in, stored);
}

std::string encode_print(const Print& print) {
  const Fingerprint& fingerprint = print.fingerprint;
  std::string value;
  ByteWriter out(value);
  out.u8(print.chrome.empty() ? kPrintVersion : kMaskedPrintVersion);
  out.varint(fingerprint.version);
  out.varint(fingerprint.tokens);
  out.u64(print.founding_story.value);
  out.u64(fingerprint.simhash);
  if (!print.chrome.empty()) {
    out.varint(print.chrome.size());
    for (const ByteRange& range : print.chrome) put_range(out, range);
  }
  for (const std::uint32_t chunk : fingerprint.chunks) out.u32(chunk);
  return value;
}

namespace {

std::vector<ByteRange> take_chrome(ByteReader& in) {
  std::vector<ByteRange> ranges(in.count(2));
  std::uint32_t end = 0;
  if (ranges.empty()) in.fail();
  for (ByteRange& range : ranges) {
    range = take_range(in);
    if (range.begin < end || range.end <= range.begin) in.fail();
    end = range.end;
  }
  return ranges;
}

}  // namespace

Result<Print> decode_print(ItemNumber item, std::string_view value) {
  ByteReader in(value);
  const std::uint8_t version = in.u8();
  if (version != kPrintVersion && version != kMaskedPrintVersion) in.fail();
  Print print;
  print.item = item;
  print.fingerprint.version = in.varint32();
  print.fingerprint.tokens = in.varint32();
  print.founding_story = {in.u64()};
  print.fingerprint.simhash = in.u64();
  if (version == kMaskedPrintVersion) print.chrome = take_chrome(in);
  std::vector<std::uint32_t>& chunks = print.fingerprint.chunks;
  chunks.reserve(in.rest().size() / 4);
  while (!in.rest().empty()) {
    const std::uint32_t chunk = in.u32();
    if (!chunks.empty() && chunk <= chunks.back()) in.fail();
    chunks.push_back(chunk);
  }
  return decoded(in, std::move(print));
}

std::string encode_story(const Story& story) {
  const bool has_times = story.first_published != std::chrono::sys_seconds{} ||
                         story.last_published != std::chrono::sys_seconds{};
  const bool differ = story.first_published != story.last_published;
  std::string value;
  ByteWriter out(value);
  out.u8(kStoryVersion);
  out.u8(static_cast<std::uint8_t>((has_times ? kHasTimes : 0) | (differ ? kTimesDiffer : 0) |
                                   (story.members != 1 ? kManyMembers : 0)));
  out.u8(static_cast<std::uint8_t>(story.clause));
  out.varint(story.canonical);
  if (story.members != 1) out.varint(story.members);
  if (has_times) out.zigzag(story.first_published.time_since_epoch().count());
  if (differ) out.zigzag((story.last_published - story.first_published).count());
  return value;
}

Result<Story> decode_story(StoryId id, std::string_view value) {
  ByteReader in(value);
  take_version(in, kStoryVersion);
  Story story;
  story.id = id;
  const std::uint8_t flags = in.u8();
  const std::uint8_t clause = in.u8();
  if (flags > (kHasTimes | kTimesDiffer | kManyMembers) || clause < 1 || clause > 7) in.fail();
  story.clause = static_cast<CanonicalClause>(clause);
  story.canonical = in.varint();
  story.members = flags & kManyMembers ? in.varint32() : 1;
  if (flags & kHasTimes) story.first_published = take_seconds(in);
  story.last_published = story.first_published;
  if (flags & kTimesDiffer) {
    // Added without a sign, so that damaged bytes wrap instead of overflowing.
    const auto first = static_cast<std::uint64_t>(story.first_published.time_since_epoch().count());
    const auto sum = static_cast<std::int64_t>(first + static_cast<std::uint64_t>(in.zigzag()));
    story.last_published = std::chrono::sys_seconds(std::chrono::seconds(sum));
  }
  return decoded(in, story);
}

std::string encode_member(const Member& member) {
  const bool has_time = member.published != Timestamp{};
  std::string value;
  ByteWriter out(value);
  out.u8(kMemberVersion);
  out.u8(static_cast<std::uint8_t>((has_time ? kHasTime : 0) |
                                   (member.headline_hash != 0 ? kHasHeadline : 0) |
                                   (!member.origins.empty() ? kHasOrigins : 0)));
  out.u8(static_cast<std::uint8_t>(member.relation));
  put_difference(out, member.sighting, member.item);
  out.text(member.outlet);
  out.varint(member.tokens);
  if (has_time) put_time(out, member.published);
  if (member.headline_hash != 0) out.u32(member.headline_hash);
  if (!member.origins.empty()) {
    out.varint(member.origins.size());
    for (const std::string& origin : member.origins) out.text(origin);
  }
  return value;
}

Result<Member> decode_member(StoryId story, SightingNumber sighting, std::string_view value) {
  ByteReader in(value);
  take_version(in, kMemberVersion);
  Member member;
  member.story = story;
  member.sighting = sighting;
  const std::uint8_t flags = in.u8();
  const std::uint8_t relation = in.u8();
  if (flags > (kHasTime | kHasHeadline | kHasOrigins) || !known_relation(relation)) in.fail();
  member.relation = static_cast<Relation>(relation);
  member.item = take_difference(in, sighting);
  member.outlet = in.text();
  member.tokens = in.varint32();
  if (flags & kHasTime) member.published = take_time(in);
  if (flags & kHasHeadline) member.headline_hash = in.u32();
  if (flags & kHasOrigins) {
    const std::size_t origins = in.count(1);
    for (std::size_t i = 0; i < origins && !in.failed(); ++i)
      member.origins.emplace_back(in.text());
  }
  return decoded(in, std::move(member));
}

std::string encode_alias(StoryId to) {
  std::string value;
  ByteWriter out(value);
  out.u8(kAliasVersion);
  out.u64(to.value);
  return value;
}

Result<StoryId> decode_alias(std::string_view value) {
  ByteReader in(value);
  take_version(in, kAliasVersion);
  const StoryId to{in.u64()};
  return decoded(in, to);
}

std::string encode_edge(const Edge& edge) {
  std::string value;
  ByteWriter out(value);
  out.u8(kEdgeVersion);
  out.varint(edge.sighting);
  put_evidence(out, edge.evidence);
  return value;
}

Result<Edge> decode_edge(StoryId from, StoryId to, LinkKind kind, std::string_view value) {
  ByteReader in(value);
  take_version(in, kEdgeVersion);
  Edge edge{.from = from, .to = to, .kind = kind, .sighting = in.varint(), .evidence = {}};
  edge.evidence = take_evidence(in);
  return decoded(in, std::move(edge));
}

std::string encode_chrome(std::uint64_t count) {
  std::string value;
  ByteWriter out(value);
  out.u8(kChromeVersion);
  out.varint(count);
  return value;
}

Result<std::uint64_t> decode_chrome(std::string_view value) {
  ByteReader in(value);
  take_version(in, kChromeVersion);
  const std::uint64_t count = in.varint();
  if (count == 0) in.fail();
  return decoded(in, count);
}

std::string encode_log(const LogEntry& entry) {
  std::string value;
  ByteWriter out(value);
  out.u8(kLogVersion);
  out.u8(static_cast<std::uint8_t>(entry.kind));
  out.zigzag(entry.at.time_since_epoch().count());
  out.u64(entry.story.value);
  out.text(entry.what);
  return value;
}

Result<LogEntry> decode_log(std::uint64_t number, std::string_view value) {
  ByteReader in(value);
  take_version(in, kLogVersion);
  LogEntry entry;
  entry.number = number;
  const std::uint8_t kind = in.u8();
  if (kind < 1 || kind > static_cast<std::uint8_t>(LogKind::kTakenDown)) in.fail();
  entry.kind = static_cast<LogKind>(kind);
  entry.at = take_seconds(in);
  entry.story = {in.u64()};
  entry.what = in.text();
  return decoded(in, std::move(entry));
}

std::string encode_input(const InputProgress& progress) {
  std::string value;
  ByteWriter out(value);
  out.u8(kInputVersion);
  out.u8(progress.complete ? 1 : 0);
  out.varint(progress.done);
  out.text(progress.signature);
  return value;
}

Result<InputProgress> decode_input(std::string_view name, std::string_view value) {
  ByteReader in(value);
  take_version(in, kInputVersion);
  InputProgress progress;
  progress.input = name;
  const std::uint8_t complete = in.u8();
  if (complete > 1) in.fail();
  progress.complete = complete == 1;
  progress.done = in.varint();
  progress.signature = in.text();
  return decoded(in, std::move(progress));
}

std::string encode_state(const State& state) {
  std::string value;
  ByteWriter out(value);
  out.u8(kStateVersion);
  out.varint(state.batch);
  out.varint(state.next_item);
  out.varint(state.next_sighting);
  out.varint(state.next_log);
  for (const std::int64_t total : state.totals) out.zigzag(total);
  return value;
}

Result<State> decode_state(std::string_view value) {
  ByteReader in(value);
  take_version(in, kStateVersion);
  State state;
  state.batch = in.varint();
  state.next_item = in.varint();
  state.next_sighting = in.varint();
  state.next_log = in.varint();
  while (!in.rest().empty()) state.totals.push_back(in.zigzag());
  if (state.next_item == 0 || state.next_sighting == 0 || state.next_log == 0) in.fail();
  return decoded(in, std::move(state));
}

std::string encode_names(const std::vector<std::string>& names) {
  std::string value;
  ByteWriter out(value);
  out.u8(kNamesVersion);
  for (const std::string& name : names) out.text(name);
  return value;
}

Result<std::vector<std::string>> decode_names(std::string_view value) {
  ByteReader in(value);
  take_version(in, kNamesVersion);
  std::vector<std::string> names;
  while (!in.rest().empty()) names.emplace_back(in.text());
  return decoded(in, std::move(names));
}

}  // namespace storyfold::storage
