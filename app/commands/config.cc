#include <string>

#include "app/commands/command.h"
#include "app/commands/show.h"
#include "app/exit_codes.h"
#include "app/json_out.h"
#include "config/show.h"

namespace storyfold::app {
namespace {

int check(Context& context, const CommonOptions& options) {
  const std::string path = config_path(options);
  auto settings = load_settings(options);
  if (!settings) return fail(context, settings.error());
  if (context.json) {
    Json out;
    out["file"] = path.empty() ? Json(nullptr) : Json(path);
    out["ok"] = true;
    context.out.write(json_line(out));
  } else {
    context.out.line(path.empty() ? "no settings file: every setting has its default"
                                  : printable(path) + ": ok");
  }
  return kExitOk;
}

int show(Context& context, const CommonOptions& options) {
  auto settings = load_settings(options);
  if (!settings) return fail(context, settings.error());
  if (!context.json) {
    context.out.write(printable_lines(config::to_toml(*settings)));
    return kExitOk;
  }
  for (const auto& row : config::show(*settings)) {
    Json out;
    out["name"] = row.name;
    out["value"] = row.value;
    out["default"] = row.is_default;
    out["unit"] = row.unit;
    out["range"] = row.range;
    out["meaning"] = row.meaning;
    context.out.write(json_line(out));
  }
  return kExitOk;
}

}  // namespace

void add_config(CLI::App& app, Invocation& invocation) {
  auto action = std::make_shared<std::string>();
  auto* command = add_command(
      app, "config",
      "Check or show the settings.\n"
      "check: can the settings file be used? Every fault is named with file and line.\n"
      "show: the settings in effect as TOML that can be loaded again; --json: a line each.",
      "  storyfold config check --config storyfold.toml\n"
      "  storyfold config show > storyfold.toml\n");
  command->add_option("ACTION", *action, "What to do")
      ->type_name("check|show")
      ->check(one_of({"check", "show"}))
      ->required();
  command->callback([action, &invocation] {
    invocation.loads_settings = false;
    invocation.run = [action, &invocation](Context& context) {
      return *action == "check" ? check(context, invocation.common)
                                : show(context, invocation.common);
    };
  });
}

}  // namespace storyfold::app
