#include "app/commands/texts.h"

#include <optional>
#include <utility>

#include "app/exit_codes.h"

namespace storyfold::app {

void add_two_texts(CLI::App& command, TwoTexts& names) {
  command.add_option("A", names.a, "A stored text (as in get), a file, or -")
      ->type_name("")
      ->required();
  command.add_option("B", names.b, "Likewise")->type_name("")->required();
}

int with_two_texts(
    Context& context, const TwoTexts& names,
    const std::function<int(const storage::Store& store, Subject a, Subject b)>& show) {
  if (names.a == "-" && names.b == "-") {
    return fail(context,
                Error{Errc::kBadInput, "only one of the two can be standard input", false});
  }
  auto store = open_store(context);
  if (!store) return fail(context, store.error());
  auto a = subject_of(**store, names.a, context.settings);
  if (!a) return fail(context, a.error());
  if (!*a) return not_found(context, no_match(names.a));
  auto b = subject_of(**store, names.b, context.settings);
  if (!b) return fail(context, b.error());
  if (!*b) return not_found(context, no_match(names.b));
  return show(**store, std::move(**a), std::move(**b));
}

int show_articles(Context& context, const std::vector<std::string>& files, const ReadFile& read,
                  const std::function<void(const ReadArticle& article)>& show) {
  const StopSignals signals;
  int code = kExitOk;
  bool first = true;
  for (const std::string& file : files) {
    const auto done = read(file, [&](Result<ReadArticle> article) {
      if (!article) {
        fail(context, article.error());
        code = kExitPartial;
      } else {
        if (!std::exchange(first, false) && !context.json) context.out.write("\n");
        show(*article);
      }
      if (StopSignals::requested()) code = kExitInterrupted;
      return context.out.good() && code != kExitInterrupted;
    });
    if (!done) return fail(context, done.error());
    if (code == kExitInterrupted) break;
  }
  return code;
}

}  // namespace storyfold::app
