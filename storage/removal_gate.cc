#include "storage/removal_gate.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <mutex>
#include <set>
#include <string>
#include <utility>

namespace storyfold::storage {
namespace {

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
    if (::flock(gate_.get(), LOCK_EX | LOCK_NB) != 0) {
      kept_.insert(path);
      return rocksdb::IOStatus::OK();
    }
    for (const std::string& kept : kept_) {
      if (kept == path) continue;
      // Nobody waits for it: what cannot be removed goes at the next start.
      target()->DeleteFile(kept, options, debug).PermitUncheckedError();
    }
    kept_.clear();
    rocksdb::IOStatus removed = target()->DeleteFile(path, options, debug);
    ::flock(gate_.get(), LOCK_UN);
    return removed;
  }

 private:
  std::mutex mutex_;
  File gate_;
  std::set<std::string> kept_;
};

}  // namespace

Result<File> hold_removals(const std::filesystem::path& database) {
  Result<File> gate = gate_of(database);
  while (gate && ::flock(gate->get(), LOCK_SH) != 0) {
    if (errno != EINTR) return io_error("lock", database, errno);
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
