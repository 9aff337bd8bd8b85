#pragma once
// What another record names must be there: reads that turn a missing record into kCorruption.
#include <optional>
#include <string>
#include <utility>

#include "core/result.h"
#include "storage/store.h"

namespace storyfold::app {

// `what` names the record: "item number 7".
template <class T>
[[nodiscard]] Result<T> required(Result<std::optional<T>> value, const std::string& what) {
  if (!value) return value.error();
  if (!*value) {
    return Error{Errc::kCorruption, what + " is missing; run storyfold verify", false};
  }
  return std::move(**value);
}

[[nodiscard]] inline Result<storage::Sighting> required_sighting(const storage::Store& store,
                                                                 SightingNumber number) {
  return required(store.sighting(number), "sighting number " + std::to_string(number));
}

}  // namespace storyfold::app
