#pragma once
// Files given to `hash`, `extract`, `near` and `diff`, read as articles: archived posts, JSON Lines
// (plain, .gz, .zst), HTML, plain text, or a folder of posts; "-" is standard input.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "config/settings.h"
#include "core/result.h"
#include "core/stages.h"

namespace storyfold::app {

struct ReadArticle {
  std::string where;  // "path" or "path:line"
  Article article;
  bool degraded = false;  // HTML past a limit: read without a parser (why: in article.notes)
};

// Return false to stop early. A record that cannot be read comes as an Error; the rest goes on.
using ArticleVisitor = std::function<bool(Result<ReadArticle>)>;

// By ending: .jsonl .ndjson .json (+ .gz .zst) are JSON Lines; .md and .markdown are posts; .html
// and .htm are posts if they begin with front matter, else a bare body. Anything else, and standard
// input, by its beginning: "---" a post, "{" JSON Lines, a tag HTML, else plain text, a line a
// paragraph. kIo, kTooLarge (parse.max_record), kBadInput.
Result<void> read_articles(const std::string& path, const config::ParseSettings& settings,
                           const ArticleVisitor& visit);

// The only article of `path`; kBadInput when it holds none or several.
[[nodiscard]] Result<ReadArticle> read_article(const std::string& path,
                                               const config::ParseSettings& settings);

// One text that is not a record of its own: `bytes` in any charset, HTML or plain.
[[nodiscard]] Result<ReadArticle> read_bare_text(std::string_view bytes, const std::string& where,
                                                 const config::ParseSettings& settings);

}  // namespace storyfold::app
