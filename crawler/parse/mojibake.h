#pragma once
// Text that was read in a wrong charset and written out again before it came here: valid UTF-8 and
// no longer text. Pure; safe from any thread; linear.
#include <cstdint>
#include <string_view>

namespace storyfold::crawler::parse {

struct Mojibake {
  // Characters that are what such an accident leaves: UTF-8 read as Windows-1252 ("Ã©", "â€™") or
  // as GBK ("鏂伴椈", "锟斤拷"), GBK or Windows-1251 read as Windows-1252 ("ÖÐ¹ú", "Ïðèâåò"),
  // U+FFFD.
  std::uint32_t characters = 0;
  std::uint32_t foreign_characters = 0;  // all that are not ASCII, these among them
  // They are too many and too dense among the foreign ones to be chance.
  bool suspected = false;

  // Not worth keeping.
  [[nodiscard]] bool most() const { return suspected && characters * 2 > foreign_characters; }
};

[[nodiscard]] Mojibake find_mojibake(std::string_view utf8);

}  // namespace storyfold::crawler::parse
