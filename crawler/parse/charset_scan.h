#pragma once
// What the bytes of a page say about themselves before anybody knows their charset. Markup is ASCII
// in every charset that pages are written in. Pure; safe from any thread; linear.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/parse/charset_labels.h"

namespace storyfold::crawler::parse {

struct Declarations {
  std::vector<Charset> charsets;  // in their order in the page, each once, known labels only
  std::string language;           // lang or xml:lang of <html>, lower case; may be empty
};

// How far declarations are looked for. Browsers stop after 1,024 bytes; pages go past that.
inline constexpr std::size_t kDeclarationBytes = 16u << 10;

// <?xml encoding=?>, <meta charset>, <meta http-equiv=content-type content="...charset=...">, as
// HTML's "prescan a byte stream to determine its encoding"
// (https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding)
// but all of them, and further down. UTF-16 declared by ASCII bytes is UTF-8.
[[nodiscard]] Declarations read_declarations(std::string_view bytes);

// Up to about `budget` bytes of the runs of text between tags that are not all ASCII, a line each:
// most of a page is ASCII markup and tells nothing. Without script, style and comments. Falls back
// to the bytes as they stand when there are none.
[[nodiscard]] std::string foreign_text(std::string_view bytes, std::size_t budget);

}  // namespace storyfold::crawler::parse
