#pragma once
// Stored news records -> Article: archived posts (Jekyll and Hexo) and JSON Lines.
// Pure: bytes in, value out. No file is opened here; safe from any thread.
#include <cstdint>
#include <string>
#include <string_view>

#include "config/settings.h"
#include "core/result.h"
#include "core/stages.h"

namespace storyfold::crawler::parse {

struct RecordContext {
  std::string where;      // "path:line" or "path", used in messages
  std::string file_name;  // last part of the path; gives id and date of posts without them
  std::string folder;     // name of the folder it lies in: the outlet when nothing else says
};

// A post: YAML front matter between two lines of "---" (blank lines before it are allowed), then
// an HTML or Markdown body. Front matter keys: title, date, author, categories, category, tags,
// layout, headimg, thumbnail, comments; others are ignored. Record id = file name without
// extension. kBadInput names `where` with the line and what would be right: no front matter, bad
// YAML, no usable body. A broken date is a note, not an error: the file name's date, if there is
// one, is used instead.
[[nodiscard]] Result<Article> parse_post(std::string_view bytes, const RecordContext& context,
                                         const config::ParseSettings& settings);

// One line of JSON Lines: {"id","url","outlet","title","published","html" or "text","lang",
// "author"}, everything but the body optional. Numbers are accepted as ids; `author` may be a
// list. kBadInput: not JSON, not an object, a key of the wrong type, no body.
[[nodiscard]] Result<Article> parse_json_record(std::string_view line, const RecordContext& context,
                                                const config::ParseSettings& settings);

}  // namespace storyfold::crawler::parse
