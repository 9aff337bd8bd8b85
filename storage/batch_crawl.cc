// The part of a batch that is the crawl's state.
#include <algorithm>
#include <unordered_set>
#include <utility>

#include "core/gzip.h"
#include "storage/batch.h"
#include "storage/crawl_codec.h"

namespace storyfold::storage {
namespace {

// Origins end where a NUL stands in a key.
bool usable(std::string_view text) { return !text.empty() && text.find('\0') == text.npos; }

Error unusable(std::string_view what) {
  return {Errc::kBadInput, std::string(what) + " that is empty or holds a NUL was appended"};
}

bool waits_alike(const UrlRecord& a, const UrlRecord& b) {
  return a.due == b.due && a.priority == b.priority;
}

}  // namespace

Result<void> BatchBuilder::add_crawl(const Finished& record) {
  if (Result<void> added = add_urls(record); !added) return added;
  if (Result<void> added = add_hosts(record); !added) return added;
  if (Result<void> added = add_raw(record); !added) return added;
  for (const SourceRecord& source : record.polled) {
    if (!usable(source.url)) return unusable("a source");
    put(Family::kSource, source.url, encode_source(source));
  }
  const auto add_texts = [&](Family family, const std::map<std::string, std::string>& texts) {
    for (const auto& [key, text] : texts) {
      if (text.empty()) {
        erase(family, key);
      } else {
        put(family, key, encode_bytes(text));
      }
    }
  };
  add_texts(Family::kBudget, record.budgets);
  add_texts(Family::kOutlet, record.outlets);
  for (const Tombstone& stone : record.tombstones) {
    put(Family::kForgotten,
        stone.item ? forgotten_key(*stone.item) : forgotten_key(stone.url, view_.secret()),
        encode_tombstone(stone));
  }
  return {};
}

Result<void> BatchBuilder::add_urls(const Finished& record) {
  // Of one address given twice the last counts.
  std::unordered_set<std::string_view> given;
  std::vector<const UrlRecord*> records;
  std::vector<std::string> urls;
  for (auto url = record.urls.rbegin(); url != record.urls.rend(); ++url) {
    if (!usable(url->url)) return unusable("an address");
    if (!given.insert(url->url).second) continue;
    records.push_back(&*url);
    urls.push_back(url->url);
  }
  const auto olds = view_.urls(urls);
  if (!olds) return olds.error();
  for (std::size_t i = 0; i < records.size(); ++i) add_url(*records[i], (*olds)[i]);
  return {};
}

void BatchBuilder::add_url(const UrlRecord& record, const std::optional<UrlRecord>& old) {
  const std::uint64_t secret = view_.secret();
  constexpr std::chrono::sys_seconds kNever{};
  put(Family::kPage, page_key(record.url, secret), encode_url(record));
  if (!old) add_total(std::string(kUrlsCounter), 1);
  if (old && waits_alike(*old, record)) return;
  if (old && old->due != kNever && old->due != record.due) {
    erase(Family::kDue, due_key(record.url, old->due, secret));
  }
  if (record.due != kNever) {
    put(Family::kDue, due_key(record.url, record.due, secret), encode_due(record));
  }
}

Result<void> BatchBuilder::add_hosts(const Finished& record) {
  for (const HostRecord& host : record.hosts) {
    if (!usable(host.origin)) return unusable("a host");
    rocksdb::PinnableSlice old;
    const Result<bool> stands = view_.get(Family::kHost, host.origin, old);
    if (!stands) return stands.error();
    const bool has_it = *stands ? has_robots(storage::view(old), host.robots) : host.robots.empty();
    if (!has_it && host.robots.empty()) erase(Family::kHost, robots_key(host.origin));
    if (!has_it && !host.robots.empty()) {
      put(Family::kHost, robots_key(host.origin), encode_bytes(host.robots));
    }
    put(Family::kHost, host.origin, encode_host(host));
  }
  return {};
}

// Its number is the batch's: a batch brings one page at most, so it is new and ascends.
Result<void> BatchBuilder::add_raw(const Finished& record) {
  if (!record.raw) return {};
  const RawPage& page = *record.raw;
  const std::size_t bytes = std::max(page.bytes.size(), gzip_length(page.gzip));
  if (std::max(bytes, page.gzip.size()) > kMaxRawBytes) return {};
  const Result<std::string> value = encode_raw(page);
  if (!value) return value.error();
  put(Family::kRaw, raw_key(state_.batch), *value);
  put(Family::kRaw, raw_url_key(page.url, state_.batch, view_.secret()), {});
  add_total(std::string(kRawCounter), 1);
  add_total(std::string(kRawBytesCounter), static_cast<std::int64_t>(value->size()));
  return {};
}

void BatchBuilder::drop_raw(const OldRaw& page) {
  erase(Family::kRaw, raw_key(page.number));
  erase(Family::kRaw, raw_url_key(page.url, page.number, view_.secret()));
  add_total(std::string(kRawCounter), -1);
  add_total(std::string(kRawBytesCounter), -static_cast<std::int64_t>(page.bytes));
}

void BatchBuilder::remove_raw(const std::vector<OldRaw>& pages) {
  ++state_.batch;
  for (const OldRaw& page : pages) drop_raw(page);
  write_state();
}

}  // namespace storyfold::storage
