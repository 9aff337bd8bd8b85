#pragma once
// Appends finished records to the store on a thread of its own, in order, while the fold goes on to
// the next one. What is decided but not yet appended stays visible: lookups answer from the waiting
// records first, then from the store. The waiting records are bounded; a full queue holds up the
// caller, so memory is flat when the disk is slow.
//
// One thread owns it. After a failure every call returns that error: the run must end.
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "core/result.h"
#include "core/stages.h"
#include "storage/store.h"

namespace storyfold::app {

class WriteBehind {
 public:
  // A record may stay for `gather` until others come that can be appended with it: a thread that
  // wakes for each of them takes the CPU from another each time. Not when it is waited for, many
  // have come, or it is a poll, a tombstone or a block of a host.
  explicit WriteBehind(storage::Store& store, std::chrono::milliseconds gather = {});
  ~WriteBehind();  // appends what waits
  WriteBehind(const WriteBehind&) = delete;
  WriteBehind& operator=(const WriteBehind&) = delete;

  // The numbers that the next new item and sighting must have.
  [[nodiscard]] ItemNumber next_item() const noexcept { return next_item_; }
  [[nodiscard]] SightingNumber next_sighting() const noexcept { return next_sighting_; }

  Result<void> append(storage::Finished record);
  // Waits until everything is in the store.
  Result<void> flush();

  Result<std::optional<SightingNumber>> sighting_number(const SightingId& id);
  Result<std::optional<ItemNumber>> item_number(const Sha256& id);
  Result<std::vector<ItemNumber>> items_by_exact(const Xxh128& exact);
  Result<std::vector<SightingNumber>> sightings_of_url(std::string_view url);
  // These wait for the record first when it is still on its way.
  Result<std::optional<storage::Sighting>> sighting(SightingNumber number,
                                                    storage::Item* item = nullptr);
  Result<std::optional<std::string>> sighting_url(SightingNumber number);
  Result<std::optional<storage::Item>> item(ItemNumber number);
  Result<std::optional<storage::Print>> print(ItemNumber number);
  Result<std::optional<UrlRecord>> url(std::string_view url);
  Result<std::vector<bool>> known_urls(std::span<const std::string> urls);
  // Notes from now on, until unwatch(), whether a record of that address is handed over: whoever
  // read it before need not read it again to know.
  void watch(const std::string& url) { watched_.insert_or_assign(url, false); }
  void unwatch(const std::string& url) { watched_.erase(url); }
  [[nodiscard]] bool was_written(const std::string& url) const;  // true also of one not watched
  // Waits first when a tombstone is on its way.
  Result<std::optional<storage::Tombstone>> forgotten(std::string_view url);
  Result<std::optional<storage::Tombstone>> forgotten(const Sha256& item);

 private:
  struct Waiting {  // the keys of a record that may not be in the store yet
    std::uint64_t sequence = 0;
    std::vector<SightingNumber> sightings;
    std::optional<SightingId> new_sighting;
    std::string url;
    std::optional<storage::Item> item;  // without body
    Xxh128 exact;
    std::vector<std::string> urls;  // of records in `urls_`
    bool tombstones = false;
  };
  struct WaitingUrl {
    std::uint64_t sequence = 0;  // of the newest record that has it
    UrlRecord record;
  };

  void run();
  [[nodiscard]] bool is_full() const;  // so that writing should begin; under the mutex
  Result<void> wait_for_sighting(SightingNumber number);
  Result<void> wait_for_item(ItemNumber number);
  Result<void> wait_for_tombstones();
  void remember(const storage::Finished& record);
  // Forgets what has reached the store; the error of the writing thread, if any.
  Result<void> settle();

  storage::Store& store_;
  const std::chrono::milliseconds gather_;
  ItemNumber next_item_;
  SightingNumber next_sighting_;
  std::deque<Waiting> waiting_;
  std::unordered_map<std::string, WaitingUrl> urls_;
  std::unordered_map<std::string, bool> watched_;  // written since?
  std::uint64_t appended_ = 0;                     // records handed over

  std::mutex mutex_;
  std::condition_variable filled_;        // waits: the thread
  std::condition_variable written_some_;  // waits: the owner
  std::deque<storage::Finished> queue_;
  std::size_t queued_bytes_ = 0;  // about, of the records not yet in the store
  std::uint64_t written_ = 0;     // records in the store
  std::optional<Error> failure_;
  bool urgent_ = false;   // one of the queue is not to wait
  bool awaited_ = false;  // the owner waits for all of it
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace storyfold::app
