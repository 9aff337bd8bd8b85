#pragma once
// A sequence that grows at its end by pages of some 64 KiB: nothing is copied when it grows, so
// that it never takes more than a page above what it holds, and references stay valid. (A vector
// that doubles holds the old and the new for a moment, and up to twice what is needed for long.)
// Not thread-safe.
#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace storyfold {

template <class T>
class Pages {
 public:
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

  [[nodiscard]] T& operator[](std::size_t at) { return pages_[at / kPerPage][at % kPerPage]; }
  [[nodiscard]] const T& operator[](std::size_t at) const {
    return pages_[at / kPerPage][at % kPerPage];
  }

  // The new last element, T().
  T& emplace_back() {
    resize(size_ + 1);
    return (*this)[size_ - 1];
  }
  // New elements are T(). Pages that are no longer needed are freed.
  void resize(std::size_t size) {
    const std::size_t pages = (size + kPerPage - 1) / kPerPage;
    for (std::size_t at = size; at < std::min(size_, pages * kPerPage); ++at) (*this)[at] = T();
    if (pages < pages_.size()) pages_.resize(pages);
    while (pages_.size() < pages) pages_.push_back(std::make_unique<T[]>(kPerPage));
    size_ = size;
  }

  [[nodiscard]] std::uint64_t memory_bytes() const noexcept {  // held, with room to grow
    return pages_.size() * kPerPage * sizeof(T) + pages_.capacity() * sizeof(pages_[0]);
  }

 private:
  // A power of two, so that the way to an element is a shift.
  static constexpr std::size_t kPerPage =
      std::bit_floor(std::max<std::size_t>((64 << 10) / sizeof(T), 1));

  std::size_t size_ = 0;
  std::vector<std::unique_ptr<T[]>> pages_;
};

}  // namespace storyfold
