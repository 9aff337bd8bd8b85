#include "storage/codec.h"

#include <utility>

#include "storage/fields.h"

namespace storyfold::storage {
namespace {

constexpr std::uint8_t kBodyVersion = 1;
constexpr std::uint8_t kPrintVersion = 1;
constexpr std::uint8_t kMaskedPrintVersion = 2;  // with chrome
constexpr std::uint8_t kChromeVersion = 1;
constexpr std::uint8_t kLogVersion = 1;
constexpr std::uint8_t kInputVersion = 1;
constexpr std::uint8_t kStateVersion = 1;
constexpr std::uint8_t kNamesVersion = 1;

constexpr std::uint8_t kFullBody = 0;
constexpr std::uint8_t kDeltaBody = 1;
constexpr std::uint8_t kNoBody = 2;

}  // namespace

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
