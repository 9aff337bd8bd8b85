#pragma once
// What a fetched document is to a crawl: an article to be folded, addresses to be asked for, or
// nothing of use, and why. Pure; runs on any thread.
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/crawl/outlets.h"
#include "app/fold.h"
#include "config/settings.h"
#include "core/crawl.h"
#include "core/stages.h"
#include "crawler/extract/page.h"

namespace storyfold::app {

// One of several pages of an article.
struct ArticlePart {
  std::string url;  // crawl form
  crawler::extract::ExtractedPage page;
};

// What is wanted of the document, from what is known of its address.
struct DocumentRequest {
  UrlRecord record;
  std::shared_ptr<const OutletBook> book;    // never null
  std::vector<std::string> article_shapes;   // of the outlet, learned (link_pattern.h)
  std::vector<std::string> robots_sitemaps;  // of a home page's robots.txt
  // Pages of the article before this one, the first first; `record` is the first's.
  std::vector<ArticlePart> parts;
};

// An address that the document names and the crawl may ask for.
struct FoundLink {
  std::string url;     // crawl form
  std::string outlet;  // key
  UrlRole role = UrlRole::kPage;
  std::uint8_t depth = 0;
  std::uint8_t priority = 100;
  bool source = false;
  std::string title;
  Timestamp published;
  ListedEntry listed;
  // When the listing says it last changed: an address visited before that is due again.
  std::optional<std::chrono::sys_seconds> changed;
};

// An entry of a feed or list that has no page: the article is all there is.
struct WholeEntry {
  FoundLink link;               // its address is made up, or its id; never asked for
  std::uint64_t text_hash = 0;  // XXH3-64 of the text as given
  SignedArticle article;
};

struct Document {
  UrlRole role = UrlRole::kPage;  // what it turned out to be
  std::optional<SignedArticle> article;
  std::string canonical;  // the address under which `article` is kept; crawl form
  std::string next_part;  // crawl form; the article goes on there: `parts` is what there is of it
  std::vector<ArticlePart> parts;
  std::vector<std::string> part_urls;  // of the later pages that `article` was joined from
  // No article and no links: why, one clause. Beside an article: why its text is the listing's.
  std::string reason;
  std::vector<FoundLink> links;
  std::vector<WholeEntry> entries_without_page;
  std::vector<std::string> article_shapes;  // learned from this document
  std::uint64_t body_hash = 0;
  std::chrono::seconds ttl{};
  std::uint32_t entries = 0;  // of a listing: those that can be news
};

// How urgent kinds of addresses are among those due on one host: smaller first.
inline constexpr std::uint8_t kFeedPriority = 10;
inline constexpr std::uint8_t kSitemapPriority = 20;
inline constexpr std::uint8_t kListPriority = 30;
inline constexpr std::uint8_t kArticlePriority = 50;
inline constexpr std::uint8_t kOlderArticlePriority = 60;  // of sitemaps and archives
inline constexpr std::uint8_t kOtherListPriority = 80;

[[nodiscard]] std::uint64_t hash_of_bytes(const std::string& bytes);

// `page` is a 2xx answer to the request's address. `chunk_secret`: of the store.
[[nodiscard]] Document read_document(const FetchedPage& page, DocumentRequest request,
                                     const config::ParseSettings& settings, std::uint32_t max_depth,
                                     std::uint64_t chunk_secret);

// The document of an article whose next page cannot be had: what `request.parts` hold of it.
[[nodiscard]] Document read_parts(DocumentRequest request, std::uint64_t chunk_secret);

// The document of an article whose page is closed to us, from the text that its listing gave. None:
// that is not the whole article.
[[nodiscard]] std::optional<Document> read_listed(DocumentRequest request,
                                                  const config::ParseSettings& settings,
                                                  std::uint64_t chunk_secret);

}  // namespace storyfold::app
