#pragma once
// Makes appended records durable in the background, at least once an interval.
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "core/result.h"
#include "storage/store.h"

namespace storyfold::app {

class SyncThread {
 public:
  // Borrows `store`. `chore`, if any, runs on the same thread once a minute: work beside append()
  // that Store allows to one other thread.
  SyncThread(storage::Store& store, std::chrono::milliseconds interval,
             std::function<Result<void>()> chore = nullptr);
  ~SyncThread();
  SyncThread(const SyncThread&) = delete;
  SyncThread& operator=(const SyncThread&) = delete;

  // Why it ended before it was told to. Any thread.
  [[nodiscard]] std::optional<Error> failure();
  // Ends the thread and syncs what is left.
  Result<void> finish();

 private:
  void run();
  void join();

  storage::Store& store_;
  const std::chrono::milliseconds interval_;
  const std::function<Result<void>()> chore_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ended_ = false;
  std::optional<Error> failure_;
  std::thread thread_;
};

}  // namespace storyfold::app
