#include "app/crawl/answers.h"

#include <filesystem>
#include <utility>
#include <vector>

#include "app/crawl/source_admin.h"
#include "app/exit_codes.h"
#include "app/input.h"
#include "app/pipeline.h"
#include "app/render.h"

namespace storyfold::app {
namespace {

namespace fs = std::filesystem;

void refuse(const ControlRequest& request, const Error& error) {
  request.finish({{"error", error.what}}, exit_code(error.code));
}

// A daemon answers for its own store only.
bool means_this_store(const Daemon& daemon, const Json& request) {
  const auto named = request.find("store");
  if (named == request.end() || !named->is_string()) return true;
  std::error_code left, right;
  return fs::weakly_canonical(named->get<std::string>(), left) ==
         fs::weakly_canonical(daemon.settings.store.dir, right);
}

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void add_sources(const Daemon& daemon, const ControlRequest& request) {
  std::vector<NewOutlet> outlets;
  const auto given = request.request().find("outlets");
  if (given != request.request().end() && given->is_array()) {
    for (const Json& one : *given) {
      if (one.is_object()) {
        outlets.push_back({text_of(one, "home"), text_of(one, "feed"), text_of(one, "title")});
      }
    }
  }
  // The writing thread is idle from here until the crawl goes on: one thread appends at a time.
  if (auto flushed = daemon.fold.flush(); !flushed) return refuse(request, flushed.error());
  auto added = add_outlets(daemon.store, daemon.settings.crawl, outlets);
  if (!added) return refuse(request, added.error());
  if (auto reloaded = daemon.reload(); !reloaded) return refuse(request, reloaded.error());
  Json answer;
  answer["added"] = added->added;
  answer["known"] = added->known;
  answer["refused"] = Json::array();
  for (const Error& error : added->refused) answer["refused"].push_back(error.what);
  request.finish(std::move(answer), added->refused.empty() ? kExitOk : kExitPartial);
}

Json to_json(const PipelineTotals& totals) {
  Json json;
  json["records"] = totals.records;
  json["sightings"] = totals.sightings;
  json["items"] = totals.items;
  json["repeats"] = totals.repeats;
  json["rejected"] = totals.rejected;
  json["relations"] = totals.relations;
  json["merged_stories"] = totals.merged;
  json["resumed_behind"] = totals.resumed_at;
  return json;
}

Result<PipelineTotals> fold_path(const Daemon& daemon, const ControlRequest& request,
                                 const std::string& path) {
  auto input = Input::open(path, daemon.settings.parse);
  if (!input) return input.error();
  Result<void> crawled;
  PipelineHooks hooks;
  hooks.progress = [&](const PipelineTotals& totals, std::uint64_t read_bytes) {
    request.send({{"progress", path},
                  {"records", totals.records},
                  {"read_bytes", read_bytes},
                  {"total_bytes", (*input)->total_bytes()}});
    if (crawled) crawled = daemon.crawler.step(std::chrono::milliseconds{0});
    daemon.alive();
  };
  hooks.stop_requested = [&] { return daemon.stop_requested() || request.gone(); };
  auto totals = fold_input(**input, daemon.fold, daemon.store, daemon.settings, std::move(hooks));
  if (totals && !crawled) return crawled.error();
  return totals;
}

void backfill(const Daemon& daemon, const ControlRequest& request) {
  const auto paths = request.request().find("paths");
  if (paths == request.request().end() || !paths->is_array()) {
    return refuse(request, {Errc::kBadInput, "\"paths\" is to be a list of files and folders"});
  }
  int code = kExitOk;
  for (const Json& path : *paths) {
    if (!path.is_string()) continue;
    auto totals = fold_path(daemon, request, path.get<std::string>());
    if (!totals) {
      request.send({{"error", totals.error().what}});
      code = exit_code(totals.error().code);
      continue;
    }
    if (!totals->rejected.empty() && code == kExitOk) code = kExitPartial;
    Json line = to_json(*totals);
    line["input"] = path;
    request.send(std::move(line));
  }
  request.finish(Json::object(), code);
}

}  // namespace

void answer(const Daemon& daemon, const ControlRequest& request) {
  const std::string command = text_of(request.request(), "command");
  if (!means_this_store(daemon, request.request())) {
    return refuse(request, {Errc::kLocked, "the daemon that answers has another store: " +
                                               daemon.settings.store.dir.string()});
  }
  if (command == "status") {
    request.finish({{"line", daemon.status()}}, kExitOk);
  } else if (command == "sources.add") {
    add_sources(daemon, request);
  } else if (command == "reload") {
    auto followed = daemon.reload();
    if (!followed) return refuse(request, followed.error());
    request.finish({{"outlets", *followed}}, kExitOk);
  } else if (command == "backfill") {
    backfill(daemon, request);
  } else if (command == "backfill.web") {
    daemon.want(request);
  } else {
    refuse(request, {Errc::kBadInput, "no such command: " + printable(command)});
  }
}

}  // namespace storyfold::app
