#include "core/identity.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace storyfold {
namespace {

// What a byte can begin. Only four lead bytes begin a white-space character beyond ASCII, so one
// table look-up a byte passes over nearly every text, CJK included.
enum ByteClass : std::uint8_t { kText, kAsciiSpace, kMaybeSpace };

constexpr std::array<ByteClass, 256> make_classes() {
  std::array<ByteClass, 256> classes{};
  for (int c = 0x09; c <= 0x0d; ++c) classes[c] = kAsciiSpace;
  classes[' '] = kAsciiSpace;
  for (const int lead : {0xc2, 0xe1, 0xe2, 0xe3}) classes[lead] = kMaybeSpace;
  return classes;
}
constexpr auto kClasses = make_classes();

// Bytes of the White_Space character that starts at `p`, or 0. The property's list has not changed
// since Unicode 6.3 and is frozen here: U+0009..000D, 0020, 0085, 00A0, 1680, 2000..200A, 2028,
// 2029, 202F, 205F, 3000.
std::size_t wide_space_bytes(const unsigned char* p, std::size_t left) noexcept {
  if (p[0] == 0xc2) return left >= 2 && (p[1] == 0x85 || p[1] == 0xa0) ? 2 : 0;
  if (left < 3) return 0;
  switch (p[0]) {
    case 0xe1:
      return p[1] == 0x9a && p[2] == 0x80 ? 3 : 0;
    case 0xe2:
      if (p[1] == 0x81) return p[2] == 0x9f ? 3 : 0;
      if (p[1] != 0x80) return 0;
      return (p[2] >= 0x80 && p[2] <= 0x8a) || p[2] == 0xa8 || p[2] == 0xa9 || p[2] == 0xaf ? 3 : 0;
    case 0xe3:
      return p[1] == 0x80 && p[2] == 0x80 ? 3 : 0;
    default:
      return 0;
  }
}

std::uint64_t big_endian(const std::uint8_t* bytes) noexcept {
  std::uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value = value << 8 | bytes[i];
  return value;
}

void append_part(std::string& out, std::string_view part) {
  std::uint64_t size = part.size();
  for (int i = 0; i < 8; ++i, size >>= 8) out.push_back(static_cast<char>(size & 0xff));
  out.append(part);
}

}  // namespace

std::string identity_form(std::string_view body) {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(body.data());
  const std::size_t size = body.size();
  std::string out;
  out.reserve(size);
  std::size_t run = 0;  // start of the text not yet copied
  std::size_t i = 0;
  while (i < size) {
    const ByteClass what = kClasses[bytes[i]];
    if (what == kText) {
      ++i;
      continue;
    }
    const std::size_t space = what == kAsciiSpace ? 1 : wide_space_bytes(bytes + i, size - i);
    if (space == 0) {  // a letter or sign that only shares its lead byte with a space
      ++i;
      continue;
    }
    if (i > run) {
      if (!out.empty()) out.push_back(' ');
      out.append(body.substr(run, i - run));
    }
    i += space;
    run = i;
  }
  if (size > run) {
    if (!out.empty()) out.push_back(' ');
    out.append(body.substr(run));
  }
  return out;
}

Sha256 item_id(std::string_view body) { return sha256(identity_form(body)); }

SightingId sighting_id(std::string_view source, std::string_view record_id, std::string_view url,
                       const Sha256& item) {
  std::string parts;
  parts.reserve(source.size() + record_id.size() + url.size() + item.bytes.size() + 4 * 8);
  append_part(parts, source);
  append_part(parts, record_id);
  append_part(parts, url);
  append_part(parts, {reinterpret_cast<const char*>(item.bytes.data()), item.bytes.size()});
  const Sha256 hash = sha256(parts);
  return {big_endian(hash.bytes.data()), big_endian(hash.bytes.data() + 8)};
}

std::string to_hex(const SightingId& id) { return to_hex(Xxh128{id.high, id.low}); }

std::string to_hex(StoryId id) { return to_hex(id.value); }

}  // namespace storyfold
