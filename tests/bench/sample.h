#pragma once
// What the benchmarks run on: the posts of the sample archive (demo/archive).
#include <string>
#include <vector>

#include "core/stages.h"

namespace storyfold::bench {

// Bytes of every post of these outlets' folders, in order of name. Ends the program with a message
// when there are none: a benchmark of nothing would look fast.
[[nodiscard]] std::vector<std::string> posts_of(const std::vector<std::string>& outlets);

// The same posts as articles.
[[nodiscard]] std::vector<Article> articles_of(const std::vector<std::string>& outlets);

// HTML and Markdown bodies, UTF-8, with the outlets' furniture.
[[nodiscard]] const std::vector<std::string>& utf8_outlets();

}  // namespace storyfold::bench
