#pragma once
// `storyfold verify`: reads everything and checks it against everything else.
#include <cstdint>
#include <functional>

#include "core/result.h"
#include "storage/store.h"
#include "storage/view.h"

namespace storyfold::storage {

// As Store::verify. Memory is bounded: each reference is looked up when it is met, and what nothing
// refers to shows in the counts. `view` should be on a snapshot when the store is being written.
[[nodiscard]] Result<VerifyReport> verify_store(const View& view,
                                                const std::function<bool(std::uint64_t)>& go_on);

// At open: the newest item and sighting stand in every family that must hold them, and nothing
// newer does. A log file that lost its end can leave some families without their last records
// while others, flushed before, have them. kCorruption says which.
[[nodiscard]] Result<void> check_newest(const View& view, const State& state);

}  // namespace storyfold::storage
