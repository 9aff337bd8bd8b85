#pragma once
// From an outlet's home page to the addresses at which its news may be followed. Pure; safe from
// any thread.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/parse/link_scan.h"

namespace storyfold::crawler::parse {

enum class CandidateKind : std::uint8_t { kFeed, kSitemap, kListPage };

struct SourceCandidate {
  std::string url;  // absolute, normalized
  CandidateKind kind = CandidateKind::kFeed;
  bool declared = false;  // the outlet names it; otherwise it is a guess that may not exist
  std::string title;      // what the link says; may be empty
  bool operator==(const SourceCandidate&) const = default;
};

// In the order in which they are worth trying: feeds the page declares, sitemaps of robots.txt
// (`robots_sitemaps`, URLs as written), the home page itself as a list, links that look like feeds,
// usual places of feeds and sitemaps, then channel pages (at most `max_list_pages`) on the home
// page's host or one below the same last two or three labels. Each URL once. Nothing is fetched.
[[nodiscard]] std::vector<SourceCandidate> candidates_of_home(
    const PageLinks& home, std::string_view home_url,
    const std::vector<std::string>& robots_sitemaps, std::size_t max_list_pages = 32);

}  // namespace storyfold::crawler::parse
