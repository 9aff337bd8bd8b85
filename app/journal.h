#pragma once
// Messages for whoever reads standard error: when that is the systemd journal, each line says how
// grave it is (sd-daemon(3)), so that `journalctl -p` can choose.
#include <string>
#include <string_view>

namespace storyfold::app {

enum class Severity { kError, kWarning, kInfo };

// Whether the file behind `descriptor` is the stream that $JOURNAL_STREAM names.
[[nodiscard]] bool is_journal(int descriptor);

// Each line of `message` with the prefix of `severity`, such as "<4>". Pure.
[[nodiscard]] std::string with_severity(Severity severity, std::string_view message);

// `message` as it is to be written to standard error.
[[nodiscard]] std::string said(Severity severity, std::string_view message);

}  // namespace storyfold::app
