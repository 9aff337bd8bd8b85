#include "crawler/extract/word_set.h"

#include <algorithm>
#include <utility>

#include "core/ascii.h"

namespace storyfold::crawler::extract {

WordSet::WordSet(std::vector<std::string_view> words) : words_(std::move(words)) {
  for (const std::string_view word : words_) pairs_.set(pair_of(word[0], word[1]));
}

// Both cases of a letter share their low bits.
std::size_t WordSet::pair_of(char a, char b) noexcept {
  return (static_cast<std::size_t>(a & 31) << 5) | static_cast<std::size_t>(b & 31);
}

bool WordSet::found_in(std::string_view text) const noexcept {
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    if (!pairs_.test(pair_of(text[at], text[at + 1]))) continue;
    const std::string_view rest = text.substr(at);
    for (const std::string_view word : words_) {
      if (rest.size() >= word.size() &&
          std::equal(word.begin(), word.end(), rest.begin(),
                     [](char a, char b) { return a == ascii_lower(b); }))
        return true;
    }
  }
  return false;
}

ElementNames names_of_element(const parse::Dom& dom, parse::NodeId id) noexcept {
  ElementNames names;
  if (id == 0 || dom.is_text(id)) return names;
  const GumboVector& attributes = dom[id].source->v.element.attributes;
  for (unsigned i = 0; i < attributes.length; ++i) {
    const auto* attribute = static_cast<const GumboAttribute*>(attributes.data[i]);
    const std::string_view name = attribute->name;
    if (name == "class") {
      names.class_names = attribute->value;
    } else if (name == "id") {
      names.id = attribute->value;
    } else if (name == "itemprop") {
      names.itemprop = attribute->value;
    } else if (name == "rel") {
      names.rel = attribute->value;
    } else if (name == "href") {
      names.href = attribute->value;
    }
  }
  return names;
}

}  // namespace storyfold::crawler::extract
