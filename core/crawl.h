#pragma once
// What a crawl knows of an address, a host and a source: crawler/frontier decides on these values,
// storage keeps them, app hands them over. Plain, owning, comparable. Enumerators are stored by
// number: never renumber. A time of zero (the epoch) is "never".
#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/stages.h"

namespace storyfold {

// What an address is expected to hold.
enum class UrlRole : std::uint8_t {
  kPage = 0,  // not known yet: an article or a list
  kArticle = 1,
  kList = 2,  // home page, channel, tag page: links
  kFeed = 3,
  kSitemap = 4,
  kJson = 5,  // a JSON list interface
};
[[nodiscard]] std::string_view to_string(UrlRole role);

// How the last visit of an address ended.
enum class VisitEnd : std::uint8_t {
  kNever = 0,       // not visited yet
  kStored = 1,      // an article, folded
  kRead = 2,        // its links were taken
  kUnchanged = 3,   // 304, or the same bytes as before
  kRefused = 4,     // a page that is not to be stored; `reason` names its kind
  kForbidden = 5,   // robots.txt
  kGone = 6,        // 404 or 410
  kFailed = 7,      // network, 5xx, 429...: asked again later
  kRedirected = 8,  // `target` has it
  kGivenUp = 9,     // failed too often, or a budget cut it
  kDuplicate = 10,  // another address of the outlet has the same page: `target`
  kNotTaken = 11,   // found, and never asked for: a trap, or past a budget that another day allows
};
[[nodiscard]] std::string_view to_string(VisitEnd end);

// What a feed or list says of one of its entries, beside address, title and time. Whoever reads the
// listing bounds it (app/crawl/listed.h).
struct ListedEntry {
  std::vector<std::string> authors;
  std::vector<std::string> categories;
  std::string origin;  // the outlet that it names as its source
  std::string text;    // the full text as HTML; kept until the page is had or given up
  bool operator==(const ListedEntry&) const = default;
};

// One address, in crawl form (crawler/frontier/url_form.h).
struct UrlRecord {
  std::string url;
  std::string outlet;    // key of its outlet (config/sources.h)
  std::string found_on;  // the address that led to it; "": the operator
  UrlRole role = UrlRole::kPage;
  std::uint8_t depth = 0;  // links followed since a source
  bool source = false;  // one of the operator's or a discovered feed, sitemap or list page: polled
  std::chrono::sys_seconds found_at{};
  std::string title;    // what the listing said of it
  Timestamp published;  // what the listing said of it
  ListedEntry listed;
  // Addresses elsewhere, of aggregators and shorteners, that turned out to lead here: the first
  // few.
  std::vector<std::string> led_here;

  VisitEnd end = VisitEnd::kNever;
  int status = 0;      // HTTP; 0: none came
  std::string reason;  // of `end`, one clause
  std::chrono::sys_seconds visited_at{};
  std::chrono::sys_seconds changed_at{};  // last visit that brought other bytes
  std::uint32_t visits = 0;               // that got an answer
  std::uint32_t unchanged = 0;            // in a row
  std::uint32_t failures = 0;             // in a row
  std::string etag;
  std::string last_modified;
  std::uint64_t body_hash =
      0;  // XXH3-64 of the bytes; only equal bytes of one address are compared
  std::string target;
  SightingNumber sighting = 0;
  std::uint32_t extractor_version = 0;

  std::chrono::sys_seconds due{};  // when to visit next; zero: never
  std::uint8_t priority = 100;     // among those due on one host, smaller first
  bool operator==(const UrlRecord&) const = default;
};

// The address's page was taken down: it is not asked for again, and what was said of it is gone.
void end_taken_down(UrlRecord& record);

// A scheme, host and port: what robots.txt and politeness are about.
struct HostRecord {
  std::string origin;  // "https://www.example.com", port when it is not the scheme's own
  // robots.txt as it was read: the status, 0 while none came; its first 500 KiB.
  int robots_status = 0;
  std::string robots;
  std::chrono::sys_seconds robots_at{};       // when it was read
  std::chrono::sys_seconds robots_expires{};  // when it is read again
  std::uint32_t robots_failures = 0;          // in a row
  // Politeness, as of the last request.
  std::chrono::sys_time<std::chrono::milliseconds> last_request{};
  std::chrono::milliseconds response_time{};  // smoothed
  std::chrono::sys_seconds blocked_until{};   // Retry-After, backoff
  std::uint32_t failures = 0;                 // in a row, of the host itself
  std::string trouble;                        // why it is blocked, one clause
  bool operator==(const HostRecord&) const = default;
};

// What was learned about one polled address: when its news come, and how it is to be asked.
struct SourceRecord {
  std::string url;  // of its UrlRecord
  std::string outlet;
  UrlRole role = UrlRole::kFeed;
  std::array<float, 24> arrivals{};  // per hour, by hour of day (UTC): smoothed news an hour
  float observed_hours = 0;          // behind them, decayed
  std::chrono::sys_seconds first_polled{};
  std::chrono::sys_seconds last_polled{};
  std::chrono::sys_seconds last_news{};
  std::chrono::seconds interval{};  // chosen at the last poll
  std::chrono::seconds ttl{};       // lower bound the source asks for
  std::uint64_t polls = 0;
  std::uint64_t news = 0;  // entries that were new
  std::uint32_t last_entries = 0;
  std::uint32_t gaps = 0;  // polls whose entries did not overlap with the one before
  std::chrono::sys_seconds last_gap{};
  bool silent = false;   // the alarm was raised
  std::string moved_to;  // target of a permanent redirect
  std::uint32_t moved_confirmed = 0;
  std::string link_shapes;  // learned pattern of its article links (crawler/parse/link_pattern.h)
  // Hash of what the operator had said of it when it was polled last; 0: not known.
  std::uint64_t given = 0;
  bool operator==(const SourceRecord&) const = default;
};

}  // namespace storyfold
