#include "storage/delta.h"

#include <catch2/catch.hpp>

namespace storyfold::storage {
namespace {

// Sentences that have little in common with each other.
std::string prose(int seed, int sentences) {
  std::string text;
  unsigned state = static_cast<unsigned>(seed) * 2654435761u + 1;
  for (int i = 0; i < sentences; ++i) {
    for (int word = 0; word < 9; ++word) {
      state = state * 1664525u + 1013904223u;
      text += "w" + std::to_string(state >> 12) + " ";
    }
    text += ".\n";
  }
  return text;
}

TEST_CASE("a near copy is a short delta and comes back whole", "[storage][delta]") {
  const std::string base = prose(1, 30);
  std::string copy = base;
  copy.insert(200, "One sentence was put in by the second outlet. ");
  const auto delta = make_delta(base, copy);
  REQUIRE(delta);
  CHECK(delta->size() * 7 <= copy.size());
  const auto back = apply_delta(base, *delta, static_cast<std::uint32_t>(copy.size()));
  REQUIRE(back);
  CHECK(*back == copy);
}

TEST_CASE("texts with little in common are not kept as deltas", "[storage][delta]") {
  CHECK(!make_delta(prose(1, 30), prose(2, 30)));
}

TEST_CASE("short texts are not kept as deltas", "[storage][delta]") {
  const std::string text(kMinDeltaBody - 1, 'a');
  CHECK(!make_delta(text, text));
}

TEST_CASE("a delta that was damaged, or meets another base, is refused", "[storage][delta]") {
  const std::string base = prose(3, 30);
  const std::string copy = base + "A last line that only the copy has.";
  const auto size = static_cast<std::uint32_t>(copy.size());
  const auto delta = make_delta(base, copy);
  REQUIRE(delta);
  CHECK(apply_delta(base, *delta, size + 1).error().code == Errc::kCorruption);
  CHECK(apply_delta(base, *delta, size - 1).error().code == Errc::kCorruption);
  CHECK(apply_delta(base, delta->substr(0, delta->size() / 2), size).error().code ==
        Errc::kCorruption);
  CHECK(apply_delta(base, "not a frame", size).error().code == Errc::kCorruption);
  CHECK(apply_delta(base.substr(0, 10), *delta, size).error().code == Errc::kCorruption);
  CHECK(apply_delta(base, *delta, 0xffffffff).error().code == Errc::kCorruption);
}

}  // namespace
}  // namespace storyfold::storage
