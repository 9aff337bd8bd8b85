#pragma once
// The primitives every record is written with (docs/storage-format.md section 1): fixed-width
// integers, LEB128 varints, zigzag, length-prefixed text. Values; no thread affinity.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace storyfold::storage {

// Appends to a string it does not own.
class ByteWriter {
 public:
  explicit ByteWriter(std::string& out) : out_(out) {}

  void u8(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }
  void u16(std::uint16_t value) { little_endian(value, 2); }
  void u32(std::uint32_t value) { little_endian(value, 4); }
  void u64(std::uint64_t value) { little_endian(value, 8); }
  void big_u64(std::uint64_t value);  // for keys: bytes order as numbers do
  void varint(std::uint64_t value);
  void zigzag(std::int64_t value);
  void text(std::string_view value);  // varint length, then the bytes
  void raw(std::string_view value) { out_.append(value); }
  // A number in a key: how many bytes follow (0..8), then those, most significant first. Orders
  // as numbers do and takes 4 bytes for the first 16 million.
  void key_number(std::uint64_t value);

 private:
  void little_endian(std::uint64_t value, int bytes);

  std::string& out_;
};

// The bytes that `write` puts into the ByteWriter it is given.
template <class Write>
[[nodiscard]] std::string written(Write write) {
  std::string bytes;
  ByteWriter out(bytes);
  write(out);
  return bytes;
}

// Reads from bytes it does not own. Reading past the end or an overlong varint makes the reader
// fail for good: every later read gives 0 or "", so a decoder checks once, at its end.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t u8();
  std::uint16_t u16() { return static_cast<std::uint16_t>(little_endian(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(little_endian(4)); }
  std::uint64_t u64() { return little_endian(8); }
  std::uint64_t big_u64();
  std::uint64_t varint();
  std::uint32_t varint32();  // fails on a larger value
  std::int64_t zigzag();
  std::string_view text();
  std::string_view raw(std::size_t bytes);
  std::uint64_t key_number();
  // A count of things that take at least `least_bytes` each: fails when they cannot all be there,
  // so that damage never asks for memory.
  std::size_t count(std::size_t least_bytes);

  void fail() noexcept {
    failed_ = true;
    rest_ = {};
  }
  [[nodiscard]] bool failed() const noexcept { return failed_; }
  [[nodiscard]] std::string_view rest() const noexcept { return rest_; }
  // Everything was read and nothing is left over.
  [[nodiscard]] bool finished() const noexcept { return !failed_ && rest_.empty(); }

 private:
  std::uint64_t little_endian(std::size_t bytes);

  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace storyfold::storage
