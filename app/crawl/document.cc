#include "app/crawl/document.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "app/crawl/listed.h"
#include "core/hash.h"
#include "core/url.h"
#include "crawler/extract/join_pages.h"
#include "crawler/extract/kind.h"
#include "crawler/extract/page.h"
#include "crawler/frontier/url_form.h"
#include "crawler/parse/charset.h"
#include "crawler/parse/discovery.h"
#include "crawler/parse/feed.h"
#include "crawler/parse/home_finder.h"
#include "crawler/parse/json_list.h"
#include "crawler/parse/link_pattern.h"
#include "crawler/parse/link_scan.h"
#include "crawler/parse/sitemap.h"

namespace storyfold::app {
namespace {

namespace extract = crawler::extract;
namespace frontier = crawler::frontier;
namespace parse = crawler::parse;

// Sighting::source of what a crawl brings.
constexpr std::string_view kWebSource = "web";

// A sitemap lists years of articles: what is older than this comes after the news.
constexpr std::chrono::hours kNewsAge{72};
constexpr std::size_t kMaxParts = 30;  // pages of one article
// Entries without a page that are read of one listing, the first of them: the newest.
constexpr std::size_t kMostWholeEntries = 200;

// A page that links lead to as to a list is one when it has so many links to articles and no more
// text beside them than a footer (some 200 Chinese characters) and the lines of a list have.
constexpr std::size_t kFewestEntries = 5;
constexpr std::size_t kMostParagraphs = 600;  // bytes
constexpr std::size_t kMostListText = 2000;   // bytes

// Kinds of pages that stand where the article should be.
bool may_be_stood_in_for(extract::PageKind kind) {
  return kind == extract::PageKind::kTeaser || kind == extract::PageKind::kPaywall ||
         kind == extract::PageKind::kConsentWall || kind == extract::PageKind::kChallenge ||
         kind == extract::PageKind::kNoArticle;
}

class Reader {
 public:
  Reader(const FetchedPage& page, DocumentRequest request, const config::ParseSettings& settings,
         std::uint32_t max_depth, std::uint64_t chunk_secret)
      : page_(page),
        request_(std::move(request)),
        record_(request_.record),
        outlet_(request_.book->find(record_.outlet)),
        settings_(settings),
        max_depth_(max_depth),
        chunk_secret_(chunk_secret) {
    if (outlet_ != nullptr && outlet_->config.utc_offset_minutes) {
      settings_.assumed_utc_offset_minutes = *outlet_->config.utc_offset_minutes;
    }
  }

  // What there is of an article whose next page cannot be had.
  Document read_parts() {
    document_.role = UrlRole::kArticle;
    document_.reason.clear();
    finish_article(std::move(request_.parts));
    return std::move(document_);
  }

  // The listing's text in place of a page that `why` says cannot be had. False: it has none.
  bool take_listed_text(const std::string& why) {
    if (!request_.parts.empty()) return false;
    auto article = read_listed_text(record_.listed.text, record_.title, settings_);
    if (!article) return false;
    document_.role = UrlRole::kArticle;
    document_.reason = "text of its listing: " + why;
    document_.canonical = record_.url;
    article->url = record_.url;
    complete(*article, record_.title, record_.published, record_.listed);
    document_.article = sign_article(*std::move(article), std::string(kFeedSource), chunk_secret_);
    return true;
  }

  [[nodiscard]] Document take() { return std::move(document_); }

  Document read() {
    document_.body_hash = hash_of_bytes(page_.bytes);
    document_.role = record_.role;
    auto kind = parse::sniff(page_.bytes, page_.content_type);
    // A page may hold bytes that no text has: reading it tells whether it is one.
    if (kind == parse::DocumentKind::kOther && page_.content_type == "text/html") {
      kind = parse::DocumentKind::kHtml;
    }
    switch (kind) {
      case parse::DocumentKind::kFeed:
        read_feed();
        break;
      case parse::DocumentKind::kSitemap:
        read_sitemap();
        break;
      case parse::DocumentKind::kJson:
        read_json();
        break;
      case parse::DocumentKind::kHtml:
        read_html();
        break;
      case parse::DocumentKind::kText:
        // Sitemaps may be plain text, a URL a line; other plain text is no page.
        if (record_.role == UrlRole::kSitemap) {
          read_sitemap();
          break;
        }
        [[fallthrough]];
      default:
        document_.reason = "not a page: " + std::string(parse::to_string(kind));
    }
    if (!request_.parts.empty()) return read_parts();  // what was to be a later page is none
    return std::move(document_);
  }

