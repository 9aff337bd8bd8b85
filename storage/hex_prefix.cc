#include "storage/hex_prefix.h"

#include <algorithm>

#include "core/ascii.h"

namespace storyfold::storage {
Result<HexPrefix> HexPrefix::parse(std::string_view hex, std::size_t max_digits) {
  HexPrefix prefix;
  for (const char c : hex) {
    if (!is_hex_digit(c)) {
      return Error{Errc::kBadInput, "a hash is written in hexadecimal digits (0-9, a-f) only"};
    }
    prefix.digits_ += ascii_lower(c);
  }
  if (prefix.digits_.empty() || prefix.digits_.size() > max_digits) {
    return Error{Errc::kBadInput, "this hash has 1 to " + std::to_string(max_digits) +
                                      " hexadecimal digits, not " +
                                      std::to_string(prefix.digits_.size())};
  }
  return prefix;
}

std::string HexPrefix::whole_bytes(std::size_t limit) const {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits_.size() && bytes.size() < limit; i += 2) {
    bytes += static_cast<char>(hex_value(digits_[i]) << 4 | hex_value(digits_[i + 1]));
  }
  return bytes;
}

bool HexPrefix::fits_key(std::string_view key) const {
  const std::size_t digits = std::min(digits_.size(), 2 * key.size());
  for (std::size_t i = 0; i < digits; ++i) {
    const int byte = static_cast<unsigned char>(key[i / 2]);
    if ((i % 2 == 0 ? byte >> 4 : byte & 15) != hex_value(digits_[i])) return false;
  }
  return true;
}

}  // namespace storyfold::storage
