#include "storage/database.h"

#include <rocksdb/convenience.h>
#include <rocksdb/listener.h>
#include <stdlib.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <system_error>
#include <utility>

#include "storage/batch_order.h"
#include "storage/file.h"
#include "storage/removal_gate.h"
#include "storage/rocks_options.h"

namespace storyfold::storage {
namespace {

namespace fs = std::filesystem;

// How many families the store has: fewer than all when an earlier version made it, or a writer was
// killed while it made the others. They come in order, so that any other one that is missing is
// damage: then the answer is "all", and opening says so.
std::size_t families_there(const fs::path& path) {
  std::vector<std::string> there;
  if (!rocksdb::DB::ListColumnFamilies(rocksdb::DBOptions(), path.string(), &there).ok()) {
    return kFamilies;
  }
  const auto stands = [&](std::string_view name) {
    return std::find(there.begin(), there.end(), name) != there.end();
  };
  const auto missing = std::find_if_not(kFamilyNames.begin(), kFamilyNames.end(), stands);
  const auto count = static_cast<std::size_t>(missing - kFamilyNames.begin());
  const bool in_order =
      count >= kFirstFamilies && std::none_of(missing, kFamilyNames.end(), stands);
  return in_order ? count : kFamilies;
}

Result<fs::path> make_private_folder() {
  std::error_code error;
  std::string name = (fs::temp_directory_path(error) / "storyfold-reader-XXXXXX").string();
  if (error) return io_error("find", "the folder for temporary files", error.value());
  if (::mkdtemp(name.data()) == nullptr) return io_error("make", name, errno);
  return fs::path(name);
}

Errc code_of(const rocksdb::Status& status) {
  if (status.IsCorruption()) return Errc::kCorruption;
  // Families or options that this program does not know.
  if (status.IsInvalidArgument() || status.IsNotSupported()) return Errc::kVersion;
  return Errc::kIo;
}

}  // namespace

Error to_error(const rocksdb::Status& status, std::string_view doing) {
  std::string what = "cannot " + std::string(doing) + ": ";
  what += status.IsNoSpace() ? "the disk is full (" + status.ToString() + ")" : status.ToString();
  for (char& c : what) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return {code_of(status), std::move(what), status.IsTryAgain() || status.IsBusy()};
}

// Called by RocksDB's background threads.
class FaultListener final : public rocksdb::EventListener {
 public:
  void OnBackgroundError(rocksdb::BackgroundErrorReason /*reason*/,
                         rocksdb::Status* status) override {
    if (status == nullptr || status->ok()) return;
    const std::lock_guard lock(mutex_);
    if (!fault_) fault_ = to_error(*status, "go on writing after a failure in the background");
  }
  [[nodiscard]] std::optional<Error> fault() const {
    const std::lock_guard lock(mutex_);
    return fault_;
  }

 private:
  mutable std::mutex mutex_;
  std::optional<Error> fault_;
};

Result<std::unique_ptr<Database>> Database::open_for_writing(const fs::path& path,
                                                             std::uint64_t memory_bytes,
                                                             bool create) {
  std::unique_ptr<Database> database(new Database);
  database->listener_ = std::make_shared<FaultListener>();
  database->memory_bytes_ = memory_bytes;
  if (create) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error) return io_error("make", path, error.value());
  }
  auto env = removing_through_gate(path);
  if (!env) return env.error();
  database->env_ = *std::move(env);
  RocksSetup setup = rocks_setup(memory_bytes, database->listener_);
  setup.database.env = database->env_.get();
  setup.database.create_if_missing = create;
  setup.database.create_missing_column_families = create || families_there(path) < kFamilies;
  database->order_ = std::make_shared<BatchOrder>();
  setup.database.wal_filter = database->order_.get();
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(setup.database, path.string(), setup.families, &handles, &opened);
  if (const auto& gap = database->order_->gap()) {
    return Error{Errc::kCorruption, "the store's log is damaged: " + *gap +
                                        "; records between are lost: restore a backup"};
  }
  if (!status.ok()) return to_error(status, "open the store " + path.string());
  database->rocks_.reset(opened);
  database->default_ = handles.front();
  std::copy(handles.begin() + 1, handles.end(), database->handles_.begin());
  return database;
}

