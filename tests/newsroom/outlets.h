#pragma once
// The invented outlets: where each lives, what it offers to crawlers, and its peculiarity. Each has
// its page layout in layouts/<id>.html. A constant table.
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace storyfold::newsroom {

enum class Feed { kNone, kRss, kFullTextRss, kMalformedRss, kAtom, kJson };
enum class Sitemap { kNone, kPlain, kIndex, kGzip };

// What a crawler must cope with at this outlet.
enum class Quirk {
  kNone,
  kSlow,          // every answer takes a while
  kFailsAtFirst,  // 503 for its first requests
  kRateLimit,     // 429 with Retry-After when asked too fast
  kMoved,         // old article addresses redirect to the present ones
  kSoftNotFound,  // what is not there is answered with 200 and an excuse
};

struct Outlet {
  std::string_view id;
  std::string_view name;
  std::string_view charset = "utf-8";
  bool charset_in_header = true;  // else only <meta> says it
  bool english = false;
  bool traditional = false;         // prints everything in traditional characters
  std::string_view utc_offset;      // of the dates it prints: "+08:00"
  std::string_view article_path;    // {ymd}: day of publication, {n}: number of the article
  std::string_view list_path = {};  // {p}: page from 1; empty: no list pages
  Feed feed = Feed::kNone;
  Sitemap sitemap = Sitemap::kNone;
  Quirk quirk = Quirk::kNone;
  std::string_view robots;  // rules; the sitemap's line is added
};

[[nodiscard]] std::span<const Outlet> all_outlets();

// Place in all_outlets().
[[nodiscard]] std::optional<std::size_t> find_outlet(std::string_view id);

// "127.2.0.1" for the first one.
[[nodiscard]] std::string address_of(std::size_t outlet);

// "http://127.2.0.1:8080", without a slash at the end.
[[nodiscard]] std::string origin_of(std::size_t outlet, unsigned port);

// Empty when the outlet has none.
[[nodiscard]] std::string_view feed_path(const Outlet& outlet);
[[nodiscard]] std::string_view sitemap_path(const Outlet& outlet);

}  // namespace storyfold::newsroom
