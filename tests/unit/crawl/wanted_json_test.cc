#include "app/crawl/wanted_json.h"

#include <catch2/catch.hpp>

namespace storyfold::app {

TEST_CASE("what is wanted crosses the socket as it was", "[crawl][wanted]") {
  WantedSpec spec;
  spec.pages = {"https://tide.example/a.html", "https://tide.example/b.html"};
  spec.starts = {"https://tide.example/sitemap.xml"};
  spec.since = std::chrono::sys_seconds{std::chrono::seconds{1'767'225'600}};
  spec.limit = 12;
  spec.again = true;
  const auto read = wanted_spec_of(Json::parse(to_json(spec).dump()));
  REQUIRE(read);
  CHECK(read->pages == spec.pages);
  CHECK(read->starts == spec.starts);
  CHECK(read->since == spec.since);
  CHECK_FALSE(read->until);
  CHECK(read->limit == 12);
  CHECK(read->again);
}

TEST_CASE("a request for addresses that is of another shape is refused", "[crawl][wanted]") {
  for (const char* const text :
       {R"({"pages": "https://tide.example/"})", R"({"starts": [1]})", R"({"since": "2026"})",
        R"({"limit": -1})", R"({"limit": "all"})", R"({"again": 1})"}) {
    const auto read = wanted_spec_of(Json::parse(text));
    REQUIRE_FALSE(read);
    CHECK(read.error().code == Errc::kBadInput);
  }
  CHECK(wanted_spec_of(Json::object()));
}

TEST_CASE("totals of several requests add up", "[crawl][wanted]") {
  WantedTotals one;
  one.addresses = 5;
  one.stored = 2;
  one.failed = 3;
  one.reasons = {{"HTTP 404", 3}};
  WantedTotals sum;
  add_totals(sum, to_json(one));
  add_totals(sum, to_json(one));
  CHECK(sum.addresses == 10);
  CHECK(sum.ended() == 10);
  CHECK(sum.reasons == std::map<std::string, std::uint64_t>{{"HTTP 404", 6}});
}

}  // namespace storyfold::app
