#include "storage/crawl_codec.h"

#include <algorithm>
#include <bit>
#include <climits>
#include <cmath>
#include <utility>

#include "core/hash.h"
#include "core/url.h"
#include "storage/codec.h"
#include "storage/keys.h"

namespace storyfold::storage {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::uint8_t kUrlVersion = 1;
constexpr std::uint8_t kDueVersion = 1;
constexpr std::uint8_t kHostVersion = 2;
constexpr std::uint8_t kHostWithBudget = 1;  // ended in a day and a count that nothing read
constexpr std::uint8_t kSourceVersion = 1;
constexpr std::uint8_t kBytesVersion = 1;
constexpr std::uint8_t kTombstoneVersion = 1;

constexpr std::uint8_t kUsualPriority = 100;

// Times of one record lie close together. Wraps, so that any two fit.
void put_since(ByteWriter& out, sys_seconds base, sys_seconds time) {
  const auto from = static_cast<std::uint64_t>(base.time_since_epoch().count());
  const auto to = static_cast<std::uint64_t>(time.time_since_epoch().count());
  out.zigzag(static_cast<std::int64_t>(to - from));
}
sys_seconds take_since(ByteReader& in, sys_seconds base) {
  const auto from = static_cast<std::uint64_t>(base.time_since_epoch().count());
  return sys_seconds(
      seconds(static_cast<std::int64_t>(from + static_cast<std::uint64_t>(in.zigzag()))));
}

// Addresses of one record mostly share their beginning with its own.
void put_near(ByteWriter& out, std::string_view url, std::string_view other) {
  const auto differ = std::mismatch(url.begin(), url.end(), other.begin(), other.end());
  const auto shared = static_cast<std::size_t>(differ.first - url.begin());
  out.varint(shared);
  out.text(other.substr(shared));
}
std::string take_near(ByteReader& in, std::string_view url) {
  const std::uint64_t shared = in.varint();
  if (shared > url.size()) {
    in.fail();
    return {};
  }
  return std::string(url.substr(0, shared)).append(in.text());
}

int take_int(ByteReader& in) {
  const std::int64_t value = in.zigzag();
  if (value < INT_MIN || value > INT_MAX) in.fail();
  return in.failed() ? 0 : static_cast<int>(value);
}

void put_float(ByteWriter& out, float value) {
  out.u32(std::bit_cast<std::uint32_t>(std::isfinite(value) ? value : 0.0F));
}
float take_float(ByteReader& in) {
  const auto value = std::bit_cast<float>(in.u32());
  if (!std::isfinite(value)) in.fail();
  return value;
}

// Bits of the fields that a record has beside those that every one has.
class Flags {
 public:
  explicit Flags(std::uint64_t bits = 0) : bits_(bits) {}
  void set(unsigned bit, bool on) { bits_ |= std::uint64_t{on} << bit; }
  [[nodiscard]] bool has(unsigned bit) const { return (bits_ >> bit & 1) != 0; }
  [[nodiscard]] std::uint64_t bits() const { return bits_; }

