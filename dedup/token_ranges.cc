#include "dedup/token_ranges.h"

#include <algorithm>
#include <iterator>

namespace storyfold::dedup {
namespace {

constexpr std::uint32_t kMore = 0x80;

std::uint32_t take(const std::uint8_t*& at) {
  std::uint32_t value = 0;
  for (int shift = 0;; shift += 7) {
    const std::uint32_t byte = *at++;
    value |= (byte & (kMore - 1)) << shift;
    if ((byte & kMore) == 0) return value;
  }
}

}  // namespace

void TokenRanges::put(std::uint32_t value) {
  while (value >= kMore) {
    packed_.push_back(static_cast<std::uint8_t>(value | kMore));
    value >>= 7;
  }
  packed_.push_back(static_cast<std::uint8_t>(value));
}

void TokenRanges::push_back(ByteRange range) {
  if (size_ % kStride == 0) marks_.push_back({static_cast<std::uint32_t>(packed_.size()), end_});
  put(range.begin - end_);
  put(range.size());
  end_ = range.end;
  ++size_;
}

ByteRange TokenRanges::operator[](std::size_t index) const {
  const Mark& mark = marks_[index / kStride];
  const std::uint8_t* at = packed_.data() + mark.at;
  ByteRange range{0, mark.end};
  for (std::size_t i = 0; i <= index % kStride; ++i) {
    range.begin = range.end + take(at);
    range.end = range.begin + take(at);
  }
  return range;
}

std::size_t TokenRanges::first_from(std::uint32_t offset) const {
  // What stands before the last mark that `offset` is behind ends, and so begins, before it.
  const auto behind = std::partition_point(marks_.begin(), marks_.end(),
                                           [&](const Mark& mark) { return mark.end < offset; });
  if (behind == marks_.begin()) return 0;
  const auto mark = std::prev(behind);
  const std::uint8_t* at = packed_.data() + mark->at;
  std::uint32_t end = mark->end;
  auto index = static_cast<std::size_t>(mark - marks_.begin()) * kStride;
  for (; index < size_; ++index) {
    const std::uint32_t begin = end + take(at);
    if (begin >= offset) break;
    end = begin + take(at);
  }
  return index;
}

void TokenRanges::shrink_to_fit() {
  packed_.shrink_to_fit();
  marks_.shrink_to_fit();
}

std::uint64_t TokenRanges::memory_bytes() const noexcept {
  return packed_.capacity() + marks_.capacity() * sizeof(Mark);
}

}  // namespace storyfold::dedup
