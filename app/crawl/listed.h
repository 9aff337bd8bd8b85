#pragma once
// What a feed or a list gives of its entries beside links: names that fill in what the page does
// not say, and a full text for the page that cannot be had. Pure; safe from any thread.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/crawl/outlets.h"
#include "config/settings.h"
#include "core/crawl.h"
#include "core/stages.h"
#include "crawler/fetch/engine.h"
#include "crawler/parse/feed.h"
#include "crawler/parse/sitemap.h"

namespace storyfold::app {

// Sighting::source of an article that was made of the text in a listing.
inline constexpr std::string_view kFeedSource = "feed";

inline constexpr std::size_t kMostListedNames = 8;  // of authors, and of categories
inline constexpr std::size_t kMaxListedNameBytes = 200;
// A shorter text beside a link is the beginning of one, a longer one is left out.
inline constexpr std::size_t kLeastListedTextBytes = 500;
inline constexpr std::size_t kMaxListedTextBytes = 128u << 10;

// What is kept of an entry of `outlet` (nullptr: of none in the book), bounded by the above. A feed
// that names its own outlet as the source names no origin.
[[nodiscard]] ListedEntry listed_of(const crawler::parse::FeedEntry& entry, const OutletBook& book,
                                    const Outlet* outlet);

// Authors, categories and origin where `article` has none. An origin that is the article's own
// outlet is none.
void fill_in(Article& article, const ListedEntry& listed);

// The article that the text of a listing makes, body, title and claims, read as a page would be.
// None: it is not the whole of one (a teaser, an advertisement for a subscription).
[[nodiscard]] std::optional<Article> read_listed_text(std::string_view html,
                                                      const std::string& title,
                                                      const config::ParseSettings& settings);
// The same of an entry without a page of its own: what it holds is all there is, however short.
// None: it is empty.
[[nodiscard]] std::optional<Article> read_whole_entry(std::string_view html,
                                                      const std::string& title,
                                                      const config::ParseSettings& settings);

// Whether the answer says that the page is there, but not for us; and nothing forbids to store it.
[[nodiscard]] bool is_closed(const crawler::fetch::FetchOutcome& outcome);

// The address, in crawl form, of an entry without one: its id when that is an address of `outlet`,
// else one behind the address of the listing, made of the id or, where there is none, of time and
// title or of the text. Titles alone tell no entries apart: flashes share theirs.
[[nodiscard]] std::string entry_address(const crawler::parse::FeedEntry& entry,
                                        std::string_view listing, const OutletBook& book,
                                        const Outlet& outlet);

// Leaves of an index the sitemaps that changed last or, where it gives no times, those at its ends:
// large outlets have one for each day of their lives, and news stand in the last or the first.
inline constexpr std::size_t kMostSitemapsOfIndex = 256;
void keep_newest(std::vector<crawler::parse::SitemapEntry>& sitemaps);

}  // namespace storyfold::app
