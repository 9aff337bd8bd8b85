#pragma once
// The middle of the pipeline: batches go in numbered, are worked on by several threads, and come
// out in order. What is inside is bounded: push() waits when `capacity` batches have not been
// taken out yet, so a slow consumer slows the producer and memory stays flat.
//
// push() and finish() from one producer, work() from any number of workers, pop() from one
// consumer. stop() may be called by anyone: everybody waiting returns at once.
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace storyfold::app {

template <class In, class Out>
class OrderedStage {
 public:
  explicit OrderedStage(std::size_t capacity) : capacity_(capacity) {}

  // False when stopped: the batch was not taken.
  bool push(In batch) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return stopped_ || next_in_ - next_out_ < capacity_; });
    if (stopped_) return false;
    waiting_.emplace_back(next_in_++, std::move(batch));
    work_.notify_one();
    return true;
  }

  // No more batches will come.
  void finish() {
    const std::lock_guard lock(mutex_);
    finished_ = true;
    work_.notify_all();
    ready_.notify_all();
  }

  void stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    room_.notify_all();
    work_.notify_all();
    ready_.notify_all();
  }

  // Runs `step` on batches until none will come. Called by each worker thread.
  template <class Step>
  void work(Step&& step) {
    for (;;) {
      std::unique_lock lock(mutex_);
      work_.wait(lock, [&] { return stopped_ || finished_ || !waiting_.empty(); });
      if (stopped_ || waiting_.empty()) return;
      auto [number, batch] = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      Out done = step(std::move(batch));
      lock.lock();
      done_.emplace(number, std::move(done));
      if (number == next_out_) ready_.notify_one();
    }
  }

  // The next batch in order; none when all are out or the stage was stopped.
  std::optional<Out> pop() {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [&] {
      return stopped_ || done_.contains(next_out_) || (finished_ && next_out_ == next_in_);
    });
    if (stopped_) return std::nullopt;
    auto node = done_.extract(next_out_);
    if (node.empty()) return std::nullopt;
    ++next_out_;
    room_.notify_one();
    return std::move(node.mapped());
  }

 private:
  const std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable work_;
  std::condition_variable ready_;
  std::deque<std::pair<std::uint64_t, In>> waiting_;
  std::map<std::uint64_t, Out> done_;
  std::uint64_t next_in_ = 0;
  std::uint64_t next_out_ = 0;
  bool finished_ = false;
  bool stopped_ = false;
};

}  // namespace storyfold::app
