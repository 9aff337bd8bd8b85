#pragma once
// Addresses met lately that are known to the store: the same navigation stands on every page of an
// outlet, and need not be looked up each time. Forgets by being overwritten; never wrong about what
// it holds, but for one in 2^64. Not thread-safe.
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/hash.h"

namespace storyfold::app {

class UrlCache {
 public:
  // `secret`: of the store, so that nobody can prepare addresses that are taken for known ones.
  explicit UrlCache(std::uint64_t secret) : secret_(secret), slots_(kSlots) {}

  [[nodiscard]] bool holds(std::string_view url) const {
    const std::uint64_t hash = hash_of(url);
    return slots_[hash % kSlots] == hash;
  }
  void add(std::string_view url) {
    const std::uint64_t hash = hash_of(url);
    slots_[hash % kSlots] = hash;
  }

  void remove(std::string_view url) {
    if (holds(url)) slots_[hash_of(url) % kSlots] = 0;
  }

 private:
  static constexpr std::size_t kSlots = 1U << 17;  // 1 MiB
  [[nodiscard]] std::uint64_t hash_of(std::string_view url) const {
    return xxh3_64(url, secret_) | 1U;  // never that of an empty slot
  }

  std::uint64_t secret_;
  std::vector<std::uint64_t> slots_;
};

}  // namespace storyfold::app
