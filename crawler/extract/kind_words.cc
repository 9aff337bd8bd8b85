#include "crawler/extract/kind_words.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "core/ascii.h"
#include "crawler/parse/lazy_pattern.h"

namespace storyfold::crawler::extract {
namespace {

// The rows of one group: one automaton says whether any matches, the row itself what.
class Group {
 public:
  Group() : any_(options(), RE2::UNANCHORED) {}

  void add(std::string_view pattern) {
    std::string error;
    any_.Add({pattern.data(), pattern.size()}, &error);
    each_.push_back(std::make_unique<parse::LazyPattern>(std::string(pattern), options()));
  }
  void compile() { any_.Compile(); }

  [[nodiscard]] std::string_view find(std::string_view text) const {
    const re2::StringPiece piece(text.data(), text.size());
    std::vector<int> rows;
    if (!any_.Match(piece, &rows)) return {};
    re2::StringPiece found;
    const int first = *std::min_element(rows.begin(), rows.end());
    const RE2& row = each_[static_cast<std::size_t>(first)]->get();
    if (!row.Match(piece, 0, piece.size(), RE2::UNANCHORED, &found, 1)) return {};
    return text.substr(static_cast<std::size_t>(found.data() - text.data()), found.size());
  }

 private:
  static RE2::Options options() {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_case_sensitive(false);  // letters other than ASCII are not folded
    options.set_max_mem(8 << 20);
    return options;
  }

  RE2::Set any_;
  std::vector<std::unique_ptr<parse::LazyPattern>> each_;
};

using Groups = std::array<Group, kKindWordsCount>;

const Groups& groups() {
  static const Groups kGroups = [] {
    Groups made;
    for (const KindWordsRow& row : kind_words_rows())
      made[static_cast<std::size_t>(row.group)].add(row.pattern);
    for (Group& group : made) group.compile();
    return made;
  }();
  return kGroups;
}

}  // namespace

std::string fold_words(std::string_view text) {
  std::string out(text.size(), '\0');
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '\xE2' && (text.substr(i, 3) == "\u2019" || text.substr(i, 3) == "\u2018")) {
      c = '\'';
      i += 2;
    } else if (c == '\xC2' && text.substr(i, 2) == "\u00A0") {
      c = ' ';
      ++i;
    }
    if (is_html_space(c)) {
      if (size != 0 && out[size - 1] != ' ') out[size++] = ' ';
    } else {
      out[size++] = ascii_lower(c);
    }
  }
  if (size != 0 && out[size - 1] == ' ') --size;
  out.resize(size);
  return out;
}

std::string_view find_words(KindWords group, std::string_view folded) {
  return groups()[static_cast<std::size_t>(group)].find(folded);
}

}  // namespace storyfold::crawler::extract
