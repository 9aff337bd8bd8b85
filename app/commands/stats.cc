#include <memory>
#include <string>

#include "app/commands/command.h"
#include "app/exit_codes.h"
#include "app/json_out.h"
#include "app/queries.h"

namespace storyfold::app {
namespace {

std::int64_t counter(const StatsView& view, const std::string& name) {
  const auto found = view.counters.find(name);
  return found == view.counters.end() ? 0 : found->second;
}

std::string grouped(std::int64_t value) {
  return value < 0 ? "-" + group_digits(static_cast<std::uint64_t>(-value))
                   : group_digits(static_cast<std::uint64_t>(value));
}

void add_group(Table& table, const StatsView& view, std::string_view prefix,
               const std::string& label) {
  for (const auto& [name, value] : view.counters) {
    if (!name.starts_with(prefix) || value == 0) continue;
    table.add({{label + printable(name.substr(prefix.size()))}, {grouped(value)}, {""}});
  }
}

void print_stats(Context& context, const StatsView& view) {
  const auto sightings = counter(view, "sightings");
  const auto text = counter(view, "bytes_text");
  Table table;
  table.right_align(1);
  const auto row = [&](const char* label, std::int64_t value, std::string meaning) {
    table.add({{label}, {grouped(value)}, {Role::kLabel, std::move(meaning)}});
  };
  row("sightings", sightings, "records of sources");
  add_group(table, view, "relation.", "  ");
  row("items", counter(view, "items"), "distinct texts");
  row("stories", counter(view, "stories"), "of sightings folded together");
  row("aliases", counter(view, "aliases"), "stories that turned out to be another");
  row("edges", counter(view, "edges"), "links between stories");
  row("chrome", counter(view, "chrome"), "paragraphs that outlets are known to repeat");
  row("repeats", counter(view, "repeats"), "records that were there already");
  std::int64_t rejected = 0;
  for (const auto& [name, value] : view.counters) {
    if (name.starts_with("rejected.")) rejected += value;
  }
  row("rejected", rejected, "records that could not be used");
  add_group(table, view, "rejected.", "  ");
  table.add({{"text"},
             {human_bytes(static_cast<std::uint64_t>(std::max<std::int64_t>(text, 0)))},
             {Role::kLabel, "of the distinct texts"}});
  table.add({{"disk"}, {human_bytes(view.disk_bytes)}, {Role::kLabel, "of the store"}});
  row("batch", static_cast<std::int64_t>(view.batch), "last written");
  row("schema", view.schema, "version of the store");
  context.out.write(table.text(context.style, context.width));
}

int run_stats(Context& context) {
  auto store = open_store(context);
  if (!store) return fail(context, store.error());
  auto view = view_stats(**store);
  if (!view) return fail(context, view.error());
  if (context.json) {
    context.out.write(json_line(to_json(*view)));
  } else {
    print_stats(context, *view);
  }
  return kExitOk;
}

}  // namespace

void add_stats(CLI::App& app, Invocation& invocation) {
  auto* command =
      add_command(app, "stats", "What the store holds, from counters: fast however large it is.",
                  "  storyfold stats\n"
                  "  storyfold stats --json | jq .stories\n");
  command->callback([&invocation] { invocation.run = run_stats; });
}

}  // namespace storyfold::app
