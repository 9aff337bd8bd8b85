#pragma once
// YAML front matter of an archived post. Pure; safe from any thread.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace storyfold::crawler::parse {

struct FrontMatter {
  // Top-level keys, lower case. A scalar is a list of one, an empty value or `null` none; nested
  // mappings are left out.
  std::map<std::string, std::vector<std::string>, std::less<>> fields;
  std::string_view body;  // what follows the closing line

  // The first value of `key`, or "".
  [[nodiscard]] std::string_view first(std::string_view key) const;
};

// `text` is UTF-8. Between two lines of "---" (the second may be "..."), blank lines before the
// first allowed, at most 64 KiB. Anchors and aliases are refused: they are how YAML bombs are
// made, and no archive uses them. kBadInput: `where`:line and what would be right.
[[nodiscard]] Result<FrontMatter> read_front_matter(std::string_view text, std::string_view where);

}  // namespace storyfold::crawler::parse