Result<std::unique_ptr<Database>> Database::open_beside(const fs::path& path,
                                                        std::uint64_t memory_bytes) {
  Result<fs::path> folder = make_private_folder();
  if (!folder) return folder.error();
  std::unique_ptr<Database> database(new Database);
  database->private_folder_ = *std::move(folder);
  database->listener_ = std::make_shared<FaultListener>();
  const RocksSetup setup = rocks_setup(memory_bytes, database->listener_);
  const Result<File> gate = hold_removals(path);
  if (!gate) return gate.error();
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  auto families = setup.families;
  families.resize(families_there(path) + 1);  // and the default one; a reader makes nothing
  const rocksdb::Status status =
      rocksdb::DB::OpenAsSecondary(setup.database, path.string(),
                                   database->private_folder_.string(), families, &handles, &opened);
  if (!status.ok()) return to_error(status, "read the store " + path.string());
  database->rocks_.reset(opened);
  database->default_ = handles.front();
  std::copy(handles.begin() + 1, handles.end(), database->handles_.begin());
  return database;
}

Database::~Database() {
  if (rocks_) {
    for (rocksdb::ColumnFamilyHandle* handle : handles_) {
      if (handle != nullptr) rocks_->DestroyColumnFamilyHandle(handle);
    }
    rocks_->DestroyColumnFamilyHandle(default_);
    rocks_->Close();
    rocks_.reset();
  }
  if (!private_folder_.empty()) {
    std::error_code ignored;  // a leftover in the folder for temporary files harms nobody
    fs::remove_all(private_folder_, ignored);
  }
}

Result<void> Database::write(rocksdb::WriteBatch& batch) {
  // No sync here: sync_log() makes many batches durable at once.
  const rocksdb::Status status = rocks_->Write(rocksdb::WriteOptions(), &batch);
  if (!status.ok()) return to_error(status, "append to the store");
  return {};
}

Result<void> Database::sync_log() {
  const rocksdb::Status status = rocks_->FlushWAL(true);
  if (!status.ok()) return to_error(status, "sync the store's log");
  return {};
}

Result<void> Database::flush() {
  const std::vector<rocksdb::ColumnFamilyHandle*> all(handles_.begin(), handles_.end());
  const rocksdb::Status status = rocks_->Flush(rocksdb::FlushOptions(), all);
  if (!status.ok()) return to_error(status, "flush the store");
  return {};
}

Result<void> Database::compact(std::atomic<bool>* stop) {
  if (Result<void> flushed = flush(); !flushed) return flushed;
  for (std::size_t i = 0; i < kFamilies; ++i) {
    const auto family = static_cast<Family>(i);
    if (auto set = pack(family, Packing::kThorough); !set) return set;
    auto compacted = compact_family(family, stop);
    if (auto set = pack(family, Packing::kQuick); compacted && !set) return set;
    if (!compacted) return compacted;
  }
  return {};
}

Result<void> Database::compact_family(Family family, std::atomic<bool>* stop) {
  rocksdb::CompactRangeOptions options;
  // What lies at the bottom already was packed quickly.
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  options.canceled = stop;
  const rocksdb::Status status =
      rocks_->CompactRange(options, this->family(family), nullptr, nullptr);
  if (status.IsManualCompactionPaused()) return Error{Errc::kCancelled, "compacting was stopped"};
  if (!status.ok()) return to_error(status, "compact family " + std::string(name_of(family)));
  return {};
}

Result<void> Database::pack(Family family, Packing packing) {
  const auto options = packing_options(family, packing, memory_bytes_);
  if (options.empty()) return {};
  const rocksdb::Status status = rocks_->SetOptions(this->family(family), options);
  if (!status.ok()) {
    return to_error(status, "set how family " + std::string(name_of(family)) + " is packed");
  }
  return {};
}

std::optional<Error> Database::fault() const { return listener_->fault(); }

}  // namespace storyfold::storage
