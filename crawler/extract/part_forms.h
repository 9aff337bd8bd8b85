#pragma once
// Addresses of the parts of one article. Internal to pager.cc; pure.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/url.h"

namespace storyfold::crawler::extract {

// One way to read an address: as the part `number` of what `base` names.
struct PartForm {
  std::string base;
  std::uint32_t number = 0;  // 0: the address names no part
};

inline constexpr std::uint32_t kMostParts = 99;

// "2" to "99", without a leading zero; 0 for anything else.
[[nodiscard]] std::uint32_t part_number(std::string_view digits);

// All ways to read an address. The first is the address as a whole, which names no part.
[[nodiscard]] std::vector<PartForm> part_forms(const UrlParts& url);

}  // namespace storyfold::crawler::extract
