#pragma once
// Times as commands are given them.
#include <chrono>
#include <optional>
#include <string>

#include "core/result.h"

namespace storyfold::app {

// The time that `option` was given as `text`; none for "". Without a zone it is read `offset`
// minutes east of UTC. kBadInput: no date.
[[nodiscard]] Result<std::optional<std::chrono::sys_seconds>> read_time(const std::string& option,
                                                                        const std::string& text,
                                                                        int offset);

}  // namespace storyfold::app
