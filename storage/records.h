#pragma once
// The values storage keeps. Plain and owning; docs/storage-format.md gives their bytes.
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/crawl.h"
#include "core/stages.h"

namespace storyfold::storage {

// One distinct body. An item says nothing about who published it or which story it is.
struct Item {
  ItemNumber number = 0;
  Sha256 id;         // of the identity form (core/identity.h)
  std::string body;  // as in Article::body of the first record that brought it
  bool operator==(const Item&) const = default;
};

// What the candidate index is rebuilt from, one an item, in order of item number.
// `exact` is kept in its own family and is zero in records read back with for_each_print.
struct Print {
  ItemNumber item = 0;
  StoryId founding_story;  // the item's story when it was first stored; never changes
  Fingerprint fingerprint;
  // Learned chrome that the fingerprint leaves out, in order, apart from each other: what was known
  // when the item came. Whoever makes its matching form again must leave out the same.
  std::vector<ByteRange> chrome;
  bool operator==(const Print&) const = default;
};

struct TitleChange {
  std::string title;
  std::chrono::sys_seconds seen{};
  bool operator==(const TitleChange&) const = default;
};

// One record of a source.
struct Sighting {
  SightingNumber number = 0;
  SightingId id;
  ItemNumber item = 0;
  StoryId story;
  Relation relation = Relation::kOriginal;
  std::string source;  // what brought it: "archive:NAME" for one-shot input
  std::string record_id;
  std::string url;  // as given
  std::string outlet;
  std::string title;
  std::vector<TitleChange> earlier_titles;
  Timestamp published;
  std::chrono::sys_seconds first_seen{};
  std::chrono::sys_seconds last_seen{};
  std::vector<std::string> authors;
  std::string language;
  std::vector<std::string> categories;
  std::vector<Claim> claims;
  std::optional<ByteRange> headline;
  std::uint32_t replaced_characters = 0;
  std::uint32_t extractor_version = 0;
  Evidence evidence;  // how the fold decided; `other` is the item compared with
  bool operator==(const Sighting&) const = default;
};

// The few facts of a sighting that folding needs, kept with its story so that the fold's state
// is rebuilt without reading every sighting.
struct Member {
  StoryId story;
  SightingNumber sighting = 0;
  ItemNumber item = 0;
  Relation relation = Relation::kOriginal;
  Timestamp published;
  std::string outlet;
  std::uint32_t tokens = 0;
  std::uint32_t headline_hash = 0;   // of the normalised headline; 0 = none
  std::vector<std::string> origins;  // outlets its claims name as origin
  bool operator==(const Member&) const = default;
};

struct Story {
  StoryId id;
  SightingNumber canonical = 0;
  CanonicalClause clause = CanonicalClause::kOnlyMember;
  std::uint32_t members = 0;
  std::chrono::sys_seconds first_published{};  // of the members whose time is known; 0 = none
  std::chrono::sys_seconds last_published{};
  bool operator==(const Story&) const = default;
};

struct Alias {  // `from` turned out to be `to`
  StoryId from;
  StoryId to;
  bool operator==(const Alias&) const = default;
};

// A link between stories that are not folded, with why. Kept under both ends.
struct Edge {
  StoryId from;
  StoryId to;
  LinkKind kind = LinkKind::kContains;
  SightingNumber sighting = 0;  // whose text showed it
  Evidence evidence;
  bool operator==(const Edge&) const = default;
};

// Stored by number: never renumber.
enum class LogKind : std::uint8_t {
  kStoriesMerged = 1,
  kCanonicalMoved = 2,
  kRejected = 3,
  kHashCollision = 4,  // equal XXH3, different text
  kGap = 5,            // a source whose news did not overlap with what was known
  kSilence = 6,        // a source that has been silent for too long
  kTakenDown = 7,
};

struct LogEntry {
  std::uint64_t number = 0;  // given by the store
  std::chrono::sys_seconds at{};
  LogKind kind = LogKind::kRejected;
  StoryId story;
  std::string what;  // one line
  bool operator==(const LogEntry&) const = default;
};

// How often an outlet's texts had a block at their edge; without a block, how many of its texts
// were counted. What it means is for dedup/chrome.h to say.
struct ChromeCount {
  std::uint64_t outlet = 0;
  std::optional<std::uint64_t> block;
  std::uint64_t count = 0;  // 0 is not stored: it forgets the block
  bool operator==(const ChromeCount&) const = default;
};

// How far a one-shot input got. Records 1..done of it are sightings or rejections.
struct InputProgress {
  std::string input;      // canonical path or URL
  std::string signature;  // changes when the input's content may have changed
  std::uint64_t done = 0;
  bool complete = false;
  bool operator==(const InputProgress&) const = default;
};

// One address that waits for its time. Derived: the store moves it whenever its UrlRecord is
// written with another `due` or `priority`.
struct DueEntry {
  std::string origin;  // "https://www.example.com"
  std::string url;
  std::chrono::sys_seconds due{};
  std::uint8_t priority = 100;
  bool operator==(const DueEntry&) const = default;
};

// A page as it was fetched, kept for a while so that a better extractor can read it again.
struct RawPage {
  std::uint64_t number = 0;  // given by the store, ascending in order of storage
  std::string url;           // of its UrlRecord
  std::string final_url;     // after redirects; "": the same
  int status = 0;
  std::string content_type;  // these three as in FetchedPage
  std::string charset;
  std::string robots_tag;
  std::chrono::sys_seconds fetched_at{};
  std::uint32_t extractor_version = 0;  // that read it
  // More than kMaxRawBytes is not kept.
  std::string bytes;  // packed by the store
  std::string gzip;   // instead of `bytes`, to be stored: they as one gzip member; never read back
  bool operator==(const RawPage&) const = default;
};
inline constexpr std::size_t kMaxRawBytes = 16u << 20;

// What is not to be stored again: an address or a text.
struct Tombstone {
  std::string url;             // as given; "": of a text
  std::optional<Sha256> item;  // of a text
  std::chrono::sys_seconds at{};
  std::string why;
  bool operator==(const Tombstone&) const = default;
};

// What is taken down for good: of each only the number stays, which nothing has again.
struct TakenDown {
  std::vector<SightingNumber> sightings;  // Finished::removed_members names their members
  std::vector<ItemNumber> items;          // that no other sighting carries
  std::vector<StoryId> stories;           // that have no member left; with their aliases and edges
  std::vector<Print> prints;              // of items that stay: another founding story or chrome
  std::vector<std::string> pages;         // addresses whose pages as fetched go
  [[nodiscard]] bool empty() const { return sightings.empty() && pages.empty(); }
};

// Named totals, kept exact in the same batch as what they count. Names:
//   items, sightings, stories, aliases, edges, repeats (records whose sighting stood already),
//   bytes_text (of stored bodies), chrome (blocks known as chrome), rejected.<reason>,
//   relation.<name>, urls (addresses known), raw, raw_bytes (pages kept as fetched, packed)
// `edges`, `urls`, `raw` and `raw_bytes` are counted by the store, which alone knows what was there
// before: an amount given for them in Finished::add is left out.
using Counters = std::map<std::string, std::int64_t>;

// Everything that one finished input record or page changes: one numbered WriteBatch. A page that
// brought no article fills only the part of the crawl.
struct Finished {
  std::optional<Item> new_item;
  std::optional<ItemNumber> similar_to;  // a hint: this item's body may make a small delta base
  std::optional<Print> print;
  std::vector<Sighting> sightings;       // written or overwritten
  std::vector<Member> removed_members;   // story and sighting name them
  std::vector<Member> members;           // written or overwritten
  std::vector<StoryId> removed_stories;  // those that became an alias
  std::vector<Story> stories;            // written or overwritten
  std::vector<Alias> aliases;
  std::vector<Edge> edges;
  std::vector<ChromeCount> chrome;  // written, overwritten or, at 0, removed
  std::vector<LogEntry> log;        // numbers are given by the store
  std::optional<InputProgress> input;
  // Of the crawl: each is written or overwritten whole. Of one url given twice the last counts.
  std::vector<UrlRecord> urls;                 // `due` decides when it waits; zero: it does not
  std::vector<HostRecord> hosts;               // an unchanged robots.txt is not written again
  std::vector<SourceRecord> polled;            // what was learned about sources
  std::map<std::string, std::string> budgets;  // by origin; bytes of the caller's; "" removes
  std::map<std::string, std::string>
      outlets;  // by key: TOML text of one added by command; "" removes
  std::optional<RawPage> raw;
  std::vector<Tombstone> tombstones;
  TakenDown taken_down;
  Counters add;  // added to the totals
};

}  // namespace storyfold::storage
