#include "app/sync_thread.h"

#include <utility>

namespace storyfold::app {
namespace {

constexpr std::chrono::minutes kChoreEvery{1};

}  // namespace

SyncThread::SyncThread(storage::Store& store, std::chrono::milliseconds interval,
                       std::function<Result<void>()> chore)
    : store_(store), interval_(interval), chore_(std::move(chore)), thread_([this] { run(); }) {}

SyncThread::~SyncThread() { join(); }

std::optional<Error> SyncThread::failure() {
  const std::lock_guard lock(mutex_);
  return failure_;
}

Result<void> SyncThread::finish() {
  join();
  if (failure_) return *failure_;
  return store_.sync();
}

void SyncThread::run() {
  auto next_chore = std::chrono::steady_clock::now() + kChoreEvery;
  std::unique_lock lock(mutex_);
  while (!ended_) {
    wake_.wait_for(lock, interval_, [&] { return ended_; });
    if (ended_) return;
    lock.unlock();
    auto done = store_.sync();
    if (done && chore_ && std::chrono::steady_clock::now() >= next_chore) {
      done = chore_();
      next_chore = std::chrono::steady_clock::now() + kChoreEvery;
    }
    lock.lock();
    if (!done) {
      failure_ = done.error();
      return;
    }
  }
}

void SyncThread::join() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

}  // namespace storyfold::app
