#include "dedup/candidate_index.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

namespace storyfold::dedup {
namespace {

Fingerprint print_of(std::uint64_t simhash, std::vector<std::uint32_t> chunks) {
  Fingerprint print;
  print.version = 1;
  print.tokens = 100;
  print.simhash = simhash;
  std::sort(chunks.begin(), chunks.end());
  print.chunks = std::move(chunks);
  return print;
}

constexpr std::uint64_t kFar = 0xAAAAAAAAAAAAAAAAULL;

IndexSettings roomy() { return {1ULL << 30, 64, 12}; }

}  // namespace

TEST_CASE("a text that shares a chunk is a candidate, the more the better", "[index]") {
  CandidateIndex index(roomy());
  index.insert(1, {1}, print_of(1, {10, 11, 12}));
  index.insert(2, {2}, print_of(2, {12, 20}));
  index.insert(3, {3}, print_of(3, {30}));
  const auto found = index.probe(print_of(kFar, {11, 12, 99}));
  REQUIRE(found.size() == 2);
  CHECK(found[0].item == 1);
  CHECK(found[0].shared_chunks == 2);
  CHECK(found[1].item == 2);
}

TEST_CASE("SimHash within three bits is found, four bits are not", "[index]") {
  CandidateIndex index(roomy());
  const std::uint64_t base = 0x0123456789ABCDEFULL;
  index.insert(1, {1}, print_of(base, {1}));
  CHECK(index.probe(print_of(base ^ 0x8000000100000001ULL, {7})).size() == 1);
  CHECK(index.probe(print_of(base ^ 0x8000800100000001ULL, {7})).empty());
}

TEST_CASE("a chunk of many stories counts for nothing, of one viral story it still does",
          "[index]") {
  CandidateIndex index({1ULL << 30, 4, 12});
  for (ItemNumber i = 1; i <= 8; ++i) {
    index.insert(i, {i}, print_of(kFar ^ (i << 40 | i << 20), {500}));        // boilerplate
    index.insert(100 + i, {77}, print_of(kFar ^ (i << 50 | i << 4), {600}));  // one story
  }
  CHECK(index.probe(print_of(~kFar, {500})).empty());
  CHECK(index.probe(print_of(~kFar, {600})).size() == 8);
}

namespace {

// As print_of, of a text that is long enough to be one story with another at any time.
Fingerprint long_print(std::uint64_t simhash, std::vector<std::uint32_t> chunks) {
  Fingerprint print = print_of(simhash, std::move(chunks));
  print.tokens = 400;
  return print;
}

std::vector<ItemNumber> found_by(const CandidateIndex& index, std::vector<std::uint32_t> chunks) {
  std::vector<ItemNumber> items;
  for (const Candidate& one : index.probe(long_print(kFar, std::move(chunks)))) {
    items.push_back(one.item);
  }
  std::sort(items.begin(), items.end());
  return items;
}

using Items = std::vector<ItemNumber>;

}  // namespace

TEST_CASE("a repost is found by what it adds, the rest leads to the text that it repeats",
          "[index]") {
  CandidateIndex index(roomy());
  index.insert(1, {1}, long_print(1ULL << 60, {100, 101, 102, 103}));
  index.insert(2, {1}, long_print(1ULL << 61 | 0xFF, {100, 101, 102, 104}));
  CHECK(found_by(index, {100, 102}) == Items{1});
  CHECK(found_by(index, {104}) == Items{2});
  // Another story has its own.
  index.insert(3, {3}, long_print(1ULL << 62 | 0xFF00, {100, 101, 102, 103}));
  CHECK(found_by(index, {100, 102}) == Items{1, 3});
}

TEST_CASE("what joins parts of two texts of its story is found by all of its chunks", "[index]") {
  CandidateIndex index(roomy());
  index.insert(1, {1}, long_print(1ULL << 60, {100, 101, 102, 103}));
  index.insert(2, {1}, long_print(1ULL << 61 | 0xFF, {200, 201, 202, 203}));
  index.insert(3, {1}, long_print(1ULL << 62 | 0xFF00, {100, 101, 200, 201}));
  CHECK(found_by(index, {100, 200}) == Items{1, 2, 3});
}

TEST_CASE("each of a story's short texts is found: which one is near in time matters", "[index]") {
  CandidateIndex index(roomy());
  index.insert(1, {1}, print_of(1ULL << 60, {100, 101}));
  index.insert(2, {1}, print_of(1ULL << 61 | 0xFF, {100, 101}));
  CHECK(found_by(index, {100, 101}) == Items{1, 2});
}

TEST_CASE("a story that goes on is found by its chunks after its first texts were let go",
          "[index]") {
  CandidateIndex index({(1U << 20) + 20'000, 64, 12});
  ItemNumber item = 0;
  while (index.evicted() == 0) {
    ++item;
    const bool of_story = item % 10 == 1;
    const auto own = static_cast<std::uint32_t>(1000 + item);
    index.insert(item, {of_story ? 1 : item}, long_print(item << 30, {of_story ? 500 : own}));
  }
  CHECK_FALSE(found_by(index, {500}).empty());
}

TEST_CASE("a chunk is boilerplate for as long as texts that have it are held", "[index]") {
  CandidateIndex index({(1U << 20) + 20'000, 4, 12});
  for (ItemNumber i = 1; i <= 4; ++i) index.insert(i, {i}, print_of(kFar ^ (i << 40), {500}));
  CHECK(index.probe(print_of(~kFar, {500})).empty());
  ItemNumber item = 4;
  while (index.evicted() < 4) {
    ++item;
    index.insert(item, {item}, print_of(item << 30, {static_cast<std::uint32_t>(1000 + item)}));
  }
  index.insert(item + 1, {item + 1}, print_of(kFar, {500}));
  CHECK(index.probe(print_of(~kFar, {500})).size() == 1);
}

TEST_CASE("of many chunks a few in common are not enough, unless the SimHash is near", "[index]") {
  std::vector<std::uint32_t> many(100);
  std::iota(many.begin(), many.end(), 1000);
  CandidateIndex index(roomy());
  index.insert(1, {1}, print_of(1, many));
  std::vector<std::uint32_t> other(100);
  std::iota(other.begin(), other.end(), 1096);  // four in common
  CHECK(index.probe(print_of(kFar, other)).empty());
  CHECK(index.probe(print_of(1, other)).size() == 1);
  std::iota(other.begin(), other.end(), 1095);  // five
  CHECK(index.probe(print_of(kFar, other)).size() == 1);
  CHECK(index.probe(print_of(kFar, {1001, 1, 2})).size() == 1);  // of a short text one is
}

TEST_CASE("texts without tokens are no candidates", "[index]") {
  CandidateIndex index(roomy());
  index.insert(1, {1}, Fingerprint{});
  CHECK(index.items() == 0);
  CHECK(index.probe(Fingerprint{}).empty());
}

TEST_CASE("past its memory the oldest texts are let go, the newest stay", "[index]") {
  CandidateIndex index({3U << 20, 64, 12});
  std::mt19937 random(7);
  for (ItemNumber i = 1; i <= 60000; ++i) {
    index.insert(i, {i},
                 print_of((std::uint64_t{random()} << 32) | random(),
                          {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(random())}));
  }
  CHECK(index.evicted() > 0);
  CHECK(index.memory_bytes() <= (3U << 20) + (1U << 20));
  const auto finds = [&](ItemNumber item) {
    const auto found = index.probe(print_of(kFar, {static_cast<std::uint32_t>(item)}));
    return std::any_of(found.begin(), found.end(), [&](const auto& c) { return c.item == item; });
  };
  CHECK(finds(60000));
  CHECK(finds(index.evicted() + 1));
  CHECK_FALSE(finds(index.evicted()));
}

TEST_CASE("the same sequence of insertions answers the same", "[index]") {
  CandidateIndex a(roomy());
  CandidateIndex b(roomy());
  std::mt19937 random(3);
  std::vector<Fingerprint> prints;
  for (int i = 0; i < 500; ++i) {
    prints.push_back(print_of(
        (std::uint64_t{random()} << 32) | random(),
        {static_cast<std::uint32_t>(random() % 60), static_cast<std::uint32_t>(random() % 60)}));
  }
  for (ItemNumber i = 0; i < prints.size(); ++i) a.insert(i + 1, {i % 50 + 1}, prints[i]);
  for (ItemNumber i = 0; i < prints.size(); ++i) b.insert(i + 1, {i % 50 + 1}, prints[i]);
  for (const Fingerprint& print : prints) {
    const auto left = a.probe(print);
    const auto right = b.probe(print);
    REQUIRE(left.size() == right.size());
    for (std::size_t i = 0; i < left.size(); ++i) CHECK(left[i].item == right[i].item);
  }
}

TEST_CASE("a text of fifty chunks takes less than 400 bytes", "[index]") {
  CandidateIndex index(roomy());
  std::mt19937 random(5);
  const std::uint64_t before = index.memory_bytes();
  constexpr ItemNumber kTexts = 20000;
  for (ItemNumber i = 1; i <= kTexts; ++i) {
    std::vector<std::uint32_t> chunks(50);
    for (std::uint32_t& chunk : chunks) chunk = static_cast<std::uint32_t>(random());
    index.insert(i, {i}, print_of(std::uint64_t{random()} << 32 | random(), std::move(chunks)));
  }
  CHECK((index.memory_bytes() - before) / kTexts < 400);
}

TEST_CASE("a flood of equal prints costs a bounded walk", "[index]") {
  CandidateIndex index(roomy());
  for (ItemNumber i = 1; i <= 5000; ++i) index.insert(i, {1}, print_of(42, {9}));
  const auto found = index.probe(print_of(42, {9}));
  CHECK(found.size() == 12);
  CHECK(found.front().item == 5000);
  CHECK(index.capped_walks() > 0);
}

}  // namespace storyfold::dedup
