#pragma once
// Bytes of a known charset -> UTF-8. Nothing is decided here. Pure; safe from any thread; linear.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/parse/charset.h"
#include "crawler/parse/charset_labels.h"

namespace storyfold::crawler::parse {

// Undecodable bytes become U+FFFD, each counted. Nothing: ICU's data lacks the converter.
[[nodiscard]] std::optional<DecodedText> decode_with(std::string_view bytes,
                                                     const Charset& charset);

// The character that `bytes` are, no more and no less of them; 0: none, or more than one. For
// making tables of a charset.
[[nodiscard]] char32_t decode_one(std::string_view bytes, const Charset& charset);

// How much of the bytes is UTF-8 (Unicode 15, table 3-7).
struct Utf8Shape {
  std::size_t sequences = 0;      // well-formed ones of more than one byte
  std::size_t damaged_bytes = 0;  // outside of any
};
[[nodiscard]] Utf8Shape utf8_shape(std::string_view bytes) noexcept;

// Each damaged byte becomes one U+FFFD.
[[nodiscard]] DecodedText repair_utf8(std::string_view bytes);

// Where the next byte from 0x80 up stands, from `at` on; bytes.size(): nowhere.
[[nodiscard]] std::size_t behind_ascii(std::string_view bytes, std::size_t at) noexcept;
// The same, for text where that is mostly at once.
[[nodiscard]] inline std::size_t skip_ascii(std::string_view bytes, std::size_t at) noexcept {
  const bool there = at < bytes.size() && static_cast<unsigned char>(bytes[at]) >= 0x80;
  return there ? at : behind_ascii(bytes, at);
}

// Bytes of the well-formed UTF-8 sequence at `at`, 1..4; 0 when there is none.
[[nodiscard]] std::size_t utf8_sequence(std::string_view bytes, std::size_t at) noexcept;

// Windows-1252 without a converter, for when ICU has none: Latin-1.
[[nodiscard]] DecodedText decode_latin1(std::string_view bytes);

// Control characters except tab and newline become spaces, line ends "\n". In place; `text` is
// valid UTF-8 and stays so.
void settle_controls(std::string& text);

}  // namespace storyfold::crawler::parse
