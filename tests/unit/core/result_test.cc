#include "core/result.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>

using namespace storyfold;

TEST_CASE("a result holds its value or its error", "[core][result]") {
  const Result<std::string> good(std::string("news"));
  REQUIRE(good);
  CHECK(*good == "news");
  CHECK(good->size() == 4);

  const Result<std::string> bad(Error{Errc::kIo, "disk full", true});
  REQUIRE_FALSE(bad);
  CHECK_FALSE(bad.has_value());
  CHECK(bad.error().code == Errc::kIo);
  CHECK(bad.error().what == "disk full");
  CHECK(bad.error().retryable);
}

TEST_CASE("a default result is no value", "[core][result]") {
  const Result<int> none;
  CHECK_FALSE(none);
  CHECK(none.error().code == Errc::kNone);
}

TEST_CASE("a false value is not a failure", "[core][result]") {
  const Result<bool> no(false);
  REQUIRE(no);
  CHECK_FALSE(*no);
}

TEST_CASE("a value that only moves can be taken out", "[core][result]") {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
  const std::unique_ptr<int> taken = *std::move(result);
  CHECK(*taken == 7);
}

TEST_CASE("a result of nothing is success until it is given an error", "[core][result]") {
  const Result<void> done;
  CHECK(done);
  const Result<void> failed(Error{Errc::kLocked, "in use"});
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == Errc::kLocked);
}

TEST_CASE("asking the wrong way round throws", "[core][result]") {
  const Result<int> bad(Error{Errc::kIo, "x"});
  CHECK_THROWS_AS((void)*bad, std::bad_variant_access);
  const Result<int> good(1);
  CHECK_THROWS_AS((void)good.error(), std::bad_variant_access);
}
