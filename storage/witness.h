#pragma once
// The witness: a small file beside the database that says how far the store had come when it was
// last synced. RocksDB opens without complaint when its newest log is cut, emptied or deleted; only
// a second account of the batch number shows that records are missing (docs/adr/0004).
//
// Two slots of one block each are overwritten in turn, so that a torn write leaves the other:
// one fdatasync a sync, where a renamed file would cost three.
// One thread at a time.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "core/result.h"
#include "storage/file.h"

namespace storyfold::storage {

struct Testimony {
  std::uint64_t batch = 0;
  std::uint64_t items = 0;
  std::uint64_t sightings = 0;
  bool operator==(const Testimony&) const = default;
};

class Witness {
 public:
  // Makes the file with a testimony of nothing; replaces one that is there.
  static Result<Witness> create(const std::filesystem::path& path);
  // None: no such file. kCorruption: neither slot is whole.
  static Result<std::optional<Witness>> open(const std::filesystem::path& path);

  [[nodiscard]] const Testimony& last() const noexcept { return last_; }
  // Durable on return.
  Result<void> record(const Testimony& testimony);

 private:
  Witness(std::filesystem::path path, File file);

  std::filesystem::path path_;
  File file_;
  Testimony last_;
  std::uint64_t turn_ = 0;  // of the last slot written; its parity is the slot
};

}  // namespace storyfold::storage
