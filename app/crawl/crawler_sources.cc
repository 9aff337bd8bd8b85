// What a poll teaches about a source: the part of Crawler that follows sources.
#include <algorithm>
#include <unordered_set>
#include <utility>

#include "app/crawl/crawler.h"
#include "core/clock.h"
#include "crawler/frontier/revisit.h"
#include "crawler/frontier/url_form.h"

namespace storyfold::app {
namespace {

namespace fetch = crawler::fetch;
namespace frontier = crawler::frontier;
using std::chrono::sys_seconds;

constexpr std::uint32_t kMoveConfirmations = 3;  // polls that a permanent redirect must be seen in

std::string join_lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    if (!text.empty()) text += '\n';
    text += line;
  }
  return text;
}

// What the operator says of a source holds for its address: it is not polled elsewhere.
bool is_bound(const Source* given) {
  return given != nullptr && (given->pattern || given->config.json || given->config.every ||
                              !given->config.headers.empty());
}

// Whether an older listing may be asked before its time: one that fails or went elsewhere waits.
bool may_be_asked_at_once(const UrlRecord& listing) {
  const bool answers = listing.end == VisitEnd::kRead || listing.end == VisitEnd::kUnchanged ||
                       listing.end == VisitEnd::kNever;
  return answers && listing.failures == 0 && (listing.source || listing.role == UrlRole::kList);
}

// Of a sitemap that was listed by an index and no longer is.
constexpr std::string_view kUnlisted = "its index does not list it any more";

}  // namespace

Result<void> Crawler::learn_poll(const Visit& visit, UrlRecord& record, const Admitted& admitted,
                                 storage::Finished& with) {
  const bool answered = visit.outcome.end == fetch::FetchEnd::kPage ||
                        visit.outcome.end == fetch::FetchEnd::kNotModified;
  if (!answered) return {};
  auto stored = store_.source(record.url);
  if (!stored) return stored.error();
  SourceRecord source = stored->value_or(SourceRecord{});
  source.url = record.url;
  source.outlet = record.outlet;
  source.role = record.role;
  const Document* const document = visit.document ? &*visit.document : nullptr;
  frontier::Poll poll;
  poll.at = record.visited_at;
  poll.unchanged = document == nullptr;
  poll.entries = document == nullptr ? source.last_entries : document->entries;
  poll.news = admitted.news;
  poll.overlap = document == nullptr || admitted.overlap || source.polls == 0;
  poll.ttl = visit.outcome.max_age;
  if (document != nullptr) poll.ttl = std::max(poll.ttl, document->ttl);
  const Source* const given = book_->source(record.url);
  const std::uint32_t gaps = source.gaps;
  frontier::learn(source, poll, settings_.crawl,
                  given == nullptr ? std::nullopt : given->config.every);
  record.due = frontier::next_poll(source, record.visited_at);
  source.given = given == nullptr ? 0 : given->fingerprint;
  if (document != nullptr) source.link_shapes = join_lines(document->article_shapes);
  if (document != nullptr && record.role == UrlRole::kSitemap) {
    if (auto retired = retire_unlisted(record, *document, with); !retired) return retired;
  }
  if (source.gaps != gaps && document != nullptr) {
    if (auto filled = fill_gap(record, *document, with); !filled) return filled;
  }
  confirm_move(visit, record, source, with);
  with.polled.push_back(std::move(source));
  return {};
}

