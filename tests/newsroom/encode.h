#pragma once
// Forms of a text on the wire: character sets, traditional characters, escapes, gzip. Pure.
#include <string>
#include <string_view>

namespace storyfold::newsroom {

// `text` is UTF-8, `charset` one of "utf-8", "gbk", "gb18030", "big5". A character that the set
// has not becomes a numeric reference, as publishing systems write it.
[[nodiscard]] std::string encode(std::string_view text, std::string_view charset);

[[nodiscard]] std::string to_traditional(std::string_view text);

// For element content and attribute values, HTML and XML.
[[nodiscard]] std::string escape(std::string_view text);

[[nodiscard]] std::string gzip(std::string_view bytes);

}  // namespace storyfold::newsroom
