#pragma once
// For commands that found the store open in another process: the running daemon, which alone may
// write it, does what they would have done.
#include <functional>
#include <optional>

#include "app/json_out.h"
#include "config/settings.h"
#include "core/result.h"

namespace storyfold::app {

struct WriterAnswer {
  Json last;                     // the last line of the answer; null with `trouble`
  std::optional<Error> trouble;  // nobody answers, or the daemon refused: to be told
  int code = 0;                  // that the command ends with
};

// `locked`: why the store could not be opened. `line` gets what comes before the last line; it may
// be empty. While a StopSignals of the caller lives, SIGINT and SIGTERM ask the daemon to end it
// early: its answer then says how far it came.
[[nodiscard]] WriterAnswer ask_writer(const config::Settings& settings, const Error& locked,
                                      Json request, const std::function<void(const Json&)>& line);

}  // namespace storyfold::app
