#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "app/commands/command.h"
#include "app/commands/show.h"
#include "app/commands/texts.h"
#include "app/exit_codes.h"
#include "app/json_out.h"
#include "app/queries.h"
#include "core/identity.h"

namespace storyfold::app {
namespace {

std::string two_digits(double ratio) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2f", ratio);
  return text.data();
}

void heading(Context& context, std::string_view text) {
  context.out.line("\n" + context.style.paint(Role::kTitle, text));
}

void print_answer(Context& context, const ExplainView& view) {
  const bool stored = view.story_a.value != 0 && view.story_b.value != 0;
  std::string answer;
  if (!stored) {
    answer = "Judged on their texts alone (one of them is not stored): ";
    answer += dedup::folds(view.verdict.kind) ? "one story" : "not one story";
  } else if (view.story_a == view.story_b) {
    answer = "One story: " + to_hex(view.story_a);
  } else {
    answer = "Two stories: " + to_hex(view.story_a) + " and " + to_hex(view.story_b);
  }
  context.out.line(context.style.paint(Role::kTitle, answer));
}

void print_subject(Context& context, std::string_view name, const Subject& subject) {
  heading(context, name);
  Fields fields(context);
  add_record(fields, subject.article);
  fields.add("Item", to_hex(subject.id));
  std::string size = counted(subject.print.tokens, "token", "tokens") + ", " +
                     counted(subject.form.numbers.size(), "number", "numbers");
  if (subject.form.masked_bytes != 0) {
    size += ", " + counted(subject.form.masked_bytes, "byte", "bytes") +
            " of claims and learned chrome not compared";
  }
  fields.add("Size", std::move(size));
  if (subject.sighting) {
    fields.add("Relation", std::string(to_string(subject.sighting->relation)));
  }
  fields.print();
}

// A measure beside its threshold, and whether that speaks for one story.
std::vector<Table::Cell> measure(std::string name, double value, const char* sign, double threshold,
                                 bool good) {
  return {{std::move(name)},
          {good ? Role::kGood : Role::kBad, two_digits(value)},
          {std::string(sign) + " " + two_digits(threshold)},
          {good ? "yes" : "no"}};
}

void print_measures(Context& context, const Evidence& evidence,
                    const config::DedupSettings& settings) {
  Table table;
  table.add({{Role::kLabel, "measure"},
             {Role::kLabel, "is"},
             {Role::kLabel, "one story wants"},
             {Role::kLabel, "holds"}});
  table.add(measure("containment", evidence.containment, ">=", settings.min_containment,
                    evidence.containment >= settings.min_containment));
  table.add(measure("numbers shared", evidence.numbers_shared, ">=", settings.min_numbers_shared,
                    evidence.numbers_shared >= settings.min_numbers_shared));
  table.add(measure("number conflicts", evidence.number_conflicts,
                    "<=", settings.max_number_conflicts,
                    evidence.number_conflicts <= settings.max_number_conflicts));
  table.add({{"coverage"}, {two_digits(evidence.coverage)}});
  table.add({{"replaced"}, {two_digits(evidence.replaced)}});
  table.add({{"simhash distance"}, {std::to_string(evidence.simhash_distance) + " bits"}});
  context.out.write(table.text(context.style, context.width, 2));
}

void print_quotes(Context& context, const ExplainView& view) {
  constexpr std::size_t kQuoteColumns = 200;
  const auto& evidence = view.verdict.evidence;
  if (!evidence.matches.empty()) heading(context, "Longest stretches that both have");
  for (const auto& match : evidence.matches) {
    const std::string_view body = view.a.article.body;
    if (match.ours.begin > match.ours.end || match.ours.end > body.size()) continue;
    const auto quote = printable(body.substr(match.ours.begin, match.ours.size()));
    context.out.line("  " + wrap("\"" + fit(quote, kQuoteColumns) + "\"", context.width, 2));
  }
  if (!evidence.conflicts.empty()) heading(context, "Numbers that differ in the same place");
  Table table;
  for (const auto& conflict : evidence.conflicts) {
    table.add({{Role::kDeleted, printable(conflict.ours)},
               {Role::kInserted, printable(conflict.theirs)}});
  }
  context.out.write(table.text(context.style, context.width, 2));
}

// How the fold, which saw other texts too, decided on each when it came in.
void print_folded_by(Context& context, std::string_view name, const Subject& subject,
                     const std::optional<Sha256>& compared) {
  if (!subject.sighting) return;
  const auto& sighting = *subject.sighting;
  std::string text = std::string(name) + ": " + std::string(to_string(sighting.relation));
  const auto& evidence = sighting.evidence;
  if (!evidence.reason.empty()) text += ", " + printable(evidence.reason);
  if (compared) {
    text += " (containment " + two_digits(evidence.containment) + " with item " +
            to_hex(*compared).substr(0, 12) + ")";
  }
  context.out.line("  " + wrap(text, context.width, 2));
}

void print_canonical(Context& context, const std::optional<storage::Story>& story,
                     const std::optional<storage::Sighting>& sighting) {
  if (!story || !sighting) return;
  context.out.line("  " + wrap("Story " + to_hex(story->id) + ": " + printable(sighting->outlet) +
                                   ", because " + std::string(clause_in_words(story->clause)) +
                                   " (" + std::string(to_string(story->clause)) + ")",
                               context.width, 2));
}

void print_history(Context& context, const ExplainView& view) {
  if (!view.edges.empty()) heading(context, "Links between the stories");
  for (const auto& edge : view.edges) {
    context.out.line("  " + to_hex(edge.from) + " " + std::string(to_string(edge.kind)) + " " +
                     to_hex(edge.to) + ": " + printable(edge.evidence.reason));
  }
  if (!view.log.empty()) heading(context, "From the log");
  for (const auto& entry : view.log) {
    context.out.line("  " +
                     wrap(format_utc(entry.at) + "  " + printable(entry.what), context.width, 2));
  }
}

void print_view(Context& context, const ExplainView& view) {
  print_answer(context, view);
  print_subject(context, "A", view.a);
  print_subject(context, "B", view.b);
  heading(context, "The two texts compared: " + std::string(kind_in_words(view.verdict.kind)) +
                       " (" + std::string(to_string(view.verdict.kind)) + ")");
  if (!view.verdict.evidence.reason.empty()) {
    context.out.line("  " + printable(view.verdict.evidence.reason));
  }
  print_measures(context, view.verdict.evidence, context.settings.dedup);
  print_quotes(context, view);
  if (view.a.sighting || view.b.sighting) heading(context, "How each was folded");
  print_folded_by(context, "A", view.a, view.compared_a);
  print_folded_by(context, "B", view.b, view.compared_b);
  if (view.canonical_of_a || view.canonical_of_b) heading(context, "Canonical");
  print_canonical(context, view.canonical_of_a, view.canonical_sighting_a);
  if (view.story_a != view.story_b) {
    print_canonical(context, view.canonical_of_b, view.canonical_sighting_b);
  }
  print_history(context, view);
}

int run_explain(Context& context, const TwoTexts& texts) {
  const config::DedupSettings& settings = context.settings.dedup;
  const auto show = [&](const storage::Store& store, Subject a, Subject b) -> int {
    auto view = explain_pair(store, std::move(a), std::move(b), settings);
    if (!view) return fail(context, view.error());
    if (context.json) {
      context.out.write(json_line(to_json(*view, settings)));
    } else {
      print_view(context, *view);
    }
    return kExitOk;
  };
  return with_two_texts(context, texts, show);
}

}  // namespace

void add_explain(CLI::App& app, Invocation& invocation) {
  auto texts = std::make_shared<TwoTexts>();
  auto* command = add_command(
      app, "explain",
      "Why two texts are, or are not, one story: the measures beside their thresholds, what both\n"
      "say, numbers that differ, which clause chose the canonical, merges that concern them.",
      "  storyfold explain 3f2a9c41 88d01b7e\n"
      "  storyfold explain https://news.example/a/17.html draft.md\n");
  add_two_texts(*command, *texts);
  command->callback([texts, &invocation] {
    invocation.run = [texts](Context& context) { return run_explain(context, *texts); };
  });
}

}  // namespace storyfold::app
