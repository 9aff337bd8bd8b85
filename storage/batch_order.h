#pragma once
// Watches RocksDB replay its logs at open: batches are numbered, so a record that is missing from
// the middle shows. Tail-tolerant recovery forgives the torn end of any log file, also of one that
// was followed by another; that is no crash but damage.
// Used by one open, on its thread.
#include <rocksdb/wal_filter.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace storyfold::storage {

class BatchOrder final : public rocksdb::WalFilter {
 public:
  void ColumnFamilyLogNumberMap(const std::map<std::uint32_t, std::uint64_t>& logs,
                                const std::map<std::string, std::uint32_t>& families) override;
  WalProcessingOption LogRecordFound(unsigned long long log_number,
                                     const std::string& log_file_name,
                                     const rocksdb::WriteBatch& batch,
                                     rocksdb::WriteBatch* new_batch, bool* batch_changed) override;
  const char* Name() const override { return "storyfold.batch-order"; }

  // "batch 7 is followed by batch 9 in ...": set when the replay was refused.
  [[nodiscard]] const std::optional<std::string>& gap() const noexcept { return gap_; }

 private:
  std::uint32_t meta_ = 0;  // id of the family
  std::optional<std::uint64_t> last_;
  std::optional<std::string> gap_;
};

}  // namespace storyfold::storage
