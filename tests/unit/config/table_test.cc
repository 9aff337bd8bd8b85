#include "config/table.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

using namespace storyfold::config;

TEST_CASE("every row of the table is complete and named once", "[config][table]") {
  std::set<std::string_view> names;
  for (const Setting& setting : all_settings()) {
    CAPTURE(setting.name);
    CHECK(names.insert(setting.name).second);
    CHECK_FALSE(setting.meaning.empty());
    CHECK(setting.meaning.back() != '.');
    CHECK(setting.meaning.find('\n') == std::string_view::npos);
    CHECK(setting.example != default_value(setting));
    CHECK((setting.kind != Kind::kCount || !setting.unit.empty()));
    CHECK((setting.kind == Kind::kPath || setting.kind == Kind::kFile ||
           setting.least < setting.most));
    CHECK(setting.most < 9007199254740992.0);
    CHECK(find_setting(setting.name) == &setting);
  }
}

TEST_CASE("every default is in its own range", "[config][table]") {
  const Settings defaults;
  for (const Setting& setting : all_settings()) {
    CAPTURE(setting.name);
    CHECK(in_range(setting, setting.get(defaults)));
  }
}

TEST_CASE("every setting belongs to a section, and every section has settings", "[config][table]") {
  std::set<std::string_view> used;
  for (const Setting& setting : all_settings()) used.insert(section_of(setting.name));
  std::set<std::string_view> known;
  for (const Section& section : all_sections()) known.insert(section.name);
  CHECK(used == known);
}

TEST_CASE("setting a value changes that field and no other", "[config][table]") {
  for (const Setting& changed : all_settings()) {
    CAPTURE(changed.name);
    Settings settings;
    for (const Setting& other : all_settings()) {
      if (&other == &changed || other.kind != changed.kind) continue;
      if (!in_range(changed, other.get(settings))) continue;
      changed.set(settings, other.get(settings));
      CHECK(changed.get(settings) == other.get(settings));
    }
    for (const Setting& other : all_settings()) {
      if (&other != &changed) CHECK(other.get(settings) == other.get(Settings{}));
    }
  }
}

TEST_CASE("a slip of the pen finds the setting that was meant", "[config][table]") {
  CHECK(nearest_setting("store.memroy") == "store.memory");
  CHECK(nearest_setting("store.mem") == "store.memory");
  CHECK(nearest_setting("store.path").empty());
  CHECK(nearest_setting("dedup.max_candidate") == "dedup.max_candidates");
  CHECK(nearest_setting("dedup.html_max") == "parse.html_max");
  CHECK(nearest_setting("memory") == "store.memory");
  CHECK(nearest_setting("").empty());
  CHECK(nearest_setting("something.else.altogether").empty());
  CHECK(nearest_setting(std::string(100'000, 'a')).empty());
  CHECK(nearest_section("stroe") == "store");
  CHECK(nearest_section("backfil") == "backfill");
  CHECK(nearest_section("harvest").empty());
}

TEST_CASE("what is expected is said with an example, unit and range", "[config][table]") {
  CHECK(expected_text(*find_setting("store.memory")) ==
        "a size such as \"512 MiB\" or a whole number of bytes, 16 MiB to 1 TiB");
  CHECK(expected_text(*find_setting("backfill.workers")) == "a whole number of threads, 0 to 256");
  CHECK(expected_text(*find_setting("dedup.min_containment")) == "a number, 0.0 to 1.0");
  CHECK(expected_text(*find_setting("dedup.short_window")) ==
        "a time such as \"36h\" in whole hours, 0s to 8784h");
}
