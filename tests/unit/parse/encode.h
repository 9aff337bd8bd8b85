#pragma once
// Test texts in other charsets.
#include <unicode/unistr.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace storyfold::crawler::parse {

// `utf8` in the charset of that ICU converter.
inline std::string encode(std::string_view utf8, const char* converter) {
  const auto wide = icu::UnicodeString::fromUTF8(
      icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
  std::string bytes(utf8.size() * 4 + 16, '\0');
  const auto size = wide.extract(0, wide.length(), bytes.data(),
                                 static_cast<std::uint32_t>(bytes.size()), converter);
  bytes.resize(static_cast<std::size_t>(size));
  return bytes;
}

}  // namespace storyfold::crawler::parse
