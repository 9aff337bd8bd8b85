#pragma once
// Column families and their keys. docs/storage-format.md section 2 gives the bytes; a change here
// is a new kSchemaVersion (docs/adr/0003).
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/hash.h"
#include "core/stages.h"

namespace storyfold::storage {

enum class Family : std::size_t {
  kItem,      // item number -> body, full or delta
  kId,        // 6 bytes of SHA-256 -> item numbers
  kExact,     // XXH3-128 -> item numbers
  kSimhash,   // SimHash-64 -> item numbers
  kPrint,     // item number -> fingerprint
  kSighting,  // sighting number -> sighting
  kSeen,      // 6 bytes of sighting id -> sighting numbers
  kCarrier,   // item number -> sighting numbers
  kStory,     // story id -> Story; story id + sighting number -> Member
  kAlias,     // 0 + from -> to; 1 + to + from -> nothing
  kEdge,      // story + other story + kind and direction -> edge, or nothing for the far end
  kTime,      // publication time + sighting number -> nothing
  kUrl,       // keyed hash of the normalised URL -> sighting numbers
  kInput,     // name -> progress
  kLog,       // log number -> entry
  kMeta,      // schema, secret, state, counter names
  // From here on in the order in which they came: a store made earlier lacks the last ones.
  kChrome,     // outlet -> texts counted; outlet + block -> stories it was in
  kPage,       // keyed hash of the URL -> what the crawl knows of it
  kDue,        // origin + time + hash of the URL -> priority and URL (docs/adr/0011)
  kHost,       // origin -> host; origin + NUL -> its robots.txt
  kSource,     // URL -> what was learned about a source
  kOutlet,     // key -> TOML text
  kRaw,        // 0 + number -> page as fetched; 1 + hash of the URL + number -> nothing
  kBudget,     // origin -> bytes of the crawl's
  kForgotten,  // 0 + hash of the URL or 1 + SHA-256 -> tombstone
};
inline constexpr std::size_t kFamilies = 25;
inline constexpr std::size_t kFirstFamilies = 16;  // those that every store has
inline constexpr std::array<std::string_view, kFamilies> kFamilyNames = {
    "item",  "id",   "exact",  "simhash", "print", "sighting", "seen",     "carrier", "story",
    "alias", "edge", "time",   "url",     "input", "log",      "meta",     "chrome",  "page",
    "due",   "host", "source", "outlet",  "raw",   "budget",   "forgotten"};
[[nodiscard]] constexpr std::string_view name_of(Family family) {
  return kFamilyNames[static_cast<std::size_t>(family)];
}
// Families whose value is a list of numbers that grows by merging (postings.h).
[[nodiscard]] constexpr bool holds_postings(Family family) {
  return family == Family::kId || family == Family::kExact || family == Family::kSimhash ||
         family == Family::kSeen || family == Family::kCarrier || family == Family::kUrl;
}

// Hashes that identify are kept by a prefix; a hit is confirmed on the record itself.
inline constexpr std::size_t kHashPrefixBytes = 6;

// Keys of `meta`.
inline constexpr std::string_view kSchemaKey = "schema";
inline constexpr std::string_view kSecretKey = "secret";
inline constexpr std::string_view kStateKey = "state";
inline constexpr std::string_view kNamesKey = "counters";

[[nodiscard]] std::string number_key(std::uint64_t number);  // item, print, sighting, carrier, log
[[nodiscard]] std::string id_key(const Sha256& id);
[[nodiscard]] std::string exact_key(const Xxh128& exact);
[[nodiscard]] std::string simhash_key(std::uint64_t simhash);
[[nodiscard]] std::string seen_key(const SightingId& id);
[[nodiscard]] std::string story_key(StoryId id);
[[nodiscard]] std::string member_key(StoryId id, SightingNumber sighting);
[[nodiscard]] std::string alias_key(StoryId from);
[[nodiscard]] std::string alias_target_prefix(StoryId to);
[[nodiscard]] std::string alias_reverse_key(StoryId to, StoryId from);
// `forward`: `near` is Edge::from and the value holds the edge; else `near` is Edge::to.
[[nodiscard]] std::string edge_key(StoryId near, StoryId far, LinkKind kind, bool forward);
[[nodiscard]] std::string time_key(std::chrono::sys_seconds at, SightingNumber sighting);
[[nodiscard]] std::string time_prefix(std::chrono::sys_seconds at);
// Keyed by the store's secret, so that no outlet can aim its URLs at one key. A text that is no
// URL is taken to the letter.
[[nodiscard]] std::string url_key(std::string_view url, std::uint64_t secret);
[[nodiscard]] std::string canonical_url(std::string_view url);

// Without a block: of the outlet's own record, right before its blocks.
[[nodiscard]] std::string chrome_key(std::uint64_t outlet, std::optional<std::uint64_t> block);

// 16 bytes of SHA-256 over the secret and the URL to the letter: nobody makes two URLs share one,
// and without the secret nobody knows what another URL has.
[[nodiscard]] std::string page_key(std::string_view url, std::uint64_t secret);
[[nodiscard]] std::string due_prefix(std::string_view origin);
[[nodiscard]] std::string due_key(std::string_view url, std::chrono::sys_seconds due,
                                  std::uint64_t secret);
[[nodiscard]] std::string robots_key(std::string_view origin);
[[nodiscard]] std::string raw_prefix();  // of the pages themselves
[[nodiscard]] std::string raw_key(std::uint64_t number);
[[nodiscard]] std::string raw_url_prefix(std::string_view url, std::uint64_t secret);
[[nodiscard]] std::string raw_url_key(std::string_view url, std::uint64_t number,
                                      std::uint64_t secret);
[[nodiscard]] std::string forgotten_key(std::string_view url, std::uint64_t secret);
[[nodiscard]] std::string forgotten_key(const Sha256& item);

[[nodiscard]] std::optional<std::uint64_t> parse_number_key(std::string_view key);
struct MemberKey {
  StoryId story;
  std::optional<SightingNumber> sighting;  // none: the Story itself
};
[[nodiscard]] std::optional<MemberKey> parse_story_key(std::string_view key);
struct AliasKey {
  StoryId from;
  std::optional<StoryId> to;  // set in the reverse key
};
[[nodiscard]] std::optional<AliasKey> parse_alias_key(std::string_view key);
struct EdgeKey {
  StoryId near;
  StoryId far;
  LinkKind kind = LinkKind::kContains;
  bool forward = true;
};
[[nodiscard]] std::optional<EdgeKey> parse_edge_key(std::string_view key);
struct TimeKey {
  std::chrono::sys_seconds at{};
  SightingNumber sighting = 0;
};
[[nodiscard]] std::optional<TimeKey> parse_time_key(std::string_view key);

struct ChromeKey {
  std::uint64_t outlet = 0;
  std::optional<std::uint64_t> block;
};
[[nodiscard]] std::optional<ChromeKey> parse_chrome_key(std::string_view key);

struct DueKey {
  std::string_view origin;  // of the key
  std::chrono::sys_seconds due{};
  std::string_view page;  // its key in kPage
};
[[nodiscard]] std::optional<DueKey> parse_due_key(std::string_view key);
// A page's own key; nothing for one that leads from a URL to it.
[[nodiscard]] std::optional<std::uint64_t> parse_raw_key(std::string_view key);

// The text of a tombstone, none for that of an address; nothing: no such key.
struct ForgottenKey {
  std::optional<Sha256> item;
};
[[nodiscard]] std::optional<ForgottenKey> parse_forgotten_key(std::string_view key);

// A key for messages: the number of a number key, text, else hexadecimal.
[[nodiscard]] std::string printable_key(Family family, std::string_view key);

}  // namespace storyfold::storage
