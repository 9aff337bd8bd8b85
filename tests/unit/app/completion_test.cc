#include "app/completion.h"

#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "tests/unit/app/sample_store.h"

namespace storyfold::app {
namespace {

std::string shell(const std::string& command) {
  std::string out;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command.c_str(), "r"),
                                                             ::pclose);
  REQUIRE(pipe);
  std::array<char, 4096> part{};
  while (const auto got = std::fread(part.data(), 1, part.size(), pipe.get())) {
    out.append(part.data(), got);
  }
  return out;
}

// What bash would offer for the last of `words`.
std::string offered(const std::string& words) {
  const TemporaryFolder folder;
  const auto script = folder.file("completion", bash_completion(describe_commands()));
  return shell("bash -c 'source " + script + "; compopt() { :; }; COMP_WORDS=(" + words +
               "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _storyfold; echo \"${COMPREPLY[*]}\"'");
}

}  // namespace

TEST_CASE("bash is offered commands, options and the words that an option takes", "[completion]") {
  CHECK(offered("storyfold ex") == "explain extract export\n");
  CHECK(offered("storyfold --store x li") == "list\n");
  CHECK(offered("storyfold list --o") == "--outlet --order\n");
  CHECK(offered("storyfold list --order \"\"") == "newest largest\n");
  CHECK(offered("storyfold get --color a") == "auto always\n");
  CHECK(offered("storyfold config \"\"") == "check show\n");
}

TEST_CASE("bash is offered what is below a command, with its own options", "[completion]") {
  CHECK(offered("storyfold sources \"\"") == "list check add import export\n");
  CHECK(offered("storyfold sources export --o") == "--opml\n");
  CHECK(offered("storyfold sources check --a") == "--all\n");
  CHECK(offered("storyfold sources list --a") == "\n");
  CHECK(offered("storyfold sources check --st") == "--store\n");
}

TEST_CASE("the zsh script knows every command and option, and its syntax holds", "[completion]") {
  const auto commands = describe_commands();
  const auto script = zsh_completion(commands);
  for (const auto& command : commands) {
    CHECK(script.find("'" + command.name + ":") != std::string::npos);
    for (const auto& sub : command.subcommands) {
      CHECK(script.find(" " + sub.name + ") _arguments") != std::string::npos);
      CHECK(script.find("'" + sub.options.front().name + "[") != std::string::npos);
    }
    for (const auto& option : command.options) {
      CAPTURE(command.name, option.name);
      CHECK(script.find("'" + option.name + "[") != std::string::npos);
    }
  }
  if (shell("command -v zsh").empty()) return;  // not a dependency; checked where it is there
  const TemporaryFolder folder;
  CHECK(shell("zsh -n " + folder.file("_storyfold", script) + " 2>&1").empty());
}

}  // namespace storyfold::app
