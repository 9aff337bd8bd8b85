#pragma once
// Values of the crawl's families <-> bytes (docs/storage-format.md, 3.12 to 3.18). As codec.h:
// versioned, what has its default takes no bytes, decoders trust nothing and answer kCorruption.
// Pure; safe from any thread.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/crawl.h"
#include "core/result.h"
#include "storage/records.h"

namespace storyfold::storage {

[[nodiscard]] std::string encode_url(const UrlRecord& record);
[[nodiscard]] Result<UrlRecord> decode_url(std::string_view value);

// Origin and time are in the key.
[[nodiscard]] std::string encode_due(const UrlRecord& record);
[[nodiscard]] Result<DueEntry> decode_due(std::string_view origin, std::chrono::sys_seconds due,
                                          std::string_view value);

// Without HostRecord::robots, which lies beside it under a key of its own: politeness changes with
// every visit, robots.txt once a day. `robots` is that text, kCorruption when it is another one.
[[nodiscard]] std::string encode_host(const HostRecord& record);
[[nodiscard]] Result<HostRecord> decode_host(std::string_view origin, std::string_view value,
                                             std::string_view robots);
// Whether the host encoded in `value` has that very robots.txt; damage has another one.
[[nodiscard]] bool has_robots(std::string_view value, std::string_view robots);

[[nodiscard]] std::string encode_source(const SourceRecord& record);
[[nodiscard]] Result<SourceRecord> decode_source(std::string_view url, std::string_view value);

// Text or bytes that only their owner understands: outlets, budgets, robots.txt.
[[nodiscard]] std::string encode_bytes(std::string_view bytes);
[[nodiscard]] Result<std::string> decode_bytes(std::string_view value);

// Packs the bytes. The other one reads all but the bytes.
[[nodiscard]] Result<std::string> encode_raw(const RawPage& page);
[[nodiscard]] Result<RawPage> decode_raw(std::uint64_t number, std::string_view value);
[[nodiscard]] Result<RawPage> decode_raw_head(std::uint64_t number, std::string_view value);

// Tombstone::item is in the key; that of a url is kept as given.
[[nodiscard]] std::string encode_tombstone(const Tombstone& stone);
[[nodiscard]] Result<Tombstone> decode_tombstone(std::optional<Sha256> item,
                                                 std::string_view value);

}  // namespace storyfold::storage
