#include "core/ascii.h"

#include <catch2/catch.hpp>

namespace storyfold {

TEST_CASE("only ASCII letters are lowered, UTF-8 stays as it is", "[ascii]") {
  CHECK(ascii_lower("The DAILY @[`{ 09 Äß 晨报") == "the daily @[`{ 09 Äß 晨报");
  CHECK(ascii_lower('Z') == 'z');
  CHECK(ascii_lower("").empty());
}

}  // namespace storyfold
