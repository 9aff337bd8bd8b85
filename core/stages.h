#pragma once
// The values that pass between the stages: plain, owning, comparable.
//   FetchedPage -> Article -> Fingerprint -> Verdict -> StoredItem
// (Archives enter as Article.)
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/hash.h"

namespace storyfold {

// Half-open range of bytes in some text.
struct ByteRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  [[nodiscard]] std::uint32_t size() const noexcept { return end - begin; }
  auto operator<=>(const ByteRange&) const = default;
};

// One page as an outlet's server gave it. Header values are as sent, but for line ends; they are
// outside bytes, to be made printable before they are shown.
struct FetchedPage {
  std::string url;                     // the final one, normalized (core/url.h)
  std::vector<std::string> redirects;  // URLs asked before it, in order; empty: it came at once
  int status = 0;                      // HTTP, of the final response
  std::string content_type;            // "text/html": lower case, without parameters; may be empty
  std::string charset;                 // of Content-Type; may be empty
  std::string robots_tag;              // X-Robots-Tag, several joined with "\n"
  std::string etag;
  std::string last_modified;
  std::string bytes;  // content encoding (gzip...) taken off, charset as it came
  std::string gzip;   // the same as it was sent, when that was one gzip member (core/gzip.h)
  std::chrono::sys_seconds fetched_at{};  // when it was asked for
  std::chrono::milliseconds took{};       // all of it, redirects included
  bool operator==(const FetchedPage&) const = default;
};

// What kind of statement about its own origin a text makes. Stored by number: never renumber.
enum class ClaimKind : std::uint8_t {
  kSource = 1,         // "(Source: X)"           name = the outlet
  kOriginalTitle = 2,  // "Original title: X"     name = the title
  kDateline = 3,       // "X, June 1 (Reporter Y) -"  name = the agency
  kReporter = 4,       // one claim a person      name = the person
  kEditor = 5,         // responsible editor      name = the person
  kAccordingTo = 6,    // "according to X"        name = whom it cites
  kReprintedFrom = 7,  // "reprinted from X"      name = the outlet
  kAuthor = 8,         // byline                  name = the person
};
[[nodiscard]] std::string_view to_string(ClaimKind kind);

struct Claim {
  ClaimKind kind = ClaimKind::kSource;
  std::string name;               // who or what is claimed, trimmed; never empty
  std::string quote;              // the exact text that says so, as it stood (UTF-8)
  std::optional<ByteRange> body;  // where the quote still stands in Article::body; none: taken out
  bool operator==(const Claim&) const = default;
};

// One extracted article. `body` is valid UTF-8, NFC, without NUL or other control characters;
// paragraphs are separated by one '\n'; no paragraph is empty; runs of spaces inside one are one
// space. Claim and headline ranges point into `body`, begin and end on character boundaries.
struct Article {
  std::string record_id;  // the source's own id of the record; may be empty
  std::string url;        // as the record gave it; may be empty
  std::string outlet;     // display name; never empty (the input's folder name if unknown)
  std::string title;
  std::string body;
  Timestamp published;
  std::vector<std::string> authors;
  std::string language;  // BCP 47 primary tag as declared, or ""
  std::vector<std::string> categories;
  std::vector<Claim> claims;
  // A headline repeated in brackets at the start of the body ("【...】"); matching skips it.
  std::optional<ByteRange> headline;
  std::uint32_t replaced_characters = 0;  // undecodable bytes replaced by U+FFFD
  std::vector<std::string> notes;         // what was odd but not fatal, one short clause each
};

// Raise when what extraction yields for the same bytes changes; kept with every sighting.
inline constexpr std::uint32_t kExtractorVersion = 3;

using ItemNumber = std::uint64_t;      // dense, from 1, in order of first storage
using SightingNumber = std::uint64_t;  // dense, from 1, in order of storage

// Printed as 16 hex digits. Made from the founding sighting, so replaying a stream gives it again.
struct StoryId {
  std::uint64_t value = 0;  // 0 = none
  auto operator<=>(const StoryId&) const = default;
};

// 128 bits of SHA-256 over source, record id, URL and item id; printed as 32 hex digits.
struct SightingId {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  auto operator<=>(const SightingId&) const = default;
};

// What a sighting is to its story. Stored by number.
enum class Relation : std::uint8_t {
  kOriginal = 1,  // nothing earlier to fold into
  kCopy = 2,      // same matching form
  kRepost = 3,    // near copy
  kExcerpt = 4,   // part of it
  kExpanded = 5,  // it plus more
  kRevision = 6,  // same URL, changed
};
[[nodiscard]] std::string_view to_string(Relation relation);

// Links between stories that are not folded. Stored by number.
enum class LinkKind : std::uint8_t {
  kContains = 1,   // a round-up quoting the other
  kSameFrame = 2,  // same words, other numbers or names
};
[[nodiscard]] std::string_view to_string(LinkKind kind);

// Which clause of the rule made a sighting canonical. Stored by number.
enum class CanonicalClause : std::uint8_t {
  kOnlyMember = 1,
  kNamedOrigin = 2,  // the outlet that others name as origin
  kEarliest = 3,     // earliest trustworthy time
  kMostComplete = 4,
  kOutletRank = 5,  // configured
  kLowestId = 6,
  kHoldsMembers = 7,  // another one is preferred, but not every member folds into that
};
[[nodiscard]] std::string_view to_string(CanonicalClause clause);

// What dedup signs a text with (dedup/fingerprint.h says how).
struct Fingerprint {
  std::uint32_t version = 0;
  Xxh128 exact;                       // of the matching form
  std::uint64_t simhash = 0;          // 0 = no tokens
  std::vector<std::uint32_t> chunks;  // content-cut chunk hashes, sorted, unique, seeded
  std::uint32_t tokens = 0;
  bool operator==(const Fingerprint&) const = default;
};

// One number of a text that stands against another in the aligned text.
struct NumberConflict {
  std::string ours;  // as written, with unit
  std::string theirs;
  bool operator==(const NumberConflict&) const = default;
};

struct MatchRange {  // a run of equal tokens
  ByteRange ours;    // in this text's stored body
  ByteRange theirs;  // in the other's
  bool operator==(const MatchRange&) const = default;
};

// The measures behind a verdict. Ratios are 0..1.
struct Evidence {
  ItemNumber other = 0;             // the text compared with; 0 = none
  double containment = 0;           // 5-token shingles of the shorter text found in the longer
  double coverage = 0;              // tokens of the longer text that are matched
  double numbers_shared = 1;        // numbers of the shorter text found in the longer
  double number_conflicts = 0;      // aligned numbers that differ, of those aligned
  double replaced = 0;              // tokens of the shorter that the other replaced by other words
  int simhash_distance = 64;        // bits
  std::uint32_t shared_chunks = 0;  // that led to it
  std::vector<MatchRange> matches;  // the longest few
  std::vector<NumberConflict> conflicts;  // the first few
  std::string reason;                     // one clause: which rule decided
  bool operator==(const Evidence&) const = default;
};

struct StoryLink {
  StoryId story;
  LinkKind kind = LinkKind::kContains;
  bool operator==(const StoryLink&) const = default;
};

// What a text is to what is stored.
struct Verdict {
  Relation relation = Relation::kOriginal;
  StoryId story;  // none: it founds a new one
  Evidence evidence;
  std::vector<StoryLink> links;
  std::vector<StoryId> same_story;  // other stories that this text shows to be `story`
};

}  // namespace storyfold
