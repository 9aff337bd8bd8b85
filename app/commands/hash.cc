#include <memory>
#include <string>
#include <vector>

#include "app/commands/command.h"
#include "app/commands/show.h"
#include "app/commands/texts.h"
#include "app/json_out.h"
#include "app/reading.h"
#include "app/subject.h"

namespace storyfold::app {
namespace {

// The number of chunks is the same whatever the secret; their values, which a store keeps to
// itself, are not shown.
constexpr std::uint64_t kNoSecret = 0;

void print_hashes(Context& context, const ReadArticle& read, const Subject& subject) {
  if (context.json) {
    Json out;
    out["where"] = read.where;
    out["id"] = read.article.record_id.empty() ? Json(nullptr) : Json(read.article.record_id);
    add_hashes(out, subject.id, subject.print);
    context.out.write(json_line(out));
    return;
  }
  Fields fields(context);
  fields.add("Text", printable(read.where));
  fields.add("Title", printable(read.article.title));
  add_hashes(fields, subject.id, subject.print);
  fields.print();
}

int run_hash(Context& context, const std::vector<std::string>& files) {
  const auto read = [&](const std::string& file, const ArticleVisitor& visit) {
    return read_articles(file, context.settings.parse, visit);
  };
  return show_articles(context, files, read, [&](const ReadArticle& article) {
    print_hashes(context, article, make_subject(article.article, kNoSecret));
  });
}

}  // namespace

void add_hash(CLI::App& app, Invocation& invocation) {
  auto files = std::make_shared<std::vector<std::string>>();
  auto* command = add_command(
      app, "hash",
      "A text's hashes, as the store would compute them: item id (SHA-256), xxh3:, simhash:,\n"
      "tokens, chunks. Of JSON Lines, for each record. Needs no store.",
      "  storyfold hash post.md\n"
      "  zcat flashes.jsonl.gz | storyfold hash - --json\n");
  command
      ->add_option("FILE", *files,
                   "A post, JSON Lines, HTML, plain text, a folder of posts, or - for standard "
                   "input")
      ->type_name("")
      ->required();
  command->callback([files, &invocation] {
    invocation.run = [files](Context& context) { return run_hash(context, *files); };
  });
}

}  // namespace storyfold::app
