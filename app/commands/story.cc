#include <memory>
#include <string>

#include "app/commands/command.h"
#include "app/commands/show.h"
#include "app/exit_codes.h"
#include "app/json_out.h"
#include "app/queries.h"
#include "app/refs.h"
#include "core/identity.h"

namespace storyfold::app {
namespace {

const StoryMember* canonical_of(const StoryView& view) {
  for (const auto& member : view.members) {
    if (member.sighting.number == view.story.canonical) return &member;
  }
  return nullptr;
}

// "keeps 31 % of it", with whose text "it" is when that is not the canonical's.
std::string change_text(const StoryMember& member, const StoryMember* canonical) {
  std::string text = change_in_short(member);
  if (text.empty() || !member.other || canonical == nullptr) return text;
  if (*member.other != canonical->item && *member.other != member.item) {
    text += " (against " + to_hex(*member.other).substr(0, 12) + ")";
  }
  return text;
}

void print_head(Context& context, const StoryView& view, const StoryMember* canonical) {
  Fields fields(context);
  fields.add("Story", to_hex(view.story.id));
  if (canonical != nullptr) {
    fields.add("Title", printable(canonical->sighting.title));
    fields.add("Canonical", printable(canonical->sighting.outlet) + ": " +
                                std::string(clause_in_words(view.story.clause)) + " (" +
                                std::string(to_string(view.story.clause)) + ")");
    fields.add("URL", printable(canonical->sighting.url));
  }
  for (const auto id : view.aliases) fields.add("Was also", to_hex(id));
  fields.print();
}

void print_members(Context& context, const StoryView& view, const StoryMember* canonical) {
  context.out.line("\n" + context.style.paint(
                              Role::kTitle,
                              counted(view.members.size(), "sighting", "sightings") + ", by time"));
  const int offset = context.settings.parse.assumed_utc_offset_minutes;
  Table table;
  for (const auto& member : view.members) {
    table.add({{Role::kWarn, &member == canonical ? "*" : " "},
               {local_time(member.sighting.published, offset)},
               {printable(member.sighting.outlet)},
               {member.sighting.relation == Relation::kOriginal ? Role::kGood : Role::kTitle,
                std::string(to_string(member.sighting.relation))},
               {Role::kId, to_hex(member.item).substr(0, 12)},
               {change_text(member, canonical)},
               {printable(member.sighting.title)}});
  }
  context.out.write(table.text(context.style, context.width, 2));
}

void print_links(Context& context, const StoryView& view) {
  if (view.links.empty()) return;
  context.out.line("\n" + context.style.paint(Role::kTitle, "Linked, not folded"));
  Table table;
  for (const auto& link : view.links) {
    table.add({{std::string(link_word(link.edge.kind, link.outgoing))},
               {Role::kId, to_hex(link.other)},
               {printable(link.edge.evidence.reason)},
               {printable(link.outlet)},
               {printable(link.title)}});
  }
  context.out.write(table.text(context.style, context.width, 2));
}

int run_story(Context& context, const std::string& reference) {
  auto store = open_store(context);
  if (!store) return fail(context, store.error());
  auto target = find_one(**store, reference);
  if (!target) return fail(context, target.error());
  if (!*target) return not_found(context, no_match(reference));
  auto id = story_of(**store, **target);
  if (!id) return fail(context, id.error());
  auto view = view_story(**store, *id);
  if (!view) return fail(context, view.error());
  if (!*view) return not_found(context, no_match(reference));
  if (context.json) {
    context.out.write(json_line(to_json(**view)));
    return kExitOk;
  }
  const StoryMember* canonical = canonical_of(**view);
  print_head(context, **view, canonical);
  print_members(context, **view, canonical);
  print_links(context, **view);
  return kExitOk;
}

}  // namespace

void add_story(CLI::App& app, Invocation& invocation) {
  auto reference = std::make_shared<std::string>();
  auto* command = add_command(
      app, "story",
      "Who published a story, when, and what each changed. The canonical sighting is marked *.",
      "  storyfold story 5b1e0c77a2d94f10\n"
      "  storyfold story https://news.example/a/17.html --json\n");
  command
      ->add_option("REF", *reference, "A story, or anything that leads to one: item, sighting, URL")
      ->type_name("")
      ->required();
  command->callback([reference, &invocation] {
    invocation.run = [reference](Context& context) { return run_story(context, *reference); };
  });
}

}  // namespace storyfold::app
