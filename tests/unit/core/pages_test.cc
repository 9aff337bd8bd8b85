#include "core/pages.h"

#include <catch2/catch.hpp>

#include <cstdint>

namespace storyfold {

TEST_CASE("pages keep what is added, where it is", "[pages]") {
  Pages<std::uint32_t> pages;
  CHECK(pages.empty());
  std::uint32_t* first = &pages.emplace_back();
  for (std::uint32_t i = 1; i < 100'000; ++i) pages.emplace_back() = i;
  CHECK(pages.size() == 100'000);
  CHECK(first == &pages[0]);
  CHECK(pages[0] == 0);
  CHECK(pages[16'384] == 16'384);
  CHECK(pages[99'999] == 99'999);
}

TEST_CASE("pages take one page more than they need at most", "[pages]") {
  Pages<std::uint64_t> pages;
  pages.resize(100'000);
  CHECK(pages.memory_bytes() >= 800'000);
  CHECK(pages.memory_bytes() < 800'000 + (64 << 10) + 1024);
  pages.resize(1);
  CHECK(pages.memory_bytes() < (64 << 10) + 1024);
}

TEST_CASE("what was cut off comes back as new", "[pages]") {
  Pages<std::uint32_t> pages;
  for (std::uint32_t i = 0; i < 20'000; ++i) pages.emplace_back() = 7;
  pages.resize(10);
  pages.resize(20'000);
  CHECK(pages[9] == 7);
  CHECK(pages[10] == 0);
  CHECK(pages[19'999] == 0);
}

}  // namespace storyfold
