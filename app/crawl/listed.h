#pragma once
// What a feed or a list gives of its entries beside links: names that fill in what the page does
// not say, and a full text for the page that cannot be had. Pure; safe from any thread.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "config/settings.h"
#include "core/crawl.h"
#include "core/stages.h"
#include "crawler/fetch/engine.h"
#include "crawler/parse/feed.h"

namespace storyfold::app {

// Sighting::source of an article that was made of the text in a listing.
inline constexpr std::string_view kFeedSource = "feed";

inline constexpr std::size_t kMostListedNames = 8;  // of authors, and of categories
inline constexpr std::size_t kMaxListedNameBytes = 200;
// A shorter text beside a link is the beginning of one, a longer one is left out.
inline constexpr std::size_t kLeastListedTextBytes = 500;
inline constexpr std::size_t kMaxListedTextBytes = 128u << 10;

// What is kept of `entry`, bounded by the above; `origin` is the entry's own source.
[[nodiscard]] ListedEntry listed_of(const crawler::parse::FeedEntry& entry);

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

// The address of an entry that has none: in crawl form, behind the listing's own. `key` tells the
// entry from the others.
[[nodiscard]] std::string entry_address(std::string_view listing, std::string_view key);

}  // namespace storyfold::app
