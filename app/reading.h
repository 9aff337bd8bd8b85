#pragma once
// Files given to `hash`, `extract`, `near` and `diff`, read as articles: archived posts, JSON Lines
// (plain, .gz, .zst), web pages, HTML, plain text, or a folder of posts; "-" is standard input.
// `extract` reads URLs as well.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <optional>

#include "config/settings.h"
#include "core/result.h"
#include "core/stages.h"
#include "crawler/extract/page.h"

namespace storyfold::app {

struct ReadArticle {
  std::string where;  // "path" or "path:line"
  Article article;
  bool degraded = false;  // HTML past a limit: read without a parser (why: in article.notes)
  // Of a web page: what it is and what else it says; its `article` is moved out.
  std::optional<crawler::extract::ExtractedPage> page;
};

// Return false to stop early. A record that cannot be read comes as an Error; the rest goes on.
using ArticleVisitor = std::function<bool(Result<ReadArticle>)>;

// By ending: .jsonl .ndjson .json (+ .gz .zst) are JSON Lines; .md and .markdown are posts; .html
// and .htm are posts if they begin with front matter, web pages if they hold a doctype, <html>,
// <head> or <body> near their beginning, else a bare body. Anything else, and standard input, by
// its beginning: "---" a post, "{" JSON Lines, a page or a tag as above, else plain text, a line a
// paragraph. kIo, kTooLarge (parse.max_record), kBadInput.
Result<void> read_articles(const std::string& path, const config::ParseSettings& settings,
                           const ArticleVisitor& visit);

// The only article of `path`; kBadInput when it holds none or several.
[[nodiscard]] Result<ReadArticle> read_article(const std::string& path,
                                               const config::ParseSettings& settings);

// A whole page rather than a piece of HTML: it has a doctype, <html>, <head> or <body> within its
// first 4 KiB.
[[nodiscard]] bool looks_like_page(std::string_view bytes);

// kBadInput: no text at all on the page.
[[nodiscard]] Result<ReadArticle> read_page(const crawler::extract::PageInput& input,
                                            const std::string& where,
                                            const config::ParseSettings& settings);

// The web page, or plain text, that `url` gives now; `where` is `url` as given, the article's URL
// the one it led to. Errors of crawler::fetch::fetch_page; kBadInput also for another kind of file.
// robots.txt is not asked: this is for one page that a person names.
[[nodiscard]] Result<ReadArticle> read_url(const std::string& url,
                                           const config::Settings& settings);

// One text that is not a record of its own: `bytes` in any charset, a page, HTML or plain.
[[nodiscard]] Result<ReadArticle> read_bare_text(std::string_view bytes, const std::string& where,
                                                 const config::ParseSettings& settings);

}  // namespace storyfold::app
