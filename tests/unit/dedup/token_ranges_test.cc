#include "dedup/token_ranges.h"

#include <catch2/catch.hpp>

#include <vector>

namespace storyfold::dedup {

TEST_CASE("ranges come back as they were put in, in any order", "[form]") {
  std::vector<ByteRange> ranges;
  std::uint32_t at = 0;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    const std::uint32_t gap = i % 7 == 0 ? 300 * i : i % 3;
    const std::uint32_t length = i % 11 == 0 ? 20'000 + i : 3;
    ranges.push_back({at + gap, at + gap + length});
    at = ranges.back().end;
  }
  TokenRanges packed;
  CHECK(packed.empty());
  for (const ByteRange& range : ranges) packed.push_back(range);
  packed.shrink_to_fit();
  REQUIRE(packed.size() == ranges.size());
  for (std::size_t i = ranges.size(); i-- > 0;) CHECK(packed[i] == ranges[i]);
  CHECK(packed.front() == ranges.front());
  CHECK(packed.back() == ranges.back());
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    CHECK(packed.first_from(ranges[i].begin) == i);
    CHECK(packed.first_from(ranges[i].begin + 1) == i + 1);
  }
  CHECK(packed.first_from(0) == 0);
  CHECK(TokenRanges().first_from(7) == 0);
}

TEST_CASE("neighbours of a few bytes take less than three bytes each", "[form]") {
  TokenRanges packed;
  for (std::uint32_t i = 0; i < 6400; ++i) packed.push_back({3 * i, 3 * i + 3});
  packed.shrink_to_fit();
  CHECK(packed.memory_bytes() < 6400 * 3);
}

TEST_CASE("a range may begin at the start and end at the last byte that a form can name",
          "[form]") {
  TokenRanges packed;
  packed.push_back({0, 0xffffffff});
  CHECK(packed.front() == ByteRange{0, 0xffffffff});
}

}  // namespace storyfold::dedup
