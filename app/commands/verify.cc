#include <unistd.h>

#include <chrono>
#include <string>

#include "app/commands/command.h"
#include "app/context.h"
#include "app/exit_codes.h"
#include "app/json_out.h"

namespace storyfold::app {
namespace {

// A line that rewrites itself on a terminal, ten times a second at most; nothing elsewhere.
class Progress {
 public:
  explicit Progress(bool shown) : shown_(shown) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::uint64_t done, Output& err) {
    using namespace std::chrono_literals;
    const auto now = std::chrono::steady_clock::now();
    if (!shown_ || now - last_ < 100ms) return;
    last_ = now;
    err_ = &err;
    err.write("\r\x1b[Kverifying: " + counted(done, "record", "records"));
    (void)err.flush();  // a lost progress line loses nothing
  }

  void clear() {
    if (err_ == nullptr) return;
    err_->write("\r\x1b[K");
    (void)err_->flush();
    err_ = nullptr;
  }

 private:
  bool shown_;
  Output* err_ = nullptr;
  std::chrono::steady_clock::time_point last_{};
};

Json report_json(const storage::VerifyReport& report) {
  Json out;
  out["items"] = report.items;
  out["sightings"] = report.sightings;
  out["stories"] = report.stories;
  out["edges"] = report.edges;
  out["problems_total"] = report.problems_total;
  out["problems"] = report.problems;
  out["interrupted"] = !report.complete;
  return out;
}

void print_report(Context& context, const storage::VerifyReport& report) {
  for (const auto& problem : report.problems) {
    context.out.line(context.style.paint(Role::kBad, printable(problem)));
  }
  if (report.problems_total > report.problems.size()) {
    context.out.line("... and " + group_digits(report.problems_total - report.problems.size()) +
                     " more");
  }
  const std::string read = counted(report.items, "item", "items") + ", " +
                           counted(report.sightings, "sighting", "sightings") + ", " +
                           counted(report.stories, "story", "stories") + ", " +
                           counted(report.edges, "link", "links") + " read: ";
  const bool clean = report.problems_total == 0;
  context.out.line(
      read + (clean ? context.style.paint(Role::kGood, "no problems")
                    : context.style.paint(Role::kBad,
                                          counted(report.problems_total, "problem", "problems"))));
  if (!report.complete) context.out.line("Stopped before the end: the rest was not looked at.");
}

int run_verify(Context& context) {
  auto store = open_store(context);
  if (!store) return fail(context, store.error());
  Progress progress(!context.json && ::isatty(STDERR_FILENO) == 1);
  const StopSignals stop;
  auto report = (*store)->verify([&](std::uint64_t done) {
    progress.show(done, context.err);
    return !StopSignals::requested();
  });
  progress.clear();
  if (!report) return fail(context, report.error());
  if (context.json) {
    context.out.write(json_line(report_json(*report)));
  } else {
    print_report(context, *report);
  }
  if (!report->complete) return kExitInterrupted;
  return report->problems_total == 0 ? kExitOk : kExitPartial;
}

}  // namespace

void add_verify(CLI::App& app, Invocation& invocation) {
  auto* command = add_command(
      app, "verify",
      "Read everything in the store: every record decodes, ids match their texts, every reference\n"
      "leads somewhere and back, each story has one original, counters agree. Problems are "
      "listed;\n"
      "exit code 1 when there are. Ctrl-C ends it with what was found so far; exit code 130.",
      "  storyfold verify --store news\n");
  command->callback([&invocation] { invocation.run = run_verify; });
}

}  // namespace storyfold::app
