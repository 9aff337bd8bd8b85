#include "app/backfill.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "app/ask_writer.h"
#include "app/context.h"
#include "app/crawl/messages.h"
#include "app/exit_codes.h"
#include "app/fold.h"
#include "app/input.h"
#include "app/json_out.h"
#include "app/output.h"
#include "app/pipeline.h"
#include "app/progress.h"
#include "storage/store.h"

namespace storyfold::app {
namespace {

constexpr std::uint64_t kRejectionsPrinted = 20;  // an input: the rest is in the store's log

void add_totals(PipelineTotals& sum, const PipelineTotals& one) {
  sum.records += one.records;
  sum.sightings += one.sightings;
  sum.items += one.items;
  sum.repeats += one.repeats;
  sum.merged += one.merged;
  sum.resumed_at += one.resumed_at;
  for (const auto& [name, count] : one.relations) sum.relations[name] += count;
  for (const auto& [name, count] : one.rejected) sum.rejected[name] += count;
}

std::uint64_t rejected_in_all(const PipelineTotals& totals) {
  std::uint64_t sum = 0;
  for (const auto& [name, count] : totals.rejected) sum += count;
  return sum;
}

// One run of `storyfold backfill`.
class Backfill {
 public:
  Backfill(const config::Settings& settings, const BackfillOptions& options)
      : settings_(settings), options_(options) {}

  int run() {
    auto store =
        storage::Store::open_writer(settings_.store.dir, {settings_.store.memory_bytes}, true);
    if (!store && store.error().code == Errc::kLocked) return through_daemon(store.error());
    if (!store) return complain(store.error(), exit_code_of_store(store.error()));
    store_ = std::move(*store);
    auto fold = Fold::open(*store_, settings_.dedup);
    if (!fold) return complain(fold.error(), kExitStore);
    fold_ = std::move(*fold);
    for (const std::filesystem::path& path : options_.inputs) {
      if (!one_input(path)) break;
      if (stop_.requested()) break;
    }
    if (options_.compact && failure_ == kExitOk) compact();
    const int code = exit_code_of_run();
    auto counters = store_->counters();
    print_summary(counters ? *counters : storage::Counters{});
    return code;
  }

 private:
  static ExitCode exit_code_of_store(const Error& error) {
    return error.code == Errc::kIo ? kExitIo : kExitStore;
  }

  int complain(const Error& error, ExitCode code) {
    fail(err_, error);
    static_cast<void>(err_.flush());
    return code;
  }

  // The running daemon, which alone may write, folds the inputs between two visits.
  int through_daemon(const Error& locked) {
    Json request;
    request["command"] = "backfill";
    request["paths"] = Json::array();
    for (const std::filesystem::path& path : options_.inputs) {
      std::error_code left;
      request["paths"].push_back(std::filesystem::absolute(path, left).string());
    }
    Progress progress("daemon", options_.quiet);
    Output out(STDOUT_FILENO);
    const auto take_line = [&](const Json& line) {
      if (line.contains("progress")) {
        ProgressState state;
        state.done_bytes = line.value("read_bytes", std::uint64_t{0});
        state.total_bytes = line.value("total_bytes", std::uint64_t{0});
        state.records = line.value("records", std::uint64_t{0});
        progress.update(state);
        return;
      }
      progress.clear();
      if (const std::string trouble = text_of(line, "error"); !trouble.empty()) {
        fail(err_, {Errc::kBadInput, trouble});
      } else {
        out.write(options_.json ? json_line(line) : daemon_line(line));
      }
    };
    const WriterAnswer answer = ask_writer(settings_, locked, std::move(request), take_line);
    progress.clear();
    if (answer.trouble) {
      fail(err_, *answer.trouble);
    } else if (answer.code == kExitInterrupted && !options_.json) {
      out.line("Stopped; what was done is kept. Start again to go on.");
    }
    return answer.code;
  }

  static std::string daemon_line(const Json& line) {
    const auto count = [&](const char* key) { return grouped(line.value(key, std::uint64_t{0})); };
    return printable(line.value("input", std::string())) + ": " + count("records") +
           " records read by the daemon, " + count("sightings") + " new sightings (" +
           count("items") + " new texts), " + count("repeats") + " repeats\n";
  }

  // False: the store failed, nothing more can be done.
  bool one_input(const std::filesystem::path& path) {
    auto input = Input::open(path, settings_.parse);
    if (!input) {  // the other inputs are still read
      complain(input.error(), kExitIo);
      unusable_ = true;
      return true;
    }
    Progress progress(path.filename().string(), options_.quiet);
    auto totals = fold_input(**input, *fold_, *store_, settings_, hooks(**input, progress));
    progress.clear();
    if (!totals) {
      failure_ = exit_code_of_store(totals.error());
      complain(totals.error(), failure_);
      return false;
    }
    add_totals(totals_, *totals);
    seconds_ += progress.elapsed().count();
    note(**input, path, *totals);
    return true;
  }

