#include "app/diff.h"

#include <unicode/utf8.h>

#include <memory>
#include <string>

#include "app/commands/command.h"
#include "app/commands/texts.h"
#include "app/exit_codes.h"
#include "app/json_out.h"

namespace storyfold::app {
namespace {

using dedup::HunkKind;

struct Options {
  TwoTexts texts;
  bool full = false;
};

std::string_view to_string(HunkKind kind) {
  switch (kind) {
    case HunkKind::kEqual:
      return "equal";
    case HunkKind::kOnlyA:
      return "deleted";
    case HunkKind::kOnlyB:
      return "inserted";
    case HunkKind::kReplaced:
      return "replaced";
  }
  return "unknown";
}

// The start and the end of a long stretch that both share, cut between characters.
std::string abbreviated(const std::string& text) {
  constexpr std::size_t kKeptBytes = 120;
  if (text.size() <= 3 * kKeptBytes) return text;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  std::int32_t head = kKeptBytes;
  U8_SET_CP_START(bytes, 0, head);
  std::int32_t tail = static_cast<std::int32_t>(text.size() - kKeptBytes);
  U8_SET_CP_START(bytes, 0, tail);
  std::size_t characters = 0;
  for (std::int32_t at = head; at < tail;) {
    U8_FWD_1(bytes, at, tail);
    ++characters;
  }
  return text.substr(0, static_cast<std::size_t>(head)) + " [... " + group_digits(characters) +
         " characters the same ...] " + text.substr(static_cast<std::size_t>(tail));
}

// Line ends inside a marked part are shown, so that the mark does not run over lines.
std::string marked(const Style& style, Role role, const std::string& text) {
  if (text.empty()) return {};
  std::string shown;
  for (const char c : printable_lines(text)) {
    if (c == '\n') {
      shown += "¶";
    } else {
      shown += c;
    }
  }
  if (style.colour()) return style.paint(role, shown);
  return role == Role::kDeleted ? "[-" + shown + "-]" : "{+" + shown + "+}";
}

std::string name_of(const Subject& subject, const std::string& given) {
  if (!subject.sighting) return given;
  return given + "  " + subject.article.outlet + "  " +
         format_timestamp(subject.article.published) + "  " + subject.article.title;
}

void print_parts(Context& context, const std::vector<DiffPart>& parts, bool full) {
  std::string text;
  for (const auto& part : parts) {
    if (part.kind == HunkKind::kEqual) {
      text += printable_lines(full ? part.b : abbreviated(part.b));
      continue;
    }
    text += marked(context.style, Role::kDeleted, part.a);
    text += marked(context.style, Role::kInserted, part.b);
  }
  context.out.line(text);
}

void print_diff(Context& context, const Subject& a, const Subject& b, const Options& options) {
  const auto& style = context.style;
  context.out.line(style.paint(Role::kDeleted, "--- " + printable(name_of(a, options.texts.a))));
  context.out.line(style.paint(Role::kInserted, "+++ " + printable(name_of(b, options.texts.b))));
  const auto parts = diff_texts(a.article.body, b.article.body);
  const auto sum = summarize(parts);
  context.out.write("\n");
  print_parts(context, parts, options.full);
  std::string last = "\n" + counted(sum.equal, "word the same", "words the same") + ", " +
                     group_digits(sum.only_a) + " only in the first, " + group_digits(sum.only_b) +
                     " only in the second";
  if (sum.only_a + sum.only_b == 0 && a.article.body != b.article.body) {
    last += "; width, case, script, punctuation or spaces differ";
  }
  context.out.line(last);
}

Json diff_json(const Subject& a, const Subject& b) {
  const auto parts = diff_texts(a.article.body, b.article.body);
  const auto sum = summarize(parts);
  Json out;
  out["a"] = to_json(a);
  out["b"] = to_json(b);
  out["equal"] = sum.equal;
  out["only_a"] = sum.only_a;
  out["only_b"] = sum.only_b;
  out["hunks"] = Json::array();
  for (const auto& part : parts) {
    out["hunks"].push_back({{"kind", to_string(part.kind)}, {"a", part.a}, {"b", part.b}});
  }
  return out;
}

int run_diff(Context& context, const Options& options) {
  const auto show = [&](const storage::Store&, const Subject& a, const Subject& b) {
    if (context.json) {
      context.out.write(json_line(diff_json(a, b)));
    } else {
      print_diff(context, a, b, options);
    }
    return kExitOk;
  };
  return with_two_texts(context, options.texts, show);
}

}  // namespace

void add_diff(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* command = add_command(
      app, "diff",
      "A readable difference of two texts: what the second leaves out is red or [-so-], what it\n"
      "adds green or {+so+}. Width, case, script and punctuation are not compared.",
      "  storyfold diff 3f2a9c41 88d01b7e\n"
      "  storyfold diff https://news.example/a/17.html draft.md --full\n");
  add_two_texts(*command, options->texts);
  command->add_flag("--full", options->full, "Show long stretches that are the same in full");
  command->callback([options, &invocation] {
    invocation.run = [options](Context& context) { return run_diff(context, *options); };
  });
}

}  // namespace storyfold::app
