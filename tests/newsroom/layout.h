#pragma once
// Page layouts: HTML with {{name}} where a value belongs. Values; pure but for read_layout().
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "core/result.h"

namespace storyfold::newsroom {

// A file has these parts, each after a line `@@ name`:
//   frame      the page around it all: {{main}}, {{head}}
//   article    the main part of an article page: {{body}}, {{related}}
//   head       what an article page adds to <head>
//   paragraph  one paragraph of a body: {{text}}
//   list       the main part of home and list pages: {{items}}, {{pager}}
//   item       one entry of a list, and of the related links: {{href}}, {{title}}
struct Layout {
  std::string frame;
  std::string article;
  std::string head;
  std::string paragraph;
  std::string list;
  std::string item;
};

using Values = std::map<std::string_view, std::string>;

// kBadInput: a part is missing or unknown.
[[nodiscard]] Result<Layout> parse_layout(std::string_view text);
[[nodiscard]] Result<Layout> read_layout(const std::filesystem::path& file);

// Values go in as they stand. A name without a value stays visible, braces and all.
[[nodiscard]] std::string fill(std::string_view layout, const Values& values);

}  // namespace storyfold::newsroom
