#include "storage/rocks_options.h"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

#include <algorithm>
#include <string>
#include <utility>

#include "storage/keys.h"
#include "storage/postings.h"

namespace storyfold::storage {
namespace {

constexpr std::uint64_t kMiB = 1u << 20;

// What a family holds decides how it is packed.
enum class Shape {
  kText,    // long values with much in common: bodies, sightings
  kProbed,  // looked up for every record, mostly in vain
  kRecord,  // looked up for every link of a page, and alike among each other
  kPacked,  // packed already, one a block
  kSmall,   // everything else
};

Shape shape_of(Family family) {
  switch (family) {
    case Family::kItem:
    case Family::kSighting:
      return Shape::kText;
    case Family::kId:
    case Family::kExact:
    case Family::kSeen:
    case Family::kUrl:
      return Shape::kProbed;
    case Family::kPage:
      return Shape::kRecord;
    case Family::kRaw:
      return Shape::kPacked;
    default:
      return Shape::kSmall;
  }
}

// A look-up unpacks a whole block to read one value, and what is cached are blocks; a large one
// packs better. So work goes on with small ones, and what is packed thoroughly gets larger ones.
std::size_t block_bytes(Shape shape, Packing packing) {
  if (shape == Shape::kRecord) return 4 << 10;
  if (packing == Packing::kQuick) return 8 << 10;
  return shape == Shape::kText ? 32 << 10 : 16 << 10;  // 64 KiB would save 1 % more
}

bool has_filter(Shape shape) { return shape == Shape::kProbed || shape == Shape::kRecord; }

rocksdb::BlockBasedTableOptions table_options(Shape shape,
                                              const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.format_version = 5;
  table.block_cache = cache;
  // Indexes and filters count against the one budget; the hot ones are not pushed out by scans.
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.block_size = block_bytes(shape, Packing::kQuick);
  if (has_filter(shape)) {
    // Ribbon filters take 30 % less room than Bloom's at the same rate of false hits (1 %); they
    // cost more to build, so fresh files, which live shortly, get Bloom's.
    table.filter_policy.reset(rocksdb::NewRibbonFilterPolicy(10, 1));
    table.whole_key_filtering = true;
  }
  return table;
}

// Of the last level, beside the work. Training a dictionary and packing at level 9 took a tenth of
// the CPU of a crawl of 36,000 articles, and training needs many times its sample in memory.
rocksdb::CompressionOptions quick_packing() {
  rocksdb::CompressionOptions options;
  options.enabled = true;
  options.level = 3;
  return options;
}

rocksdb::CompressionOptions thorough_packing(Shape shape, std::uint64_t memory_bytes) {
  rocksdb::CompressionOptions options;
  options.enabled = true;
  options.level = 9;
  if (shape == Shape::kRecord) {
    // Records are alike, so that a small sample teaches as much.
    options.max_dict_bytes = 32 << 10;
    options.zstd_max_train_bytes = 1 << 20;
    options.max_dict_buffer_bytes = 2 * kMiB;
  }
  if (shape == Shape::kText) {
    // A dictionary a file: 14.1 MB instead of 16.5 for the bodies of 69,255 real items.
    options.max_dict_bytes = 110 << 10;
    // Training looks at this much of a file and no more: it is held in memory meanwhile, beside the
    // budget.
    const std::uint64_t sample = std::clamp<std::uint64_t>(memory_bytes / 12, 2 * kMiB, 16 * kMiB);
    options.max_dict_buffer_bytes = sample;
    options.zstd_max_train_bytes =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(sample, 11 * kMiB));
  }
  return options;
}

void compress(rocksdb::ColumnFamilyOptions& options, Shape shape) {
  if (shape == Shape::kPacked) {
    options.compression = rocksdb::kNoCompression;
    return;
  }
  // What is rewritten soon is packed quickly, what stays is packed better.
  options.compression = rocksdb::kLZ4Compression;
  options.bottommost_compression = rocksdb::kZSTD;
  options.bottommost_compression_opts = quick_packing();
}

// Most of what is written goes to a few families. Each is flushed when its own memtable is full.
// When all memtables together pass their budget, RocksDB flushes the oldest ones first, which are
// those of the small families: twenty tiny files, again and again.
std::uint64_t memtable_bytes(Family family, std::uint64_t budget) {
  switch (family) {
    case Family::kItem:
    case Family::kRaw:
      return std::clamp(budget / 4, 2 * kMiB, 32 * kMiB);
    case Family::kSighting:
    case Family::kPage:
      return std::clamp(budget / 8, kMiB, 16 * kMiB);
    default:
      return 16 * kMiB;
  }
}

rocksdb::ColumnFamilyOptions family_options(Family family, std::uint64_t memtables,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
  const Shape shape = shape_of(family);
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = memtable_bytes(family, memtables);
  // Twenty-five families touch one block each: at the default of 1 MB that alone is a small budget.
  options.arena_block_size = 64 << 10;
  options.level_compaction_dynamic_level_bytes = true;
  options.target_file_size_base = 64 * kMiB;
  compress(options, shape);
  if (has_filter(shape)) {
    // Taken whole as soon as the family exists: about 10 bits an entry, not more.
    options.memtable_prefix_bloom_size_ratio = 0.02;
    options.memtable_whole_key_filtering = true;
  }
  if (holds_postings(family)) options.merge_operator = postings_merge();
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table_options(shape, cache)));
  return options;
}

}  // namespace