  PipelineHooks hooks(const Input& input, Progress& progress) {
    PipelineHooks hooks;
    const std::uint64_t total_bytes = input.total_bytes();
    printed_ = 0;
    hooks.progress = [this, &progress, total_bytes](const PipelineTotals& totals,
                                                    std::uint64_t read_bytes) {
      ProgressState state;
      state.done_bytes = read_bytes;
      state.total_bytes = total_bytes;
      state.records = totals.records;
      progress.update(state);
    };
    hooks.rejected = [this, &progress](const Error& error) {
      if (++printed_ > kRejectionsPrinted) return;
      progress.clear();
      fail(err_, error);
      if (printed_ == kRejectionsPrinted) {
        err_.line("storyfold: further rejected records of this input are only counted and logged");
      }
      static_cast<void>(err_.flush());
    };
    hooks.stop_requested = [this] { return stop_.requested(); };
    return hooks;
  }

  void note(const Input& input, const std::filesystem::path& path, const PipelineTotals& totals) {
    if (options_.quiet) return;
    if (totals.nothing_new) {
      err_.line("storyfold: " + printable(path.string()) + ": nothing new, all " +
                grouped(totals.resumed_at) + " records were folded before");
    } else if (totals.resumed_at > 0) {
      err_.line("storyfold: " + printable(path.string()) + ": went on behind record " +
                grouped(totals.resumed_at));
    }
    if (input.skipped_files() > 0) {
      err_.line("storyfold: " + printable(path.string()) + ": " + grouped(input.skipped_files()) +
                " files with other endings were left out");
    }
    static_cast<void>(err_.flush());
  }

  void compact() {
    if (!options_.quiet) err_.line("storyfold: compacting the store");
    static_cast<void>(err_.flush());
    if (auto compacted = store_->compact(); !compacted) {
      failure_ = kExitIo;
      complain(compacted.error(), failure_);
    }
  }

  int exit_code_of_run() const {
    if (failure_ != kExitOk) return failure_;
    if (stop_.requested()) return kExitInterrupted;
    if (unusable_) return kExitIo;
    return totals_.rejected.empty() ? kExitOk : kExitPartial;
  }

  void print_summary(const storage::Counters& counters) {
    Output out(STDOUT_FILENO);
    if (options_.json) {
      print_json(out, counters);
    } else {
      print_text(out, counters);
    }
    static_cast<void>(out.flush());
  }

  void print_json(Output& out, const storage::Counters& counters) const {
    nlohmann::ordered_json json;
    json["records"] = totals_.records;
    json["sightings"] = totals_.sightings;
    json["items"] = totals_.items;
    json["repeats"] = totals_.repeats;
    json["rejected"] = totals_.rejected;
    json["relations"] = totals_.relations;
    json["merged_stories"] = totals_.merged;
    json["resumed_behind"] = totals_.resumed_at;
    json["interrupted"] = stop_.requested();
    json["seconds"] = seconds_;
    json["not_candidates_for_want_of_memory"] = fold_->index().evicted();
    for (const char* name : {"sightings", "items", "stories"}) {
      const auto found = counters.find(name);
      json["store"][name] = found == counters.end() ? 0 : found->second;
    }
    out.line(json.dump());
  }

  void print_text(Output& out, const storage::Counters& counters) const {
    const auto total = [&](const char* name) {
      const auto found = counters.find(name);
      return grouped(found == counters.end() ? 0 : static_cast<std::uint64_t>(found->second));
    };
    std::string rate;
    if (seconds_ > 0.5) {
      rate = " (" +
             grouped(static_cast<std::uint64_t>(static_cast<double>(totals_.records) / seconds_)) +
             "/s)";
    }
    out.line(stop_.requested() ? "Stopped; what was done is kept. Start again to go on." : "Done.");
    out.line("  records read     " + grouped(totals_.records) + " in " +
             spoken(std::chrono::duration<double>(seconds_)) + rate);
    out.line("  new sightings    " + grouped(totals_.sightings) + " (" + grouped(totals_.items) +
             " new texts)");
    if (totals_.resumed_at > 0) {
      out.line("  done before      " + grouped(totals_.resumed_at));
    }
    if (totals_.repeats > 0) {
      out.line("  repeats          " + grouped(totals_.repeats) + " (stored before)");
    }
    if (const std::uint64_t rejected = rejected_in_all(totals_); rejected > 0) {
      std::string reasons;
      for (const auto& [name, count] : totals_.rejected) {
        reasons += (reasons.empty() ? "" : ", ") + name + " " + grouped(count);
      }
      out.line("  rejected         " + grouped(rejected) + " (" + reasons + ")");
    }
    out.line("  the store holds  " + total("sightings") + " sightings of " + total("items") +
             " texts in " + total("stories") + " stories");
    if (fold_->index().evicted() > 0) {
      out.line("  note             dedup.index_memory is full: the oldest " +
               grouped(fold_->index().evicted()) + " texts are no longer looked at for copies");
    }
  }

  const config::Settings& settings_;
  const BackfillOptions& options_;
  StopSignals stop_;
  Output err_{STDERR_FILENO};
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<Fold> fold_;
  PipelineTotals totals_;
  double seconds_ = 0;
  std::uint64_t printed_ = 0;
  bool unusable_ = false;       // an input could not be opened
  ExitCode failure_ = kExitOk;  // the store failed
};

}  // namespace

int run_backfill(const config::Settings& settings, const BackfillOptions& options) {
  return Backfill(settings, options).run();
}

}  // namespace storyfold::app
