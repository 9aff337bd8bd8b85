#include "app/export.h"

#include <memory>
#include <string>

#include "app/commands/command.h"
#include "app/exit_codes.h"

namespace storyfold::app {
namespace {

struct Options {
  std::string format = "jsonl";
  std::string file;
  bool text = false;
};

int export_to_file(Context& context, const storage::Store& store, const Options& options) {
  auto file = OutputFile::create(options.file);
  if (!file) return fail(context, file.error());
  Output out(file->descriptor());
  auto lines = export_jsonl(store, {options.text}, out);
  if (!lines) return fail(context, lines.error());
  if (auto flushed = out.flush(); !flushed) return fail(context, flushed.error());
  if (auto committed = file->commit(); !committed) return fail(context, committed.error());
  context.err.line("storyfold: " + counted(*lines, "line", "lines") + " written to " +
                   printable(options.file));
  return kExitOk;
}

int run_export(Context& context, const Options& options) {
  auto store = open_store(context);
  if (!store) return fail(context, store.error());
  const StopSignals signals;
  if (!options.file.empty() && options.file != "-") {
    return export_to_file(context, **store, options);
  }
  auto lines = export_jsonl(**store, {options.text}, context.out);
  if (!lines) return fail(context, lines.error());
  return kExitOk;
}

}  // namespace

void add_export(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* command = add_command(
      app, "export",
      "Every sighting as a JSON line, in order of storage: id, url, outlet, title, published,\n"
      "item, simhash, story, relation, canonical, links.",
      "  storyfold export --format jsonl > stories.jsonl\n"
      "  storyfold export --format jsonl --text --out stories.jsonl\n");
  command->add_option("--format", options->format, "Form of the answer")
      ->type_name("jsonl")
      ->check(one_of({"jsonl"}))
      ->capture_default_str();
  command->add_flag("--text", options->text, "Each sighting's own text too");
  command
      ->add_option("--out", options->file,
                   "Write to this file, which is replaced only once all is written")
      ->type_name("FILE");
  command->callback([options, &invocation] {
    invocation.run = [options](Context& context) { return run_export(context, *options); };
  });
}

}  // namespace storyfold::app
