#include "app/crawl/answers.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <future>
#include <set>
#include <utility>
#include <vector>

#include "app/crawl/forget.h"
#include "app/crawl/messages.h"
#include "app/crawl/reextract.h"
#include "app/crawl/source_admin.h"
#include "app/exit_codes.h"
#include "app/input.h"
#include "app/pipeline.h"
#include "app/render.h"
#include "crawler/frontier/url_form.h"

namespace storyfold::app {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kTurn{50};  // of the crawl, while a command only waits

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

// Lets the crawl go on between two pieces of a long command.
class Breath {
 public:
  Breath(const Daemon& daemon, const ControlRequest& request)
      : daemon_(daemon), request_(request) {}

  // One round of the crawl, which waits at most so long for something to end. False: the command is
  // to end early.
  bool take(std::chrono::milliseconds longest_wait = {}) {
    daemon_.alive();
    if (auto stepped = daemon_.crawler.step(longest_wait); !stepped) failure_ = stepped.error();
    return may_go_on();
  }
  // The same, for what asks again and again.
  bool take_now_and_then() {
    const auto now = std::chrono::steady_clock::now();
    if (now - taken_ < kEvery) return may_go_on();
    taken_ = now;
    return take();
  }

  // Lets the crawl go on until who asked has read what was sent.
  void wait_for_reader() {
    while (request_.is_behind() && take(kTurn)) continue;
  }

  [[nodiscard]] bool may_go_on() {
    if (!failure_) failure_ = daemon_.failure();
    return !failure_ && !daemon_.stop_requested() && !request_.unwanted();
  }
  // Why the daemon itself must end.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

 private:
  static constexpr std::chrono::milliseconds kEvery{5};

  const Daemon& daemon_;
  const ControlRequest& request_;
  std::optional<Error> failure_;
  std::chrono::steady_clock::time_point taken_{};
};

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
                                 const std::string& path, Breath& breath) {
  auto input = Input::open(path, daemon.settings.parse);
  if (!input) return input.error();
  PipelineHooks hooks;
  hooks.progress = [&](const PipelineTotals& totals, std::uint64_t read_bytes) {
    request.send({{"progress", path},
                  {"records", totals.records},
                  {"read_bytes", read_bytes},
                  {"total_bytes", (*input)->total_bytes()}});
    (void)breath.take();
  };
  hooks.stop_requested = [&] { return !breath.may_go_on(); };
  return fold_input(**input, daemon.fold, daemon.store, daemon.settings, hooks);
}

void backfill(const Daemon& daemon, const ControlRequest& request) {
  const auto paths = request.request().find("paths");
  if (paths == request.request().end() || !paths->is_array()) {
    return refuse(request, {Errc::kBadInput, "\"paths\" is to be a list of files and folders"});
  }
  Breath breath(daemon, request);
  int code = kExitOk;
  for (const Json& path : *paths) {
    if (!path.is_string()) continue;
    auto totals = fold_path(daemon, request, path.get<std::string>(), breath);
    if (breath.failure()) return refuse(request, *breath.failure());
    if (!totals) {
      request.send({{"error", totals.error().what}});
      code = exit_code(totals.error().code);
      continue;
    }
    if (!totals->rejected.empty() && code == kExitOk) code = kExitPartial;
    Json line = to_json(*totals);
    line["input"] = path;
    request.send(std::move(line));
    if (!breath.may_go_on()) {
      code = kExitInterrupted;
      break;
    }
  }
  request.finish(Json::object(), code);
}

// Rewrites the store's files on a thread of its own, so that the crawl goes on. What was taken down
// is gone from every answer without it: a stop ends it early.
Result<void> compact(const Daemon& daemon, Breath& breath) {
  std::atomic<bool> stop = false;
  auto compacted = std::async(std::launch::async, [&] { return daemon.store.compact(&stop); });
  while (compacted.wait_for(std::chrono::seconds{0}) != std::future_status::ready) {
    if (stop || !breath.take(kTurn)) stop = true;
  }
  auto done = compacted.get();
  return breath.failure() ? Result<void>(*breath.failure()) : done;
}

void take_down(const Daemon& daemon, const ControlRequest& request) {
  Breath breath(daemon, request);
  // What an address that is being asked for brings back would undo part of it.
  const auto settle = [&](const std::set<std::string>& urls) -> Result<void> {
    const auto asking = [&](const std::string& url) { return daemon.crawler.is_asking(url); };
    while (std::any_of(urls.begin(), urls.end(), asking)) {
      if (breath.take(kTurn)) continue;
      return breath.failure().value_or(Error{Errc::kCancelled, "stopped; nothing was taken down"});
    }
    return {};
  };
  const std::string reference = text_of(request.request(), "reference");
  auto forgotten =
      forget(daemon.store, daemon.fold, reference, text_of(request.request(), "why"), settle);
  if (!forgotten) return refuse(request, forgotten.error());
  if (!*forgotten) return request.finish({{"found", false}}, kExitNotFound);
  if (request.request().value("compact", Json()) == Json(true)) {
    if (auto compacted = compact(daemon, breath); !compacted) {
      const Error& why = compacted.error();
      return refuse(request, {why.code, "it is taken down, but: " + why.what});
    }
  }
  request.finish(to_json(**forgotten), kExitOk);
}

void read_again(const Daemon& daemon, const ControlRequest& request) {
  RereadOptions options;
  options.all = request.request().value("all", Json()) == Json(true);
  if (const std::string given = text_of(request.request(), "url"); !given.empty()) {
    auto url = crawler::frontier::crawl_form(given);
    if (!url) return refuse(request, {url.error().code, given + ": " + url.error().what});
    options.url = *std::move(url);
  }
  Breath breath(daemon, request);
  RereadHooks hooks;
  hooks.go_on = [&] { return breath.take_now_and_then(); };
  hooks.is_busy = [&](const std::string& url) { return daemon.crawler.is_asking(url); };
  hooks.read = [&](const RereadPage& page, const RereadTotals& totals) {
    Json line{{"progress", totals.done()}, {"to_read", totals.to_read}};
    if (page.end != RereadEnd::kUnchanged) line["page"] = to_json(page);
    request.send(std::move(line));
    breath.wait_for_reader();
  };
  auto totals = reextract(daemon.store, daemon.fold, daemon.book, daemon.settings, options, hooks);
  if (breath.failure()) return refuse(request, *breath.failure());
  if (!totals) return refuse(request, totals.error());
  if (options.url && totals->complete && totals->to_read == 0) {
    return request.finish({{"found", false}}, kExitNotFound);
  }
  request.finish(to_json(*totals), totals->complete ? kExitOk : kExitInterrupted);
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
  } else if (command == "forget") {
    take_down(daemon, request);
  } else if (command == "reextract") {
    read_again(daemon, request);
  } else {
    refuse(request, {Errc::kBadInput, "no such command: " + printable(command)});
  }
}

}  // namespace storyfold::app
