#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "app/commands/command.h"
#include "app/crawl/source_admin.h"
#include "app/exit_codes.h"
#include "app/json_out.h"
#include "app/progress.h"
#include "core/clock.h"
#include "crawler/parse/opml.h"

namespace storyfold::app {
namespace {

constexpr std::size_t kStateColumns = 60;

Result<std::vector<SourceView>> read_views(Context& context, Catalog& catalog) {
  auto store = open_store(context);
  if (!store) return store.error();
  auto loaded = load_catalog(context.settings.crawl, **store);
  if (!loaded) return loaded.error();
  catalog = *std::move(loaded);
  for (const Error& error : catalog.errors) {
    context.err.line("storyfold: " + printable(error.what));
  }
  return view_sources(**store, catalog);
}

std::string when(std::chrono::sys_seconds at) {
  return at == std::chrono::sys_seconds{} ? "never" : format_utc(at);
}

// How the last visit ended, and what is odd about the source, since when.
std::string state_text(const SourceView& view) {
  std::string state(to_string(view.record.end));
  if (!view.record.reason.empty()) state += ": " + printable(view.record.reason);
  if (view.learned.silent) {
    state = view.learned.last_news == std::chrono::sys_seconds{}
                ? "silent, no news yet"
                : "silent, no news since " + when(view.learned.last_news);
  }
  if (view.learned.gaps > 0) {
    state += "; " + counted(view.learned.gaps, "gap", "gaps") + ", the last " +
             when(view.learned.last_gap);
  }
  return state;
}

Json to_json(const SourceView& view) {
  Json out;
  out["outlet"] = view.outlet;
  out["kind"] = to_string(view.record.role);
  out["url"] = view.record.url;
  out["given"] = view.given;
  out["last_visit"] = when(view.record.visited_at);
  out["end"] = to_string(view.record.end);
  out["reason"] = view.record.reason;
  out["due"] = when(view.record.due);
  out["interval_s"] = view.learned.interval.count();
  out["polls"] = view.learned.polls;
  out["news"] = view.learned.news;
  out["last_news"] = when(view.learned.last_news);
  out["gaps"] = view.learned.gaps;
  out["last_gap"] = when(view.learned.last_gap);
  out["silent"] = view.learned.silent;
  out["moved_to"] = view.learned.moved_to;
  return out;
}

int run_list(Context& context) {
  Catalog catalog;
  auto views = read_views(context, catalog);
  if (!views) return fail(context, views.error());
  Table table;
  for (const SourceView& view : *views) {
    if (context.json) {
      context.out.write(json_line(to_json(view)));
      continue;
    }
    table.add({{Role::kLabel, printable(view.outlet)},
               {std::string(to_string(view.record.role))},
               {view.learned.polls == 0 ? "" : spoken(view.learned.interval)},
               {counted(view.learned.news, "new", "new")},
               {fit(state_text(view), kStateColumns)},
               {printable(view.record.url)}});
  }
  if (!context.json) context.out.write(table.text(context.style, context.width));
  return kExitOk;
}

int report(Context& context, const AddedOutlets& added) {
  for (const Error& error : added.refused) fail(context, error);
  if (context.json) {
    Json out;
    out["added"] = added.added;
    out["known"] = added.known;
    context.out.write(json_line(out));
  } else {
    context.out.line(counted(added.added.size(), "outlet", "outlets") + " added, " +
                     group_digits(added.known.size()) + " known before");
  }
  return added.refused.empty() ? kExitOk : kExitPartial;
}

// The running daemon, which alone may write, does it.
int ask_to_add(Context& context, const std::vector<NewOutlet>& outlets, const Error& locked) {
  Json request;
  request["command"] = "sources.add";
  request["outlets"] = Json::array();
  for (const NewOutlet& outlet : outlets) {
    request["outlets"].push_back(
        {{"home", outlet.home}, {"feed", outlet.feed}, {"title", outlet.title}});
  }
  return ask_writer(context, locked, std::move(request), nullptr, [&](const Json& answer) {
    AddedOutlets added;
    for (const Json& key : answer.value("added", Json::array())) added.added.push_back(key);
    for (const Json& home : answer.value("known", Json::array())) added.known.push_back(home);
    for (const Json& what : answer.value("refused", Json::array())) {
      added.refused.push_back({Errc::kBadInput, what.get<std::string>()});
    }
    report(context, added);
  });
}

int add_all(Context& context, const std::vector<NewOutlet>& outlets) {
  const auto& settings = context.settings;
  auto store = storage::Store::open_writer(settings.store.dir, {settings.store.memory_bytes}, true);
  if (!store && store.error().code == Errc::kLocked) {
    return ask_to_add(context, outlets, store.error());
  }
  if (!store) return fail(context, store.error());
  auto added = add_outlets(**store, settings.crawl, outlets);
  if (!added) return fail(context, added.error());
  if (auto synced = (*store)->sync(); !synced) return fail(context, synced.error());
  return report(context, *added);
}

int run_import(Context& context, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(context, {Errc::kIo, path + ": cannot be read"});
  const std::string text(std::istreambuf_iterator<char>(file), {});
  auto outlets = read_outlet_list(text, path);
  if (!outlets) return fail(context, outlets.error());
  return add_all(context, *outlets);
}

int run_add(Context& context, const std::vector<std::string>& urls) {
  std::vector<NewOutlet> outlets;
  for (const std::string& url : urls) outlets.push_back({url, {}, {}});
  return add_all(context, outlets);
}

// The operator's words and what was found and learned, in the form of the operator's files.
int run_export(Context& context, bool opml) {
  Catalog catalog;
  auto views = read_views(context, catalog);
  if (!views) return fail(context, views.error());
  if (opml) {
    std::vector<crawler::parse::OpmlOutline> outlines;
    for (const SourceView& view : *views) {
      if (view.record.role != UrlRole::kFeed) continue;
      outlines.push_back({view.outlet, view.record.url, {}, {}});
    }
    context.out.write(crawler::parse::write_opml(outlines, "storyfold"));
    return kExitOk;
  }
  for (config::OutletConfig& outlet : catalog.outlets) {
    for (const SourceView& view : *views) {
      const bool found = view.outlet == outlet.key && !view.given && view.learned.polls > 0;
      if (!found) continue;
      config::SourceConfig source;
      source.kind = view.record.role;
      source.url = view.record.url;
      outlet.sources.push_back(std::move(source));
    }
    context.out.line("# " + outlet.key + ".toml");
    context.out.write(config::format_outlet(outlet));
    context.out.line("");
  }
  return kExitOk;
}

}  // namespace

void add_sources(CLI::App& app, Invocation& invocation) {
  auto* command = add_command(
      app, "sources",
      "The outlets that `storyfold run` follows: the files in crawl.sources, which are never\n"
      "written to, and those added here, which the store keeps.",
      "  storyfold sources add https://www.example.com/\n"
      "  storyfold sources import homes.txt\n"
      "  storyfold sources list\n"
      "  storyfold sources check\n"
      "  storyfold sources export > all.toml\n");
  command->require_subcommand(1);
  auto* list = command->add_subcommand("list",
                                       "Every polled address: how it answers, how often it "
                                       "is asked, how much news it brings");
  list->fallthrough();
  list->callback([&invocation] { invocation.run = run_list; });

  add_sources_check(*command, invocation);

  auto urls = std::make_shared<std::vector<std::string>>();
  auto* add = command->add_subcommand("add",
                                      "Follow the outlet of a home page; its feeds, sitemaps "
                                      "and list pages are found when it is read");
  add->add_option("URL", *urls, "Home page")->type_name("")->required();
  add->fallthrough();
  add->callback([&invocation, urls] {
    invocation.run = [urls](Context& context) { return run_add(context, *urls); };
  });

  auto path = std::make_shared<std::string>();
  // Not called `import`: clang-format takes that for a module's.
  auto* list_file = command->add_subcommand("import",
                                            "The same for a list of home pages, one a line, "
                                            "or for an OPML file");
  list_file->add_option("FILE", *path, "The list")->type_name("")->required();
  list_file->fallthrough();
  list_file->callback([&invocation, path] {
    invocation.run = [path](Context& context) { return run_import(context, *path); };
  });

  auto opml = std::make_shared<bool>(false);
  auto* out = command->add_subcommand("export",
                                      "All outlets with what was found and learned, as "
                                      "outlet files");
  out->add_flag("--opml", *opml, "The feeds alone, as OPML 2.0");
  out->fallthrough();
  out->callback([&invocation, opml] {
    invocation.run = [opml](Context& context) { return run_export(context, *opml); };
  });
}

}  // namespace storyfold::app
