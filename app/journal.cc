#include "app/journal.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace storyfold::app {
namespace {

std::string_view prefix_of(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return SD_ERR;
    case Severity::kWarning:
      return SD_WARNING;
    case Severity::kInfo:
      return SD_INFO;
  }
  return {};
}

}  // namespace

bool is_journal(int descriptor) {
  const char* const named = std::getenv("JOURNAL_STREAM");
  struct stat file {};
  if (named == nullptr || ::fstat(descriptor, &file) != 0) return false;
  return fmt::format("{}:{}", file.st_dev, file.st_ino) == named;
}

std::string with_severity(Severity severity, std::string_view message) {
  std::string text;
  for (;;) {
    const auto end = std::min(message.find('\n'), message.size());
    text.append(prefix_of(severity)).append(message.substr(0, end));
    if (end == message.size()) return text;
    text += '\n';
    message.remove_prefix(end + 1);
  }
}

std::string said(Severity severity, std::string_view message) {
  static const bool journal = is_journal(STDERR_FILENO);
  return journal ? with_severity(severity, message) : std::string(message);
}

}  // namespace storyfold::app
