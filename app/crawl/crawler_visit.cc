// What one visit changes: the part of Crawler that settles and keeps.
#include <algorithm>
#include <iterator>
#include <utility>

#include "app/crawl/crawler.h"
#include "app/crawl/listed.h"
#include "app/crawl/settle.h"
#include "core/clock.h"
#include "core/url.h"
#include "crawler/frontier/revisit.h"
#include "crawler/frontier/url_form.h"

namespace storyfold::app {
namespace {

namespace fetch = crawler::fetch;
namespace frontier = crawler::frontier;
using std::chrono::sys_seconds;

// Whoever wants an address decides by a clock of its own whether its next try is waited for.
constexpr std::chrono::minutes kWantedLonger{5};

// The record of a later page of the article at `first`: it needs no visit of its own.
UrlRecord part_of(const UrlRecord& first, const std::string& url) {
  UrlRecord part;
  part.url = url;
  part.outlet = first.outlet;
  part.found_on = first.url;
  part.role = UrlRole::kArticle;
  part.depth = first.depth;
  part.found_at = first.visited_at;
  part.visited_at = first.visited_at;
  part.visits = 1;
  part.end = VisitEnd::kDuplicate;
  part.target = first.url;
  part.reason = "a later page of the article";
  return part;
}

}  // namespace

Result<void> Crawler::handle(Visit visit) {
  const std::string url = visit.before.url;
  const std::string origin = frontier::origin_of(url);
  if (visit.first) end_part(visit);
  auto newer = changed_meanwhile(visit.before);
  if (!newer) return newer.error();
  if (!*newer && visit.document && !visit.document->next_part.empty()) {
    return ask_next_part(std::move(visit));
  }
  in_flight_.erase(url);
  fold_.unwatch(url);
  queue_.done(origin);
  auto earlier = found_by_parts_.extract(url);
  storage::Finished with;
  with.hosts = std::move(visit.hosts);
  const sys_seconds now = present();
  const sys_seconds wall = system_now();
  for (const HostRecord& host : with.hosts) block(host, wall);
  // The network's times are the wall clock's.
  if (visit.outcome.retry_at) *visit.outcome.retry_at += now - wall;
  if (*newer) {
    if (auto noted = note_visit(visit.before, VisitEnd::kFailed, {}); !noted) return noted;
    return put_off(**newer, std::move(with));
  }
  if (!visit.document && !visit.before.source && is_closed(visit.outcome)) {
    DocumentRequest reading;
    reading.record = visit.before;
    reading.record.reason = "HTTP " + std::to_string(visit.outcome.page.status);
    reading.book = book_;
    visit.document = read_listed(std::move(reading), settings_.parse, store_.chunk_secret());
  }
  Document* const document = visit.document ? &*visit.document : nullptr;
  UrlRecord record = settle(visit.before, visit.outcome, document, settings_.crawl, now);
  if (visit.outcome.end == fetch::FetchEnd::kStopped ||
      visit.outcome.end == fetch::FetchEnd::kBlocked) {
    if (auto noted = note_visit(record, VisitEnd::kFailed, {}); !noted) return noted;
    return put_off(record, std::move(with));
  }
  Admitted admitted;
  if (document != nullptr && !is_alone(record)) {
    take_shapes(record.outlet, document->article_shapes);
    auto done = admit(document->links, record, with);
    if (!done) return done.error();
    admitted = *std::move(done);
    auto kept = keep_whole_entries(std::move(document->entries_without_page), record, admitted);
    if (!kept) return kept;
  }
  if (!earlier.empty()) {
    std::move(earlier.mapped().begin(), earlier.mapped().end(), std::back_inserter(admitted.fresh));
  }
  if (record.end == VisitEnd::kRedirected) {
    auto followed = follow_redirect(visit, record, with);
    if (!followed) return followed.error();
    admitted = *std::move(followed);
  }
  if (record.source) {
    if (auto learned = learn_poll(visit, record, admitted, with); !learned) return learned;
  }
  if (auto noted = note_visit(record, record.end, admitted.fresh); !noted) return noted;
  if (document != nullptr && document->article) {
    record.target = document->canonical != record.url ? document->canonical : "";
    if (auto noted = note_parts(document->part_urls, record, with); !noted) return noted;
    keep_raw(visit, with);
    return keep_article(*std::move(document->article), std::move(record), std::move(with));
  }
  return finish(record, std::move(with), document);
}

// The address became a source, or was taken down, while it was asked: then what came was read as
// what it no longer is.
Result<std::optional<UrlRecord>> Crawler::changed_meanwhile(UrlRecord& before) {
  if (!fold_.was_written(before.url)) return std::optional<UrlRecord>();
  auto stored = fold_.url(before.url);
  if (!stored) return stored.error();
  if (!*stored) return std::optional<UrlRecord>();
  before.led_here = (*stored)->led_here;  // others may add to that at any time
  if (**stored == before) return std::optional<UrlRecord>();
  return *std::move(stored);
}

// A later page of an article has ended: from here on the visit is that of the first. When the page
// could not be had, but may be later, the whole visit counts as failed; when it cannot be had at
// all, the pages before it are the article.
void Crawler::end_part(Visit& visit) const {
  if (visit.document && !visit.document->next_part.empty()) return;
  if (!visit.document) {
    const UrlRecord after =
        settle(visit.before, visit.outcome, nullptr, settings_.crawl, present());
    const bool again = visit.outcome.end == fetch::FetchEnd::kStopped ||
                       visit.outcome.end == fetch::FetchEnd::kBlocked ||
                       after.end == VisitEnd::kFailed;
    if (again) return;
    visit.document = read_parts(std::move(visit.reading), store_.chunk_secret());
  }
  visit.document->body_hash = visit.first_hash;
  visit.outcome = *std::exchange(visit.first, std::nullopt);
}

// The headers that the operator gave for a source are for its own host.
void Crawler::keep_headers_home(crawler::fetch::FetchRequest& request, const UrlRecord& record) {
  if (frontier::origin_of(request.url) != frontier::origin_of(record.url)) request.headers.clear();
}

// The article goes on elsewhere. Its address stays in flight, and due in the store, until all of it
// is there; what its page led to is kept now.
Result<void> Crawler::ask_next_part(Visit visit) {
  Document& document = *visit.document;
  storage::Finished with;
  with.hosts = std::move(visit.hosts);
  auto admitted = admit(document.links, visit.before, with);
  if (!admitted) return admitted.error();
  take_shapes(visit.before.outlet, document.article_shapes);
  std::vector<std::string>& found = found_by_parts_[visit.before.url];
  std::move(admitted->fresh.begin(), admitted->fresh.end(), std::back_inserter(found));
  Job job = job_of(visit.before);
  job.request.url = document.next_part;
  keep_headers_home(job.request, visit.before);
  job.request.etag.clear();
  job.request.last_modified.clear();
  job.reading.parts = std::move(document.parts);
  if (visit.first) {
    job.first = std::move(visit.first);
    job.first_hash = visit.first_hash;
  } else {
    job.first = std::move(visit.outcome);
    std::string().swap(job.first->page.bytes);  // clear() would keep the room while it waits
    std::string().swap(job.first->page.gzip);
    job.first_hash = document.body_hash;
  }
  network_->start(std::move(job));
  return fold_.keep(std::move(with));
}

// What is polled, stands as an article of its own or is being asked stays what it is.
Result<void> Crawler::note_parts(const std::vector<std::string>& parts, const UrlRecord& first,
                                 storage::Finished& with) {
  for (const std::string& url : parts) {
    auto known = fold_.url(url);
    if (!known) return known.error();
    if (*known && ((*known)->source || (*known)->sighting != 0 || in_flight_.contains(url))) {
      continue;
    }
    with.urls.push_back(part_of(first, url));
  }
  return {};
}

// The address was not asked: no visit, but it may be due at another time.
Result<void> Crawler::put_off(const UrlRecord& record, storage::Finished with) {
  offer(record);
  with.urls.push_back(record);
  return fold_.keep(std::move(with));
}

Result<void> Crawler::finish(const UrlRecord& record, storage::Finished with,
                             const Document* document) {
  count(record);
  offer(record);
  with.urls.push_back(record);
  if (hooks_.visited) hooks_.visited({record, nullptr, {}, {}, document});
  return fold_.keep(std::move(with));
}

void Crawler::offer(const UrlRecord& record) {
  if (record.due == sys_seconds{} || is_done(record)) return;
  // What is wanted alone is wanted soon: revisits are left to a crawl.
  const bool left =
      hooks_.only && (!hooks_.only(record.url) ||
                      record.due > present() + settings_.crawl.once_max_wait + kWantedLonger);
  if (left) return;
  queue_.offer({record.due, record.priority, record.url, frontier::origin_of(record.url)});
}

bool Crawler::is_done(const UrlRecord& record) const {
  return once_ && record.source && record.failures == 0 && record.visited_at > begun_at_;
}

void Crawler::count(const UrlRecord& record) {
  ++totals_.visits;
  ++totals_.ends[std::string(to_string(record.end))];
}

// --- articles --------------------------------------------------------------------------------

Result<void> Crawler::keep_article(SignedArticle article, UrlRecord record,
                                   storage::Finished with) {
  auto variant = variant_of(article, record);
  if (!variant) return variant.error();
  if (!variant->empty()) {
    record.end = VisitEnd::kDuplicate;
    record.target = *variant;
    record.due = {};
    if (auto learned = learn_alias(record.url, *variant); !learned) return learned;
    return finish(record, std::move(with));
  }
  if (record.sighting == 0 && record.target.empty()) {
    if (auto unlearned = unlearn_alias(record); !unlearned) return unlearned;
    remember_id(record.url);
  }
  if (!record.target.empty()) {
    if (auto done = stand_for(record, with); !done) return done;
  }
  const std::string title = article.article.title;
  const std::string outlet = article.article.outlet;
  with.urls.push_back(record);
  auto folded = fold_.fold(std::move(article), std::nullopt, std::move(with));
  if (!folded) return folded.error();
  if (folded->forgotten) end_taken_down(record);
  count(record);
  offer(record);
  const bool fresh = !folded->repeat && !folded->forgotten;
  if (fresh) {
    ++totals_.sightings;
    ++(folded->relation == Relation::kOriginal ? totals_.stories : totals_.reposts);
  }
  if (hooks_.visited) hooks_.visited({record, fresh ? &*folded : nullptr, title, outlet});
  return {};
}

// Entries that have no page stand under addresses of their own; another text there is a revision.
Result<void> Crawler::keep_whole_entries(std::vector<WholeEntry> entries, const UrlRecord& from,
                                         Admitted& admitted) {
  for (WholeEntry& entry : entries) {
    auto stored = fold_.url(entry.link.url);
    if (!stored) return stored.error();
    if (*stored && (*stored)->end != VisitEnd::kNotTaken) {
      admitted.overlap = true;
    } else {
      auto refused = charge(entry.link, from);
      if (!refused) return refused.error();
      if (!refused->empty()) {
        ++totals_.cut;
        continue;
      }
      ++totals_.found;
      ++admitted.news;
    }
    auto kept = keep_entry(std::move(entry), from, *std::move(stored));
    if (!kept) return kept.error();
  }
  return {};
}

Result<bool> Crawler::keep_entry(WholeEntry entry, const UrlRecord& from) {
  auto stored = fold_.url(entry.link.url);
  if (!stored) return stored.error();
  return keep_entry(std::move(entry), from, *std::move(stored));
}

Result<bool> Crawler::keep_entry(WholeEntry entry, const UrlRecord& from,
                                 std::optional<UrlRecord> stored) {
  const bool known = stored && stored->end != VisitEnd::kNotTaken;
  if (known) {
    const UrlRecord& before = *stored;
    const bool page = before.found_on != from.url || before.status != 0 ||
                      before.due != sys_seconds{} || in_flight_.contains(before.url);
    if (page || before.body_hash == entry.text_hash) return false;
  }
  UrlRecord record = known ? *std::move(stored) : record_of(entry.link, from);
  record = settle_entry(std::move(record), entry.text_hash, present());
  auto kept = keep_article(std::move(entry.article), std::move(record), {});
  if (!kept) return kept.error();
  return true;
}

// The article is kept under the canonical address that the page names: that address needs no
// visit of its own, and it is the one that is looked at again.
Result<void> Crawler::stand_for(UrlRecord& record, storage::Finished& with) {
  auto known = fold_.url(record.target);
  if (!known) return known.error();
  // Visited or waiting: its own visit tells.
  if (*known && (*known)->end != VisitEnd::kNotTaken) return {};
  UrlRecord canonical = record;
  canonical.url = record.target;
  canonical.target.clear();
  canonical.found_on = record.url;
  canonical.etag.clear();
  canonical.last_modified.clear();
  canonical.body_hash = 0;
  with.urls.push_back(canonical);
  offer(canonical);
  known_.add(canonical.url);
  record.end = VisitEnd::kDuplicate;
  record.due = {};
  return {};
}

Result<std::string> Crawler::variant_of(const SignedArticle& article, const UrlRecord& record) {
  auto urls = fold_.urls_of_text(article.item_id);
  if (!urls) return urls.error();
  for (std::string& url : *urls) {
    if (url == article.article.url || !frontier::may_be_variant(record.url, url)) continue;
    auto known = fold_.url(url);
    if (!known) return known.error();
    if (*known && (*known)->outlet == record.outlet) return std::move(url);
  }
  return std::string();
}

void Crawler::keep_raw(Visit& visit, storage::Finished& with) const {
  if (settings_.crawl.raw_max_bytes == 0 || settings_.crawl.raw_keep.count() == 0) return;
  FetchedPage& page = visit.outcome.page;
  // One of several pages: it alone is not the article.
  if (page.bytes.empty() && page.gzip.empty()) return;
  storage::RawPage raw;
  raw.url = visit.before.url;
  if (page.url != raw.url) raw.final_url = page.url;
  raw.status = page.status;
  raw.content_type = page.content_type;
  raw.charset = page.charset;
  raw.robots_tag = page.robots_tag;
  raw.fetched_at = page.fetched_at;
  raw.extractor_version = kExtractorVersion;
  raw.bytes = std::move(page.bytes);
  raw.gzip = std::move(page.gzip);
  with.raw = std::move(raw);
}

}  // namespace storyfold::app
