#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/commands/command.h"
#include "app/commands/show.h"
#include "app/crawl/source_admin.h"
#include "app/crawl/source_check.h"
#include "app/exit_codes.h"
#include "app/json_out.h"
#include "app/progress.h"
#include "core/clock.h"
#include "crawler/frontier/url_form.h"

namespace storyfold::app {
namespace {

struct Options {
  std::vector<std::string> names;
  bool all = false;
  bool quiet = false;
};

// What may be checked: the outlets, and what the store, if there is one, knows of them.
struct Known {
  Catalog catalog;
  std::vector<SourceView> views;
  std::vector<HostRecord> hosts;
};

// Files can be checked before there is a store.
Result<Known> read_known(Context& context) {
  Known known;
  std::error_code left;
  if (!std::filesystem::exists(context.settings.store.dir, left)) {
    auto files = load_files(context.settings.crawl);
    if (!files) return files.error();
    known.catalog = *std::move(files);
    return known;
  }
  auto store = open_store(context);
  if (!store) return store.error();
  auto catalog = load_catalog(context.settings.crawl, **store);
  if (!catalog) return catalog.error();
  known.catalog = *std::move(catalog);
  auto views = view_sources(**store, known.catalog);
  if (!views) return views.error();
  known.views = *std::move(views);
  auto read = (*store)->for_each_host([&](const HostRecord& host) {
    known.hosts.push_back(host);
    return true;
  });
  if (!read) return read.error();
  return known;
}

// The sources that the arguments mean, each once, in the order of the book.
class Choice {
 public:
  explicit Choice(Known& known) : known_(known) { make(); }

  void add_outlet(const Outlet& outlet, bool found) {
    if (!outlet.config.home.empty()) add(outlet, outlet.config.home, UrlRole::kList);
    for (const Source& source : outlet.sources) add(outlet, source.config.url, source.config.kind);
    if (!found) return;
    for (const SourceView& view : known_.views) {
      const bool polled = view.record.source && !view.given;
      if (polled && view.outlet == outlet.config.key)
        add(outlet, view.record.url, view.record.role);
    }
  }

  // kBadInput: no address. An address of nobody is checked as `sources add` would take it.
  Result<void> add_url(const std::string& given) {
    auto form = crawler::frontier::crawl_form(given);
    if (!form) return Error{form.error().code, given + ": " + form.error().what};
    const Outlet* owner = book_->owner(crawler::frontier::host_of(*form));
    for (const SourceView& view : known_.views) {
      const Outlet* const outlet = book_->find(view.outlet);
      if (view.record.url != *form || outlet == nullptr) continue;
      add(*outlet, *form, view.record.role);
      return {};
    }
    for (const auto& outlet : book_->all()) {  // a store that there is not has no views
      for (const Source& source : outlet->sources) {
        if (source.config.url == *form) add(*outlet, *form, source.config.kind);
      }
    }
    if (owner == nullptr) {
      auto made = outlet_of_home(*form);
      if (!made) return made.error();
      known_.catalog.outlets.push_back(*std::move(made));
      make();
      owner = book_->owner(crawler::frontier::host_of(*form));
    }
    if (owner != nullptr) add(*owner, *form, std::nullopt);
    return {};
  }

  // By key, name or host.
  [[nodiscard]] const Outlet* find_outlet(const std::string& name) const {
    if (const Outlet* const outlet = book_->find(name)) return outlet;
    for (const auto& outlet : book_->all()) {
      if (outlet->config.name == name) return outlet.get();
    }
    return book_->owner(name);
  }

  [[nodiscard]] const std::shared_ptr<const OutletBook>& book() const { return book_; }
  [[nodiscard]] const std::vector<SourceToCheck>& sources() const { return sources_; }

 private:
  void make() {
    std::vector<Error> left_out;  // told of before
    book_ = std::make_shared<const OutletBook>(make_book(known_.catalog, left_out));
  }

  void add(const Outlet& outlet, const std::string& url, std::optional<UrlRole> kind) {
    auto form = crawler::frontier::crawl_form(url);
    if (!form) return;
    const bool known = std::any_of(sources_.begin(), sources_.end(),
                                   [&](const auto& source) { return source.url == *form; });
    if (!known) sources_.push_back({outlet.config.key, *std::move(form), kind});
  }

