#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "app/commands/command.h"
#include "app/commands/show.h"
#include "app/exit_codes.h"
#include "app/json_out.h"
#include "app/progress.h"
#include "core/clock.h"
#include "crawler/frontier/url_form.h"

namespace storyfold::app {
namespace {

constexpr std::size_t kPathSteps = 16;  // addresses that led here, at most
constexpr std::size_t kIncidents = 20;  // of a source

struct Trace {
  UrlRecord record;
  std::vector<std::string> path;  // from the address back to the operator's source
  std::optional<HostRecord> host;
  std::optional<storage::Sighting> sighting;
  std::optional<storage::Tombstone> forgotten;
  std::optional<SourceRecord> source;        // of a polled address that has answered
  std::vector<storage::LogEntry> incidents;  // its gaps and silences, the newest first
};

// Gaps and silences of the source in the log: each begins with its address.
Result<std::vector<storage::LogEntry>> incidents_of(const storage::Store& store,
                                                    const std::string& url) {
  std::deque<storage::LogEntry> newest;
  auto read = store.for_each_log([&](const storage::LogEntry& entry) {
    const bool incident =
        entry.kind == storage::LogKind::kGap || entry.kind == storage::LogKind::kSilence;
    if (!incident || !entry.what.starts_with(url + ": ")) return true;
    newest.push_front(entry);
    newest.front().what.erase(0, url.size() + 2);
    if (newest.size() > kIncidents) newest.pop_back();
    return true;
  });
  if (!read) return read.error();
  return std::vector(newest.begin(), newest.end());
}

Result<std::optional<Trace>> read_trace(const storage::Store& store, const std::string& url) {
  auto record = store.url(url);
  if (!record) return record.error();
  if (!*record) return std::optional<Trace>();
  Trace trace;
  trace.record = **std::move(record);
  std::string step = trace.record.found_on;
  while (!step.empty() && trace.path.size() < kPathSteps) {
    trace.path.push_back(step);
    auto before = store.url(step);
    if (!before) return before.error();
    step = *before ? (*before)->found_on : "";
  }
  auto host = store.host(crawler::frontier::origin_of(url));
  if (!host) return host.error();
  trace.host = *std::move(host);
  if (trace.record.sighting != 0) {
    auto sighting = store.sighting(trace.record.sighting);
    if (!sighting) return sighting.error();
    trace.sighting = *std::move(sighting);
  }
  auto forgotten = store.forgotten(url);
  if (!forgotten) return forgotten.error();
  trace.forgotten = *std::move(forgotten);
  auto source = store.source(url);
  if (!source) return source.error();
  trace.source = *std::move(source);
  if (trace.source) {
    auto incidents = incidents_of(store, url);
    if (!incidents) return incidents.error();
    trace.incidents = *std::move(incidents);
  }
  return std::optional<Trace>(std::move(trace));
}

std::string when(std::chrono::sys_seconds at) {
  return at == std::chrono::sys_seconds{} ? std::string() : format_utc(at);
}

std::string robots_text(const HostRecord& host) {
  if (host.robots_at == std::chrono::sys_seconds{}) return "not read yet";
  if (host.robots_status == 0) return "could not be read; asked again later";
  return "HTTP " + std::to_string(host.robots_status) + ", read " + format_utc(host.robots_at);
}

std::string end_text(const UrlRecord& record) {
  std::string text(to_string(record.end));
  if (record.status != 0) text += " (HTTP " + std::to_string(record.status) + ")";
  if (!record.reason.empty()) text += ": " + printable(record.reason);
  return text;
}

std::string_view incident_text(storage::LogKind kind) {
  return kind == storage::LogKind::kGap ? "gap" : "silence";
}

void add_source(Fields& fields, const Trace& trace) {
  const SourceRecord& source = *trace.source;
  fields.add("Polled", counted(source.polls, "time", "times") + ", every " +
                           spoken(source.interval) + " now; " + counted(source.news, "new", "new") +
                           (source.last_news == std::chrono::sys_seconds{}
                                ? ""
                                : ", the last " + when(source.last_news)));
  if (source.silent) fields.add("Silent", "for longer than it used to be");
  for (const storage::LogEntry& incident : trace.incidents) {
    fields.add("  " + std::string(incident_text(incident.kind)),
               when(incident.at) + " " + printable(incident.what));
  }
}

void print_trace(Context& context, const Trace& trace) {
  const UrlRecord& record = trace.record;
  Fields fields(context);
  fields.add("Address", printable(record.url));
  fields.add("Outlet", printable(record.outlet));
  fields.add("Kind", std::string(to_string(record.role)) + (record.source ? ", polled" : ""));
  fields.add("Found",
             when(record.found_at) + (record.found_on.empty() ? ", given by the operator" : ""));
  for (const std::string& step : trace.path) fields.add("  on", printable(step));
  for (const std::string& link : record.led_here) fields.add("Also led here", printable(link));
  if (trace.host) {
    fields.add("robots.txt", robots_text(*trace.host));
    if (!trace.host->trouble.empty()) {
      fields.add("Host", printable(trace.host->trouble) + ", left alone until " +
                             when(trace.host->blocked_until));
    }
  }
  fields.add("Last visit", when(record.visited_at));
  fields.add("It ended", end_text(record));
  fields.add("Answers", std::to_string(record.visits) + ", the last " +
                            std::to_string(record.unchanged) + " unchanged; " +
                            std::to_string(record.failures) + " failures in a row");
  fields.add("Led to", printable(record.target));
  fields.add("Due", record.due == std::chrono::sys_seconds{} ? "never again" : when(record.due));
  if (trace.source) add_source(fields, trace);
  if (trace.sighting) {
    fields.add("Story", to_hex(trace.sighting->story.value) + ", as " +
                            std::string(to_string(trace.sighting->relation)));
    fields.add("Title", printable(trace.sighting->title));
    fields.add("Why", printable(trace.sighting->evidence.reason));
  }
  if (trace.forgotten) {
    fields.add("Taken down", when(trace.forgotten->at) + " " + printable(trace.forgotten->why));
  }
  fields.print();
}

Json to_json(const Trace& trace) {
  const UrlRecord& record = trace.record;
  const auto time = [](std::chrono::sys_seconds at) {
    return at == std::chrono::sys_seconds{} ? Json() : Json(format_utc(at));
  };
  Json out;
  out["url"] = record.url;
  out["outlet"] = record.outlet;
  out["kind"] = to_string(record.role);
  out["polled"] = record.source;
  out["found"] = time(record.found_at);
  out["found_on"] = trace.path;
  out["led_here"] = record.led_here;
  out["depth"] = record.depth;
  out["visited"] = time(record.visited_at);
  out["end"] = to_string(record.end);
  out["status"] = record.status;
  out["reason"] = record.reason;
  out["visits"] = record.visits;
  out["failures"] = record.failures;
  out["target"] = record.target;
  out["due"] = time(record.due);
  if (trace.host) {
    out["host"]["robots_status"] = trace.host->robots_status;
    out["host"]["trouble"] = trace.host->trouble;
    out["host"]["blocked_until"] = time(trace.host->blocked_until);
  }
  if (trace.sighting) {
    out["story"] = to_hex(trace.sighting->story.value);
    out["relation"] = to_string(trace.sighting->relation);
    out["title"] = trace.sighting->title;
  }
  out["taken_down"] = Json();
  if (trace.forgotten) {
    out["taken_down"] = {{"at", time(trace.forgotten->at)}, {"why", trace.forgotten->why}};
  }
  if (trace.source) {
    out["silent"] = trace.source->silent;
    out["gaps"] = trace.source->gaps;
    out["incidents"] = Json::array();
    for (const storage::LogEntry& incident : trace.incidents) {
      out["incidents"].push_back({{"kind", incident_text(incident.kind)},
                                  {"at", time(incident.at)},
                                  {"what", incident.what}});
    }
  }
  return out;
}

int run_trace(Context& context, const std::string& given) {
  auto url = crawler::frontier::crawl_form(given);
  if (!url) return fail(context, {url.error().code, given + ": " + url.error().what});
  auto store = open_store(context);
  if (!store) return fail(context, store.error());
  auto trace = read_trace(**store, *url);
  if (!trace) return fail(context, trace.error());
  if (!*trace) return not_found(context, "no crawl has met the address " + *url);
  if (context.json) {
    context.out.write(json_line(to_json(**trace)));
  } else {
    print_trace(context, **trace);
  }
  return kExitOk;
}

}  // namespace

void add_trace(CLI::App& app, Invocation& invocation) {
  auto url = std::make_shared<std::string>();
  auto* command = add_command(
      app, "trace",
      "Where an address went: who led to it, what robots.txt said, how the last visit ended, what\n"
      "became of its article, when it is asked again.",
      "  storyfold trace https://www.example.com/2026/11/21/a.html\n");
  command->add_option("URL", *url, "The address")->type_name("")->required();
  command->callback([&invocation, url] {
    invocation.run = [url](Context& context) { return run_trace(context, *url); };
  });
}

}  // namespace storyfold::app
