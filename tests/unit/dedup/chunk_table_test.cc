#include "dedup/chunk_table.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <vector>

namespace storyfold::dedup {
namespace {

using Texts = std::vector<std::uint32_t>;

Texts texts_of(const ChunkTable& table, std::uint32_t chunk) {
  Texts texts;
  CHECK(table.find(chunk, texts));
  return texts;
}

bool is_common(const ChunkTable& table, std::uint32_t chunk) {
  Texts texts;
  return !table.find(chunk, texts);
}

}  // namespace

TEST_CASE("a chunk has its texts, the newest first", "[chunk_table]") {
  ChunkTable table;
  table.add(7, 0, 0);
  table.add(8, 0, 0);
  table.add(7, 3, 1);
  CHECK(texts_of(table, 7) == Texts{3, 0});
  CHECK(texts_of(table, 8) == Texts{0});
  CHECK(texts_of(table, 9).empty());
  CHECK(texts_of(table, 0xFFFFFFFF).empty());
}

TEST_CASE("a table that grew knows what a map knows", "[chunk_table]") {
  ChunkTable table;
  std::map<std::uint32_t, Texts> map;
  std::mt19937 random(11);
  for (std::uint32_t text = 0; text < 300'000; ++text) {
    // Some chunks have several texts, and all but the highest bit is often alike.
    const auto chunk = static_cast<std::uint32_t>(random() % 3 == 0 ? random() << 24U : random());
    Texts& texts = map[chunk];
    if (texts.size() >= ChunkTable::kMostTexts) continue;
    table.add(chunk, text, texts.size());
    texts.insert(texts.begin(), text);
  }
  bool same = true;
  for (const auto& [chunk, texts] : map) same = same && texts_of(table, chunk) == texts;
  CHECK(same);
}

TEST_CASE("of more texts than are held of a chunk the oldest is forgotten", "[chunk_table]") {
  ChunkTable table;
  for (std::uint32_t text = 0; text < 600; ++text) {
    table.add(5, text, std::min<std::size_t>(text, ChunkTable::kMostTexts));
  }
  const Texts texts = texts_of(table, 5);
  REQUIRE(texts.size() == ChunkTable::kMostTexts);
  CHECK(texts.front() == 599);
  CHECK(texts.back() == 600 - ChunkTable::kMostTexts);
  CHECK(std::is_sorted(texts.rbegin(), texts.rend()));
}

TEST_CASE("a common chunk has one mark and no texts", "[chunk_table]") {
  ChunkTable table;
  for (std::uint32_t text = 0; text < 40; ++text) table.add(5, text, text);
  table.add(5 + (1U << 20U), 40, 0);  // a neighbour in the bucket
  table.mark_common(5, 41);
  CHECK(table.size() == 2);
  CHECK(is_common(table, 5));
  CHECK(texts_of(table, 5 + (1U << 20U)) == Texts{40});
}

TEST_CASE("what is dropped is forgotten, the rest moves down", "[chunk_table]") {
  ChunkTable table;
  for (std::uint32_t text = 0; text < 100; ++text) table.add(text % 10, text, text / 10);
  table.mark_common(3, 93);
  table.mark_common(4, 94);
  table.mark_common(4, 120);
  table.drop_below(95);
  CHECK(texts_of(table, 5) == Texts{0});
  CHECK(texts_of(table, 2).empty());
  CHECK(texts_of(table, 3).empty());
  CHECK(is_common(table, 4));
  CHECK(table.size() == 6);
}

TEST_CASE("any number of texts can be told apart", "[chunk_table]") {
  ChunkTable table;
  std::uint32_t held = 0;
  for (const std::uint32_t text : {0U, 524'286U, 524'287U, 524'288U, 70'000'000U}) {
    table.add(9, text, held++);
  }
  CHECK(texts_of(table, 9) == Texts{70'000'000, 524'288, 524'287, 524'286, 0});
}

}  // namespace storyfold::dedup
