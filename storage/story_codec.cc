// Stories, and what ties sightings and other stories to them.
#include <utility>

#include "storage/codec.h"
#include "storage/fields.h"

namespace storyfold::storage {
namespace {

constexpr std::uint8_t kStoryVersion = 1;
constexpr std::uint8_t kMemberVersion = 1;
constexpr std::uint8_t kAliasVersion = 1;
constexpr std::uint8_t kEdgeVersion = 1;

enum StoryFlag : std::uint8_t { kHasTimes = 1, kTimesDiffer = 2, kManyMembers = 4 };
enum MemberFlag : std::uint8_t { kHasTime = 1, kHasHeadline = 2, kHasOrigins = 4 };

// Numbers that run almost in step are kept as their difference. Wraps, so that any two fit.
void put_difference(ByteWriter& out, std::uint64_t from, std::uint64_t to) {
  out.zigzag(static_cast<std::int64_t>(from - to));
}
std::uint64_t take_difference(ByteReader& in, std::uint64_t from) {
  return from - static_cast<std::uint64_t>(in.zigzag());
}

}  // namespace

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

}  // namespace storyfold::storage
