#include "app/cli.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>

#include "app/build_info.h"
#include "app/commands/command.h"
#include "app/context.h"
#include "app/exit_codes.h"
#include "core/stages.h"
#include "dedup/fingerprint.h"
#include "storage/store.h"

namespace storyfold::app {
namespace {

constexpr const char* kFooter =
    "REF is an id or a prefix of one (8 hex digits or more), xxh3:HEX, simhash:HEX or a URL.\n"
    "\n"
    "Exit codes:\n"
    "  0    all is well\n"
    "  1    done, but some records were rejected, or a check found problems\n"
    "  2    the command line or the settings cannot be used\n"
    "  3    nothing stored matches\n"
    "  4    a prefix fits several things; they are listed\n"
    "  5    the store cannot be opened, is damaged, locked or of another version\n"
    "  6    an input or output failed\n"
    "  130  stopped by a signal; what was done is kept\n"
    "\n"
    "Environment:\n"
    "  STORYFOLD_STORE, STORYFOLD_CONFIG   as --store and --config\n"
    "  NO_COLOR                            no colour\n"
    "\n"
    "storyfold COMMAND --help tells more. Manual: man storyfold.";

// Of the program, or those below one of its commands.
std::vector<CLI::App*> all_commands(CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

std::unique_ptr<CLI::App> make_parser(Invocation& invocation) {
  auto app = std::make_unique<CLI::App>(
      "Follows news outlets: one copy of every story, who carried it, how the texts differ.",
      "storyfold");
  app->require_subcommand(0, 1);  // none is told of in our own words
  app->get_formatter()->label("Positionals", "Arguments");
  app->get_formatter()->label("REQUIRED", "");
  app->get_formatter()->label("OPTIONS", "options");
  app->get_formatter()->label("SUBCOMMAND", "COMMAND");
  app->set_version_flag(
      "--version", [] { return std::string(); }, "Version and what it is made of");
  app->footer(kFooter);
  add_run(*app, invocation);
  add_backfill(*app, invocation);
  add_get(*app, invocation);
  add_near(*app, invocation);
  add_story(*app, invocation);
  add_list(*app, invocation);
  add_explain(*app, invocation);
  add_diff(*app, invocation);
  add_hash(*app, invocation);
  add_extract(*app, invocation);
  add_sources(*app, invocation);
  add_trace(*app, invocation);
  add_reextract(*app, invocation);
  add_forget(*app, invocation);
  add_export(*app, invocation);
  add_stats(*app, invocation);
  add_verify(*app, invocation);
  add_config(*app, invocation);
  add_completion(*app, invocation);
  for (auto* command : all_commands(*app)) {
    add_common_options(*command, invocation, "Common options");
    for (auto* below : all_commands(*command)) below->set_help_flag("-h,--help", "This help");
  }
  add_common_options(*app, invocation, "Options");
  return app;
}

// What a description says before its details.
std::string summary(const CLI::App& command) {
  const std::string description = command.get_description();
  return description.substr(0, description.find_first_of(".:\n"));
}

std::string help_text(CLI::App& app) {
  const auto chosen = app.get_subcommands();
  if (!chosen.empty()) return chosen.front()->help("storyfold");
  for (auto* command : all_commands(app)) command->description(summary(*command));
  return app.help();
}

std::string version_text() {
  std::string out = "storyfold " + std::string(kVersion) + "\n";
  const auto row = [&](std::string_view label, std::string_view value) {
    out += pad(label, 14) + std::string(value) + "\n";
  };
  row("store schema", std::to_string(storage::kSchemaVersion));
  row("fingerprint", std::to_string(dedup::kFingerprintVersion));
  row("extractor", std::to_string(kExtractorVersion));
  row("built with", std::string(kCompiler) + ", " + std::string(kBuildType));
  row("libraries", kLibraries);
  return out;
}

// Insertions, deletions, substitutions and swaps of neighbours between two words.
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> edits(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        edits[i][j] = i + j;
        continue;
      }
      const std::size_t changed = a[i - 1] == b[j - 1] ? 0 : 1;
      edits[i][j] =
          std::min({edits[i - 1][j] + 1, edits[i][j - 1] + 1, edits[i - 1][j - 1] + changed});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) edits[i][j] = std::min(edits[i][j], edits[i - 2][j - 2] + 1);
    }
  }
  return edits[a.size()][b.size()];
}

