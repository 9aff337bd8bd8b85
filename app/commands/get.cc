#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "app/commands/command.h"
#include "app/commands/show.h"
#include "app/exit_codes.h"
#include "app/json_out.h"
#include "app/queries.h"
#include "app/refs.h"
#include "core/identity.h"

namespace storyfold::app {
namespace {

struct Options {
  std::string reference;
  bool no_text = false;
  bool only_text = false;
};

// One item to show, and which of its sightings was asked for (0: none in particular).
struct Wanted {
  ItemNumber item = 0;
  SightingNumber sighting = 0;
};

Result<std::vector<Wanted>> wanted_items(const storage::Store& store, const Found& found) {
  std::vector<Wanted> wanted;
  for (const auto& target : found.targets) {
    Wanted each;
    if (target.kind == TargetKind::kItem) {
      each.item = target.item;
    } else {
      auto sighting = sighting_of(store, target);
      if (!sighting) return sighting.error();
      if (!*sighting) continue;
      each = {(*sighting)->item, (*sighting)->number};
    }
    const auto same = [&](const Wanted& other) { return other.item == each.item; };
    if (std::none_of(wanted.begin(), wanted.end(), same)) wanted.push_back(each);
  }
  return wanted;
}

void show_item(Context& context, const ItemView& view, SightingNumber asked, bool with_text) {
  const auto found =
      std::find_if(view.sightings.begin(), view.sightings.end(),
                   [&](const storage::Sighting& sighting) { return sighting.number == asked; });
  Fields fields(context);
  if (!view.sightings.empty()) {
    const auto& main = found != view.sightings.end() ? *found : view.sightings.front();
    add_record(fields, article_of(main, view.item.body));
    add_earlier_titles(fields, main);
    if (const auto on = view.found_on.find(main.number); on != view.found_on.end()) {
      fields.add("Found on", printable(on->second));
    }
    fields.add("Story", context.style.paint(Role::kId, to_hex(main.story)) + "  " +
                            std::string(to_string(main.relation)));
  }
  add_hashes(fields, view.item.id, view.print);
  fields.print();
  show_carriers(context, view);
  if (with_text && !view.item.body.empty()) {
    context.out.write("\n");
    context.out.line(wrap(printable_lines(view.item.body), context.width, 0));
  }
}

void list_items(Context& context, const std::vector<ItemView>& views) {
  Table table;
  for (const auto& view : views) {
    std::vector<Table::Cell> row;
    row.emplace_back(Role::kId, to_hex(view.item.id).substr(0, 16));
    row.emplace_back(counted(view.sightings.size(), "sighting", "sightings"));
    if (!view.sightings.empty()) {
      const auto& first = view.sightings.front();
      row.emplace_back(
          local_time(first.published, context.settings.parse.assumed_utc_offset_minutes));
      row.emplace_back(printable(first.outlet));
      row.emplace_back(printable(first.title));
    }
    table.add(std::move(row));
  }
  context.out.write(table.text(context.style, context.width));
}

Result<std::vector<ItemView>> load_views(const storage::Store& store,
                                         const std::vector<Wanted>& wanted) {
  std::vector<ItemView> views;
  for (const auto& each : wanted) {
    auto view = view_item(store, each.item);
    if (!view) return view.error();
    if (*view) views.push_back(std::move(**view));
  }
  return views;
}

Result<std::vector<Wanted>> look_up(const storage::Store& store, const std::string& reference) {
  auto found = find_all(store, reference);
  if (!found) return found.error();
  if (found->form == RefForm::kId && found->targets.size() > 1) {
    auto one = find_one(store, reference);  // for its message
    if (!one) return one.error();
  }
  // The newest text of a URL first.
  if (found->form == RefForm::kUrl) std::reverse(found->targets.begin(), found->targets.end());
  return wanted_items(store, *found);
}

int run_get(Context& context, const Options& options) {
  auto store = open_store(context);
  if (!store) return fail(context, store.error());
  auto wanted = look_up(**store, options.reference);
  if (!wanted) return fail(context, wanted.error());
  auto views = load_views(**store, *wanted);
  if (!views) return fail(context, views.error());
  if (views->empty()) return not_found(context, no_match(options.reference));
  const bool with_text = !options.no_text;
  if (context.json) {
    for (const auto& view : *views) context.out.write(json_line(to_json(view, with_text)));
  } else if (options.only_text) {
    context.out.line(printable_lines(views->front().item.body));
  } else if (views->size() == 1) {
    show_item(context, views->front(), wanted->front().sighting, with_text);
  } else if (looks_like_url(options.reference)) {
    show_item(context, views->front(), wanted->front().sighting, with_text);
    context.out.line("\nEarlier texts of this URL");
    list_items(context, {views->begin() + 1, views->end()});
  } else {
    list_items(context, *views);
  }
  return kExitOk;
}

}  // namespace

void add_get(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* command = add_command(
      app, "get",
      "Show a stored item: by hash, unique prefix of an id (8 digits or more), or URL.\n"
      "xxh3: and simhash: may lead to several items, which are then listed.",
      "  storyfold get 3f2a9c41\n"
      "  storyfold get https://news.example/a/17.html\n"
      "  storyfold get simhash:9f3c2b1a00e4d5c6\n");
  command
      ->add_option("REF", options->reference,
                   "Id or prefix of an item, sighting or story; xxh3:HEX; simhash:HEX; URL")
      ->type_name("")
      ->required();
  auto* no_text = command->add_flag("--no-text", options->no_text, "Leave the body out");
  command->add_flag("--text", options->only_text, "Only the body")->excludes(no_text);
  command->callback([options, &invocation] {
    invocation.run = [options](Context& context) { return run_get(context, *options); };
  });
}

}  // namespace storyfold::app
