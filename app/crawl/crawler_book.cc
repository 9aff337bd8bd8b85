// The operator's outlets and the addresses that are polled for them: the part of Crawler that
// brings the book and the store together.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "app/crawl/crawler.h"
#include "crawler/frontier/url_form.h"

namespace storyfold::app {
namespace {

namespace frontier = crawler::frontier;
using std::chrono::sys_seconds;

FoundLink link_of(const Source& source) {
  const UrlRole kind = source.config.kind;
  FoundLink link;
  link.url = source.config.url;
  link.role = kind;
  link.priority = kind == UrlRole::kFeed || kind == UrlRole::kJson ? kFeedPriority : kListPriority;
  return link;
}

FoundLink link_of_home(const Outlet& outlet) {
  FoundLink home;
  home.url = outlet.config.home;
  home.role = UrlRole::kList;
  home.priority = kListPriority;
  return home;
}

}  // namespace

// What the operator gives and the store does not know yet, or not so.
Result<void> Crawler::add_sources() {
  storage::Finished with;
  const auto add = [&](const FoundLink& given, const Source* source,
                       const Outlet& outlet) -> Result<void> {
    auto record = adopt(given, source, outlet);
    if (!record) return record.error();
    if (*record) with.urls.push_back(**std::move(record));
    return {};
  };
  for (const auto& outlet : book_->all()) {
    const auto home = frontier::crawl_form(outlet->config.home);
    // Who gives the home page as a source as well says there how it is read.
    if (home && book_->source(*home) == nullptr) {
      if (auto added = add(link_of_home(*outlet), nullptr, *outlet); !added) return added;
    }
    for (const Source& source : outlet->sources) {
      if (auto added = add(link_of(source), &source, *outlet); !added) return added;
    }
  }
  if (with.urls.empty()) return {};
  for (const UrlRecord& record : with.urls) offer(record);
  return fold_.keep(std::move(with));
}

// The record of what the operator gives, when it is to change: asked at once, as something new.
// `source`: nullptr for a home page.
Result<std::optional<UrlRecord>> Crawler::adopt(const FoundLink& given, const Source* source,
                                                const Outlet& outlet) {
  auto form = frontier::crawl_form(given.url);
  if (!form) return Error{Errc::kBadInput, given.url + ": " + form.error().what};
  auto stored = fold_.url(*form);
  if (!stored) return stored.error();
  const bool known = *stored && (*stored)->end != VisitEnd::kNotTaken;
  const bool polled = given.role != UrlRole::kPage;
  if (known && !polled) return std::optional<UrlRecord>();
  if (known && (*stored)->source && (*stored)->due != sys_seconds{}) {
    auto changed = is_told_otherwise(**stored, given, source);
    if (!changed) return changed.error();
    if (!*changed) return std::optional<UrlRecord>();
  } else if (known) {
    auto moved = has_moved(**stored);
    if (!moved) return moved.error();
    if (*moved) return std::optional<UrlRecord>();
  }
  const sys_seconds now = present();
  UrlRecord record = known ? **std::move(stored) : UrlRecord{};
  record.url = *std::move(form);
  record.outlet = outlet.config.key;
  record.role = given.role;
  record.depth = 0;
  record.source = polled;
  // Read in another way so far, if at all: it is to be read afresh.
  record.etag.clear();
  record.last_modified.clear();
  record.body_hash = 0;
  if (!known) record.found_at = now;
  record.due = now;
  record.priority = given.priority;
  return std::optional<UrlRecord>(std::move(record));
}

// Whether the operator says something else of a polled address than when it was polled last.
Result<bool> Crawler::is_told_otherwise(const UrlRecord& record, const FoundLink& given,
                                        const Source* source) const {
  if (record.role != given.role) return true;
  if (source == nullptr) return false;
  auto learned = store_.source(record.url);
  if (!learned) return learned.error();
  return *learned && (*learned)->given != 0 && (*learned)->given != source->fingerprint;
}

// Whether a source is polled where its permanent redirect led.
Result<bool> Crawler::has_moved(const UrlRecord& record) {
  if (record.source || record.end != VisitEnd::kRedirected || record.target.empty()) return false;
  auto target = fold_.url(record.target);
  if (!target) return target.error();
  return *target && (*target)->source && (*target)->due != sys_seconds{};
}

Result<void> Crawler::reload(std::shared_ptr<const OutletBook> book) {
  book_ = std::move(book);
  return add_sources();
}

// Sources have their place in the queue, however much else waits on their host; the sitemaps among
// them are counted. `latest`: none of them is due later than that.
Result<void> Crawler::offer_sources(sys_seconds latest) {
  std::vector<std::string> urls;
  if (auto flushed = fold_.flush(); !flushed) return flushed;
  auto read = store_.for_each_source([&](const SourceRecord& source) {
    urls.push_back(source.url);
    return true;
  });
  if (!read) return read;
  sitemaps_.clear();
  for (const std::string& url : urls) {
    auto stored = fold_.url(url);
    if (!stored) return stored.error();
    if (!*stored || !(*stored)->source || (*stored)->due == sys_seconds{}) continue;
    UrlRecord record = **std::move(stored);
    if (record.role == UrlRole::kSitemap) ++sitemaps_[record.outlet];
    const bool sooner = record.due > latest;
    if (sooner) record.due = latest;
    offer(record);
    if (!sooner) continue;
    storage::Finished with;
    with.urls.push_back(std::move(record));
    if (auto kept = fold_.keep(std::move(with)); !kept) return kept;
  }
  return {};
}

}  // namespace storyfold::app
