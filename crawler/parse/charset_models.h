#pragma once
// What text of a language costs when it stands in a charset: the fewer bits, the more likely. The
// letters and characters of each language in the order of how often they are met are all that is
// known of it; that is enough to tell charsets apart, and small enough to be read.
// Made on first use, then constant. Safe from any thread.
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "crawler/parse/charset_labels.h"

namespace storyfold::crawler::parse {

// Costs are in eighths of a bit, so that they fit a byte.
inline constexpr unsigned kBit = 8;

enum class LetterKind : std::uint8_t { kNone, kLower, kUpper, kCaseless, kApostrophe };

// One language in one charset of single bytes.
struct SingleByteModel {
  Charset charset;
  std::string_view language;             // BCP 47 primary subtag
  bool latin = false;                    // its words mix ASCII letters and others
  std::array<std::uint8_t, 256> cost{};  // 0 for ASCII
  std::array<LetterKind, 256> kind{};    // of all
};
[[nodiscard]] const std::vector<SingleByteModel>& single_byte_models();

// One charset of double bytes and the languages written in it.
struct DoubleByteModel {
  Charset charset;
  std::string_view language;
  std::vector<std::uint8_t> cost;  // of lead << 8 | trail; 0: not a character
};
[[nodiscard]] const std::vector<DoubleByteModel>& double_byte_models();

}  // namespace storyfold::crawler::parse
