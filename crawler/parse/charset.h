#pragma once
// Bytes -> valid UTF-8. Pure functions; safe from any thread (each thread keeps the converters it
// has opened). Linear in the bytes.
#include <cstdint>
#include <string>
#include <string_view>

namespace storyfold::crawler::parse {

struct DecodedText {
  std::string text;     // valid UTF-8; no control characters but tab and newline
  std::string charset;  // what it was read as, a WHATWG name: "utf-8", "gb18030", ...
  std::uint32_t replaced_characters = 0;  // U+FFFD put in for bytes that did not decode
  // The text was spoilt before it came here: find_mojibake (mojibake.h) over all of `text`, markup
  // and all. A caller that stores a part of it asks find_mojibake about that part.
  bool suspected_mojibake = false;
};

// A stored record. BOM, then strict UTF-8, then `declared` (a WHATWG label, may be empty) when the
// bytes bear it out, then UTF-8 with a few bytes damaged, then what the text is most like. NUL and
// other control characters except tab and newline become spaces, line ends "\n".
[[nodiscard]] DecodedText to_utf8(std::string_view bytes, std::string_view declared = {});

// A whole page, HTML or XML. `http_charset` is the charset parameter of its Content-Type, may be
// empty. As above, but the page's own declarations (charset_scan.h) are clues too, after
// `http_charset`; and UTF-16 without a mark and ISO-2022-JP, which are valid UTF-8 by accident, are
// recognised. A clue counts only when the bytes decode with few errors and the text is not far
// less likely than what they are most like.
[[nodiscard]] DecodedText decode_page(std::string_view bytes, std::string_view http_charset = {});

}  // namespace storyfold::crawler::parse
