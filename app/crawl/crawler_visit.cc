// What one visit changes: the part of Crawler that settles, admits and keeps.
#include <algorithm>
#include <utility>

#include "app/crawl/crawler.h"
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

constexpr std::uint8_t kRedirectDepth = 5;     // redirects in a row beyond crawl.max_depth
constexpr std::uint32_t kChangesBelieved = 3;  // visits; then each waits twice as long
constexpr std::size_t kMaxTitleBytes = 1000;   // of a title in a listing
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

// How long an address is left alone that its listing says has changed: many listings say so of all
// they hold whenever they are asked.
std::chrono::hours patience(const UrlRecord& record) {
  if (record.source) return std::chrono::hours{1};  // it is polled anyway
  if (record.visits <= kChangesBelieved) return std::chrono::hours{0};
  return std::chrono::hours{1} * (1LL << std::min(record.visits - kChangesBelieved - 1, 12U));
}

}  // namespace

Result<void> Crawler::handle(Visit visit) {
  const std::string url = visit.before.url;
  const std::string origin = frontier::origin_of(url);
  if (visit.first) end_part(visit);
  if (visit.document && !visit.document->next_part.empty()) return ask_next_part(std::move(visit));
  in_flight_.erase(url);
  queue_.done(origin);
  storage::Finished with;
  with.hosts = std::move(visit.hosts);
  const sys_seconds now = present();
  const sys_seconds wall = system_now();
  for (const HostRecord& host : with.hosts) block(host, wall);
  // The network's times are the wall clock's.
  if (visit.outcome.retry_at) *visit.outcome.retry_at += now - wall;
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
    admitted = *done;
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
  return finish(record, std::move(with), document == nullptr ? nullptr : &document->links);
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

// The article goes on elsewhere. Its address stays in flight, and due in the store, until all of it
// is there; what its page led to is kept now.
Result<void> Crawler::ask_next_part(Visit visit) {
  Document& document = *visit.document;
  storage::Finished with;
  with.hosts = std::move(visit.hosts);
  auto admitted = admit(document.links, visit.before, with);
  if (!admitted) return admitted.error();
  Job job = job_of(visit.before);
  job.request.url = document.next_part;
  job.request.etag.clear();
  job.request.last_modified.clear();
  job.reading.parts = std::move(document.parts);
  if (visit.first) {
    job.first = std::move(visit.first);
    job.first_hash = visit.first_hash;
  } else {
    job.first = std::move(visit.outcome);
    job.first->page.bytes.clear();
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
                             const std::vector<FoundLink>* links) {
  count(record);
  offer(record);
  with.urls.push_back(record);
  if (hooks_.visited) hooks_.visited({record, nullptr, {}, {}, links});
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
    return finish(record, std::move(with));
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

// The article is kept under the canonical address that the page names: that address needs no
// visit of its own, and it is the one that is looked at again.
Result<void> Crawler::stand_for(UrlRecord& record, storage::Finished& with) {
  auto known = fold_.url(record.target);
  if (!known) return known.error();
  if (*known) {
    // Visited or waiting: its own visit tells.
    return {};
  }
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
  if (page.bytes.empty()) return;  // one of several pages: it alone is not the article
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
  with.raw = std::move(raw);
}

// --- links -----------------------------------------------------------------------------------

Result<Crawler::Admitted> Crawler::admit(const std::vector<FoundLink>& links, const UrlRecord& from,
                                         storage::Finished& with) {
  Admitted result;
  std::vector<const FoundLink*> unsure;
  std::vector<std::string> asked;
  for (const FoundLink& link : links) {
    if (!link.changed && known_.holds(link.url)) {
      result.overlap = true;
      continue;
    }
    unsure.push_back(&link);
    asked.push_back(link.url);
  }
  auto known = fold_.known_urls(asked);
  if (!known) return known.error();
  for (std::size_t i = 0; i < unsure.size(); ++i) {
    const FoundLink& link = *unsure[i];
    if ((*known)[i]) {
      known_.add(link.url);
      result.overlap = true;
      if (auto again = visit_if_changed(link, with); !again) return again.error();
      continue;
    }
    if (!frontier::trap_of(link.url, year_).empty()) {
      known_.add(link.url);  // one for good; what is past a budget may be taken another day
      ++totals_.cut;
      continue;
    }
    auto record = new_record(link, from);
    if (!record) return record.error();
    if (!*record) {
      ++totals_.cut;
      continue;
    }
    known_.add(link.url);
    ++totals_.found;
    result.news += link.role == UrlRole::kArticle || link.role == UrlRole::kPage ? 1 : 0;
    result.fresh.push_back(link.url);
    offer(**record);
    with.urls.push_back(**std::move(record));
  }
  return result;
}

// A listing says that an address changed after it was visited.
Result<void> Crawler::visit_if_changed(const FoundLink& link, storage::Finished& with) {
  if (!link.changed || in_flight_.contains(link.url)) return {};
  const sys_seconds now = present();
  auto stored = fold_.url(link.url);
  if (!stored) return stored.error();
  if (!*stored || (*stored)->visited_at == sys_seconds{} || *link.changed > now ||
      *link.changed <= (*stored)->visited_at || (*stored)->end == VisitEnd::kForbidden ||
      now - (*stored)->visited_at < patience(**stored)) {
    return {};
  }
  UrlRecord record = **std::move(stored);
  if (record.due != sys_seconds{} && record.due <= now) return {};
  record.due = now;
  offer(record);
  with.urls.push_back(std::move(record));
  return {};
}

Result<std::optional<UrlRecord>> Crawler::new_record(const FoundLink& link, const UrlRecord& from) {
  const sys_seconds now = present();
  const std::string origin = frontier::origin_of(link.url);
  auto budget = budget_of(origin);
  if (!budget) return budget.error();
  const auto today = std::chrono::floor<std::chrono::days>(now);
  const auto refused = (*budget)->admit(link.url, today, settings_.crawl.host_budget);
  spent_.insert(origin);
  if (!refused.empty()) return std::optional<UrlRecord>();
  // Nobody's hosts have budgets of their own without end: whoever names them pays as well.
  if (book_->owner(frontier::host_of(link.url)) == nullptr) {
    const std::string payer = frontier::origin_of(from.url);
    auto second = budget_of(payer);
    if (!second) return second.error();
    spent_.insert(payer);
    if (!(*second)->admit(link.url, today, settings_.crawl.host_budget).empty()) {
      return std::optional<UrlRecord>();
    }
  }
  UrlRecord record;
  record.url = link.url;
  record.outlet = link.outlet;
  record.found_on = from.url;
  record.role = link.role;
  record.depth = link.depth;
  record.source = link.source;
  record.found_at = now;
  record.title = link.title.substr(0, kMaxTitleBytes);
  record.published = link.published;
  record.due = now;
  record.priority = link.priority;
  return std::optional<UrlRecord>(std::move(record));
}

Result<frontier::HostBudget*> Crawler::budget_of(const std::string& origin) {
  const auto found = budgets_.find(origin);
  if (found != budgets_.end()) return &found->second;
  auto kept = store_.budget(origin);
  if (!kept) return kept.error();
  frontier::HostBudget budget;
  if (*kept) budget = frontier::HostBudget::decode(**kept).value_or(frontier::HostBudget{});
  return &budgets_.emplace(origin, std::move(budget)).first->second;
}

// Takes back what spend() took when the visit says nothing about the host.
Result<void> Crawler::note_visit(const UrlRecord& record, VisitEnd end,
                                 const std::vector<std::string>& fresh) {
  if (record.source || record.sighting != 0 || is_alone(record)) return {};
  const std::string origin = frontier::origin_of(record.url);
  auto budget = budget_of(origin);
  if (!budget) return budget.error();
  (*budget)->note(record.url, end, fresh);
  spent_.insert(origin);
  return {};
}

Result<std::string> Crawler::spend(const UrlRecord& record) {
  if (record.source || record.sighting != 0 || is_alone(record)) return std::string();
  const std::string origin = frontier::origin_of(record.url);
  auto budget = budget_of(origin);
  if (!budget) return budget.error();
  spent_.insert(origin);
  return (*budget)->visit(record.url, std::chrono::floor<std::chrono::days>(present()));
}

// What a redirect leads to is one more address: asked for in its turn, once, by its own robots.txt.
Result<Crawler::Admitted> Crawler::follow_redirect(const Visit& visit, UrlRecord& record,
                                                   storage::Finished& with) {
  auto form = frontier::crawl_form(visit.outcome.location);
  if (!form || *form == record.url) return Admitted{};
  record.target = *form;
  if (is_alone(record)) return Admitted{};  // whoever wanted it goes on there
  const Outlet* const own = book_->find(record.outlet);
  const Outlet* owner = book_->owner(frontier::host_of(*form));
  // An entry of a feed may lie on any host; it stays its outlet's when it moves.
  if (owner == nullptr && book_->owner(frontier::host_of(record.url)) == nullptr) owner = own;
  if (owner == nullptr) {
    record.reason = "redirects to another site";
    return Admitted{};
  }
  if (record.depth >= settings_.crawl.max_depth + kRedirectDepth) {
    record.reason = "too many redirects in a row";
    return Admitted{};
  }
  FoundLink link;
  link.url = *std::move(form);
  link.outlet = owner->config.key;
  link.role = record.role;
  link.depth = static_cast<std::uint8_t>(record.depth + 1);
  link.priority = record.priority;
  link.title = record.title;
  link.published = record.published;
  return admit({std::move(link)}, record, with);
}

}  // namespace storyfold::app
