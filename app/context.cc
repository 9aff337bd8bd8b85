#include "app/context.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "app/build_info.h"
#include "app/exit_codes.h"
#include "app/journal.h"
#include "config/load.h"

namespace storyfold::app {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string{} : std::string(value);
}

// Lock-free, so a handler may set it.
volatile std::sig_atomic_t stop_requested = 0;

extern "C" void note_stop(int signal_number) {
  stop_requested = 1;
  // Not SA_RESETHAND, which would spare only one of the two signals.
  std::signal(signal_number, SIG_DFL);
}

// Why the store in `folder` could not be opened.
Error no_store(const std::filesystem::path& folder, Error error) {
  if (error.what.find(folder.string()) == std::string::npos) {
    error.what = folder.string() + ": " + error.what;
  }
  if (error.code == Errc::kBadInput) {
    // No store there is the store's trouble, not the command line's.
    error.code = Errc::kCorruption;
    error.what += "; --store DIR names a store made by storyfold backfill";
  }
  return error;
}

}  // namespace

std::string config_path(const CommonOptions& options) {
  if (!options.config_file.empty()) return options.config_file;
  if (auto named = environment("STORYFOLD_CONFIG"); !named.empty()) return named;
  std::error_code failed;
  if (std::filesystem::exists(kInstalledConfig, failed)) return std::string(kInstalledConfig);
  return {};
}

Result<config::Settings> load_settings(const CommonOptions& options) {
  config::Settings settings;
  if (const std::string path = config_path(options); !path.empty()) {
    auto loaded = config::load(path);
    if (!loaded) return loaded.error();
    settings = std::move(*loaded);
  }
  if (!options.store_dir.empty()) {
    settings.store.dir = options.store_dir;
  } else if (auto named = environment("STORYFOLD_STORE"); !named.empty()) {
    settings.store.dir = named;
  }
  return settings;
}

Result<std::unique_ptr<storage::Store>> open_store(const Context& context) {
  const auto& settings = context.settings.store;
  auto store = storage::Store::open_reader(settings.dir, {settings.memory_bytes});
  if (store) return store;
  return no_store(settings.dir, store.error());
}

Result<std::unique_ptr<storage::Store>> open_store_for_writing(const Context& context) {
  const auto& settings = context.settings.store;
  auto store = storage::Store::open_writer(settings.dir, {settings.memory_bytes}, false);
  if (store) return store;
  return no_store(settings.dir, store.error());
}

int fail(Output& err, const Error& error) {
  err.line(said(Severity::kError, "storyfold: " + printable_lines(error.what)));
  return exit_code(error.code);
}

int fail(Context& context, const Error& error) { return fail(context.err, error); }

int not_found(Context& context, std::string_view what) {
  context.err.line("storyfold: " + printable(what));
  return kExitNotFound;
}

int finish(Context& context, int code) {
  if (auto flushed = context.out.flush(); !flushed) return fail(context, flushed.error());
  return code;
}

StopSignals::StopSignals() {
  stop_requested = 0;
  std::signal(SIGINT, note_stop);
  std::signal(SIGTERM, note_stop);
}

StopSignals::~StopSignals() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

bool StopSignals::requested() noexcept { return stop_requested != 0; }

}  // namespace storyfold::app
