#pragma once
// Parts that records of several families share <-> bytes. As codec.h: the take_ functions trust
// nothing; what no put_ function wrote fails the reader, and then the value is of no use.
// Pure; safe from any thread.
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "core/stages.h"
#include "storage/bytes.h"

namespace storyfold::storage {

// The version byte; fails the reader when it is not the one this program writes.
void take_version(ByteReader& in, std::uint8_t version);

void put_texts(ByteWriter& out, const std::vector<std::string>& texts);
[[nodiscard]] std::vector<std::string> take_texts(ByteReader& in);
void put_time(ByteWriter& out, const Timestamp& time);
[[nodiscard]] Timestamp take_time(ByteReader& in);
// A zigzag number of seconds since 1970.
[[nodiscard]] std::chrono::sys_seconds take_seconds(ByteReader& in);
// Times of one record lie close together: one is kept as its distance from another. Wraps, so that
// any two fit.
void put_since(ByteWriter& out, std::chrono::sys_seconds base, std::chrono::sys_seconds time);
[[nodiscard]] std::chrono::sys_seconds take_since(ByteReader& in, std::chrono::sys_seconds base);
// Addresses of one record mostly share their beginning with its own, `url`.
void put_near(ByteWriter& out, std::string_view url, std::string_view other);
[[nodiscard]] std::string take_near(ByteReader& in, std::string_view url);
void put_range(ByteWriter& out, const ByteRange& range);
[[nodiscard]] ByteRange take_range(ByteReader& in);
[[nodiscard]] int take_int(ByteReader& in);
// What is not finite is written as 0, and never read.
void put_float(ByteWriter& out, float value);
[[nodiscard]] float take_float(ByteReader& in);

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

// Fails the reader when a bit past the first `known` is set.
[[nodiscard]] Flags take_flags(ByteReader& in, unsigned known);

template <class Enum>
[[nodiscard]] Enum take_enum(ByteReader& in, Enum last) {
  const std::uint8_t number = in.u8();
  if (number > static_cast<std::uint8_t>(last)) in.fail();
  return static_cast<Enum>(number);
}

// Whether a relation is written as `number`.
[[nodiscard]] bool known_relation(std::uint8_t number) noexcept;

// `value` when `in` was read to its end without failing, else why not.
template <class T>
[[nodiscard]] Result<T> decoded(const ByteReader& in, T value) {
  if (in.failed()) {
    return Error{Errc::kCorruption, "the record ends early or holds an impossible value"};
  }
  if (!in.rest().empty()) {
    return Error{Errc::kCorruption,
                 std::to_string(in.rest().size()) + " bytes too many after the record"};
  }
  return value;
}

}  // namespace storyfold::storage