 private:
  std::uint64_t bits_;
};

Flags take_flags(ByteReader& in, unsigned known) {
  const std::uint64_t bits = in.varint();
  if (bits >> known != 0) in.fail();
  return Flags(bits);
}

template <class Enum>
Enum take_enum(ByteReader& in, Enum last) {
  const std::uint8_t number = in.u8();
  if (number > static_cast<std::uint8_t>(last)) in.fail();
  return static_cast<Enum>(number);
}

enum UrlFlag : unsigned {
  kIsSource,
  kFoundOn,
  kTitle,
  kPublished,
  kStatus,
  kReason,
  kVisitedAt,
  kChangedAt,
  kVisits,
  kUnchanged,
  kFailures,
  kEtag,
  kLastModified,
  kBodyHash,
  kTarget,
  kSighting,
  kExtractor,
  kDueAt,
  kPriority,
  kListedNames,
  kListedText,
  kLedHere,
  kUrlFlags,
};

Flags flags_of(const UrlRecord& record) {
  Flags flags;
  flags.set(kIsSource, record.source);
  flags.set(kFoundOn, !record.found_on.empty());
  flags.set(kTitle, !record.title.empty());
  flags.set(kPublished, record.published != Timestamp{});
  flags.set(kStatus, record.status != 0);
  flags.set(kReason, !record.reason.empty());
  flags.set(kVisitedAt, record.visited_at != sys_seconds{});
  flags.set(kChangedAt, record.changed_at != sys_seconds{});
  flags.set(kVisits, record.visits != 0);
  flags.set(kUnchanged, record.unchanged != 0);
  flags.set(kFailures, record.failures != 0);
  flags.set(kEtag, !record.etag.empty());
  flags.set(kLastModified, !record.last_modified.empty());
  flags.set(kBodyHash, record.body_hash != 0);
  flags.set(kTarget, !record.target.empty());
  flags.set(kSighting, record.sighting != 0);
  flags.set(kExtractor, record.extractor_version != 0);
  flags.set(kDueAt, record.due != sys_seconds{});
  flags.set(kPriority, record.priority != kUsualPriority);
  const ListedEntry& listed = record.listed;
  flags.set(kListedNames,
            !listed.authors.empty() || !listed.categories.empty() || !listed.origin.empty());
  flags.set(kListedText, !listed.text.empty());
  flags.set(kLedHere, !record.led_here.empty());
  return flags;
}

}  // namespace

std::string encode_url(const UrlRecord& record) {
  const Flags flags = flags_of(record);
  std::string value;
  ByteWriter out(value);
  out.u8(kUrlVersion);
  out.varint(flags.bits());
  out.u8(static_cast<std::uint8_t>(record.role));
  out.u8(static_cast<std::uint8_t>(record.end));
  out.u8(record.depth);
  out.text(record.url);
  out.text(record.outlet);
  put_since(out, {}, record.found_at);
  if (flags.has(kFoundOn)) put_near(out, record.url, record.found_on);
  if (flags.has(kTitle)) out.text(record.title);
  if (flags.has(kPublished)) put_time(out, record.published);
  if (flags.has(kStatus)) out.zigzag(record.status);
  if (flags.has(kReason)) out.text(record.reason);
  if (flags.has(kVisitedAt)) put_since(out, record.found_at, record.visited_at);
  if (flags.has(kChangedAt)) put_since(out, record.visited_at, record.changed_at);
  if (flags.has(kVisits)) out.varint(record.visits);
  if (flags.has(kUnchanged)) out.varint(record.unchanged);
  if (flags.has(kFailures)) out.varint(record.failures);
  if (flags.has(kEtag)) out.text(record.etag);
  if (flags.has(kLastModified)) out.text(record.last_modified);
  if (flags.has(kBodyHash)) out.u64(record.body_hash);
  if (flags.has(kTarget)) put_near(out, record.url, record.target);
  if (flags.has(kSighting)) out.varint(record.sighting);
  if (flags.has(kExtractor)) out.varint(record.extractor_version);
  if (flags.has(kDueAt)) put_since(out, record.found_at, record.due);
  if (flags.has(kPriority)) out.u8(record.priority);
  if (flags.has(kListedNames)) {
    put_texts(out, record.listed.authors);
    put_texts(out, record.listed.categories);
    out.text(record.listed.origin);
  }
  if (flags.has(kListedText)) out.text(record.listed.text);
  if (flags.has(kLedHere)) put_texts(out, record.led_here);
  return value;
}

