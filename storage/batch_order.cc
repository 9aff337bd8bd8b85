#include "storage/batch_order.h"

#include <rocksdb/write_batch.h>

#include "storage/codec.h"
#include "storage/keys.h"

namespace storyfold::storage {
namespace {

// Finds the state that append() writes into every batch.
class StateFinder final : public rocksdb::WriteBatch::Handler {
 public:
  explicit StateFinder(std::uint32_t meta) : meta_(meta) {}

  rocksdb::Status PutCF(std::uint32_t family, const rocksdb::Slice& key,
                        const rocksdb::Slice& value) override {
    if (family != meta_ || key != rocksdb::Slice(kStateKey.data(), kStateKey.size())) return {};
    if (const auto state = decode_state({value.data(), value.size()})) batch_ = state->batch;
    return {};
  }
  rocksdb::Status DeleteCF(std::uint32_t /*family*/, const rocksdb::Slice& /*key*/) override {
    return {};
  }
  rocksdb::Status MergeCF(std::uint32_t /*family*/, const rocksdb::Slice& /*key*/,
                          const rocksdb::Slice& /*value*/) override {
    return {};
  }
  [[nodiscard]] std::optional<std::uint64_t> batch() const noexcept { return batch_; }

 private:
  std::uint32_t meta_;
  std::optional<std::uint64_t> batch_;
};

}  // namespace

void BatchOrder::ColumnFamilyLogNumberMap(const std::map<std::uint32_t, std::uint64_t>& /*logs*/,
                                          const std::map<std::string, std::uint32_t>& families) {
  const auto meta = families.find(std::string(name_of(Family::kMeta)));
  if (meta != families.end()) meta_ = meta->second;
}

rocksdb::WalFilter::WalProcessingOption BatchOrder::LogRecordFound(
    unsigned long long /*log_number*/, const std::string& log_file_name,
    const rocksdb::WriteBatch& batch, rocksdb::WriteBatch* /*new_batch*/, bool* /*batch_changed*/) {
  StateFinder finder(meta_);
  const bool read = batch.Iterate(&finder).ok();
  // The batch that founds a store has no number.
  if (read && !finder.batch()) return WalProcessingOption::kContinueProcessing;
  if (!read || (last_ && *finder.batch() != *last_ + 1)) {
    gap_ = "batch " + std::to_string(last_.value_or(0)) + " is followed by " +
           (read ? "batch " + std::to_string(*finder.batch()) : "bytes that are no batch") +
           " in " + log_file_name;
    return WalProcessingOption::kCorruptedRecord;
  }
  last_ = finder.batch();
  return WalProcessingOption::kContinueProcessing;
}

}  // namespace storyfold::storage
