// What the store keeps of a crawl: look-ups, scans, and trimming pages kept as fetched.
#include <algorithm>
#include <utility>

#include "storage/crawl_codec.h"
#include "storage/store_impl.h"

namespace storyfold::storage {
namespace {

// Pages looked at for one batch of trim_raw(): append() waits no longer than these take.
constexpr std::size_t kTrimmedAtOnce = 64;

}  // namespace

Result<std::vector<std::optional<UrlRecord>>> View::urls(std::span<const std::string> urls) const {
  std::vector<std::string> keys;
  keys.reserve(urls.size());
  for (const std::string& url : urls) keys.push_back(page_key(url, secret_));
  std::vector<std::optional<UrlRecord>> records(urls.size());
  const Result<void> read =
      get_many(Family::kPage, keys, [&](std::size_t i, std::string_view value) -> Result<void> {
        auto record = decode_url(value);
        if (!record) return damaged(Family::kPage, keys[i], record.error().what);
        if (record->url != urls[i]) {
          return damaged(Family::kPage, keys[i], "it holds another address than the one asked for");
        }
        records[i] = *std::move(record);
        return {};
      });
  if (!read) return read.error();
  return records;
}

Result<std::optional<HostRecord>> View::host(std::string_view origin) const {
  rocksdb::PinnableSlice value;
  const Result<bool> found = get(Family::kHost, origin, value);
  if (!found) return found.error();
  if (!*found) return std::optional<HostRecord>{};
  rocksdb::PinnableSlice kept;
  const std::string key = robots_key(origin);
  const Result<bool> has_robots_txt = get(Family::kHost, key, kept);
  if (!has_robots_txt) return has_robots_txt.error();
  std::string robots;
  if (*has_robots_txt) {
    auto text = decode_bytes(view(kept));
    if (!text) return damaged(Family::kHost, key, text.error().what);
    robots = *std::move(text);
  }
  auto host = decode_host(origin, view(value), robots);
  if (!host) return damaged(Family::kHost, origin, host.error().what);
  return std::optional<HostRecord>(*std::move(host));
}

Result<std::optional<UrlRecord>> Store::url(std::string_view url) const {
  const std::string text(url);
  auto records = impl_->view().urls({&text, 1});
  if (!records) return records.error();
  return std::move(records->front());
}

Result<std::vector<bool>> Store::known_urls(std::span<const std::string> urls) const {
  const auto records = impl_->view().urls(urls);
  if (!records) return records.error();
  std::vector<bool> known(urls.size());
  for (std::size_t i = 0; i < urls.size(); ++i) known[i] = (*records)[i].has_value();
  return known;
}

Result<std::vector<DueEntry>> Store::due_urls(std::string_view origin,
                                              const std::optional<DueEntry>& after,
                                              std::size_t limit) const {
  const View view = impl_->view();
  std::vector<DueEntry> entries;
  if (limit == 0) return entries;
  // The key behind that of `after`.
  const std::string from =
      after ? due_key(after->url, after->due, view.secret()) + '\0' : std::string();
  const Result<void> read =
      view.scan(Family::kDue, from, due_prefix(origin), [&](auto key, auto value) -> Result<bool> {
        const auto parsed = parse_due_key(key);
        if (!parsed) return damaged(Family::kDue, key, "the key is not that of a waiting address");
        auto entry = decode_due(parsed->origin, parsed->due, value);
        if (!entry) return damaged(Family::kDue, key, entry.error().what);
        entries.push_back(*std::move(entry));
        return entries.size() < limit;
      });
  if (!read) return read.error();
  return entries;
}

Result<std::vector<std::string>> Store::due_origins() const {
  std::vector<std::string> origins;
  const auto entry = impl_->view().iterate(Family::kDue);
  entry->SeekToFirst();
  while (entry->Valid()) {
    const std::string_view key = storage::view(entry->key());
    const auto parsed = parse_due_key(key);
    if (!parsed) return damaged(Family::kDue, key, "the key is not that of a waiting address");
    origins.emplace_back(parsed->origin);
    entry->Seek(origins.back() + '\1');  // behind all of the origin's
  }
  if (!entry->status().ok()) return to_error(entry->status(), "read family due");
  return origins;
}

Result<std::optional<HostRecord>> Store::host(std::string_view origin) const {
  return impl_->view().host(origin);
}

Result<std::optional<SourceRecord>> Store::source(std::string_view url) const {
  rocksdb::PinnableSlice value;
  const Result<bool> found = impl_->view().get(Family::kSource, url, value);
  if (!found) return found.error();
  if (!*found) return std::optional<SourceRecord>{};
  auto source = decode_source(url, storage::view(value));
  if (!source) return damaged(Family::kSource, url, source.error().what);
  return std::optional<SourceRecord>(*std::move(source));
}

Result<std::optional<std::string>> Store::budget(std::string_view origin) const {
  rocksdb::PinnableSlice value;
  const Result<bool> found = impl_->view().get(Family::kBudget, origin, value);
  if (!found) return found.error();
  if (!*found) return std::optional<std::string>{};
  auto bytes = decode_bytes(storage::view(value));
  if (!bytes) return damaged(Family::kBudget, origin, bytes.error().what);
  return std::optional<std::string>(*std::move(bytes));
}

Result<std::map<std::string, std::string>> Store::outlets() const {
  std::map<std::string, std::string> outlets;
  const Result<void> read =
      impl_->view().scan(Family::kOutlet, {}, {}, [&](auto key, auto value) -> Result<bool> {
        auto text = decode_bytes(value);
        if (!text) return damaged(Family::kOutlet, key, text.error().what);
        outlets.emplace(key, *std::move(text));
        return true;
      });
  if (!read) return read.error();
  return outlets;
}

Result<std::optional<RawPage>> Store::raw(std::string_view url) const {
  const View view = impl_->view();
  const std::string prefix = raw_url_prefix(url, view.secret());
  const auto entry = view.iterate(Family::kRaw);
  entry->SeekForPrev(prefix + '\xff');  // above any number
  if (!entry->status().ok()) return to_error(entry->status(), "read family raw");
  if (!entry->Valid()) return std::optional<RawPage>{};
  const std::string_view key = storage::view(entry->key());
  if (!key.starts_with(prefix)) return std::optional<RawPage>{};
  const auto number = parse_number_key(key.substr(prefix.size()));
  if (!number) return damaged(Family::kRaw, key, "the key is not that of a page");
  rocksdb::PinnableSlice value;
  const Result<bool> found = view.get(Family::kRaw, raw_key(*number), value);
  if (!found) return found.error();
  if (!*found) return std::optional<RawPage>{};  // removed meanwhile
  auto page = decode_raw(*number, storage::view(value));
  if (!page) return damaged(Family::kRaw, raw_key(*number), page.error().what);
  if (page->url != url) return damaged(Family::kRaw, key, "it leads to another address");
  return std::optional<RawPage>(*std::move(page));
}

std::uint64_t Store::Impl::total(std::string_view name) const {
  const std::lock_guard lock(state_mutex);
  const auto known = std::find(names.begin(), names.end(), name);
  const auto index = static_cast<std::size_t>(known - names.begin());
  return index < state.totals.size() ? static_cast<std::uint64_t>(state.totals[index]) : 0;
}

Store::RawTotals Store::raw_totals() const {
  return {.pages = impl_->total(kRawCounter), .bytes = impl_->total(kRawBytesCounter)};
}

namespace {

Result<std::optional<Tombstone>> tombstone(const View& view, const std::string& key,
                                           const std::optional<Sha256>& item) {
  rocksdb::PinnableSlice value;
  const Result<bool> found = view.get(Family::kForgotten, key, value);
  if (!found) return found.error();
  if (!*found) return std::optional<Tombstone>{};
  auto stone = decode_tombstone(item, storage::view(value));
  if (!stone) return damaged(Family::kForgotten, key, stone.error().what);
  return std::optional<Tombstone>(*std::move(stone));
}

}  // namespace

Result<std::optional<Tombstone>> Store::forgotten(std::string_view url) const {
  const View view = impl_->view();
  return tombstone(view, forgotten_key(url, view.secret()), std::nullopt);
}

Result<std::optional<Tombstone>> Store::forgotten(const Sha256& item) const {
  return tombstone(impl_->view(), forgotten_key(item), item);
}

Result<void> Store::for_each_url(const Visitor<UrlRecord>& visit) const {
  return impl_->view().scan(Family::kPage, {}, {}, [&](auto key, auto value) -> Result<bool> {
    const Result<UrlRecord> record = decode_url(value);
    if (!record) return damaged(Family::kPage, key, record.error().what);
    return visit(*record);
  });
}

Result<void> Store::for_each_host(const Visitor<HostRecord>& visit) const {
  const View view = impl_->view();
  return view.scan(Family::kHost, {}, {}, [&](auto key, auto) -> Result<bool> {
    if (key.find('\0') != key.npos) return true;  // the robots.txt of the one before
    const auto host = view.host(key);
    if (!host) return host.error();
    return !*host || visit(**host);
  });
}

Result<void> Store::for_each_source(const Visitor<SourceRecord>& visit) const {
  return impl_->view().scan(Family::kSource, {}, {}, [&](auto key, auto value) -> Result<bool> {
    const Result<SourceRecord> source = decode_source(key, value);
    if (!source) return damaged(Family::kSource, key, source.error().what);
    return visit(*source);
  });
}

Result<void> Store::for_each_forgotten(const Visitor<Tombstone>& visit) const {
  return impl_->view().scan(Family::kForgotten, {}, {}, [&](auto key, auto value) -> Result<bool> {
    const auto parsed = parse_forgotten_key(key);
    if (!parsed) return damaged(Family::kForgotten, key, "the key is not a tombstone's");
    const Result<Tombstone> stone = decode_tombstone(parsed->item, value);
    if (!stone) return damaged(Family::kForgotten, key, stone.error().what);
    return visit(*stone);
  });
}

Result<void> Store::for_each_raw(std::uint64_t from, const Visitor<RawPage>& visit) const {
  return impl_->view().scan(Family::kRaw, raw_key(from), raw_prefix(),
                            [&](auto key, auto value) -> Result<bool> {
                              const auto number = parse_raw_key(key);
                              if (!number)
                                return damaged(Family::kRaw, key, "the key is not that of a page");
                              const Result<RawPage> page = decode_raw(*number, value);
                              if (!page) return damaged(Family::kRaw, key, page.error().what);
                              return visit(*page);
                            });
}

Result<std::vector<BatchBuilder::OldRaw>> Store::Impl::old_raw(std::chrono::sys_seconds keep_since,
                                                               std::uint64_t max_bytes) {
  std::vector<BatchBuilder::OldRaw> old;
  std::uint64_t left = total(kRawBytesCounter);
  const Result<void> read = view().scan(
      Family::kRaw, raw_key(oldest_raw), raw_prefix(), [&](auto key, auto value) -> Result<bool> {
        const auto number = parse_raw_key(key);
        if (!number) return damaged(Family::kRaw, key, "the key is not that of a page");
        const Result<RawPage> page = decode_raw_head(*number, value);
        if (!page) return damaged(Family::kRaw, key, page.error().what);
        oldest_raw = *number;
        if (left <= max_bytes && page->fetched_at >= keep_since) return false;
        left -= value.size();
        old.push_back({.number = *number, .url = page->url, .bytes = value.size()});
        return old.size() < kTrimmedAtOnce;
      });
  if (!read) return read.error();
  return old;
}

Result<std::uint64_t> Store::trim_raw(std::chrono::sys_seconds keep_since,
                                      std::uint64_t max_bytes) {
  if (!writable()) return Error{Errc::kBadInput, "the store was opened for reading only"};
  std::uint64_t removed = 0;
  for (bool more = true; more;) {
    const Result<void> written = impl_->write([&](BatchBuilder& builder) -> Result<void> {
      const auto old = impl_->old_raw(keep_since, max_bytes);
      if (!old) return old.error();
      removed += old->size();
      more = old->size() == kTrimmedAtOnce;
      if (!old->empty()) builder.remove_raw(*old);
      return {};
    });
    if (!written) return written.error();
  }
  return removed;
}

}  // namespace storyfold::storage
