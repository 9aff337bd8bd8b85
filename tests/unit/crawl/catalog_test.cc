#include "app/crawl/catalog.h"

#include <catch2/catch.hpp>

#include "tests/unit/crawl/crawl_store.h"

namespace storyfold::app {
namespace {

void add_to_store(const CrawlStore& place, const std::string& key, const std::string& text) {
  storage::Finished with;
  with.outlets[key] = text;
  REQUIRE(place.store->append(with));
}

std::string outlet_file(const std::string& name) {
  return "[outlet]\nname = \"" + name + "\"\nhome = \"https://tide.example/\"\n";
}

}  // namespace

TEST_CASE("the operator's files win over what commands added under their key", "[crawl][catalog]") {
  const CrawlStore place;
  place.operator_file("tide.toml", outlet_file("Of the file"));
  add_to_store(place, "tide", outlet_file("Of the store"));
  add_to_store(place, "pier", "[outlet]\nname = \"Pier\"\nhome = \"https://pier.example/\"\n");
  const auto catalog = load_catalog(place.settings, *place.store);
  REQUIRE(catalog);
  CHECK(catalog->errors.empty());
  CHECK(catalog->from_files == 1);
  REQUIRE(catalog->outlets.size() == 2);
  CHECK(catalog->outlets[0].name == "Of the file");
  CHECK(catalog->outlets[1].key == "pier");
}

TEST_CASE("one bad file is told and leaves the others", "[crawl][catalog]") {
  const CrawlStore place;
  place.operator_file("bad.toml", "[outlet\n");
  place.operator_file("tide.toml", outlet_file("Tide Wire"));
  add_to_store(place, "pier", "rank = ");
  const auto catalog = load_catalog(place.settings, *place.store);
  REQUIRE(catalog);
  REQUIRE(catalog->errors.size() == 2);
  CHECK_THAT(catalog->errors[0].what, Catch::Contains("bad.toml"));
  CHECK_THAT(catalog->errors[1].what, Catch::Contains("outlet pier of the store"));
  REQUIRE(catalog->outlets.size() == 1);
  CHECK(catalog->outlets[0].key == "tide");
}

TEST_CASE("no folder of sources is no outlets", "[crawl][catalog]") {
  CrawlStore place;
  place.settings.sources = place.folder.path() / "absent";
  const auto catalog = load_catalog(place.settings, *place.store);
  REQUIRE(catalog);
  CHECK(catalog->outlets.empty());
}

TEST_CASE("a home page alone makes an outlet that is named after its host", "[crawl][catalog]") {
  const auto outlet = outlet_of_home("HTTPS://WWW.Tide.example/?utm_source=mail#top");
  REQUIRE(outlet);
  CHECK(outlet->key == "tide.example");
  CHECK(outlet->name == "tide.example");
  CHECK(outlet->home == "https://www.tide.example/");
  CHECK(outlet->hosts == std::vector<std::string>{"tide.example"});
  CHECK(config::is_outlet_key(outlet->key));
}

TEST_CASE("the key of an outlet at an IPv6 address is one that a file may have",
          "[crawl][catalog]") {
  const auto outlet = outlet_of_home("http://[2001:db8::7]:8080/");
  REQUIRE(outlet);
  CHECK(outlet->hosts == std::vector<std::string>{"2001:db8::7"});
  CHECK(config::is_outlet_key(outlet->key));
}

TEST_CASE("what is no web address makes no outlet", "[crawl][catalog]") {
  const char* const given = GENERATE("", "tide", "ftp://tide.example/", "mailto:desk@tide.example");
  const auto outlet = outlet_of_home(given);
  REQUIRE_FALSE(outlet);
  CHECK(outlet.error().code == Errc::kBadInput);
}

}  // namespace storyfold::app
