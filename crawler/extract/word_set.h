#pragma once
// Looking for any of many words in class names and the like, and reading the attributes that hold
// them in one pass. For loops over every element of a page. Pure; safe from any thread.
#include <bitset>
#include <cstddef>
#include <string_view>
#include <vector>

#include "crawler/parse/dom.h"

namespace storyfold::crawler::extract {

// Words of at least two ASCII characters, lower case, that stay alive as long as the set.
class WordSet {
 public:
  explicit WordSet(std::vector<std::string_view> words);

  // Is one of them in `text`, in any case and anywhere? About a nanosecond a byte where none is.
  [[nodiscard]] bool found_in(std::string_view text) const noexcept;

 private:
  static std::size_t pair_of(char a, char b) noexcept;

  std::vector<std::string_view> words_;
  std::bitset<1024> pairs_;  // which two characters words start with, by their low five bits
};

// The attributes that tell what an element is for; "" when absent.
struct ElementNames {
  std::string_view class_names;
  std::string_view id;
  std::string_view itemprop;
  std::string_view rel;
  std::string_view href;
};
[[nodiscard]] ElementNames names_of_element(const parse::Dom& dom, parse::NodeId id) noexcept;

}  // namespace storyfold::crawler::extract
