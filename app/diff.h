#pragma once
// A readable difference of two texts: what both say, what only one says. Compared as matching
// compares, so width, case, script and punctuation make no difference. Pure.
#include <string>
#include <string_view>
#include <vector>

#include "dedup/align.h"

namespace storyfold::app {

// `a` and `b` are the stored bytes; joined over all parts they give the two texts again. Space and
// punctuation belong to the word before them.
struct DiffPart {
  dedup::HunkKind kind = dedup::HunkKind::kEqual;
  std::string a;
  std::string b;
  std::size_t tokens_a = 0;
  std::size_t tokens_b = 0;
};

[[nodiscard]] std::vector<DiffPart> diff_texts(std::string_view a, std::string_view b);

struct DiffSummary {
  std::size_t equal = 0;   // tokens of both
  std::size_t only_a = 0;  // tokens of a that b lacks or says otherwise
  std::size_t only_b = 0;
};
[[nodiscard]] DiffSummary summarize(const std::vector<DiffPart>& parts);

}  // namespace storyfold::app
