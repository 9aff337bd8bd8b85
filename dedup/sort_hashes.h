#pragma once
// Sorting of hashes: unlike std::sort it makes use of their being spread evenly.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace storyfold::dedup {

// Ascending. For unsigned words of 32 or 64 bits; right for any values, linear for those whose top
// 32 bits seldom agree. A radix sort from the least significant of four 8-bit digits on.
template <typename Word>
void sort_hashes(std::vector<Word>& words) {
  constexpr std::size_t kTooFew = 64;  // the counters cost more than they save
  constexpr int kDigits = 4;
  constexpr int kShift = std::numeric_limits<Word>::digits - 32;
  static_assert(std::numeric_limits<Word>::digits == 32 || std::numeric_limits<Word>::digits == 64);
  if (words.size() < kTooFew) {
    std::sort(words.begin(), words.end());
    return;
  }
  const auto digit = [](Word word, int at) {
    return static_cast<std::size_t>(word >> (kShift + 8 * at)) & 0xFF;
  };
  std::array<std::array<std::uint32_t, 256>, kDigits> places{};
  for (const Word word : words) {
    for (int at = 0; at < kDigits; ++at) ++places[at][digit(word, at)];
  }
  std::vector<Word> other(words.size());
  for (int at = 0; at < kDigits; ++at) {
    std::uint32_t before = 0;
    for (std::uint32_t& place : places[at]) before += std::exchange(place, before);
    for (const Word word : words) other[places[at][digit(word, at)]++] = word;
    words.swap(other);
  }
  if constexpr (kShift > 0) {  // what agrees in the top bits is sorted by the others
    for (auto begin = words.begin(); begin != words.end();) {
      const auto end = std::find_if(begin + 1, words.end(), [&](Word word) {
        return (word >> kShift) != (*begin >> kShift);
      });
      if (end - begin > 1) std::sort(begin, end);
      begin = end;
    }
  }
}

}  // namespace storyfold::dedup
