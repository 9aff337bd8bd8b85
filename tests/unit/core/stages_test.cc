#include "core/stages.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

using namespace storyfold;

namespace {

// Names are printed and parsed by others: each enumerator has one, and no two share it.
template <class Enum>
void check_names(int first, int last) {
  std::set<std::string_view> names;
  for (int value = first; value <= last; ++value) {
    const std::string_view name = to_string(static_cast<Enum>(value));
    CAPTURE(value, name);
    CHECK(name != "unknown");
    CHECK(names.insert(name).second);
  }
  CHECK(to_string(static_cast<Enum>(last + 1)) == "unknown");
}

}  // namespace

TEST_CASE("every stored kind has a name of its own", "[core][stages]") {
  check_names<ClaimKind>(1, 8);
  check_names<Relation>(1, 6);
  check_names<LinkKind>(1, 2);
  check_names<CanonicalClause>(1, 7);
  check_names<TimeClue>(0, 9);
}

TEST_CASE("stored kinds keep their numbers", "[core][stages]") {
  CHECK(to_string(static_cast<Relation>(1)) == "original");
  CHECK(to_string(static_cast<Relation>(6)) == "revision");
  CHECK(to_string(static_cast<ClaimKind>(1)) == "source");
  CHECK(to_string(static_cast<ClaimKind>(8)) == "author");
  CHECK(to_string(static_cast<LinkKind>(2)) == "same-frame");
  CHECK(to_string(static_cast<CanonicalClause>(2)) == "named-origin");
  CHECK(to_string(static_cast<CanonicalClause>(7)) == "holds-members");
  CHECK(to_string(static_cast<TimeClue>(1)) == "front-matter");
  CHECK(to_string(static_cast<TimeClue>(9)) == "feed");
}