Result<UrlRecord> decode_url(std::string_view value) {
  ByteReader in(value);
  take_version(in, kUrlVersion);
  const Flags flags = take_flags(in, kUrlFlags);
  UrlRecord record;
  record.source = flags.has(kIsSource);
  record.role = take_enum(in, UrlRole::kJson);
  record.end = take_enum(in, VisitEnd::kNotTaken);
  record.depth = in.u8();
  record.url = in.text();
  record.outlet = in.text();
  record.found_at = take_since(in, {});
  if (flags.has(kFoundOn)) record.found_on = take_near(in, record.url);
  if (flags.has(kTitle)) record.title = in.text();
  if (flags.has(kPublished)) record.published = take_time(in);
  if (flags.has(kStatus)) record.status = take_int(in);
  if (flags.has(kReason)) record.reason = in.text();
  if (flags.has(kVisitedAt)) record.visited_at = take_since(in, record.found_at);
  if (flags.has(kChangedAt)) record.changed_at = take_since(in, record.visited_at);
  if (flags.has(kVisits)) record.visits = in.varint32();
  if (flags.has(kUnchanged)) record.unchanged = in.varint32();
  if (flags.has(kFailures)) record.failures = in.varint32();
  if (flags.has(kEtag)) record.etag = in.text();
  if (flags.has(kLastModified)) record.last_modified = in.text();
  if (flags.has(kBodyHash)) record.body_hash = in.u64();
  if (flags.has(kTarget)) record.target = take_near(in, record.url);
  if (flags.has(kSighting)) record.sighting = in.varint();
  if (flags.has(kExtractor)) record.extractor_version = in.varint32();
  if (flags.has(kDueAt)) record.due = take_since(in, record.found_at);
  if (flags.has(kPriority)) record.priority = in.u8();
  if (flags.has(kListedNames)) {
    record.listed.authors = take_texts(in);
    record.listed.categories = take_texts(in);
    record.listed.origin = in.text();
  }
  if (flags.has(kListedText)) record.listed.text = in.text();
  if (flags.has(kLedHere)) record.led_here = take_texts(in);
  return decoded(in, std::move(record));
}

std::string encode_due(const UrlRecord& record) {
  std::string value;
  ByteWriter out(value);
  out.u8(kDueVersion);
  out.u8(record.priority);
  out.raw(std::string_view(record.url).substr(origin_of(record.url).size()));
  return value;
}

Result<DueEntry> decode_due(std::string_view origin, sys_seconds due, std::string_view value) {
  ByteReader in(value);
  take_version(in, kDueVersion);
  DueEntry entry{.origin = std::string(origin), .url = std::string(origin), .due = due};
  entry.priority = in.u8();
  entry.url.append(in.raw(in.rest().size()));
  return decoded(in, std::move(entry));
}

std::string encode_host(const HostRecord& record) {
  std::string value;
  ByteWriter out(value);
  out.u8(kHostVersion);
  // First, so that has_robots() need not read the rest.
  out.varint(record.robots.size());
  out.u64(xxh3_64(record.robots));
  out.zigzag(record.robots_status);
  put_since(out, {}, record.robots_at);
  put_since(out, record.robots_at, record.robots_expires);
  out.varint(record.robots_failures);
  out.zigzag(record.last_request.time_since_epoch().count());
  out.zigzag(record.response_time.count());
  put_since(out, {}, record.blocked_until);
  out.varint(record.failures);
  out.text(record.trouble);
  return value;
}

namespace {

std::uint8_t take_host_version(ByteReader& in) {
  const std::uint8_t version = in.u8();
  if (version != kHostVersion && version != kHostWithBudget) in.fail();
  return version;
}

}  // namespace

bool has_robots(std::string_view value, std::string_view robots) {
  ByteReader in(value);
  take_host_version(in);
  const bool same = in.varint() == robots.size() && in.u64() == xxh3_64(robots);
  return same && !in.failed();
}

Result<HostRecord> decode_host(std::string_view origin, std::string_view value,
                               std::string_view robots) {
  ByteReader in(value);
  const std::uint8_t version = take_host_version(in);
  const std::uint64_t robots_bytes = in.varint();
  const std::uint64_t robots_hash = in.u64();
  HostRecord record;
  record.origin = origin;
  record.robots_status = take_int(in);
  record.robots_at = take_since(in, {});
  record.robots_expires = take_since(in, record.robots_at);
  record.robots_failures = in.varint32();
  record.last_request = std::chrono::sys_time<milliseconds>(milliseconds(in.zigzag()));
  record.response_time = milliseconds(in.zigzag());
  record.blocked_until = take_since(in, {});
  record.failures = in.varint32();
  record.trouble = in.text();
  if (version == kHostWithBudget) {
    in.varint32();
    in.varint32();
  }
  if (!in.failed() && (robots_bytes != robots.size() || robots_hash != xxh3_64(robots))) {
    return Error{Errc::kCorruption, "its robots.txt is not there, or is another one"};
  }
  record.robots = robots;
  return decoded(in, std::move(record));
}

