#include "dedup/sort_hashes.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <random>
#include <vector>

using storyfold::dedup::sort_hashes;

namespace {

template <typename Word>
void check_sorted(std::vector<Word> words) {
  std::vector<Word> expected = words;
  std::sort(expected.begin(), expected.end());
  sort_hashes(words);
  CHECK(words == expected);
}

}  // namespace

TEMPLATE_TEST_CASE("any words are sorted, however many", "[dedup][sort]", std::uint32_t,
                   std::uint64_t) {
  std::mt19937_64 random(1);
  for (const std::size_t size : {0, 1, 2, 63, 64, 65, 1000, 70'000}) {
    std::vector<TestType> words(size);
    for (TestType& word : words) word = static_cast<TestType>(random());
    check_sorted(words);
    for (TestType& word : words) word %= 300;  // many alike, and in the lowest bits only
    check_sorted(words);
  }
}

TEST_CASE("words that differ below their top 32 bits only are sorted by those", "[dedup][sort]") {
  std::mt19937_64 random(2);
  std::vector<std::uint64_t> words(5000);
  for (std::uint64_t& word : words) word = (random() % 7) << 32 | (random() & 0xFFFFFFFF);
  check_sorted(words);
}
