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

// How much of the bytes is UTF-8 (Unicode 15, table 3-7).
struct Utf8Shape {
  std::size_t sequences = 0;      // well-formed ones of more than one byte
  std::size_t damaged_bytes = 0;  // outside of any
};
[[nodiscard]] Utf8Shape utf8_shape(std::string_view bytes) noexcept;

// Each damaged byte becomes one U+FFFD.
[[nodiscard]] DecodedText repair_utf8(std::string_view bytes);

// Where the next byte from 0x80 up stands, from `at` on; bytes.size(): nowhere.
[[nodiscard]] std::size_t skip_ascii(std::string_view bytes, std::size_t at) noexcept;

// Bytes of the well-formed UTF-8 sequence at `at`, 1..4; 0 when there is none.
[[nodiscard]] std::size_t utf8_sequence(std::string_view bytes, std::size_t at) noexcept;

// Windows-1252 without a converter, for when ICU has none: Latin-1.
[[nodiscard]] DecodedText decode_latin1(std::string_view bytes);

// Control characters except tab and newline become spaces, line ends "\n". In place; `text` is
// valid UTF-8 and stays so.
void settle_controls(std::string& text);

}  // namespace storyfold::crawler::parse
