#pragma once
// Numbers in a row, of which there is seldom more than one: a single one needs no more than the 16
// bytes of the list itself.
#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

namespace storyfold::app {

class IndexList {
 public:
  IndexList() = default;
  explicit IndexList(std::span<const std::uint32_t> values) {
    for (const std::uint32_t value : values) push_back(value);
  }
  IndexList(const IndexList& other) : IndexList(std::span(other.begin(), other.size())) {}
  IndexList(IndexList&& other) noexcept { swap(other); }
  IndexList& operator=(IndexList other) noexcept {
    swap(other);
    return *this;
  }
  ~IndexList() = default;

  void push_back(std::uint32_t value) {
    if (size_ >= kFewest ? std::has_single_bit(size_) : size_ == 1) {
      auto more = std::make_unique_for_overwrite<std::uint32_t[]>(
          std::max<std::size_t>(kFewest, std::size_t{size_} * 2));
      std::copy(begin(), end(), more.get());
      many_ = std::move(more);
    }
    begin()[size_++] = value;
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] std::uint32_t* begin() noexcept { return many_ ? many_.get() : &one_; }
  [[nodiscard]] std::uint32_t* end() noexcept { return begin() + size_; }
  [[nodiscard]] const std::uint32_t* begin() const noexcept { return many_ ? many_.get() : &one_; }
  [[nodiscard]] const std::uint32_t* end() const noexcept { return begin() + size_; }
  [[nodiscard]] std::uint32_t front() const { return *begin(); }
  [[nodiscard]] std::uint32_t back() const { return end()[-1]; }
  [[nodiscard]] std::uint32_t operator[](std::size_t at) const { return begin()[at]; }

 private:
  static constexpr std::uint32_t kFewest = 4;

  void swap(IndexList& other) noexcept {
    std::swap(many_, other.many_);
    std::swap(size_, other.size_);
    std::swap(one_, other.one_);
  }

  std::unique_ptr<std::uint32_t[]> many_;  // from two on: room for the next power of two
  std::uint32_t size_ = 0;
  std::uint32_t one_ = 0;
};

}  // namespace storyfold::app