 private:
  // --- listings --------------------------------------------------------------------------------

  void read_feed() {
    document_.role = UrlRole::kFeed;
    auto feed = parse::read_feed(page_.bytes, page_.charset, page_.url,
                                 settings_.assumed_utc_offset_minutes);
    if (!feed) {
      document_.reason = "feed: " + feed.error().what;
      return;
    }
    if (feed->ttl) document_.ttl = *feed->ttl;
    add_entries(feed->entries);
  }

  void read_json() {
    const Source* const source = request_.book->source(record_.url);
    if (source == nullptr || !source->config.json) {
      document_.reason = "JSON, and no source says where its entries stand";
      return;
    }
    document_.role = UrlRole::kJson;
    const config::JsonList& given = *source->config.json;
    parse::JsonListShape shape;
    shape.items = given.items;
    shape.link = given.link;
    shape.title = given.title;
    shape.time = given.time;
    shape.body = given.body;
    shape.author = given.author;
    shape.source = given.source;
    auto list = parse::read_json_list(page_.bytes, page_.charset, page_.url, shape,
                                      settings_.assumed_utc_offset_minutes);
    if (!list) {
      document_.reason = "JSON list: " + list.error().what;
      return;
    }
    add_entries(list->entries);
  }

  // A feed speaks for its outlet: its entries are asked for on whatever host they are.
  void add_entries(const std::vector<parse::FeedEntry>& entries) {
    const bool texts_allowed =
        !extract::read_robots(extract::Metas({}), page_.robots_tag, page_.fetched_at).no_index;
    std::unordered_set<std::string> whole;  // addresses
    for (const parse::FeedEntry& entry : entries) {
      FoundLink link;
      link.role = UrlRole::kArticle;
      link.priority = kArticlePriority;
      link.title = entry.title;
      link.published = entry.published;
      link.listed = listed_of(entry, *request_.book, outlet_);
      if (!texts_allowed) link.listed.text.clear();
      ++document_.entries;
      if (entry.url.empty()) {
        add_whole_entry(entry, std::move(link), whole);
        continue;
      }
      if (entry.updated.known()) link.changed = entry.updated.at;
      if (link.listed.text.size() < kLeastListedTextBytes) link.listed.text.clear();
      add(entry.url, std::move(link), true);
    }
  }

  void add_whole_entry(const parse::FeedEntry& entry, FoundLink link,
                       std::unordered_set<std::string>& taken) {
    if (outlet_ == nullptr || document_.entries_without_page.size() >= kMostWholeEntries) return;
    auto article = read_whole_entry(link.listed.text, link.title, settings_);
    if (!article) return;
    WholeEntry whole;
    whole.text_hash = hash_of_bytes(link.listed.text);
    link.url = entry_address(entry, record_.url, *request_.book, *outlet_);
    if (!taken.insert(link.url).second) return;
    link.outlet = outlet_->config.key;
    link.depth = static_cast<std::uint8_t>(record_.depth + 1);
    article->url = link.url;
    article->record_id = entry.id;
    complete(*article, link.title, link.published, link.listed);
    whole.article = sign_article(*std::move(article), std::string(kFeedSource), chunk_secret_);
    link.listed = {};
    whole.link = std::move(link);
    document_.entries_without_page.push_back(std::move(whole));
  }

