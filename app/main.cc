// storyfold: folds archived news and answers by hash. `storyfold --help` tells how; exit codes are
// in app/exit_codes.h.
#include <unistd.h>

#include <csignal>
#include <exception>
#include <string>
#include <vector>

#include "app/cli.h"
#include "app/crawl/network.h"
#include "app/exit_codes.h"
#include "app/journal.h"
#include "app/output.h"
#include "app/render.h"

namespace {

// As a shell reports a program that died of SIGPIPE.
constexpr int kReaderWentAway = 128 + SIGPIPE;

// A thread that is still at a page must not see the program being taken down. The store is closed.
int leave(int code, storyfold::app::Output& err) {
  using namespace storyfold::app;
  const std::size_t pages = Network::left_behind();
  if (pages == 0) return code;
  err.line(said(Severity::kWarning, "storyfold: did not wait for " +
                                        counted(pages, "page", "pages") +
                                        " still being read; they are asked for again"));
  static_cast<void>(err.flush());
  ::_exit(code);
}

}  // namespace

int main(int count, char** values) {
  // A reader that goes away is seen as a failed write; dying of the signal would leave the store's
  // private reading folder behind.
  std::signal(SIGPIPE, SIG_IGN);
  const std::vector<std::string> arguments(values + (count > 0 ? 1 : 0), values + count);
  storyfold::app::Output out(STDOUT_FILENO);
  storyfold::app::Output err(STDERR_FILENO);
  try {
    int code = storyfold::app::run_cli(arguments, out, err, STDOUT_FILENO);
    if (auto flushed = out.flush(); !flushed) {
      err.line("storyfold: " + flushed.error().what);
      if (code == storyfold::app::kExitOk) code = storyfold::app::kExitIo;
    }
    if (out.closed()) code = kReaderWentAway;
    return leave(code, err);
  } catch (const std::exception& error) {
    // No memory, or a bug: nothing that a command could have answered.
    err.line(std::string("storyfold: internal error: ") + error.what());
    return leave(storyfold::app::kExitIo, err);
  }
}
