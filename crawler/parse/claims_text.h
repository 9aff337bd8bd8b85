#pragma once
// Small operations on pieces of text that the matchers of the claims table share. Internal to
// claims_*.cc; pure.
#include <re2/re2.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "crawler/parse/claims_table.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {

inline re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view view(re2::StringPiece text) { return {text.data(), text.size()}; }

// `triples` are those of `text` or of a text it is part of.
inline bool triggered(const CompiledRow& row, std::string_view text, const TripleSet& triples) {
  return std::any_of(row.triggers.begin(), row.triggers.end(), [&](std::string_view trigger) {
    return triples.may_hold(trigger) && text.find(trigger) != std::string_view::npos;
  });
}

inline bool one_of(std::string_view character, std::string_view set) {
  return !character.empty() && set.find(character) != std::string_view::npos;
}

inline std::string_view character_at(std::string_view text, std::size_t at) {
  return text.substr(at, code_point_at(text, at).size);
}

inline bool has_sentence_end(std::string_view text) {
  return text.find("。") != std::string_view::npos || text.find("！") != std::string_view::npos ||
         text.find("？") != std::string_view::npos;
}

inline std::size_t offset_in(std::string_view whole, std::string_view part) {
  return static_cast<std::size_t>(part.data() - whole.data());
}

}  // namespace storyfold::crawler::parse
