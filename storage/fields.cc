#include "storage/fields.h"

#include <algorithm>
#include <bit>
#include <climits>
#include <cmath>

namespace storyfold::storage {

using std::chrono::seconds;
using std::chrono::sys_seconds;

void take_version(ByteReader& in, std::uint8_t version) {
  if (in.u8() != version) in.fail();
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

sys_seconds take_seconds(ByteReader& in) { return sys_seconds(seconds(in.zigzag())); }

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

void put_range(ByteWriter& out, const ByteRange& range) {
  out.varint(range.begin);
  out.zigzag(std::int64_t{range.end} - std::int64_t{range.begin});
}

ByteRange take_range(ByteReader& in) {
  ByteRange range;
  range.begin = in.varint32();
  const std::int64_t end = static_cast<std::int64_t>(std::uint64_t{range.begin} +
                                                     static_cast<std::uint64_t>(in.zigzag()));
  if (end < 0 || end > UINT32_MAX) in.fail();
  range.end = static_cast<std::uint32_t>(end);
  return range;
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

Flags take_flags(ByteReader& in, unsigned known) {
  const std::uint64_t bits = in.varint();
  if (bits >> known != 0) in.fail();
  return Flags(bits);
}

bool known_relation(std::uint8_t number) noexcept {
  return number >= static_cast<std::uint8_t>(Relation::kOriginal) &&
         number <= static_cast<std::uint8_t>(Relation::kRevision);
}

}  // namespace storyfold::storage