  void read_sitemap() {
    document_.role = UrlRole::kSitemap;
    parse::SitemapLimits limits;
    limits.assumed_utc_offset_minutes = settings_.assumed_utc_offset_minutes;
    auto sitemap = parse::read_sitemap(page_.bytes, page_.url, limits);
    if (!sitemap) {
      document_.reason = "sitemap: " + sitemap.error().what;
      return;
    }
    const bool index = sitemap->kind == parse::SitemapKind::kIndex;
    const bool alone = is_alone(record_);  // whoever wants it bounds what it leads to
    if (index && !alone && record_.depth >= max_depth_) {
      document_.reason =
          "sitemap: an index in an index, " + std::to_string(record_.depth) + " deep";
      return;
    }
    if (index && !alone) keep_newest(sitemap->entries);
    for (const parse::SitemapEntry& entry : sitemap->entries) {
      ++document_.entries;
      add(entry.url, index ? link_of_sitemap(entry) : link_of_page(entry), false);
    }
  }

  [[nodiscard]] FoundLink link_of_sitemap(const parse::SitemapEntry& entry) const {
    FoundLink link;
    link.role = UrlRole::kSitemap;
    link.source = true;
    link.depth = static_cast<std::uint8_t>(record_.depth + 1);
    link.priority = kSitemapPriority;
    if (entry.lastmod.known()) link.changed = entry.lastmod.at;
    return link;
  }

  [[nodiscard]] FoundLink link_of_page(const parse::SitemapEntry& entry) const {
    FoundLink link;
    link.role = entry.is_news ? UrlRole::kArticle : UrlRole::kPage;
    link.title = entry.news_title;
    link.published = entry.news_published;
    if (entry.lastmod.known()) link.changed = entry.lastmod.at;
    link.priority = priority_of(entry);
    return link;
  }

  [[nodiscard]] std::uint8_t priority_of(const parse::SitemapEntry& entry) const {
    const Timestamp& time = entry.news_published.known() ? entry.news_published : entry.lastmod;
    return time.known() && time.at + kNewsAge > page_.fetched_at ? kArticlePriority
                                                                 : kOlderArticlePriority;
  }

  // --- pages -----------------------------------------------------------------------------------

  void read_html() {
    const auto decoded = parse::decode_page(page_.bytes, page_.charset);
    if (!is_alone(record_)) {
      const auto links = parse::scan_links(decoded.text, page_.url);
      take_links(links);
      if (is_mere_list(links)) return;
    }
    extract::PageInput input;
    input.bytes = page_.bytes;
    input.url = page_.url;
    input.http_charset = page_.charset;
    input.robots_tag = page_.robots_tag;
    input.fetched_at = page_.fetched_at;
    auto extracted = extract::extract_page(input, decoded, settings_);
    if (extracted.kind != extract::PageKind::kArticle) {
      document_.reason = std::string(to_string(extracted.kind));
      if (!extracted.why.empty()) document_.reason += ": " + extracted.why;
      document_.role =
          extracted.kind == extract::PageKind::kNoArticle ? UrlRole::kList : document_.role;
      if (may_be_stood_in_for(extracted.kind) && !extracted.no_index) {
        take_listed_text(std::string(document_.reason));
      }
      return;
    }
    document_.role = UrlRole::kArticle;
    if (extracted.no_index) {
      document_.reason = "noindex";
      return;
    }
    take_article(std::move(extracted));
  }

  // Half of what a crawl asks for are lists: it pays not to look for an article in them.
  bool is_mere_list(const parse::PageLinks& links) {
    if (record_.role != UrlRole::kList || !request_.parts.empty()) return false;
    // The operator's list pages hold no article of their own: their text is headlines.
    if (record_.source) return true;
    if (document_.entries < kFewestEntries || links.paragraph_bytes > kMostParagraphs ||
        links.text_bytes > kMostListText) {
      return false;
    }
    document_.reason = std::string(to_string(extract::PageKind::kNoArticle)) + ": a list of links";
    return true;
  }

