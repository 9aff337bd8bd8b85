#pragma once
// Values of the families <-> bytes (docs/storage-format.md section 3). Every value starts with a
// version byte; what has its default takes no bytes. Decoders trust nothing: bytes that no encoder
// wrote are kCorruption with the reason, never undefined, and never ask for more memory than
// a small multiple of the bytes given. The caller adds family and key to the reason.
// Pure; safe from any thread.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/hash.h"
#include "core/result.h"
#include "core/stages.h"
#include "storage/bytes.h"
#include "storage/records.h"

namespace storyfold::storage {

// --- item ----------------------------------------------------------------------------------
// A body as it lies in the store. Views into the value it was decoded from.
struct StoredBody {
  std::optional<ItemNumber> base;  // set: `bytes` is a delta to that item's body (delta.h)
  bool taken_down = false;         // there is none any more
  std::uint32_t body_bytes = 0;    // of the decoded body
  std::string_view bytes;
};
[[nodiscard]] std::string encode_full_body(std::string_view body);
[[nodiscard]] std::string encode_delta_body(ItemNumber base, std::string_view body,
                                            std::string_view delta);
// What stands for a body that was taken down.
[[nodiscard]] std::string encode_no_body();
[[nodiscard]] Result<StoredBody> decode_body(std::string_view value);

// --- print ---------------------------------------------------------------------------------
// Fingerprint::exact is not in it: it is the key of its own family.
[[nodiscard]] std::string encode_print(const Print& print);
[[nodiscard]] Result<Print> decode_print(ItemNumber item, std::string_view value);

// --- sighting ------------------------------------------------------------------------------
// A sighting leans on its item: the sighting id, the quotes that stand in the body and a title
// that stands there are not stored a second time.
struct ItemText {
  const Sha256& id;
  std::string_view body;
};
[[nodiscard]] std::string encode_sighting(const Sighting& sighting, const ItemText& item);
// What stands for a sighting that was taken down.
[[nodiscard]] std::string encode_no_sighting();
// Which item is needed to decode it; 0: none, it was taken down.
[[nodiscard]] Result<ItemNumber> decode_sighting_item(SightingNumber number,
                                                      std::string_view value);
// Sighting::url alone, for which no item is needed. Not for one that was taken down.
[[nodiscard]] Result<std::string> decode_sighting_url(std::string_view value);
[[nodiscard]] Result<Sighting> decode_sighting(SightingNumber number, std::string_view value,
                                               const ItemText& item);

// --- story, edge, log, input ---------------------------------------------------------------
[[nodiscard]] std::string encode_story(const Story& story);
[[nodiscard]] Result<Story> decode_story(StoryId id, std::string_view value);
[[nodiscard]] std::string encode_member(const Member& member);
[[nodiscard]] Result<Member> decode_member(StoryId story, SightingNumber sighting,
                                           std::string_view value);
[[nodiscard]] std::string encode_alias(StoryId to);
[[nodiscard]] Result<StoryId> decode_alias(std::string_view value);
[[nodiscard]] std::string encode_edge(const Edge& edge);
[[nodiscard]] Result<Edge> decode_edge(StoryId from, StoryId to, LinkKind kind,
                                       std::string_view value);
[[nodiscard]] std::string encode_chrome(std::uint64_t count);
[[nodiscard]] Result<std::uint64_t> decode_chrome(std::string_view value);
[[nodiscard]] std::string encode_log(const LogEntry& entry);
[[nodiscard]] Result<LogEntry> decode_log(std::uint64_t number, std::string_view value);
[[nodiscard]] std::string encode_input(const InputProgress& progress);
[[nodiscard]] Result<InputProgress> decode_input(std::string_view name, std::string_view value);

// --- meta ----------------------------------------------------------------------------------
// Written in every batch. `totals` stand in the order of the names kept under "counters".
struct State {
  std::uint64_t batch = 0;  // number of the batch that wrote it
  ItemNumber next_item = 1;
  SightingNumber next_sighting = 1;
  std::uint64_t next_log = 1;
  std::vector<std::int64_t> totals;
  bool operator==(const State&) const = default;
};
[[nodiscard]] std::string encode_state(const State& state);
[[nodiscard]] Result<State> decode_state(std::string_view value);
[[nodiscard]] std::string encode_names(const std::vector<std::string>& names);
[[nodiscard]] Result<std::vector<std::string>> decode_names(std::string_view value);

// --- evidence, in sightings and edges --------------------------------------------------------
inline constexpr std::size_t kMaxStoredMatches = 12;
inline constexpr std::size_t kMaxStoredConflicts = 12;
// Ratios keep 16 bits; matches and conflicts past the limits above are left out.
void put_evidence(ByteWriter& out, const Evidence& evidence);
[[nodiscard]] Evidence take_evidence(ByteReader& in);

}  // namespace storyfold::storage
