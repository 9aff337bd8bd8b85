#include "storage/postings.h"

#include <catch2/catch.hpp>

#include "tests/unit/storage/hex.h"

namespace storyfold::storage {
namespace {

using Numbers = std::vector<std::uint64_t>;

TEST_CASE("a list is its numbers one after the other", "[storage][postings]") {
  CHECK(test::hex(encode_postings({1, 300})) == "01 ac 02");
  CHECK(encode_postings({1, 300}) == encode_posting(1) + encode_posting(300));
}

TEST_CASE("lists come back in order, each number once", "[storage][postings]") {
  const auto numbers = decode_postings(encode_postings({9, 3, 9}));
  REQUIRE(numbers);
  CHECK(*numbers == Numbers{3, 9});
  CHECK(decode_postings("")->empty());
}

TEST_CASE("a list cut short or with a zero is damage", "[storage][postings]") {
  CHECK(decode_postings("\x80").error().code == Errc::kCorruption);
  CHECK(decode_postings(std::string(1, '\0')).error().code == Errc::kCorruption);
}

}  // namespace
}  // namespace storyfold::storage