  void take_article(extract::ExtractedPage extracted) {
    if (request_.parts.empty() && extracted.page_number > 1) {
      document_.reason = "page " + std::to_string(extracted.page_number) + " of an article";
      return;
    }
    const std::string next = next_part_of(extracted);
    std::vector<ArticlePart> parts = std::exchange(request_.parts, {});
    const auto form = frontier::crawl_form(page_.url);
    parts.push_back({form ? *form : page_.url, std::move(extracted)});
    if (next.empty()) {
      finish_article(std::move(parts));
      return;
    }
    document_.next_part = next;
    document_.parts = std::move(parts);
  }

  // Where the article goes on, if that is worth asking: on the outlet's own hosts, not in a circle.
  [[nodiscard]] std::string next_part_of(const extract::ExtractedPage& extracted) const {
    if (extracted.next_page.empty() || request_.parts.size() + 1 >= kMaxParts) return {};
    auto form = frontier::crawl_form(extracted.next_page);
    if (!form || *form == record_.url) return {};
    if (request_.book->owner(frontier::host_of(*form)) != outlet_) return {};
    const std::chrono::year_month_day today{
        std::chrono::floor<std::chrono::days>(page_.fetched_at)};
    if (!frontier::trap_of(*form, static_cast<int>(today.year())).empty()) return {};
    const bool seen = std::any_of(request_.parts.begin(), request_.parts.end(),
                                  [&](const ArticlePart& part) { return part.url == *form; });
    return seen ? std::string() : *std::move(form);
  }

  void finish_article(std::vector<ArticlePart> parts) {
    extract::ExtractedPage first = std::move(parts.front().page);
    if (parts.size() > 1) {
      std::vector<Article> later;
      for (std::size_t i = 1; i < parts.size(); ++i) {
        later.push_back(std::move(parts[i].page.article));
        document_.part_urls.push_back(std::move(parts[i].url));
      }
      first.article = extract::join_pages(std::move(first.article), later);
    }
    Article& article = first.article;
    document_.canonical = canonical_of(first.canonical_url);
    article.url = document_.canonical;
    if (!first.section.empty()) article.categories = {first.section};
    complete(article, record_.title, record_.published, record_.listed);
    document_.article = sign_article(std::move(article), std::string(kWebSource), chunk_secret_);
  }

  // What the text does not say of itself, its listing may.
  void complete(Article& article, const std::string& title, const Timestamp& published,
                const ListedEntry& listed) const {
    if (article.title.empty()) article.title = title;
    if (!article.published.known()) article.published = published;
    if (outlet_ != nullptr && (outlet_->named || article.outlet.empty())) {
      article.outlet = outlet_->config.name;
    }
    fill_in(article, listed);
  }

  // The page's canonical link is a hint that outlets get wrong: it counts when the two addresses
  // look like forms of one page.
  [[nodiscard]] std::string canonical_of(const std::string& said) const {
    if (said.empty()) return record_.url;
    const auto form = frontier::crawl_form(said);
    if (!form || *form == record_.url) return record_.url;
    const bool own = request_.book->owner(frontier::host_of(*form)) == outlet_;
    return own && frontier::may_be_variant(record_.url, *form) ? *form : record_.url;
  }

  void take_links(const parse::PageLinks& page) {
    if (page.nofollow) return;
    const bool home = record_.source && record_.role == UrlRole::kList && record_.depth == 0;
    if (home) take_sources(page);
    const Source* const source = request_.book->source(record_.url);
    const auto judged =
        parse::judge_links(page, page_.url, request_.article_shapes,
                           source != nullptr && source->pattern ? &*source->pattern : nullptr);
    document_.article_shapes = judged.article_shapes;
    for (std::size_t i = 0; i < page.links.size(); ++i) {
      const parse::Link& found = page.links[i];
      if (found.nofollow) continue;
      FoundLink link;
      link.title = found.text;
      switch (judged.kinds[i]) {
        case parse::LinkKind::kArticle:
          link.role = UrlRole::kArticle;
          link.priority = kArticlePriority;
          ++document_.entries;
          break;
        case parse::LinkKind::kList:
          link.role = UrlRole::kList;
          link.priority = kOtherListPriority;
          break;
        case parse::LinkKind::kPagination:
          link.role = UrlRole::kList;
          link.priority = kOtherListPriority;
          // Going on in a list leads no farther from its source; a budget bounds it.
          link.depth = record_.depth;
          break;
        case parse::LinkKind::kOther:
          continue;
      }
      if (judged.kinds[i] != parse::LinkKind::kPagination) {
        link.depth = static_cast<std::uint8_t>(record_.depth + 1);
      }
      if (link.depth > max_depth_) continue;
      add(found.url, std::move(link), false);
    }
  }

