#include "storage/removal_gate.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <chrono>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>

namespace storyfold::storage {
namespace {

constexpr std::chrono::seconds kLongestWait{5};
constexpr std::chrono::milliseconds kPause{2};

Result<File> gate_of(const std::filesystem::path& database) {
  return open_file(database, O_RDONLY | O_DIRECTORY);
}

// Called by the writer's thread and RocksDB's own.
class GatedFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  GatedFileSystem(std::shared_ptr<rocksdb::FileSystem> base, File gate)
      : FileSystemWrapper(std::move(base)), gate_(std::move(gate)) {}

  [[nodiscard]] const char* Name() const override { return "storyfold.GatedFileSystem"; }

  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override {
    const std::lock_guard lock(mutex_);
    if (!have_gate()) {
      kept_.insert(path);
      return rocksdb::IOStatus::OK();
    }
    kept_.erase(path);
    remove_kept(options, debug);
    rocksdb::IOStatus removed = target()->DeleteFile(path, options, debug);
    ::flock(gate_.get(), LOCK_UN);
    return removed;
  }

  ~GatedFileSystem() override {
    if (!kept_.empty() && have_gate()) remove_kept({}, nullptr);
  }

 private:
  // False: a reader is opening. Where locks do not work readers have none either.
  [[nodiscard]] bool have_gate() const {
    return ::flock(gate_.get(), LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
  }

  // Nobody waits for it: what cannot be removed goes at the next start.
  void remove_kept(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) {
    for (const std::string& kept : kept_) {
      target()->DeleteFile(kept, options, debug).PermitUncheckedError();
    }
    kept_.clear();
  }

  std::mutex mutex_;
  File gate_;
  std::set<std::string> kept_;
};

}  // namespace

Result<File> hold_removals(const std::filesystem::path& database) {
  Result<File> gate = gate_of(database);
  if (!gate) return gate;
  const auto give_up = std::chrono::steady_clock::now() + kLongestWait;
  while (::flock(gate->get(), LOCK_SH | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) return io_error("lock", database, errno);
    if (std::chrono::steady_clock::now() >= give_up) {
      return Error{Errc::kLocked,
                   "the writer of " + database.parent_path().string() +
                       " has been removing a file for " + std::to_string(kLongestWait.count()) +
                       " seconds: see whether it or the disk is stuck",
                   true};
    }
    std::this_thread::sleep_for(kPause);
  }
  return gate;
}

Result<std::unique_ptr<rocksdb::Env>> removing_through_gate(const std::filesystem::path& database) {
  Result<File> gate = gate_of(database);
  if (!gate) return gate.error();
  return rocksdb::NewCompositeEnv(
      std::make_shared<GatedFileSystem>(rocksdb::FileSystem::Default(), *std::move(gate)));
}

}  // namespace storyfold::storage
