#pragma once
// The command line: which command, with which options, and what is said when it cannot be
// understood. Needs SIGPIPE to be ignored (see output.h).
#include <string>
#include <vector>

#include "app/output.h"

namespace storyfold::app {

// Runs the command that `arguments` (without the program's name) ask for; returns the exit code.
// `terminal` is the descriptor that `out` leads to, asked for colour and width; -1: none.
int run_cli(const std::vector<std::string>& arguments, Output& out, Output& err, int terminal);

// Every command with its options, for completion scripts and for the tests that hold the man page
// to it.
struct OptionInfo {
  std::string name;  // "--limit"
  std::string description;
  std::string value;  // "N", "FILE", "auto|always|never"; "" for a flag
};
struct CommandInfo {
  std::string name;
  std::string description;               // its first line
  std::vector<OptionInfo> options;       // of a subcommand, those of its command come after its own
  std::string positional_values;         // "check|show" when an argument is one of some words
  bool takes_files = false;              // an argument may name a file
  std::vector<CommandInfo> subcommands;  // "sources add": one of them is always given
};
[[nodiscard]] std::vector<CommandInfo> describe_commands();

}  // namespace storyfold::app
