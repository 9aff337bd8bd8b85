// Every row of the claims table against its own example and counter-example.
#include "crawler/parse/claims_table.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "crawler/parse/claims.h"
#include "crawler/parse/claims_match.h"
#include "crawler/parse/claims_text.h"

namespace storyfold::crawler::parse {

TEST_CASE("every claim pattern compiles, and its name is its own", "[claims]") {
  std::set<std::string_view> names;
  for (const ClaimRow& row : claim_rows()) {
    INFO(row.shown.name << ": " << row.shown.pattern);
    CHECK(names.insert(row.shown.name).second);
    CHECK_FALSE(row.shown.example.empty());
    CHECK_FALSE(row.shown.counter_example.empty());
  }
  for (const Place place :
       {Place::kField, Place::kLine, Place::kLead, Place::kInside, Place::kTail, Place::kHint}) {
    for (const CompiledRow& row : compiled_rows(place)) {
      INFO(row.row->shown.name << ": " << row.pattern->get().error());
      CHECK(row.pattern->get().ok());
    }
  }
  CHECK(claim_patterns().size() == claim_rows().size());
}

TEST_CASE("every claim pattern takes its example", "[claims]") {
  for (const ClaimRow& row : claim_rows()) {
    INFO(row.shown.name << ": " << row.shown.example);
    CHECK(row_takes(row, row.shown.example));
  }
}

TEST_CASE("every claim pattern leaves its counter-example alone", "[claims]") {
  for (const ClaimRow& row : claim_rows()) {
    INFO(row.shown.name << ": " << row.shown.counter_example);
    CHECK_FALSE(row_takes(row, row.shown.counter_example));
  }
}

TEST_CASE("a counter-example stays in the body as it stands", "[claims]") {
  for (const ClaimRow& row : claim_rows()) {
    if (row.place == Place::kHint) continue;
    const std::string text(row.shown.counter_example);
    INFO(row.shown.name << ": " << text);
    const ClaimedBody read =
        read_claims({{"Before.", "", 0}, {text, "", 0}, {"After.", "", 0}}, "");
    CHECK(read.body == "Before.\n" + text + "\nAfter.");
  }
}

TEST_CASE("an example of a whole line leaves the body", "[claims]") {
  for (const ClaimRow& row : claim_rows()) {
    if (row.place != Place::kField && row.place != Place::kLine) continue;
    const std::string text(row.shown.example);
    INFO(row.shown.name << ": " << text);
    const ClaimedBody read = read_claims({{"Before.", "", 0}, {"Then.", "", 0}, {text, "", 0}}, "");
    CHECK(read.body == "Before.\nThen.");
    if (row.kind) CHECK_FALSE(read.claims.empty());
    for (const Claim& claim : read.claims) CHECK_FALSE(claim.body.has_value());
  }
}

TEST_CASE("a trigger stands in the example, or the pattern would never be tried", "[claims]") {
  for (const Place place :
       {Place::kField, Place::kLine, Place::kLead, Place::kInside, Place::kTail}) {
    for (const CompiledRow& row : compiled_rows(place)) {
      INFO(row.row->shown.name);
      const std::string_view example = row.row->shown.example;
      CHECK(triggered(row, example, TripleSet(example)));
    }
  }
}

TEST_CASE("TripleSet never denies what is there", "[claims]") {
  const std::string text = "海港社滨城6月1日电 (Coastwire)";
  const TripleSet triples(text);
  for (std::size_t from = 0; from < text.size(); ++from) {
    for (std::size_t size = 1; from + size <= text.size(); ++size) {
      REQUIRE(triples.may_hold(std::string_view(text).substr(from, size)));
    }
  }
  CHECK_FALSE(triples.may_hold("编辑"));
}

}  // namespace storyfold::crawler::parse