  Known& known_;
  std::shared_ptr<const OutletBook> book_;
  std::vector<SourceToCheck> sources_;
};

Json to_json(const SourceCheck& check) {
  Json out;
  out["outlet"] = check.source.outlet;
  out["url"] = check.source.url;
  out["ok"] = check.ok();
  out["kind"] = check.source.kind ? Json(to_string(*check.source.kind)) : Json();
  out["is"] = check.what.empty() ? Json() : Json(check.what);
  out["status"] = check.status;
  out["led_to"] = check.led_to.empty() ? Json() : Json(check.led_to);
  out["entries"] = check.entries;
  out["on_hosts"] = check.on_hosts;
  out["newest"] = check.newest.known() ? Json(format_utc(check.newest.at)) : Json();
  out["problems"] = check.problems;
  out["notes"] = check.notes;
  return out;
}

void show(Context& context, const SourceCheck& check) {
  if (context.json) {
    context.out.write(json_line(to_json(check)));
    return;
  }
  constexpr std::size_t kIndent = 9;
  const auto below = [&](const std::string& text) {
    context.out.line(std::string(kIndent, ' ') + wrap(printable(text), context.width, kIndent));
  };
  const std::string mark = pad(check.ok() ? "ok" : "problem", kIndent);
  context.out.line(context.style.paint(check.ok() ? Role::kGood : Role::kBad, mark) +
                   printable(check.source.outlet) + "  " + printable(check.source.url));
  if (!check.led_to.empty()) below("led to " + check.led_to);
  if (!check.what.empty()) {
    std::string taken = check.what;
    if (check.entries > 0) {
      taken += ", " + counted(check.entries, "entry", "entries") + ", " +
               group_digits(check.on_hosts) + " on its hosts";
    }
    if (check.newest.known()) taken += ", the newest of " + format_utc(check.newest.at);
    below(taken);
  }
  for (const std::string& problem : check.problems) below(problem);
  for (const std::string& note : check.notes) below("note: " + note);
}

int check_all(Context& context, const Choice& choice, std::vector<HostRecord> hosts, bool quiet) {
  const std::size_t number = choice.sources().size();
  std::size_t with_problems = 0;
  std::size_t told = 0;
  const StopSignals signals;
  Progress progress("sources", quiet || context.json);
  auto checked = check_sources(
      context.settings, std::move(hosts), choice.book(), choice.sources(),
      [&](const SourceCheck& check) {
        progress.clear();
        show(context, check);
        (void)context.out.flush();
        ++told;
        with_problems += check.ok() ? 0 : 1;
      },
      [&](std::size_t answered) {
        progress.update({answered, number, answered, {}});
        return !StopSignals::requested() && context.out.good();
      });
  progress.clear();
  if (!checked) return fail(context, checked.error());
  if (!context.json) {
    context.out.line(counted(told, "source", "sources") + ": " +
                     group_digits(told - with_problems) + " ok, " + group_digits(with_problems) +
                     " with a problem");
  }
  if (StopSignals::requested()) return kExitInterrupted;
  return with_problems == 0 ? kExitOk : kExitPartial;
}

int run_check(Context& context, const Options& options) {
  auto known = read_known(context);
  if (!known) return fail(context, known.error());
  // A file that cannot be used is a source that is not followed.
  for (const Error& error : known->catalog.errors) fail(context, error);
  const bool unusable = !known->catalog.errors.empty() && options.names.empty();
  Choice choice(*known);
  for (const std::string& name : options.names) {
    if (looks_like_url(name)) {
      if (auto added = choice.add_url(name); !added) return fail(context, added.error());
    } else if (const Outlet* const outlet = choice.find_outlet(name)) {
      choice.add_outlet(*outlet, options.all);
    } else {
      return not_found(context, "no outlet '" + name + "'; storyfold sources list has them");
    }
  }
  if (options.names.empty()) {
    for (const auto& outlet : choice.book()->all()) choice.add_outlet(*outlet, options.all);
  }
  if (choice.sources().empty()) {
    return fail(context, {Errc::kBadInput, "no sources to check: crawl.sources is " +
                                               context.settings.crawl.sources.string()});
  }
  const int code = check_all(context, choice, std::move(known->hosts), options.quiet);
  return code == kExitOk && unusable ? kExitPartial : code;
}

}  // namespace

void add_sources_check(CLI::App& sources, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* check = sources.add_subcommand("check",
                                       "Ask each source once, as a crawl does, and say what it is, "
                                       "what it brings and what is wrong; "
                                       "nothing is stored");
  check
      ->add_option("OUTLET|URL", options->names,
                   "These alone: an outlet by key, name or host, or an address, also one that is "
                   "not followed")
      ->type_name("");
  check->add_flag("--all", options->all, "Also the sources that a crawl found by itself");
  check->add_flag("-q,--quiet", options->quiet, "No progress");
  check->fallthrough();
  check->callback([options, &invocation] {
    invocation.run = [options](Context& context) { return run_check(context, *options); };
  });
}

}  // namespace storyfold::app
