#pragma once
// Exit codes of `storyfold`, printed by --help and documented in the man page.
#include "core/result.h"

namespace storyfold::app {

enum ExitCode : int {
  kExitOk = 0,
  kExitPartial = 1,        // done, but some input records were rejected, or a check found problems
  kExitUsage = 2,          // the command line or the configuration cannot be used
  kExitNotFound = 3,       // nothing stored matches
  kExitAmbiguous = 4,      // a prefix fits several things
  kExitStore = 5,          // the store cannot be opened or is damaged, another version, or locked
  kExitIo = 6,             // an input or output failed
  kExitInterrupted = 130,  // stopped by SIGINT or SIGTERM; what was done is kept
};

[[nodiscard]] constexpr ExitCode exit_code(Errc code) noexcept {
  switch (code) {
    case Errc::kNone:
      return kExitOk;
    case Errc::kBadInput:
      return kExitUsage;
    case Errc::kAmbiguous:
      return kExitAmbiguous;
    case Errc::kCorruption:
    case Errc::kVersion:
    case Errc::kLocked:
      return kExitStore;
    case Errc::kCancelled:
      return kExitInterrupted;
    default:
      return kExitIo;
  }
}

}  // namespace storyfold::app
