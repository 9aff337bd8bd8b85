#include "app/export.h"

#include <catch2/catch.hpp>
#include <sstream>

#include "app/json_out.h"
#include "tests/unit/app/sample_store.h"

namespace storyfold::app {
namespace {

std::vector<Json> exported(const storage::Store& store, bool text) {
  std::string collected;
  Output out(collected);
  auto lines = export_jsonl(store, {text}, out);
  REQUIRE(lines);
  std::istringstream stream(collected);
  std::vector<Json> values;
  for (std::string line; std::getline(stream, line);) values.push_back(Json::parse(line));
  CHECK(values.size() == *lines);
  return values;
}

}  // namespace

TEST_CASE("export gives a line a sighting in order of storage", "[export]") {
  SampleStore sample;
  const auto lines = exported(sample.store(), false);
  REQUIRE(lines.size() == 5);
  CHECK(lines[0]["id"] == "hp-1");
  CHECK(lines[0]["url"] == kUrlA);
  CHECK(lines[0]["item"] == sample.item_1);
  CHECK(lines[0]["simhash"].get<std::string>().size() == 16);
  CHECK(lines[0]["published"] == "2024-03-04T10:00:00+02:00");
  CHECK(lines[1]["relation"] == "repost");
  CHECK(lines[1]["canonical"] == kUrlA);
  CHECK(lines[4]["canonical"] == kUrlB);
  CHECK_FALSE(lines[0].contains("text"));
}

TEST_CASE("a record without id, URL or time has its sighting's id and nulls", "[export]") {
  SampleStore sample;
  const auto line = exported(sample.store(), false)[2];
  CHECK(line["id"].get<std::string>().size() == 32);
  CHECK(line["url"] == nullptr);
  CHECK(line["published"] == nullptr);
  CHECK(line["canonical"] == kUrlA);
}

TEST_CASE("links of a story stand on each of its lines, from its own side", "[export]") {
  SampleStore sample;
  const auto lines = exported(sample.store(), false);
  const Json contained =
      Json::array({{{"story", "5555666677778888"}, {"relation", "contained-in"}}});
  const Json contains = Json::array({{{"story", "1111222233334444"}, {"relation", "contains"}}});
  for (const int line : {0, 1, 2}) CHECK(lines[line]["links"] == contained);
  for (const int line : {3, 4}) CHECK(lines[line]["links"] == contains);
}

TEST_CASE("a canonical without URL is null, and aliases in links are followed", "[export]") {
  SampleStore sample;
  storage::Finished change;
  auto story = sample.store().story(sample.story_a);
  REQUIRE(story);
  (*story)->canonical = 3;
  change.stories = {**story};
  change.edges = {{sample.story_c, sample.story_b, LinkKind::kSameFrame, 1, {}},
                  {sample.story_c, sample.story_a, LinkKind::kContains, 1, {}}};
  REQUIRE(sample.store().append(change));
  const auto line = exported(sample.store(), false)[0];
  CHECK(line["canonical"] == nullptr);
  for (const auto& link : line["links"]) CHECK(link["story"] == "5555666677778888");
}

TEST_CASE("with text, each line has its sighting's own", "[export]") {
  SampleStore sample;
  const auto lines = exported(sample.store(), true);
  CHECK(lines[0]["text"] == kBodyA);
  CHECK(lines[2]["text"] == kBodyA);
  CHECK(lines[1]["text"] != lines[0]["text"]);
}

TEST_CASE("the same store exports the same bytes", "[export]") {
  SampleStore sample;
  std::string first, second;
  {
    Output out(first);
    REQUIRE(export_jsonl(sample.store(), {true}, out));
  }
  {
    Output out(second);
    REQUIRE(export_jsonl(sample.store(), {true}, out));
  }
  CHECK(first == second);
}

}  // namespace storyfold::app
