#pragma once
// How a command joins the program: it adds its subcommand to the parser and, when that is the one
// chosen, leaves what is to be run. One file a command; cli.cc lists them.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/context.h"
#include "app/json_out.h"
#include "app/subject.h"

namespace storyfold::app {

struct Invocation {
  CommonOptions common;
  std::string colour = "auto";
  std::function<int(Context&)> run;  // returns the exit code
  bool loads_settings = true;        // before `run`; a command that reports on them does it itself
};

// A subcommand. `examples`: command lines, one a line.
CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& description,
                      const std::string& examples);
// The options that all share; after a command's own, so that help shows those first.
void add_common_options(CLI::App& command, Invocation& invocation, const std::string& group);

// CLI11's validators without their addition to the option's type in --help, which says it already.
[[nodiscard]] CLI::Validator one_of(const std::vector<std::string>& words);
[[nodiscard]] CLI::Validator between(std::int64_t least, std::int64_t most);

void add_run(CLI::App& app, Invocation& invocation);
void add_backfill(CLI::App& app, Invocation& invocation);
void add_get(CLI::App& app, Invocation& invocation);
void add_near(CLI::App& app, Invocation& invocation);
void add_story(CLI::App& app, Invocation& invocation);
void add_list(CLI::App& app, Invocation& invocation);
void add_explain(CLI::App& app, Invocation& invocation);
void add_diff(CLI::App& app, Invocation& invocation);
void add_hash(CLI::App& app, Invocation& invocation);
void add_extract(CLI::App& app, Invocation& invocation);
void add_sources(CLI::App& app, Invocation& invocation);
void add_sources_check(CLI::App& sources, Invocation& invocation);  // below `sources`
void add_trace(CLI::App& app, Invocation& invocation);
void add_reextract(CLI::App& app, Invocation& invocation);
void add_forget(CLI::App& app, Invocation& invocation);
void add_export(CLI::App& app, Invocation& invocation);
void add_stats(CLI::App& app, Invocation& invocation);
void add_verify(CLI::App& app, Invocation& invocation);
void add_config(CLI::App& app, Invocation& invocation);
void add_completion(CLI::App& app, Invocation& invocation);

// A stored text by reference, or the only text of a file ("-": standard input). A name that could
// be both is a reference; "./NAME" is always a file. Nothing stored fits: an empty optional; the
// message for not_found() is no_match(text).
[[nodiscard]] Result<std::optional<Subject>> subject_of(const storage::Store& store,
                                                        const std::string& text,
                                                        const config::Settings& settings);
[[nodiscard]] std::string no_match(std::string_view text);

// Has the running daemon do it (ask_writer.h). `last` is told the last line, unless that is a
// refusal. Ctrl-C asks the daemon to end it early. Returns the exit code.
int ask_writer(Context& context, const Error& locked, Json request,
               const std::function<void(const Json&)>& line,
               const std::function<void(const Json&)>& last);

}  // namespace storyfold::app
