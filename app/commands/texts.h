#pragma once
// What commands about texts share: two that are compared, and every article of some files.
#include <functional>
#include <string>
#include <vector>

#include "app/commands/command.h"
#include "app/reading.h"

namespace storyfold::app {

// As subject_of() takes them.
struct TwoTexts {
  std::string a, b;
};
void add_two_texts(CLI::App& command, TwoTexts& names);

// Finds both, in the store or in their files, and has `show` answer with the exit code. One that is
// not there, or cannot be read, is told. `-`, standard input, can be one of them.
int with_two_texts(
    Context& context, const TwoTexts& names,
    const std::function<int(const storage::Store& store, Subject a, Subject b)>& show);

// Reads `file` as read_articles() does.
using ReadFile = std::function<Result<void>(const std::string& file, const ArticleVisitor& visit)>;

// Shows every article of `files`, with an empty line between two unless they are JSON. One that
// cannot be read is told, and the exit code is kExitPartial. Ends after the article at which it is
// interrupted, or at a file that cannot be read.
int show_articles(Context& context, const std::vector<std::string>& files, const ReadFile& read,
                  const std::function<void(const ReadArticle& article)>& show);

}  // namespace storyfold::app
