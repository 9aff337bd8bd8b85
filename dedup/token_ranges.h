#pragma once
// Where the tokens of a text stand, packed: most tokens follow each other closely, so that the gap
// before one and its length take a byte each. Forms are held by the ten thousand; as plain ranges
// this would be the largest part of them.
//
// A list that grows at its end. Not safe to change from several threads.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/stages.h"

namespace storyfold::dedup {

class TokenRanges {
 public:
  // `range` begins where the last one ends or later.
  void push_back(ByteRange range);
  // Unpacks at most kStride ranges. `index` < size().
  [[nodiscard]] ByteRange operator[](std::size_t index) const;
  [[nodiscard]] ByteRange front() const { return (*this)[0]; }
  [[nodiscard]] ByteRange back() const { return (*this)[size_ - 1]; }
  // The first range that begins at `offset` or later; size() when there is none.
  [[nodiscard]] std::size_t first_from(std::uint32_t offset) const;
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

  void shrink_to_fit();
  [[nodiscard]] std::uint64_t memory_bytes() const noexcept;

 private:
  static constexpr std::size_t kStride = 16;
  struct Mark {             // of each 16th range
    std::uint32_t at = 0;   // where it is packed
    std::uint32_t end = 0;  // of the range before it
  };

  void put(std::uint32_t value);

  std::vector<std::uint8_t> packed_;  // LEB128: gap and length of each
  std::vector<Mark> marks_;
  std::uint32_t size_ = 0;
  std::uint32_t end_ = 0;  // of the last range
};

}  // namespace storyfold::dedup
