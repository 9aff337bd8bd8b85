#pragma once
// How RocksDB is set up: recovery, budgets, compression, filters. Every choice that differs from
// RocksDB's default says why beside it.
#include <rocksdb/db.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace storyfold::storage {

struct RocksSetup {
  rocksdb::DBOptions database;
  // "default" first (RocksDB insists on it, it stays empty), then the families in order.
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
};
[[nodiscard]] RocksSetup rocks_setup(std::uint64_t memory_bytes,
                                     std::shared_ptr<rocksdb::EventListener> listener);

}  // namespace storyfold::storage
