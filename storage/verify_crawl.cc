#include "storage/verify_crawl.h"

#include <string>

#include "storage/batch.h"
#include "storage/crawl_codec.h"

namespace storyfold::storage {
namespace {

void check_urls(Checks& checks) {
  const View& view = checks.view();
  std::uint64_t urls = 0;
  std::uint64_t waiting = 0;
  checks.each(Family::kPage, [&](auto key, auto value) {
    ++urls;
    const auto record = decode_url(value);
    if (!record) return checks.problem(Family::kPage, key, record.error().what);
    checks.expect(page_key(record->url, view.secret()) == key, Family::kPage, key,
                  "it is the record of another address");
    checks.expect(
        record->sighting == 0 || checks.holds(Family::kSighting, number_key(record->sighting)),
        Family::kPage, key, "its sighting is not there");
    if (record->due == std::chrono::sys_seconds{}) return;
    ++waiting;
    rocksdb::PinnableSlice entry;
    const auto found = checks.answer(
        view.get(Family::kDue, due_key(record->url, record->due, view.secret()), entry));
    checks.expect(!found || (*found && storage::view(entry) == encode_due(*record)), Family::kPage,
                  key, "it is due, but does not wait");
  });
  std::uint64_t entries = 0;
  checks.each(Family::kDue, [&](auto key, auto value) {
    ++entries;
    const auto parsed = parse_due_key(key);
    if (!parsed) {
      return checks.problem(Family::kDue, key, "the key is not that of a waiting address");
    }
    const auto entry = decode_due(parsed->origin, parsed->due, value);
    if (!entry) return checks.problem(Family::kDue, key, entry.error().what);
    checks.expect(due_key(entry->url, entry->due, view.secret()) == key, Family::kDue, key,
                  "another address waits there");
  });
  if (checks.read_whole(Family::kPage) && checks.read_whole(Family::kDue)) {
    // Each that is due was found waiting: as many entries, and none waits that is not due.
    checks.expect_equal(entries, waiting, "waiting addresses against those that are due");
  }
  if (checks.read_whole(Family::kPage)) checks.check_counter(std::string(kUrlsCounter), urls);
}

void check_hosts(Checks& checks) {
  checks.each(Family::kHost, [&](auto key, auto) {
    const auto end = key.find('\0');
    if (end != key.npos) {
      checks.expect(checks.holds(Family::kHost, key.substr(0, end)), Family::kHost, key,
                    "a robots.txt without its host");
      return;
    }
    checks.answer(checks.view().host(key));
  });
}

void check_raw(Checks& checks) {
  const View& view = checks.view();
  std::uint64_t pages = 0;
  std::uint64_t bytes = 0;
  std::uint64_t leads = 0;
  checks.each(Family::kRaw, [&](auto key, auto value) {
    if (!key.starts_with(raw_prefix())) {
      ++leads;
      return;
    }
    ++pages;
    bytes += value.size();
    const auto number = parse_raw_key(key);
    if (!number) return checks.problem(Family::kRaw, key, "the key is not that of a page");
    const auto page = decode_raw(*number, value);
    if (!page) return checks.problem(Family::kRaw, key, page.error().what);
    checks.expect(checks.holds(Family::kRaw, raw_url_key(page->url, *number, view.secret())),
                  Family::kRaw, key, "its address does not lead to it");
  });
  if (!checks.read_whole(Family::kRaw)) return;
  checks.expect_equal(leads, pages, "addresses that lead to pages kept as fetched");
  checks.check_counter(std::string(kRawCounter), pages);
  checks.check_counter(std::string(kRawBytesCounter), bytes);
}

template <class Decode>
void check_values(Checks& checks, Family family, Decode decode) {
  checks.each(family, [&](auto key, auto value) {
    const auto record = decode(key, value);
    if (!record) checks.problem(family, key, record.error().what);
  });
}

}  // namespace

void check_crawl(Checks& checks) {
  check_urls(checks);
  check_hosts(checks);
  check_raw(checks);
  const auto bytes = [](std::string_view, std::string_view value) { return decode_bytes(value); };
  check_values(checks, Family::kSource, decode_source);
  check_values(checks, Family::kBudget, bytes);
  check_values(checks, Family::kOutlet, bytes);
  check_values(checks, Family::kForgotten,
               [](std::string_view key, std::string_view value) -> Result<Tombstone> {
                 const auto parsed = parse_forgotten_key(key);
                 if (!parsed) return Error{Errc::kCorruption, "the key is not a tombstone's"};
                 return decode_tombstone(parsed->item, value);
               });
}

}  // namespace storyfold::storage
