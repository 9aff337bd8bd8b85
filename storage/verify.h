#pragma once
// `storyfold verify`: reads everything and checks it against everything else.
#include <cstdint>
#include <functional>

#include "core/result.h"
#include "storage/store.h"
#include "storage/view.h"

namespace storyfold::storage {

// Memory is bounded: each reference is looked up when it is met, and what nothing refers to shows
// in the counts. `view` should be on a snapshot when the store is being written.
[[nodiscard]] Result<VerifyReport> verify_store(const View& view,
                                                const std::function<void(std::uint64_t)>& progress);

}  // namespace storyfold::storage
