// The sources that are shipped can be read by the program they are shipped with.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "config/sources.h"

namespace storyfold::config {
namespace {

SourcesFolder shipped() {
  auto folder = load_sources(STORYFOLD_SOURCE_DIR "/config/sources");
  REQUIRE(folder);
  return std::move(*folder);
}

TEST_CASE("every default source can be read", "[config][sources]") {
  const SourcesFolder folder = shipped();
  for (const Error& error : folder.errors) FAIL_CHECK(error.what);
  CHECK(folder.outlets.size() >= 15);
}

TEST_CASE("a default outlet has a home, a rank and sources, and none is listed twice",
          "[config][sources]") {
  std::set<std::string> addresses;
  for (const OutletConfig& outlet : shipped().outlets) {
    INFO(outlet.key);
    CHECK_FALSE(outlet.home.empty());
    CHECK(outlet.rank);
    CHECK_FALSE(outlet.sources.empty());
    for (const SourceConfig& source : outlet.sources) CHECK(addresses.insert(source.url).second);
  }
}

TEST_CASE("regulators are preferred to the papers that quote them, those to portals",
          "[config][sources]") {
  const SourcesFolder folder = shipped();
  const auto rank = [&](std::string_view key) {
    const auto found = std::ranges::find(folder.outlets, key, &OutletConfig::key);
    REQUIRE(found != folder.outlets.end());
    return found->rank.value();
  };
  CHECK(rank("csrc") < rank("cnstock"));
  CHECK(rank("cnstock") < rank("eastmoney"));
  CHECK(rank("cs") < rank("sina_finance"));
}

}  // namespace
}  // namespace storyfold::config
