// Addresses, and their places among those that wait. The rest of crawl_codec.h is in crawl_codec.cc
// and raw_codec.cc.
#include <utility>

#include "core/url.h"
#include "storage/crawl_codec.h"
#include "storage/fields.h"

namespace storyfold::storage {
namespace {

using std::chrono::sys_seconds;

constexpr std::uint8_t kUrlVersion = 1;
constexpr std::uint8_t kDueVersion = 1;

constexpr std::uint8_t kUsualPriority = 100;

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

}  // namespace storyfold::storage