std::string nearest_command(CLI::App& app, std::string_view word) {
  constexpr std::size_t kLongestWord = 40;
  if (word.size() > kLongestWord) return {};
  std::string best;
  std::size_t least = word.size() < 5 ? 2 : 3;  // farther is another word, not a slip
  for (const auto* command : all_commands(app)) {
    const auto edits = edits_between(word, command->get_name());
    if (edits < least) {
      least = edits;
      best = command->get_name();
    }
  }
  return best;
}

// The first argument that is neither an option nor the value of one: meant as a command.
std::optional<std::string> command_word(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto& word = arguments[i];
    if (word == "--config" || word == "--store" || word == "--color") {
      ++i;
    } else if (word.empty() || word.front() != '-') {
      return word;
    }
  }
  return std::nullopt;
}

// CLI11's messages end lines and name no program; what a person can do next is added.
int usage_error(Output& err, const CLI::App& app, std::string message) {
  while (!message.empty() && message.back() == '\n') message.pop_back();
  std::string help = "storyfold";
  for (const auto* command : app.get_subcommands()) help += " " + command->get_name();
  err.line("storyfold: " + printable(message) + "\nTry: " + help + " --help");
  return kExitUsage;
}

int no_command(Output& err, CLI::App& app, const std::vector<std::string>& arguments) {
  const auto word = command_word(arguments);
  if (!word) return usage_error(err, app, "no command given");
  std::string message = "unknown command '" + *word + "'";
  if (const auto near = nearest_command(app, *word); !near.empty()) {
    message += "; did you mean '" + near + "'?";
  }
  return usage_error(err, app, message);
}

CommandInfo describe(CLI::App& command) {
  CommandInfo info;
  info.name = command.get_name();
  info.description = summary(command);
  for (const auto* option : command.get_options()) {
    if (option->get_positional()) {
      const std::string type = option->get_type_name();
      if (type.find('|') != std::string::npos) info.positional_values = type;
      info.takes_files = info.takes_files || info.positional_values.empty();
      continue;
    }
    const bool flag = option->get_items_expected_max() == 0;
    info.options.push_back({"--" + option->get_lnames().front(), option->get_description(),
                            flag ? std::string{} : option->get_type_name()});
  }
  for (auto* below : all_commands(command)) {
    CommandInfo sub = describe(*below);
    for (const OptionInfo& option : info.options) {
      const bool own = std::any_of(sub.options.begin(), sub.options.end(),
                                   [&](const auto& known) { return known.name == option.name; });
      if (!own) sub.options.push_back(option);
    }
    info.subcommands.push_back(std::move(sub));
  }
  return info;
}

ColourChoice colour_choice(const std::string& word) {
  if (word == "always") return ColourChoice::kAlways;
  return word == "never" ? ColourChoice::kNever : ColourChoice::kAuto;
}

int run_command(Invocation& invocation, Output& out, Output& err, int terminal) {
  invocation.common.colour = colour_choice(invocation.colour);
  Context context{{},
                  out,
                  err,
                  Style(use_colour(invocation.common.colour, terminal)),
                  terminal_columns(terminal),
                  invocation.common.json};
  if (invocation.loads_settings) {
    auto settings = load_settings(invocation.common);
    if (!settings) return fail(context, settings.error());
    context.settings = std::move(*settings);
  }
  return finish(context, invocation.run(context));
}

}  // namespace

int run_cli(const std::vector<std::string>& arguments, Output& out, Output& err, int terminal) {
  Invocation invocation;
  const auto app = make_parser(invocation);
  try {
    // CLI11 takes them from the back.
    app->parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    out.write(help_text(*app));
    return kExitOk;
  } catch (const CLI::CallForVersion&) {
    out.write(version_text());
    return kExitOk;
  } catch (const CLI::ExtrasError& error) {
    if (app->get_subcommands().empty() && command_word(arguments)) {
      return no_command(err, *app, arguments);
    }
    return usage_error(err, *app, error.what());
  } catch (const CLI::ParseError& error) {
    return usage_error(err, *app, error.what());
  }
  if (!invocation.run) return no_command(err, *app, arguments);
  return run_command(invocation, out, err, terminal);
}

std::vector<CommandInfo> describe_commands() {
  Invocation invocation;
  const auto app = make_parser(invocation);
  std::vector<CommandInfo> commands;
  for (auto* command : all_commands(*app)) commands.push_back(describe(*command));
  return commands;
}

}  // namespace storyfold::app
