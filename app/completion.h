#pragma once
// Completion scripts, made from the parser itself so that they cannot fall behind it. Pure.
#include <string>
#include <vector>

#include "app/cli.h"

namespace storyfold::app {

[[nodiscard]] std::string bash_completion(const std::vector<CommandInfo>& commands);
[[nodiscard]] std::string zsh_completion(const std::vector<CommandInfo>& commands);

}  // namespace storyfold::app
