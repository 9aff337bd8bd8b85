#pragma once
// The start of a hash as a person types it. Pure value.
#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.h"

namespace storyfold::storage {

class HexPrefix {
 public:
  // 1 to `max_digits` hexadecimal digits of either case; kBadInput otherwise.
  static Result<HexPrefix> parse(std::string_view hex, std::size_t max_digits);

  // What `limit` bytes of key can be sought by: an odd last digit is left out.
  [[nodiscard]] std::string whole_bytes(std::size_t limit) const;
  // Whether a key made of the first bytes of a hash can belong to it.
  [[nodiscard]] bool fits_key(std::string_view key) const;
  [[nodiscard]] bool fits(std::string_view lower_case_hex) const {
    return lower_case_hex.starts_with(digits_);
  }

 private:
  std::string digits_;  // lower case
};

}  // namespace storyfold::storage
