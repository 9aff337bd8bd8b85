#include "config/show.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "config/load.h"
#include "config/table.h"

using namespace storyfold::config;

namespace {

Settings all_examples() {
  Settings settings;
  for (const Setting& setting : all_settings()) {
    const auto loaded =
        load_text(std::string(setting.name) + " = " + std::string(setting.example), "/example");
    if (!loaded) FAIL(loaded.error().what);
    setting.set(settings, setting.get(*loaded));
  }
  return settings;
}

std::string file_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE(in);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("what is shown loads back to the same settings", "[config][show]") {
  for (const Settings& settings : {Settings{}, all_examples()}) {
    const std::string toml = to_toml(settings);
    const auto again = load_text(toml, "/etc/storyfold.toml");
    if (!again) FAIL(again.error().what);
    CHECK(to_toml(*again) == toml);
    for (const Setting& setting : all_settings()) {
      CAPTURE(setting.name);
      CHECK(setting.get(*again) == setting.get(settings));
    }
  }
}

TEST_CASE("every value that is not the default says so", "[config][show]") {
  const auto rows = show(Settings{});
  CHECK(rows.size() == all_settings().size());
  CHECK(std::ranges::all_of(rows, &SettingRow::is_default));
  CHECK(to_toml(Settings{}).find('#') == std::string::npos);

  CHECK(std::ranges::none_of(show(all_examples()), &SettingRow::is_default));
  Settings settings;
  settings.store.memory_bytes = 64u << 20;
  CHECK(to_toml(settings).find("memory = \"64 MiB\"  # default: \"192 MiB\"\n") !=
        std::string::npos);
}

TEST_CASE("the sample file changes nothing as it is", "[config][show]") {
  const auto settings = load_text(sample_file(), "/etc/storyfold.toml");
  if (!settings) FAIL(settings.error().what);
  CHECK(to_toml(*settings) == to_toml(Settings{}));
}

TEST_CASE("every example line of the sample file loads when its # is taken off", "[config][show]") {
  std::istringstream lines(sample_file());
  std::string toml;
  std::size_t examples = 0;
  for (std::string line; std::getline(lines, line);) {
    // An example line is "# key = value".
    const std::string_view rest =
        std::string_view(line).substr(std::min<std::size_t>(2, line.size()));
    if (line.starts_with("# ") && rest.find(" = ") == rest.find(' ') &&
        rest.find(' ') != rest.npos) {
      line.erase(0, 2);
      ++examples;
    }
    toml += line + "\n";
  }
  CHECK(examples == all_settings().size());
  const auto settings = load_text(toml, "/etc/storyfold.toml");
  if (!settings) FAIL(settings.error().what);
  CHECK(to_toml(*settings) == to_toml(all_examples()));
}

TEST_CASE("the committed files are what the table makes", "[config][show]") {
  INFO("scripts/generate-config-files makes them again");
  CHECK(file_text(STORYFOLD_SOURCE_DIR "/config/storyfold.toml") == sample_file());
  CHECK(file_text(STORYFOLD_SOURCE_DIR "/docs/configuration.md") == reference_page());
}
