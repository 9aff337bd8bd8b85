#include "app/write_behind.h"

#include <algorithm>
#include <utility>

#include "core/url.h"

namespace storyfold::app {
namespace {

constexpr std::size_t kMaxQueued = 512;

// As the store compares URLs: in normal form, or to the letter when it is none.
std::string url_key(std::string_view url) {
  auto normal = normalize_url(url);
  return normal ? *std::move(normal) : std::string(url);
}

}  // namespace

WriteBehind::WriteBehind(storage::Store& store)
    : store_(store),
      next_item_(store.next_item()),
      next_sighting_(store.next_sighting()),
      thread_([this] { run(); }) {}

WriteBehind::~WriteBehind() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void WriteBehind::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return ended_ || !queue_.empty(); });
    if (queue_.empty() || failure_) return;
    std::deque<storage::Finished> taken;
    taken.swap(queue_);
    lock.unlock();
    std::optional<Error> failed;
    std::uint64_t done = 0;
    for (const storage::Finished& record : taken) {
      if (auto result = store_.append(record); !result) {
        failed = result.error();
        break;
      }
      ++done;
    }
    lock.lock();
    written_ += done;
    failure_ = failed;
    changed_.notify_all();
  }
}

void WriteBehind::remember(const storage::Finished& record) {
  Waiting waiting;
  waiting.sequence = ++appended_;
  for (const storage::Sighting& sighting : record.sightings) {
    waiting.sightings.push_back(sighting.number);
    if (sighting.number < next_sighting_) continue;
    next_sighting_ = sighting.number + 1;
    waiting.new_sighting = sighting.id;
    if (!sighting.url.empty()) waiting.url = url_key(sighting.url);
  }
  if (record.new_item) {
    next_item_ = record.new_item->number + 1;
    waiting.item = storage::Item{record.new_item->number, record.new_item->id, {}};
    if (record.print) waiting.exact = record.print->fingerprint.exact;
  }
  waiting_.push_back(std::move(waiting));
}

Result<void> WriteBehind::append(storage::Finished record) {
  remember(record);
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return failure_ || queue_.size() < kMaxQueued; });
    if (failure_) return *failure_;
    queue_.push_back(std::move(record));
  }
  changed_.notify_all();
  return {};
}

Result<void> WriteBehind::flush() {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return failure_ || written_ == appended_; });
  }
  return settle();
}

Result<void> WriteBehind::settle() {
  std::uint64_t written = 0;
  {
    const std::lock_guard lock(mutex_);
    if (failure_) return *failure_;
    written = written_;
  }
  while (!waiting_.empty() && waiting_.front().sequence <= written) waiting_.pop_front();
  return {};
}

Result<std::optional<SightingNumber>> WriteBehind::sighting_number(const SightingId& id) {
  if (auto settled = settle(); !settled) return settled.error();
  for (const Waiting& waiting : waiting_) {
    // A new sighting is the last of its record: those before it are older ones it changed.
    if (waiting.new_sighting == id) {
      return std::optional(*std::max_element(waiting.sightings.begin(), waiting.sightings.end()));
    }
  }
  return store_.sighting_number(id);
}

Result<std::optional<ItemNumber>> WriteBehind::item_number(const Sha256& id) {
  if (auto settled = settle(); !settled) return settled.error();
  for (const Waiting& waiting : waiting_) {
    if (waiting.item && waiting.item->id == id) return std::optional(waiting.item->number);
  }
  return store_.item_number(id);
}

Result<std::vector<ItemNumber>> WriteBehind::items_by_exact(const Xxh128& exact) {
  if (auto settled = settle(); !settled) return settled.error();
  auto items = store_.items_by_exact(exact);
  if (!items) return items;
  for (const Waiting& waiting : waiting_) {
    if (!waiting.item || waiting.exact != exact) continue;
    // It may have reached the store since settle().
    if (std::find(items->begin(), items->end(), waiting.item->number) == items->end()) {
      items->push_back(waiting.item->number);
    }
  }
  std::sort(items->begin(), items->end());
  return items;
}

Result<std::vector<SightingNumber>> WriteBehind::sightings_of_url(std::string_view url) {
  if (auto settled = settle(); !settled) return settled.error();
  auto numbers = store_.sightings_of_url(url);
  if (!numbers || waiting_.empty()) return numbers;
  const std::string key = url_key(url);
  for (const Waiting& waiting : waiting_) {
    if (!waiting.new_sighting || waiting.url != key) continue;
    const SightingNumber number =
        *std::max_element(waiting.sightings.begin(), waiting.sightings.end());
    if (std::find(numbers->begin(), numbers->end(), number) == numbers->end()) {
      numbers->push_back(number);
    }
  }
  std::sort(numbers->begin(), numbers->end());
  return numbers;
}

Result<std::optional<storage::Sighting>> WriteBehind::sighting(SightingNumber number) {
  if (auto settled = settle(); !settled) return settled.error();
  const bool on_its_way =
      std::any_of(waiting_.begin(), waiting_.end(), [&](const Waiting& waiting) {
        return std::find(waiting.sightings.begin(), waiting.sightings.end(), number) !=
               waiting.sightings.end();
      });
  if (on_its_way) {
    if (auto flushed = flush(); !flushed) return flushed.error();
  }
  return store_.sighting(number);
}

Result<void> WriteBehind::wait_for_item(ItemNumber number) {
  if (auto settled = settle(); !settled) return settled;
  const bool on_its_way = std::any_of(
      waiting_.begin(), waiting_.end(),
      [&](const Waiting& waiting) { return waiting.item && waiting.item->number == number; });
  return on_its_way ? flush() : Result<void>{};
}

Result<std::optional<storage::Item>> WriteBehind::item(ItemNumber number) {
  if (auto waited = wait_for_item(number); !waited) return waited.error();
  return store_.item(number);
}

Result<std::optional<storage::Print>> WriteBehind::print(ItemNumber number) {
  if (auto waited = wait_for_item(number); !waited) return waited.error();
  return store_.print(number);
}

}  // namespace storyfold::app
