#include "app/commands/command.h"

#include <filesystem>
#include <utility>

#include "app/ask_writer.h"
#include "app/reading.h"
#include "app/refs.h"
#include "app/subject.h"

namespace storyfold::app {

CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& description,
                      const std::string& examples) {
  auto* command = app.add_subcommand(name, description);
  command->group("Commands");
  command->footer("Examples:\n" + examples + "\nExit codes: see storyfold --help");
  return command;
}

void add_common_options(CLI::App& command, Invocation& invocation, const std::string& group) {
  command.add_option("--config", invocation.common.config_file, "Settings file")
      ->type_name("FILE")
      ->group(group);
  command.add_option("--store", invocation.common.store_dir, "Folder of the store")
      ->type_name("DIR")
      ->group(group);
  command.add_flag("--json", invocation.common.json, "One JSON object a line, for programs")
      ->group(group);
  command
      .add_option("--color", invocation.colour,
                  "Colour; auto, the default, is on a terminal unless NO_COLOR is set")
      ->type_name("auto|always|never")
      ->check(one_of({"auto", "always", "never"}))
      ->group(group);
  // Set anew, so that it comes last and its group with it.
  command.set_help_flag("-h,--help", "This help")->group(group);
}

CLI::Validator one_of(const std::vector<std::string>& words) {
  return CLI::IsMember(words).description("");
}

CLI::Validator between(std::int64_t least, std::int64_t most) {
  return CLI::Range(least, most).description("");
}

Result<std::optional<Subject>> subject_of(const storage::Store& store, const std::string& text,
                                          const config::Settings& settings) {
  std::error_code failed;
  if (text != "-" && looks_like_reference(text)) {
    auto target = find_one(store, text);
    if (!target) return target.error();
    if (*target) {
      auto sighting = sighting_of(store, **target);
      if (!sighting) return sighting.error();
      if (!*sighting) return std::optional<Subject>{};
      auto subject = load_subject(store, **sighting);
      if (!subject) return subject.error();
      return std::optional<Subject>{std::move(*subject)};
    }
    if (!std::filesystem::exists(text, failed)) return std::optional<Subject>{};
  }
  if (text != "-" && !std::filesystem::exists(text, failed)) {
    // Neither: a word too short for an id is likelier than a file that is not there.
    if (text.find('/') == std::string::npos && text.find('.') == std::string::npos) {
      auto found = find_all(store, text);
      if (!found) return found.error();
    }
    return Error{Errc::kIo, "cannot read " + text + ": no such file, and no reference", false};
  }
  auto read = read_article(text, settings.parse);
  if (!read) return read.error();
  auto subject = make_subject(std::move(read->article), store.chunk_secret());
  // The same text may be stored: then it is not its own neighbour.
  auto number = store.item_number(subject.id);
  if (!number) return number.error();
  if (*number) subject.item = **number;
  return std::optional<Subject>{std::move(subject)};
}

int ask_writer(Context& context, const Error& locked, Json request,
               const std::function<void(const Json&)>& line,
               const std::function<void(const Json&)>& last) {
  const StopSignals stop;
  const WriterAnswer answer = ask_writer(context.settings, locked, std::move(request), line);
  if (answer.trouble) {
    fail(context, *answer.trouble);
  } else {
    last(answer.last);
  }
  return answer.code;
}

std::string no_match(std::string_view text) {
  return "nothing stored matches '" + std::string(text) + "'";
}

}  // namespace storyfold::app