  // Where the news of a home page may be followed. Usual places are tried for what the page and
  // robots.txt do not name.
  void take_sources(const parse::PageLinks& page) {
    const auto candidates = parse::candidates_of_home(page, page_.url, request_.robots_sitemaps);
    const auto declares = [&](parse::CandidateKind kind) {
      return std::any_of(candidates.begin(), candidates.end(), [&](const auto& candidate) {
        return candidate.kind == kind && candidate.declared;
      });
    };
    const bool has_feed = declares(parse::CandidateKind::kFeed);
    const bool has_sitemap = declares(parse::CandidateKind::kSitemap);
    for (const parse::SourceCandidate& candidate : candidates) {
      const bool needless = (candidate.kind == parse::CandidateKind::kFeed && has_feed) ||
                            (candidate.kind == parse::CandidateKind::kSitemap && has_sitemap);
      if (needless && !candidate.declared) continue;
      FoundLink link;
      link.source = true;
      link.depth = 1;
      switch (candidate.kind) {
        case parse::CandidateKind::kFeed:
          link.role = UrlRole::kFeed;
          link.priority = kFeedPriority;
          break;
        case parse::CandidateKind::kSitemap:
          link.role = UrlRole::kSitemap;
          link.priority = kSitemapPriority;
          break;
        case parse::CandidateKind::kListPage:
          link.role = UrlRole::kList;
          link.priority = kListPriority;
          break;
      }
      add(candidate.url, std::move(link), false);
    }
  }

  // `any_host`: also on hosts that are no outlet's; then it belongs to this one.
  void add(const std::string& url, FoundLink link, bool any_host) {
    auto form = frontier::crawl_form(url);
    if (!form || *form == record_.url) return;
    const Outlet* owner = request_.book->owner(frontier::host_of(*form));
    if (owner == nullptr && any_host) owner = outlet_;
    if (owner == nullptr || (owner != outlet_ && !any_host)) return;
    if (link.depth == 0 && !link.source) link.depth = static_cast<std::uint8_t>(record_.depth + 1);
    link.url = *std::move(form);
    link.outlet = owner->config.key;
    // What is said of another outlet's page is no more than its title.
    if (owner != outlet_) link.listed = {};
    document_.links.push_back(std::move(link));
  }

  const FetchedPage& page_;
  DocumentRequest request_;
  const UrlRecord& record_;
  const Outlet* const outlet_;  // nullptr: the operator took it out of the book
  config::ParseSettings settings_;
  const std::uint32_t max_depth_;
  const std::uint64_t chunk_secret_;
  Document document_;
};

}  // namespace

Document read_parts(DocumentRequest request, std::uint64_t chunk_secret) {
  return Reader({}, std::move(request), {}, 0, chunk_secret).read_parts();
}

std::optional<Document> read_listed(DocumentRequest request, const config::ParseSettings& settings,
                                    std::uint64_t chunk_secret) {
  const std::string why = request.record.reason;
  const FetchedPage none;
  Reader reader(none, std::move(request), settings, 0, chunk_secret);
  if (!reader.take_listed_text(why)) return std::nullopt;
  return reader.take();
}

std::uint64_t hash_of_bytes(const std::string& bytes) { return xxh3_64(bytes); }

Document read_document(const FetchedPage& page, DocumentRequest request,
                       const config::ParseSettings& settings, std::uint32_t max_depth,
                       std::uint64_t chunk_secret) {
  return Reader(page, std::move(request), settings, max_depth, chunk_secret).read();
}

}  // namespace storyfold::app
