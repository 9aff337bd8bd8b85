#pragma once
// Feeds -> entries: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1, as outlets
// really write them: wrong charset labels, undeclared entities and prefixes, bare ampersands,
// unclosed tags, a torn end. Pure; safe from any thread; linear in the bytes.
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/result.h"

namespace storyfold::crawler::parse {

// All text is valid UTF-8. "Plain" text has no markup, no entities and its white space folded.
struct FeedEntry {
  std::string id;       // guid, atom:id, rdf:about, JSON id; white space folded; may be empty
  std::string url;      // of the article: absolute, normalized (core/url.h); "" when it has none
  std::string title;    // plain; may be empty
  Timestamp published;  // clue kFeed; unknown when absent, unreadable or after the year 2200
  Timestamp updated;
  std::vector<std::string> authors;     // plain names, each once
  std::vector<std::string> categories;  // plain, each once
  std::string source_name;              // <source>: the outlet that the feed took it from; plain
  std::string source_url;               // absolute, or ""
  // Full text as HTML: content:encoded, Atom content, content_html; "" when the feed has none.
  std::string body_html;
  std::string summary;  // plain text of description, Atom summary or JSON summary
  bool operator==(const FeedEntry&) const = default;
};

struct Feed {
  std::string kind;      // "rss 2.0", "rss 1.0", "atom 1.0", "json feed 1.1", ...
  std::string title;     // plain
  std::string home_url;  // the page it belongs to; absolute, or ""
  std::string self_url;  // where it says that it lives; absolute, or ""
  std::string next_url;  // the next older page of it (RFC 5005, JSON next_url); absolute, or ""
  // The shortest wait it asks for between two polls: <ttl>, sy:updatePeriod; at most a week.
  std::optional<std::chrono::minutes> ttl;
  std::vector<int> skip_hours;     // 0..23, UTC, ascending: hours in which it asks not to be polled
  std::vector<FeedEntry> entries;  // in their order; those with no URL, id, title and body are left
  std::vector<std::string> notes;  // what was mended or left out, a line each
};

inline constexpr std::size_t kMaxFeedEntries = 2000;
inline constexpr std::size_t kMaxFeedBytes = 16u << 20;

// `url` is where the bytes came from: relative links start there, or at xml:base. `http_charset` is
// the charset parameter of Content-Type, may be empty. kBadInput: not a feed, or XML that is
// refused (xml_scan.h: entities declared, nested too deep); kTooLarge: past kMaxFeedBytes, or one
// token past a MiB. A feed without entries is a feed. Entries past kMaxFeedEntries are left out,
// with a note.
[[nodiscard]] Result<Feed> read_feed(std::string_view bytes, std::string_view http_charset,
                                     std::string_view url, int assumed_utc_offset_minutes);

// What tells one entry of a feed from another.
enum class EntryIdentity { kId, kUrl };

// What is remembered of an entry from one poll to the next.
struct SeenEntry {
  std::string id;
  std::string url;
  std::string title;
};

// kId unless the ids of `feed` cannot be trusted: two entries of it with different URLs share one,
// or an entry of `before` (the poll before, may be empty) stands there again, same URL and title,
// under another id. kUrl needs URLs that tell entries apart: when most share one, it is kId after
// all.
[[nodiscard]] EntryIdentity choose_identity(const Feed& feed, const std::vector<SeenEntry>& before);

// The key of `entry` within its feed: "id:...", "url:..." or, when it has neither, "title:...".
[[nodiscard]] std::string entry_key(const FeedEntry& entry, EntryIdentity identity);

}  // namespace storyfold::crawler::parse
