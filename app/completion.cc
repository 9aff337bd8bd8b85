#include "app/completion.h"

#include <algorithm>
#include <string_view>

namespace storyfold::app {
namespace {

bool is_choice(std::string_view value) {
  return value.find('|') != std::string_view::npos || value == "jsonl";
}

std::string spaced(std::string_view choices) {
  std::string out(choices);
  std::replace(out.begin(), out.end(), '|', ' ');
  return out;
}

// Within single quotes of a shell, and within a zsh _arguments specification.
std::string quoted(std::string_view text, bool specification) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else if (specification && (c == '[' || c == ']' || c == ':')) {
      out += '\\';
      out += c;
    } else {
      out += c == '\n' ? ' ' : c;
    }
  }
  return out;
}

std::string bash_value_case(const OptionInfo& option) {
  std::string out = "      " + option.name + ") ";
  if (is_choice(option.value)) {
    out += "COMPREPLY=($(compgen -W '" + spaced(option.value) + "' -- \"$cur\"))";
  } else if (option.value == "DIR") {
    out += "compopt -o filenames; COMPREPLY=($(compgen -d -- \"$cur\"))";
  } else if (option.value == "FILE") {
    out += "compopt -o filenames; COMPREPLY=($(compgen -f -- \"$cur\"))";
  } else {
    out += ":";  // a number, a date, a name: nothing to offer
  }
  return out + "; return ;;\n";
}

std::string option_names(const CommandInfo& command) {
  std::string out;
  for (const auto& option : command.options) {
    if (!out.empty()) out += ' ';
    out += option.name;
  }
  return out;
}

std::string names_of(const std::vector<CommandInfo>& commands) {
  std::string names;
  for (const auto& command : commands) names += (names.empty() ? "" : " ") + command.name;
  return names;
}

// A value of an option is the same whichever command it follows.
void add_values(const CommandInfo& command, std::vector<std::string>& done, std::string& values) {
  for (const auto& option : command.options) {
    if (option.value.empty()) continue;
    if (std::find(done.begin(), done.end(), option.name) != done.end()) continue;
    done.push_back(option.name);
    values += bash_value_case(option);
  }
}

// The words that may come next: of the command's subcommands, or of its arguments.
std::string next_words(const CommandInfo& command) {
  return command.subcommands.empty() ? spaced(command.positional_values)
                                     : names_of(command.subcommands);
}

std::string bash_case(const std::string& pattern, const CommandInfo& command) {
  std::string out = "    " + pattern + ") options='" + option_names(command) + "'";
  if (const std::string words = next_words(command); !words.empty()) {
    out += " words='" + words + "'";
  }
  return out + " ;;\n";
}

std::string zsh_action(std::string_view value) {
  if (value.empty()) return {};
  if (is_choice(value)) return ":value:(" + spaced(value) + ")";
  if (value == "DIR") return ":folder:_files -/";
  if (value == "FILE") return ":file:_files";
  return ":" + quoted(value, true) + ":";
}

std::string zsh_arguments(const CommandInfo& command) {
  std::string out;
  for (const auto& option : command.options) {
    out += " \\\n          '" + option.name + "[" + quoted(option.description, true) + "]" +
           zsh_action(option.value) + "'";
  }
  if (const std::string words = next_words(command); !words.empty()) {
    out += " \\\n          '1:action:(" + words + ")'";
  } else if (command.takes_files) {
    out += " \\\n          '*:file:_files'";
  }
  return out;
}

}  // namespace

std::string bash_completion(const std::vector<CommandInfo>& commands) {
  std::string out =
      "# bash completion of storyfold; made by: storyfold completion bash\n"
      "_storyfold() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= sub= i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    case ${COMP_WORDS[i]} in\n"
      "      --config|--store|--color) ((i++)) ;;\n"
      "      -*) ;;\n"
      "      *)\n"
      "        [[ -n $command ]] && sub=${COMP_WORDS[i]} && break\n"
      "        command=${COMP_WORDS[i]} ;;\n"
      "    esac\n"
      "  done\n"
      "  COMPREPLY=()\n";
  std::vector<std::string> done;
  std::string values;
  std::string cases;
  for (const auto& command : commands) {
    for (const auto& sub : command.subcommands) {
      add_values(sub, done, values);
      cases += bash_case("'" + command.name + " " + sub.name + "'", sub);
    }
    add_values(command, done, values);
    cases += bash_case("'" + command.name + " '*", command);
  }
  out += "  case $prev in\n" + values + "  esac\n";
  out += "  local options= words=\n  case \"$command $sub\" in\n";
  out += "    ' ') options='--config --store --json --color --help --version' words='" +
         names_of(commands) + "' ;;\n" + cases;
  out +=
      "  esac\n"
      "  if [[ $cur == -* ]]; then\n"
      "    COMPREPLY=($(compgen -W \"$options\" -- \"$cur\"))\n"
      "  elif [[ -n $words ]]; then\n"
      "    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
      "  else\n"
      "    compopt -o filenames; COMPREPLY=($(compgen -f -- \"$cur\"))\n"
      "  fi\n"
      "}\n"
      "complete -F _storyfold storyfold\n";
  return out;
}

std::string zsh_completion(const std::vector<CommandInfo>& commands) {
  std::string out =
      "#compdef storyfold\n"
      "# zsh completion of storyfold; made by: storyfold completion zsh\n"
      "_storyfold() {\n"
      "  local context state state_descr line\n"
      "  typeset -A opt_args\n"
      "  _arguments -C \\\n"
      "    '--config[Settings file]:file:_files' \\\n"
      "    '--store[Folder of the store]:folder:_files -/' \\\n"
      "    '--json[One JSON object a line]' \\\n"
      "    '--color[Colour]:value:(auto always never)' \\\n"
      "    '(- *)--help[Help]' \\\n"
      "    '(- *)--version[Version]' \\\n"
      "    '1:command:->command' \\\n"
      "    '*::argument:->argument' && return\n"
      "  case $state in\n"
      "    command)\n"
      "      local -a commands=(\n";
  for (const auto& command : commands) {
    out += "        '" + command.name + ":" + quoted(command.description, false) + "'\n";
  }
  out +=
      "      )\n"
      "      _describe -t commands command commands ;;\n"
      "    argument)\n"
      "      case $line[1] in\n";
  for (const auto& command : commands) {
    if (command.subcommands.empty()) {
      out += "        " + command.name + ") _arguments" + zsh_arguments(command) + " ;;\n";
      continue;
    }
    out += "        " + command.name + ") _arguments -C" + zsh_arguments(command) +
           " \\\n          '*::argument:->below' && return\n" +
           "          [[ $state == below ]] && case $line[1] in\n";
    for (const auto& sub : command.subcommands) {
      out += "            " + sub.name + ") _arguments" + zsh_arguments(sub) + " ;;\n";
    }
    out += "          esac ;;\n";
  }
  out +=
      "      esac ;;\n"
      "  esac\n"
      "}\n"
      "_storyfold \"$@\"\n";
  return out;
}

}  // namespace storyfold::app
