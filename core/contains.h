#pragma once
// std::ranges::contains of C++23, for lists of a few words. Pure.
#include <algorithm>

namespace storyfold {

template <class Range, class Value>
[[nodiscard]] constexpr bool contains(const Range& range, const Value& value) {
  return std::ranges::find(range, value) != std::ranges::end(range);
}

}  // namespace storyfold
