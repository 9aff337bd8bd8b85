#pragma once
// What a Store consists of. Private to store.cc, store_reads.cc and store_crawl.cc.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/batch.h"
#include "storage/codec.h"
#include "storage/database.h"
#include "storage/file.h"
#include "storage/folder.h"
#include "storage/store.h"
#include "storage/view.h"
#include "storage/witness.h"

namespace storyfold::storage {

struct Store::Impl {
  Impl(Folder where, const StoreOptions& how) : folder(std::move(where)), options(how) {}

  Result<void> load();     // secret and state, at open
  Result<void> refresh();  // state and names, from the database
  [[nodiscard]] View view() const { return {current(), secret}; }
  [[nodiscard]] std::shared_ptr<Database> current() const {
    const std::lock_guard lock(state_mutex);
    return database;
  }
  [[nodiscard]] Testimony testimony() const;
  // Why nothing can be written any more. A store that failed once stays failed: what is on the
  // disk is only known again after the next open.
  [[nodiscard]] std::optional<Error> fault() const;
  Error fail(Error error);

  Folder folder;
  File write_lock;  // before the database, so that it is released after it is closed
  StoreOptions options;
  std::uint64_t secret = 0;

  // Builds a batch and writes it: append() and trim_raw() take turns.
  Result<void> write(const std::function<Result<void>(BatchBuilder&)>& build);
  // The pages kept as fetched that are not to be kept, the oldest few of them.
  Result<std::vector<BatchBuilder::OldRaw>> old_raw(std::chrono::sys_seconds keep_since,
                                                    std::uint64_t max_bytes);
  [[nodiscard]] std::uint64_t total(std::string_view name) const;

  std::mutex write_mutex;
  std::uint64_t oldest_raw =
      0;  // under write_mutex: none is older. Spares seeking over removed ones

  // Whoever holds write_mutex, or catch_up(), writes and everybody reads these under the mutex;
  // the holder of write_mutex, the only writer, reads them without.
  mutable std::mutex state_mutex;
  std::shared_ptr<Database> database;  // a reader's is replaced by catch_up()
  State state;
  std::vector<std::string> names;
  std::optional<Error> failure;

  std::mutex sync_mutex;
  std::optional<Witness> witness;  // of a writer
  Testimony synced;
};

}  // namespace storyfold::storage
