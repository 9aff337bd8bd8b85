#include "app/index_list.h"

#include <catch2/catch.hpp>

#include <cstdint>
#include <utility>
#include <vector>

namespace storyfold::app {
namespace {

std::vector<std::uint32_t> values_of(const IndexList& list) { return {list.begin(), list.end()}; }

}  // namespace

TEST_CASE("a list of numbers keeps them in the order they came", "[index_list]") {
  IndexList list;
  CHECK(list.empty());
  std::vector<std::uint32_t> expected;
  for (std::uint32_t i = 10; i < 1000; ++i) {
    list.push_back(i);
    expected.push_back(i);
    REQUIRE(values_of(list) == expected);
  }
  CHECK(list.front() == 10);
  CHECK(list.back() == 999);
  CHECK(list[500] == 510);
}

TEST_CASE("lists of numbers are copied and moved as values", "[index_list]") {
  const IndexList one(std::vector<std::uint32_t>{7});
  const IndexList many(std::vector<std::uint32_t>{1, 2, 3, 4, 5});
  IndexList list = one;
  list.push_back(8);
  CHECK(values_of(one) == std::vector<std::uint32_t>{7});
  CHECK(values_of(list) == std::vector<std::uint32_t>{7, 8});
  list = many;
  IndexList moved = std::move(list);
  moved.push_back(6);
  CHECK(values_of(moved) == std::vector<std::uint32_t>{1, 2, 3, 4, 5, 6});
  CHECK(many.size() == 5);
}

}  // namespace storyfold::app
