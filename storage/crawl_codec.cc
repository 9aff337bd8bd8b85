#include "storage/crawl_codec.h"

#include <array>
#include <utility>

#include "core/hash.h"
#include "storage/fields.h"

namespace storyfold::storage {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint8_t kHostVersion = 2;
constexpr std::uint8_t kHostWithBudget = 1;  // ended in a day and a count that nothing read
constexpr std::uint8_t kSourceVersion = 1;
constexpr std::uint8_t kBytesVersion = 1;
constexpr std::uint8_t kTombstoneVersion = 1;

std::uint8_t take_host_version(ByteReader& in) {
  const std::uint8_t version = in.u8();
  if (version != kHostVersion && version != kHostWithBudget) in.fail();
  return version;
}

}  // namespace

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
