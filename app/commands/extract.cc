#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/commands/command.h"
#include "app/commands/show.h"
#include "app/commands/texts.h"
#include "app/json_out.h"
#include "app/page_json.h"
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

std::string with_clue(const std::string& value, const std::string& clue) {
  return value.empty() || clue.empty() ? value : value + " (" + clue + ")";
}

// What a page says beyond its article, and where the parts of that were read.
void add_page_fields(Fields& fields, const crawler::extract::ExtractedPage& page) {
  using crawler::extract::PageKind;
  if (page.kind != PageKind::kArticle) {
    fields.add("Kind", printable(with_clue(std::string(to_string(page.kind)), page.why)));
  }
  fields.add("Modified", page.modified.known() ? time_text(page.modified) : "");
  fields.add("Editors", printable(joined(page.editors, ", ")));
  fields.add("Section", printable(page.section));
  fields.add("Canonical", printable(page.canonical_url));
  fields.add("Charset", printable(with_clue(page.charset, page.script)));
  fields.add("Title from", printable(page.title_clue));
  fields.add("Body from", printable(page.body_clue));
  if (page.no_index || page.no_archive) {
    fields.add("Robots", std::string(page.no_index ? "noindex" : "") +
                             (page.no_index && page.no_archive ? ", " : "") +
                             (page.no_archive ? "noarchive" : ""));
  }
}

void print_article(Context& context, const ReadArticle& read) {
  const Article& article = read.article;
  Fields fields(context);
  fields.add("From", printable(read.where));
  add_record(fields, article);
  if (read.page) add_page_fields(fields, *read.page);
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

// A file, or a page of the web: which is told by the way it is written.
Result<void> read_any(const Context& context, const std::string& name,
                      const ArticleVisitor& visit) {
  if (!looks_like_url(name)) return read_articles(name, context.settings.parse, visit);
  auto page = read_url(name, context.settings);
  if (!page) return page.error();
  visit(std::move(page));
  return {};
}

int run_extract(Context& context, const std::vector<std::string>& files) {
  const auto read = [&](const std::string& file, const ArticleVisitor& visit) {
    return read_any(context, file, visit);
  };
  return show_articles(context, files, read, [&](const ReadArticle& article) {
    if (context.json) {
      context.out.write(json_line(to_json(article)));
    } else {
      print_article(context, article);
    }
  });
}

}  // namespace

void add_extract(CLI::App& app, Invocation& invocation) {
  auto files = std::make_shared<std::vector<std::string>>();
  auto lines = std::make_shared<bool>(false);
  auto* command = add_command(
      app, "extract",
      "What the extractor takes from a page or record: fields with their clues, origin claims "
      "with\n"
      "the words that make them, the body. What matching skips is marked {{so}} or in colour.\n"
      "Needs no store.",
      "  storyfold extract https://news.example/2022/rain.html\n"
      "  storyfold extract page.html\n"
      "  storyfold extract flashes.jsonl --json | jq .claims\n"
      "  printf '{\"id\":1,\"file\":\"page.html\"}\\n' | storyfold extract --jsonl\n");
  auto* file = command->add_option(
      "FILE", *files,
      "A URL (http, https), a web page, a post, JSON Lines, a piece of HTML, plain text, "
      "a folder of posts, or - for standard input");
  file->type_name("");
  auto* jsonl = command->add_flag("--jsonl", *lines,
                                  "Pages by line: requests {\"id\",\"url\",\"file\",\"charset\"} "
                                  "on standard input, one answer a "
                                  "line; docs/commands.md has the fields");
  jsonl->excludes(file);
  command->callback([files, lines, &invocation] {
    if (!*lines && files->empty()) throw CLI::RequiredError("URL, FILE or --jsonl");
    invocation.run = [files, lines](Context& context) {
      return *lines ? answer_pages(context) : run_extract(context, *files);
    };
  });
}

}  // namespace storyfold::app
