#include "app/json_out.h"

#include <catch2/catch.hpp>

#include "tests/unit/app/sample_store.h"

namespace storyfold::app {

TEST_CASE("an item says what it is, who carried it and what they claimed", "[json]") {
  SampleStore sample;
  auto view = view_item(sample.store(), 1);
  REQUIRE(view);
  REQUIRE(view->has_value());
  const Json item = to_json(**view, true);
  CHECK(item["item"] == sample.item_1);
  CHECK(item["xxh3"].get<std::string>().size() == 32);
  CHECK(item["simhash"].get<std::string>().size() == 16);
  CHECK(item["text"] == kBodyA);
  REQUIRE(item["sightings"].size() == 2);
  const Json& first = item["sightings"][0];
  CHECK(first["id"] == "hp-1");
  CHECK(first["canonical"] == true);
  CHECK(first["published"] == "2024-03-04T10:00:00+02:00");
  CHECK(first["time_clue"] == "record");
  CHECK(first["claims"][0]["kind"] == "according-to");
  CHECK(first["claims"][0]["in_body"] == nullptr);
  CHECK(first["evidence"] == nullptr);
  const Json& copy = item["sightings"][1];
  CHECK(copy["canonical"] == false);
  CHECK(copy["id"] == nullptr);
  CHECK(copy["url"] == nullptr);
  CHECK(copy["published"] == nullptr);
  CHECK(copy["relation"] == "copy");
  CHECK(copy["evidence"]["reason"] == "same matching form");
  CHECK_FALSE(to_json(**view, false).contains("text"));
}

TEST_CASE("a story lists members by time, links from its own side, and aliases", "[json]") {
  SampleStore sample;
  auto view = view_story(sample.store(), sample.story_a);
  REQUIRE(view);
  REQUIRE(view->has_value());
  const Json story = to_json(**view);
  CHECK(story["story"] == "1111222233334444");
  CHECK(story["clause"] == "earliest");
  CHECK(story["members"].size() == 3);
  CHECK(story["members"][1]["compared_with"] == sample.item_1);
  CHECK(story["links"][0]["relation"] == "contained-in");
  CHECK(story["links"][0]["story"] == "5555666677778888");
  CHECK(story["aliases"] == Json::array({"99990000aaaabbbb"}));
}

TEST_CASE("counters are grouped by what they count", "[json]") {
  SampleStore sample;
  auto view = view_stats(sample.store());
  REQUIRE(view);
  const Json stats = to_json(*view);
  CHECK(stats["sightings"] == 5);
  CHECK(stats["items"] == 4);
  CHECK(stats["relations"]["original"] == 2);
  CHECK(stats["rejected"] == Json::object());
  CHECK(stats["disk_bytes"] > 0);
  CHECK(stats["schema"] == storage::kSchemaVersion);
}

}  // namespace storyfold::app