// An index names what is polled: what it names no longer is left alone, so that one that makes up
// names does not make sources without end.
Result<void> Crawler::retire_unlisted(const UrlRecord& index, const Document& document,
                                      storage::Finished& with) {
  std::unordered_set<std::string_view> listed;
  for (const FoundLink& link : document.links) {
    if (link.source) listed.insert(link.url);
  }
  if (listed.empty()) return {};  // no index, or an empty one: perhaps by mistake
  std::vector<std::string> others;
  auto read = store_.for_each_source([&](const SourceRecord& source) {
    const bool other = source.role == UrlRole::kSitemap && source.outlet == index.outlet &&
                       source.url != index.url && !listed.contains(source.url);
    if (other) others.push_back(source.url);
    return true;
  });
  if (!read) return read;
  for (const std::string& url : others) {
    auto stored = fold_.url(url);
    if (!stored) return stored.error();
    const bool child = *stored && (*stored)->source && (*stored)->found_on == index.url;
    if (!child || in_flight_.contains(url)) continue;
    UrlRecord record = **std::move(stored);
    record.source = false;
    record.due = {};
    record.reason = kUnlisted;
    with.urls.push_back(std::move(record));
    if (std::uint32_t& polled = sitemaps_[index.outlet]; polled > 0) --polled;
  }
  return {};
}

// A sitemap that its index lists again is polled again.
Result<void> Crawler::follow_again(const FoundLink& link, const UrlRecord& from,
                                   storage::Finished& with) {
  auto stored = fold_.url(link.url);
  if (!stored) return stored.error();
  if (!*stored || (*stored)->source || (*stored)->reason != kUnlisted) {
    return visit_if_changed(link, with);
  }
  UrlRecord record = **std::move(stored);
  record.found_on = from.url;
  record.source = true;
  record.reason.clear();
  record.due = present();
  ++sitemaps_[record.outlet];
  offer(record);
  with.urls.push_back(std::move(record));
  return {};
}

// News may have come and gone between two polls: what lists older ones is asked now.
Result<void> Crawler::fill_gap(const UrlRecord& source, const Document& document,
                               storage::Finished& with) {
  std::vector<std::string> listings;
  for (const FoundLink& link : document.links) {
    if (link.role == UrlRole::kList && !link.source) listings.push_back(link.url);
  }
  auto read = store_.for_each_source([&](const SourceRecord& other) {
    const bool older = other.role == UrlRole::kSitemap || other.role == UrlRole::kList;
    if (older && other.outlet == source.outlet && other.url != source.url) {
      listings.push_back(other.url);
    }
    return true;
  });
  if (!read) return read;
  std::size_t asked = 0;
  for (const std::string& url : listings) {
    auto stored = fold_.url(url);
    if (!stored) return stored.error();
    if (!*stored || in_flight_.contains(url) || !may_be_asked_at_once(**stored)) continue;
    ++asked;
    UrlRecord record = **std::move(stored);
    record.due = source.visited_at;
    offer(record);
    with.urls.push_back(std::move(record));
  }
  with.log.push_back({0,
                      present(),
                      storage::LogKind::kGap,
                      {},
                      source.url +
                          ": nothing known among its entries, news may have been missed; " +
                          std::to_string(asked) + " older listings are asked"});
  return {};
}

// A source that answers with the same permanent redirect again and again lives there now.
void Crawler::confirm_move(const Visit& visit, UrlRecord& record, SourceRecord& source,
                           storage::Finished& with) {
  const auto target = frontier::crawl_form(visit.outcome.page.url);
  if (!visit.outcome.permanent || !target || *target == record.url) {
    source.moved_to.clear();
    source.moved_confirmed = 0;
    return;
  }
  source.moved_confirmed = source.moved_to == *target ? source.moved_confirmed + 1 : 1;
  source.moved_to = *target;
  if (source.moved_confirmed < kMoveConfirmations || is_bound(book_->source(record.url))) return;
  UrlRecord moved = record;
  moved.url = *target;
  moved.found_on = record.url;
  SourceRecord learned = source;
  learned.url = moved.url;
  learned.moved_to.clear();
  learned.moved_confirmed = 0;
  offer(moved);
  with.urls.push_back(std::move(moved));
  with.polled.push_back(std::move(learned));
  record.end = VisitEnd::kRedirected;
  record.target = *target;
  record.source = false;
  record.due = {};
}

}  // namespace storyfold::app
