#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "app/commands/command.h"
#include "app/commands/show.h"
#include "app/exit_codes.h"
#include "app/json_out.h"
#include "app/reading.h"
#include "app/subject.h"

namespace storyfold::app {
namespace {

// The body with what matching skips marked: dim on a terminal, {{so}} without colour.
std::string marked_body(const Style& style, const Article& article) {
  auto masks = masks_of(article);
  std::sort(masks.begin(), masks.end());
  const std::string_view body = article.body;
  std::string out;
  std::size_t shown = 0;
  for (const auto& mask : masks) {
    const std::size_t begin = std::max<std::size_t>(mask.begin, shown);
    if (mask.end <= begin || mask.end > body.size()) continue;
    out += printable_lines(body.substr(shown, begin - shown));
    const auto text = printable_lines(body.substr(begin, mask.end - begin));
    out += style.colour() ? style.paint(Role::kWarn, text) : "{{" + text + "}}";
    shown = mask.end;
  }
  return out + printable_lines(body.substr(shown));
}

void print_article(Context& context, const ReadArticle& read) {
  const Article& article = read.article;
  Fields fields(context);
  fields.add("From", printable(read.where));
  add_record(fields, article);
  if (article.headline) {
    fields.add("Headline in body",
               printable(std::string_view(article.body)
                             .substr(article.headline->begin, article.headline->size())));
  }
  std::string_view label = "Notes";
  for (const auto& note : article.notes) fields.add(std::exchange(label, ""), printable(note));
  fields.print();
  // Colour codes must not be counted as text: a coloured body is left to the terminal to wrap.
  const auto body = marked_body(context.style, article);
  const bool coloured = context.style.colour();
  context.out.line("\n" + (coloured ? body : wrap(body, context.width, 0)));
}

int run_extract(Context& context, const std::vector<std::string>& files) {
  const StopSignals signals;
  int code = kExitOk;
  bool first = true;
  for (const auto& file : files) {
    auto read = read_articles(file, context.settings.parse, [&](Result<ReadArticle> article) {
      if (!article) {
        fail(context, article.error());
        code = kExitPartial;
      } else if (context.json) {
        context.out.write(json_line(to_json(*article)));
      } else {
        if (!std::exchange(first, false)) context.out.write("\n");
        print_article(context, *article);
      }
      if (StopSignals::requested()) code = kExitInterrupted;
      return context.out.good() && code != kExitInterrupted;
    });
    if (!read) return fail(context, read.error());
    if (code == kExitInterrupted) break;
  }
  return code;
}

}  // namespace

void add_extract(CLI::App& app, Invocation& invocation) {
  auto files = std::make_shared<std::vector<std::string>>();
  auto* command = add_command(
      app, "extract",
      "What the extractor takes from a record: fields with their clues, origin claims with the\n"
      "words that make them, the body. What matching skips is marked {{so}} or in colour.\n"
      "Needs no store.",
      "  storyfold extract post.md\n"
      "  storyfold extract flashes.jsonl --json | jq .claims\n");
  command
      ->add_option("FILE", *files,
                   "A post, JSON Lines, HTML (read as a post's body), plain text, a folder of "
                   "posts, or - for standard input")
      ->type_name("")
      ->required();
  command->callback([files, &invocation] {
    invocation.run = [files](Context& context) { return run_extract(context, *files); };
  });
}

}  // namespace storyfold::app
