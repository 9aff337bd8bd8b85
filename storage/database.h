#pragma once
// RocksDB behind Result: options, column families, opening for writing or beside a writer.
// The only header of the project that knows rocksdb types; used inside this folder.
// Threads: as RocksDB, any; flush and compact from one at a time.
#include <rocksdb/db.h>
#include <rocksdb/iterator.h>
#include <rocksdb/slice.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "storage/keys.h"
#include "storage/rocks_options.h"

namespace storyfold::storage {

class BatchOrder;
class FaultListener;

// `doing` completes "cannot ...": "read family item". One line, no control characters.
[[nodiscard]] Error to_error(const rocksdb::Status& status, std::string_view doing);

[[nodiscard]] inline rocksdb::Slice slice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}
[[nodiscard]] inline std::string_view view(const rocksdb::Slice& bytes) {
  return {bytes.data(), bytes.size()};
}

class Database {
 public:
  // `memory_bytes` holds all memtables and the block cache.
  static Result<std::unique_ptr<Database>> open_for_writing(const std::filesystem::path& path,
                                                            std::uint64_t memory_bytes,
                                                            bool create);
  // A RocksDB secondary: sees what a writer appended before. It stands still: to see more, open
  // another one. TryCatchUpWithPrimary of 7.8.3 leaves overwritten keys as they were
  // (docs/adr/0005).
  static Result<std::unique_ptr<Database>> open_beside(const std::filesystem::path& path,
                                                       std::uint64_t memory_bytes);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  [[nodiscard]] bool writable() const noexcept { return private_folder_.empty(); }
  [[nodiscard]] rocksdb::DB& rocks() const noexcept { return *rocks_; }
  // nullptr: the store was made before the family was known, and read beside no newer writer.
  [[nodiscard]] rocksdb::ColumnFamilyHandle* family(Family family) const {
    return handles_[static_cast<std::size_t>(family)];
  }

  Result<void> write(rocksdb::WriteBatch& batch);
  Result<void> sync_log();  // may run beside write()
  Result<void> flush();     // leaves an empty log
  // Packs everything as well as it can be, also what was compacted before. kCancelled: `*stop`
  // became true.
  Result<void> compact(std::atomic<bool>* stop);

  // Set once RocksDB failed in the background: nothing is written from then on.
  [[nodiscard]] std::optional<Error> fault() const;

 private:
  Database() = default;
  Result<void> compact_family(Family family, std::atomic<bool>* stop);
  Result<void> pack(Family family, Packing packing);

  std::uint64_t memory_bytes_ = 0;
  std::shared_ptr<FaultListener> listener_;
  std::shared_ptr<BatchOrder> order_;     // RocksDB keeps a pointer to it
  std::filesystem::path private_folder_;  // of a secondary
  std::unique_ptr<rocksdb::Env> env_;     // of a writer; outlives rocks_
  std::unique_ptr<rocksdb::DB> rocks_;
  rocksdb::ColumnFamilyHandle* default_ = nullptr;
  std::array<rocksdb::ColumnFamilyHandle*, kFamilies> handles_{};
};

}  // namespace storyfold::storage
