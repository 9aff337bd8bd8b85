// The manual and docs/commands.md name every command and option that the program has.
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <regex>

#include "app/cli.h"

namespace storyfold::app {
namespace {

std::string document(const std::string& path) {
  std::ifstream file(std::string(STORYFOLD_SOURCE) + "/" + path);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Of a command and of what is below it.
std::vector<std::string> all_options(const CommandInfo& command) {
  std::vector<std::string> names;
  for (const auto& option : command.options) names.push_back(option.name);
  for (const auto& sub : command.subcommands) {
    for (const auto& option : sub.options) names.push_back(option.name);
  }
  return names;
}

}  // namespace

TEST_CASE("the man page knows every command and option", "[docs]") {
  const auto page = document("docs/man/storyfold.1");
  for (const auto& command : describe_commands()) {
    CAPTURE(command.name);
    CHECK(page.find(".It Cm " + command.name) != std::string::npos);
    for (const auto& sub : command.subcommands) {
      CAPTURE(sub.name);
      CHECK(page.find("\n.Cm " + sub.name) != std::string::npos);
    }
    for (const auto& option : all_options(command)) {
      CAPTURE(option);
      // mdoc writes the first dash itself: "Fl -limit".
      CHECK(page.find("Fl " + option.substr(1)) != std::string::npos);
    }
  }
}

TEST_CASE("docs/commands.md has a section for every command, with its options", "[docs]") {
  const auto page = document("docs/commands.md");
  for (const auto& command : describe_commands()) {
    CAPTURE(command.name);
    CHECK(page.find("\n## " + command.name + "\n") != std::string::npos);
    for (const auto& sub : command.subcommands) {
      CAPTURE(sub.name);
      CHECK(page.find("| `" + command.name + " " + sub.name) != std::string::npos);
    }
    for (const auto& option : all_options(command)) {
      CAPTURE(option);
      CHECK(page.find("`" + option) != std::string::npos);
    }
  }
}

TEST_CASE("the man page and docs/commands.md know no option that is not there", "[docs]") {
  std::vector<std::string> known{"--version", "--help"};
  for (const auto& command : describe_commands()) {
    for (const auto& option : all_options(command)) known.push_back(option);
  }
  const auto page = document("docs/commands.md");
  const std::regex option("`(--[a-z][a-z-]*)");
  for (auto at = std::sregex_iterator(page.begin(), page.end(), option);
       at != std::sregex_iterator(); ++at) {
    CAPTURE((*at)[1].str());
    CHECK(std::find(known.begin(), known.end(), (*at)[1].str()) != known.end());
  }
}

}  // namespace storyfold::app
