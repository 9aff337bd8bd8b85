#include <algorithm>
#include <memory>
#include <string>

#include "app/commands/command.h"
#include "app/commands/show.h"
#include "app/commands/times.h"
#include "app/exit_codes.h"
#include "app/json_out.h"
#include "app/queries.h"
#include "core/clock.h"
#include "core/identity.h"

namespace storyfold::app {
namespace {

struct Options {
  std::string since;
  std::string until;
  std::string order = "newest";
  ListQuery query;
};

// In the zone that dates without one are read in, so that what is shown can be typed back.
std::string first_time(const storage::Story& story, int offset_minutes) {
  Timestamp time;
  time.at = story.first_published;
  const bool known = story.first_published != std::chrono::sys_seconds{};
  time.precision = known ? TimePrecision::kMinute : TimePrecision::kUnknown;
  return local_time(time, offset_minutes);
}

std::string outlets_text(const std::vector<std::string>& outlets) {
  constexpr std::size_t kShown = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(outlets.size(), kShown); ++i) {
    if (i != 0) text += ", ";
    text += printable(outlets[i]);
  }
  if (outlets.size() > kShown) text += " +" + std::to_string(outlets.size() - kShown);
  return text;
}

int run_list(Context& context, const Options& options) {
  const int offset = context.settings.parse.assumed_utc_offset_minutes;
  ListQuery query = options.query;
  query.order = options.order == "largest" ? ListOrder::kLargest : ListOrder::kNewest;
  auto since = read_time("--since", options.since, offset);
  if (!since) return fail(context, since.error());
  auto until = read_time("--until", options.until, offset);
  if (!until) return fail(context, until.error());
  query.since = *since;
  query.until = *until;
  auto store = open_store(context);
  if (!store) return fail(context, store.error());
  auto lines = list_stories(**store, query);
  if (!lines) return fail(context, lines.error());
  Table table;
  table.right_align(2);
  for (const auto& line : *lines) {
    if (context.json) {
      context.out.write(json_line(to_json(line)));
      continue;
    }
    table.add({{Role::kId, to_hex(line.story.id)},
               {first_time(line.story, offset)},
               {std::to_string(line.story.members)},
               {outlets_text(line.outlets)},
               {printable(line.title)}});
  }
  context.out.write(table.text(context.style, context.width));
  return kExitOk;
}

}  // namespace

void add_list(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* command = add_command(
      app, "list",
      "Stories, a line each: id, first publication, number of sightings, outlets, title of the\n"
      "canonical. No story is an answer too: exit code 0.",
      "  storyfold list --order largest --limit 5\n"
      "  storyfold list --since 2022-02-08 --until 2022-02-09 --min-members 2\n"
      "  storyfold list --outlet Reuters --json\n");
  command->add_option("--since", options->since, "Stories with a sighting published then or later")
      ->type_name("DATE");
  command->add_option("--until", options->until, "... or before then")->type_name("DATE");
  command->add_option("--outlet", options->query.outlet, "... by this outlet (its name in full)")
      ->type_name("NAME");
  command->add_option("--min-members", options->query.min_members, "At least so many sightings")
      ->type_name("N")
      ->check(between(1, 1000000000))
      ->capture_default_str();
  command->add_option("--limit", options->query.limit, "Most lines")
      ->type_name("N")
      ->check(between(1, 1000000))
      ->capture_default_str();
  command
      ->add_option("--order", options->order,
                   "newest: by last publication; largest: by number of sightings")
      ->type_name("newest|largest")
      ->check(one_of({"newest", "largest"}))
      ->capture_default_str();
  command->callback([options, &invocation] {
    invocation.run = [options](Context& context) { return run_list(context, *options); };
  });
}

}  // namespace storyfold::app
