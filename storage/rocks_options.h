#pragma once
// How RocksDB is set up: recovery, budgets, compression, filters. Every choice that differs from
// RocksDB's default says why beside it.
#include <rocksdb/db.h>

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "storage/keys.h"

namespace storyfold::storage {

struct RocksSetup {
  rocksdb::DBOptions database;
  // "default" first (RocksDB insists on it, it stays empty), then the families in order.
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
};
[[nodiscard]] RocksSetup rocks_setup(std::uint64_t memory_bytes,
                                     std::shared_ptr<rocksdb::EventListener> listener);

// How well a family is packed: its last level, and the size of the blocks of all.
enum class Packing {
  kQuick,     // what RocksDB rewrites by itself, beside the work: the default
  kThorough,  // larger blocks, a dictionary a file: when compaction is asked for
};
// What DB::SetOptions takes for it.
[[nodiscard]] std::unordered_map<std::string, std::string> packing_options(
    Family family, Packing packing, std::uint64_t memory_bytes);

}  // namespace storyfold::storage