namespace {

// The two that are gone were written once and are read over.
enum SourceFlag : unsigned { kGapOpenGone, kSilent, kIdsUnreliableGone, kGiven, kSourceFlags };

void put_arrivals(ByteWriter& out, const std::array<float, 24>& arrivals) {
  Flags hours;
  for (unsigned hour = 0; hour < arrivals.size(); ++hour) hours.set(hour, arrivals[hour] != 0);
  out.varint(hours.bits());
  for (const float rate : arrivals) {
    if (rate != 0) put_float(out, rate);
  }
}

std::array<float, 24> take_arrivals(ByteReader& in) {
  std::array<float, 24> arrivals{};
  const Flags hours = take_flags(in, arrivals.size());
  for (unsigned hour = 0; hour < arrivals.size(); ++hour) {
    if (hours.has(hour)) arrivals[hour] = take_float(in);
  }
  return arrivals;
}

}  // namespace

std::string encode_source(const SourceRecord& record) {
  Flags flags;
  flags.set(kSilent, record.silent);
  flags.set(kGiven, record.given != 0);
  std::string value;
  ByteWriter out(value);
  out.u8(kSourceVersion);
  out.varint(flags.bits());
  out.u8(static_cast<std::uint8_t>(record.role));
  out.text(record.outlet);
  put_arrivals(out, record.arrivals);
  put_float(out, record.observed_hours);
  put_since(out, {}, record.first_polled);
  put_since(out, record.first_polled, record.last_polled);
  put_since(out, {}, record.last_news);
  out.zigzag(record.interval.count());
  out.zigzag(record.ttl.count());
  out.varint(record.polls);
  out.varint(record.news);
  out.varint(record.last_entries);
  out.varint(record.gaps);
  put_since(out, {}, record.last_gap);
  out.text(record.moved_to);
  out.varint(record.moved_confirmed);
  out.text(record.link_shapes);
  if (flags.has(kGiven)) out.u64(record.given);
  return value;
}

Result<SourceRecord> decode_source(std::string_view url, std::string_view value) {
  ByteReader in(value);
  take_version(in, kSourceVersion);
  const Flags flags = take_flags(in, kSourceFlags);
  SourceRecord record;
  record.url = url;
  record.silent = flags.has(kSilent);
  record.role = take_enum(in, UrlRole::kJson);
  record.outlet = in.text();
  record.arrivals = take_arrivals(in);
  record.observed_hours = take_float(in);
  record.first_polled = take_since(in, {});
  record.last_polled = take_since(in, record.first_polled);
  record.last_news = take_since(in, {});
  record.interval = seconds(in.zigzag());
  record.ttl = seconds(in.zigzag());
  record.polls = in.varint();
  record.news = in.varint();
  record.last_entries = in.varint32();
  record.gaps = in.varint32();
  record.last_gap = take_since(in, {});
  record.moved_to = in.text();
  record.moved_confirmed = in.varint32();
  record.link_shapes = in.text();
  if (flags.has(kGiven)) record.given = in.u64();
  return decoded(in, std::move(record));
}

std::string encode_bytes(std::string_view bytes) {
  std::string value;
  ByteWriter out(value);
  out.u8(kBytesVersion);
  out.raw(bytes);
  return value;
}

Result<std::string> decode_bytes(std::string_view value) {
  ByteReader in(value);
  take_version(in, kBytesVersion);
  std::string bytes(in.raw(in.rest().size()));
  return decoded(in, std::move(bytes));
}

std::string encode_tombstone(const Tombstone& stone) {
  std::string value;
  ByteWriter out(value);
  out.u8(kTombstoneVersion);
  put_since(out, {}, stone.at);
  out.text(stone.url);
  out.text(stone.why);
  return value;
}

Result<Tombstone> decode_tombstone(std::optional<Sha256> item, std::string_view value) {
  ByteReader in(value);
  take_version(in, kTombstoneVersion);
  Tombstone stone;
  stone.item = item;
  stone.at = take_since(in, {});
  stone.url = in.text();
  stone.why = in.text();
  return decoded(in, std::move(stone));
}

}  // namespace storyfold::storage
