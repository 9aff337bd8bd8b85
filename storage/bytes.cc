#include "storage/bytes.h"

#include <bit>
#include <limits>

namespace storyfold::storage {

void ByteWriter::little_endian(std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) u8(static_cast<std::uint8_t>(value >> (8 * i)));
}

void ByteWriter::big_u64(std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) u8(static_cast<std::uint8_t>(value >> shift));
}

void ByteWriter::varint(std::uint64_t value) {
  while (value >= 0x80) {
    u8(static_cast<std::uint8_t>(value | 0x80));
    value >>= 7;
  }
  u8(static_cast<std::uint8_t>(value));
}

void ByteWriter::zigzag(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  varint((bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0));
}

void ByteWriter::text(std::string_view value) {
  varint(value.size());
  raw(value);
}

void ByteWriter::key_number(std::uint64_t value) {
  const int bytes = (std::bit_width(value) + 7) / 8;
  u8(static_cast<std::uint8_t>(bytes));
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    u8(static_cast<std::uint8_t>(value >> shift));
  }
}

std::uint8_t ByteReader::u8() {
  if (rest_.empty()) {
    fail();
    return 0;
  }
  const auto value = static_cast<std::uint8_t>(rest_.front());
  rest_.remove_prefix(1);
  return value;
}

std::uint64_t ByteReader::little_endian(std::size_t bytes) {
  const std::string_view taken = raw(bytes);
  std::uint64_t value = 0;
  for (std::size_t i = taken.size(); i-- > 0;) {
    value = value << 8 | static_cast<std::uint8_t>(taken[i]);
  }
  return value;
}

std::uint64_t ByteReader::big_u64() {
  std::uint64_t value = 0;
  for (const char c : raw(8)) value = value << 8 | static_cast<std::uint8_t>(c);
  return value;
}

std::uint64_t ByteReader::varint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const std::uint8_t byte = u8();
    // The tenth byte has room for one bit; more would silently fall off the top.
    if (shift == 63 && byte > 1) break;
    value |= std::uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return failed_ ? 0 : value;
  }
  fail();
  return 0;
}

std::uint32_t ByteReader::varint32() {
  const std::uint64_t value = varint();
  if (value > std::numeric_limits<std::uint32_t>::max()) {
    fail();
    return 0;
  }
  return static_cast<std::uint32_t>(value);
}

std::int64_t ByteReader::zigzag() {
  const std::uint64_t value = varint();
  return static_cast<std::int64_t>((value >> 1) ^ (value & 1 ? ~std::uint64_t{0} : 0));
}

std::string_view ByteReader::raw(std::size_t bytes) {
  if (bytes > rest_.size()) {
    fail();
    return {};
  }
  const std::string_view taken = rest_.substr(0, bytes);
  rest_.remove_prefix(bytes);
  return taken;
}

std::string_view ByteReader::text() {
  const std::uint64_t size = varint();
  if (size > rest_.size()) {
    fail();
    return {};
  }
  return raw(static_cast<std::size_t>(size));
}

std::uint64_t ByteReader::key_number() {
  const std::uint8_t bytes = u8();
  const std::string_view taken = bytes <= 8 ? raw(bytes) : std::string_view{};
  std::uint64_t value = 0;
  for (const char c : taken) value = value << 8 | static_cast<std::uint8_t>(c);
  // Only the shortest form is written: a number has one key.
  if (bytes > 8 || (bytes > 0 && value >> (8 * (bytes - 1)) == 0)) fail();
  return failed_ ? 0 : value;
}

std::size_t ByteReader::count(std::size_t least_bytes) {
  const std::uint64_t value = varint();
  if (value > rest_.size() / least_bytes) {
    fail();
    return 0;
  }
  return static_cast<std::size_t>(value);
}

}  // namespace storyfold::storage