RocksSetup rocks_setup(std::uint64_t memory_bytes,
                       std::shared_ptr<rocksdb::EventListener> listener) {
  RocksSetup setup;
  rocksdb::DBOptions& options = setup.database;
  // A torn tail of the log is what a crash leaves; anything else refuses (docs/adr/0004).
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  // One writer appends and decides in order: nothing to gain from reordering or overlap.
  options.enable_pipelined_write = false;
  options.unordered_write = false;
  options.allow_concurrent_memtable_write = false;
  options.max_background_jobs = 2;
  options.writable_file_max_buffer_size = 128 << 10;  // of each file that is written: a megabyte
  options.max_open_files = -1;
  // Bounds what a start after a crash and every reader have to replay.
  options.max_total_wal_size = std::clamp(memory_bytes / 2, 24 * kMiB, 64 * kMiB);
  options.recycle_log_file_num = 0;
  options.max_manifest_file_size = 4 * kMiB;
  // After a background error we stop and say so; going on by itself hid lost writes before.
  options.max_bgerror_resume_count = 0;
  options.listeners = {std::move(listener)};
  options.info_log_level = rocksdb::WARN_LEVEL;
  options.max_log_file_size = kMiB;
  options.keep_log_file_num = 1;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;

  // The floors are what a crawl on `crawl.memory`'s least value was measured with.
  const auto cache = rocksdb::NewLRUCache(std::max<std::uint64_t>(memory_bytes, 8 * kMiB));
  const std::uint64_t memtables = std::max<std::uint64_t>(memory_bytes / 2, 9 * kMiB);
  options.write_buffer_manager = std::make_shared<rocksdb::WriteBufferManager>(memtables, cache);
  options.row_cache = nullptr;

  setup.families.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());
  for (std::size_t i = 0; i < kFamilies; ++i) {
    setup.families.emplace_back(std::string(kFamilyNames[i]),
                                family_options(static_cast<Family>(i), memtables, cache));
  }
  return setup;
}

std::unordered_map<std::string, std::string> packing_options(Family family, Packing packing,
                                                             std::uint64_t memory_bytes) {
  const Shape shape = shape_of(family);
  if (shape == Shape::kPacked) return {};
  const rocksdb::CompressionOptions options =
      packing == Packing::kQuick ? quick_packing() : thorough_packing(shape, memory_bytes);
  return {{"block_based_table_factory",
           "{block_size=" + std::to_string(block_bytes(shape, packing)) + ";}"},
          {"bottommost_compression_opts",
           "{enabled=true;level=" + std::to_string(options.level) +
               ";max_dict_bytes=" + std::to_string(options.max_dict_bytes) +
               ";zstd_max_train_bytes=" + std::to_string(options.zstd_max_train_bytes) +
               ";max_dict_buffer_bytes=" + std::to_string(options.max_dict_buffer_bytes) + "}"}};
}

}  // namespace storyfold::storage
