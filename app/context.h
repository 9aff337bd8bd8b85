#pragma once
// What every command runs in: settings, where its answer goes, how it may look. Made once from the
// options that all commands share.
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "app/output.h"
#include "app/render.h"
#include "config/settings.h"
#include "core/result.h"
#include "storage/store.h"

namespace storyfold::app {

struct CommonOptions {
  std::string config_file;  // --config, else $STORYFOLD_CONFIG, else the installed one if it exists
  std::string store_dir;    // --store, else $STORYFOLD_STORE, else store.dir of the settings
  bool json = false;
  ColourChoice colour = ColourChoice::kAuto;
};

struct Context {
  config::Settings settings;
  Output& out;            // the answer
  Output& err;            // messages
  Style style;            // of `out`
  std::size_t width = 0;  // columns of `out`; 0: neither cut nor wrapped
  bool json = false;
};

// The file that `options` lead to; "" when there is none, which is fine: every setting has a
// default.
[[nodiscard]] std::string config_path(const CommonOptions& options);

// Settings of that file with --store laid over them. kBadInput: the file cannot be used.
[[nodiscard]] Result<config::Settings> load_settings(const CommonOptions& options);

// The store for reading, also beside a running writer. Every failure has one of the codes that
// exit_code() maps to kExitStore or kExitIo, and names the folder.
[[nodiscard]] Result<std::unique_ptr<storage::Store>> open_store(const Context& context);

// The same for writing: a store that is there, and that no other process writes.
[[nodiscard]] Result<std::unique_ptr<storage::Store>> open_store_for_writing(
    const Context& context);

// Says `error` on standard error as "storyfold: ...", and returns the exit code that goes with it.
int fail(Context& context, const Error& error);
int fail(Output& err, const Error& error);
// The same for "nothing stored matches": `what` says what was looked for.
int not_found(Context& context, std::string_view what);

// Ends a command: flushes the answer. `code` stays unless writing failed.
int finish(Context& context, int code);

// While one of these lives, SIGINT and SIGTERM ask for a stop instead of ending the process, so
// that long loops can leave cleanly; a second signal ends it at once.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  [[nodiscard]] static bool requested() noexcept;
};

}  // namespace storyfold::app
