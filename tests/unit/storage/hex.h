#pragma once
// Bytes as a test reads them, "01 0a ff", and what decoders are to refuse.
#include <string>
#include <string_view>

#include "core/result.h"

namespace storyfold::storage::test {

inline std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    if (!text.empty()) text += ' ';
    text += kDigits[static_cast<unsigned char>(c) >> 4];
    text += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

template <class T>
bool is_damage(const Result<T>& result) {
  return !result && result.error().code == Errc::kCorruption;
}

// Every shorter beginning of `bytes`, and `bytes` with one more at the end, handed to `refuses`.
template <class Refuses>
bool only_whole(std::string_view bytes, Refuses refuses) {
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    if (!refuses(bytes.substr(0, size))) return false;
  }
  return refuses(std::string(bytes) + '\x01');
}

}  // namespace storyfold::storage::test
