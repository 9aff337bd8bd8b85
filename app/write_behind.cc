#include "app/write_behind.h"

#include <algorithm>
#include <utility>

#include "core/url.h"

namespace storyfold::app {
namespace {

constexpr std::size_t kMaxQueued = 512;
constexpr std::size_t kMaxQueuedBytes = 2u << 20;  // pages as fetched and long lists weigh much

std::size_t weight_of(const storage::Finished& record) {
  std::size_t bytes = record.urls.size() * sizeof(UrlRecord);
  for (const UrlRecord& url : record.urls) {
    bytes += url.url.size() + url.found_on.size() + url.listed.text.size();
  }
  for (const HostRecord& host : record.hosts) bytes += host.robots.size();
  if (record.raw) bytes += record.raw->bytes.size() + record.raw->gzip.size();
  if (record.new_item) bytes += record.new_item->body.size();
  return bytes;
}

// What has to stand after a kill at once, or is read from the store itself.
bool is_urgent(const storage::Finished& record) {
  return !record.polled.empty() || !record.tombstones.empty() ||
         std::any_of(record.hosts.begin(), record.hosts.end(), [](const HostRecord& host) {
           return host.blocked_until > host.last_request;  // one that is over stays in the record
         });
}

// As the store compares URLs: in normal form, or to the letter when it is none.
std::string url_key(std::string_view url) {
  auto normal = normalize_url(url);
  return normal ? *std::move(normal) : std::string(url);
}

}  // namespace

WriteBehind::WriteBehind(storage::Store& store, std::chrono::milliseconds gather)
    : store_(store),
      gather_(gather),
      next_item_(store.next_item()),
      next_sighting_(store.next_sighting()),
      thread_([this] { run(); }) {}

WriteBehind::~WriteBehind() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  filled_.notify_one();
  thread_.join();
}

void WriteBehind::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    filled_.wait(lock, [&] { return ended_ || !queue_.empty(); });
    filled_.wait_for(lock, gather_, [&] { return ended_ || awaited_ || urgent_ || is_full(); });
    if (queue_.empty() || failure_) return;
    urgent_ = false;
    std::deque<storage::Finished> taken;
    taken.swap(queue_);
    lock.unlock();
    std::optional<Error> failed;
    std::uint64_t done = 0;
    std::size_t bytes = 0;
    for (storage::Finished& record : taken) {
      if (auto result = store_.append(record); !result) {
        failed = result.error();
        break;
      }
      ++done;
      bytes += weight_of(record);
      record = {};  // what is written need not wait for the others
    }
    lock.lock();
    written_ += done;
    queued_bytes_ -= bytes;
    failure_ = failed;
    written_some_.notify_one();
  }
}

bool WriteBehind::is_full() const {
  return queue_.size() >= kMaxQueued / 4 || queued_bytes_ >= kMaxQueuedBytes / 4;
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
  for (const UrlRecord& url : record.urls) {
    urls_.insert_or_assign(url.url, WaitingUrl{appended_, url});
    waiting.urls.push_back(url.url);
    if (const auto watched = watched_.find(url.url); watched != watched_.end()) {
      watched->second = true;
    }
  }
  waiting.tombstones = !record.tombstones.empty();
  waiting_.push_back(std::move(waiting));
}

Result<void> WriteBehind::append(storage::Finished record) {
  remember(record);
  {
    std::unique_lock lock(mutex_);
    written_some_.wait(lock, [&] {
      return failure_ || (queue_.size() < kMaxQueued && queued_bytes_ < kMaxQueuedBytes);
    });
    if (failure_) return *failure_;
    const bool first = queue_.empty();
    urgent_ = urgent_ || is_urgent(record);
    queued_bytes_ += weight_of(record);
    queue_.push_back(std::move(record));
    if (first || urgent_ || is_full()) filled_.notify_one();
  }
  return settle();
}

Result<void> WriteBehind::flush() {
  {
    std::unique_lock lock(mutex_);
    awaited_ = true;
    filled_.notify_one();
    written_some_.wait(lock, [&] { return failure_ || written_ == appended_; });
    awaited_ = false;
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
  for (; !waiting_.empty() && waiting_.front().sequence <= written; waiting_.pop_front()) {
    for (const std::string& url : waiting_.front().urls) {
      const auto record = urls_.find(url);
      if (record != urls_.end() && record->second.sequence <= written) urls_.erase(record);
    }
  }
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

Result<void> WriteBehind::wait_for_sighting(SightingNumber number) {
  if (auto settled = settle(); !settled) return settled;
  const bool on_its_way =
      std::any_of(waiting_.begin(), waiting_.end(), [&](const Waiting& waiting) {
        return std::find(waiting.sightings.begin(), waiting.sightings.end(), number) !=
               waiting.sightings.end();
      });
  return on_its_way ? flush() : Result<void>{};
}

Result<std::optional<storage::Sighting>> WriteBehind::sighting(SightingNumber number,
                                                               storage::Item* item) {
  if (auto waited = wait_for_sighting(number); !waited) return waited.error();
  return store_.sighting(number, item);
}

Result<std::optional<std::string>> WriteBehind::sighting_url(SightingNumber number) {
  if (auto waited = wait_for_sighting(number); !waited) return waited.error();
  return store_.sighting_url(number);
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

Result<std::optional<UrlRecord>> WriteBehind::url(std::string_view url) {
  if (auto settled = settle(); !settled) return settled.error();
  if (const auto record = urls_.find(std::string(url)); record != urls_.end()) {
    return std::optional(record->second.record);
  }
  return store_.url(url);
}

Result<std::vector<bool>> WriteBehind::known_urls(std::span<const std::string> urls) {
  if (auto settled = settle(); !settled) return settled.error();
  auto known = store_.known_urls(urls);
  if (!known || urls_.empty()) return known;
  for (std::size_t i = 0; i < urls.size(); ++i) {
    if (urls_.contains(urls[i])) (*known)[i] = true;
  }
  return known;
}

bool WriteBehind::was_written(const std::string& url) const {
  const auto watched = watched_.find(url);
  return watched == watched_.end() || watched->second;
}

Result<void> WriteBehind::wait_for_tombstones() {
  if (auto settled = settle(); !settled) return settled;
  const bool on_its_way = std::any_of(waiting_.begin(), waiting_.end(),
                                      [](const Waiting& waiting) { return waiting.tombstones; });
  return on_its_way ? flush() : Result<void>{};
}

Result<std::optional<storage::Tombstone>> WriteBehind::forgotten(std::string_view url) {
  if (auto waited = wait_for_tombstones(); !waited) return waited.error();
  return store_.forgotten(url);
}

Result<std::optional<storage::Tombstone>> WriteBehind::forgotten(const Sha256& item) {
  if (auto waited = wait_for_tombstones(); !waited) return waited.error();
  return store_.forgotten(item);
}

}  // namespace storyfold::app
