#include "app/commands/times.h"

#include "core/clock.h"

namespace storyfold::app {

Result<std::optional<std::chrono::sys_seconds>> read_time(const std::string& option,
                                                          const std::string& text, int offset) {
  if (text.empty()) return std::optional<std::chrono::sys_seconds>{};
  const auto time = parse_timestamp(text, offset);
  if (!time) {
    return Error{Errc::kBadInput,
                 option + ": '" + text +
                     "' is no date; write 2022-02-08, \"2022-02-08 05:32\" or "
                     "2022-02-08T05:32:12+08:00",
                 false};
  }
  return std::optional{time->at};
}

}  // namespace storyfold::app
