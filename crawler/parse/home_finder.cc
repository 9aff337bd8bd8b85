#include "crawler/parse/home_finder.h"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "core/ascii.h"
#include "crawler/parse/link_pattern.h"
#include "crawler/parse/reference.h"

namespace storyfold::crawler::parse {
namespace {

constexpr std::array<std::string_view, 6> kFeedPlaces{"/feed",     "/rss.xml", "/atom.xml",
                                                      "/feed.xml", "/rss",     "/feed.json"};
constexpr std::array<std::string_view, 4> kSitemapPlaces{"/sitemap.xml", "/sitemap_index.xml",
                                                         "/news-sitemap.xml", "/sitemap-news.xml"};
constexpr std::size_t kMaxLinkedFeeds = 16;

// "/rss/", "/feed", "/news.rss", "/atom.xml": what feeds are called where they are mere links.
bool looks_like_feed(std::string_view url) {
  const std::size_t from = url.find("://");
  const std::string path = ascii_lower(url.substr(from == std::string_view::npos ? 0 : from + 3));
  for (const std::string_view mark : {"/rss", "/feed", "/atom"}) {
    const std::size_t at = path.find(mark);
    if (at == std::string::npos) continue;
    const std::size_t end = at + mark.size();
    if (end == path.size() || std::string_view("/.?s_-").find(path[end]) != std::string_view::npos)
      return true;
  }
  return path.ends_with(".rss") || path.ends_with(".rdf") || path.ends_with(".atom");
}

class Candidates {
 public:
  void add(std::string url, CandidateKind kind, bool declared, std::string title = {}) {
    if (url.empty() || !seen_.insert(url).second) return;
    list_.push_back({std::move(url), kind, declared, std::move(title)});
  }

  std::vector<SourceCandidate> take() { return std::move(list_); }

 private:
  std::vector<SourceCandidate> list_;
  std::unordered_set<std::string> seen_;
};

}  // namespace

std::vector<SourceCandidate> candidates_of_home(const PageLinks& home, std::string_view home_url,
                                                const std::vector<std::string>& robots_sitemaps,
                                                std::size_t max_list_pages) {
  const UrlResolver resolver(home_url);
  const std::string_view site = site_of(url_host(resolver.base()));
  const auto own = [&](const Link& link) { return site_of(url_host(link.url)) == site; };
  Candidates candidates;
  for (const FeedLink& feed : home.feeds) {
    candidates.add(feed.url, CandidateKind::kFeed, true, feed.title);
  }
  for (const std::string& written : robots_sitemaps) {
    candidates.add(resolver.resolve(written), CandidateKind::kSitemap, true);
  }
  candidates.add(resolver.base(), CandidateKind::kListPage, true, home.title);
  std::size_t linked = 0;
  for (const Link& link : home.links) {
    if (linked == kMaxLinkedFeeds) break;
    if (!own(link) || !looks_like_feed(link.url)) continue;
    candidates.add(link.url, CandidateKind::kFeed, true, link.text);
    ++linked;
  }
  for (const std::string_view place : kFeedPlaces) {
    candidates.add(resolver.resolve(place), CandidateKind::kFeed, false);
  }
  for (const std::string_view place : kSitemapPlaces) {
    candidates.add(resolver.resolve(place), CandidateKind::kSitemap, false);
  }
  const LinkJudgement judgement = judge_links(home, resolver.base());
  for (std::size_t i = 0; i < home.links.size() && max_list_pages > 0; ++i) {
    const Link& link = home.links[i];
    if (judgement.kinds[i] != LinkKind::kList || link.place == LinkPlace::kFooter || !own(link))
      continue;
    candidates.add(link.url, CandidateKind::kListPage, true, link.text);
    --max_list_pages;
  }
  return candidates.take();
}

}  // namespace storyfold::crawler::parse
