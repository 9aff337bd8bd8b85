// What becomes of the addresses that a visit leads to: the part of Crawler that admits, and counts
// what a host may be asked for.
#include <algorithm>
#include <utility>

#include "app/crawl/crawler.h"
#include "core/hash.h"
#include "crawler/frontier/url_form.h"
#include "crawler/parse/unicode.h"

namespace storyfold::app {
namespace {

namespace frontier = crawler::frontier;
using std::chrono::sys_seconds;

constexpr std::uint8_t kRedirectDepth = 5;     // redirects in a row beyond crawl.max_depth
constexpr std::uint32_t kChangesBelieved = 3;  // visits; then each waits twice as long
constexpr std::size_t kMaxTitleBytes = 1000;   // of a title in a listing
constexpr std::size_t kMostLedHere = 4;        // addresses elsewhere that led to one
constexpr std::size_t kMostIdsHeld = 16384;    // some 2 MB
constexpr std::uint32_t kMostSitemaps = 1024;  // polled of one outlet

// How long an address is left alone that its listing says has changed: many listings say so of all
// they hold whenever they are asked.
std::chrono::hours patience(const UrlRecord& record) {
  if (record.source) return std::chrono::hours{1};  // it is polled anyway
  if (record.visits <= kChangesBelieved) return std::chrono::hours{0};
  return std::chrono::hours{1} * (1LL << std::min(record.visits - kChangesBelieved - 1, 12U));
}

bool is_sitemap(const FoundLink& link) { return link.source && link.role == UrlRole::kSitemap; }

}  // namespace

Result<Crawler::Admitted> Crawler::admit(const std::vector<FoundLink>& links, const UrlRecord& from,
                                         storage::Finished& with) {
  Admitted result;
  std::vector<const FoundLink*> unsure;
  std::vector<std::string> asked;
  for (const FoundLink& link : links) {
    if (!link.changed && !is_sitemap(link) && known_.holds(link.url)) {
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
    auto left_out = (*known)[i] ? was_not_taken(link.url) : Result<bool>(false);
    if (!left_out) return left_out.error();
    if ((*known)[i] && !*left_out) {
      known_.add(link.url);
      result.overlap = true;
      auto again = is_sitemap(link) ? follow_again(link, from, with) : visit_if_changed(link, with);
      if (!again) return again.error();
      continue;
    }
    auto taken = take_new(link, from, *left_out, with);
    if (!taken) return taken.error();
    if (!*taken) continue;
    result.news += link.role == UrlRole::kArticle || link.role == UrlRole::kPage ? 1 : 0;
    result.fresh.push_back(link.url);
  }
  return result;
}

// An address that nobody knew: false when it is a trap, an alias or past a budget. `noted`: that
// was so before, and there is a record that says so.
Result<bool> Crawler::take_new(const FoundLink& link, const UrlRecord& from, bool noted,
                               storage::Finished& with) {
  const std::string_view trap = frontier::trap_of(link.url, year_);
  auto original = trap.empty() ? known_original_of(link) : Result<std::string>(std::string());
  if (!original) return original.error();
  if (!original->empty()) {
    known_.add(link.url);
    ++totals_.found;
    UrlRecord alias = record_of(link, from);
    alias.end = VisitEnd::kDuplicate;
    alias.target = *std::move(original);
    alias.reason = "an alias, as others of its form were";
    alias.listed = {};
    with.urls.push_back(std::move(alias));
    return false;
  }
  if (!trap.empty()) known_.add(link.url);  // one for good
  auto refused =
      trap.empty() ? charge(link, from) : Result<std::string>("trap: " + std::string(trap));
  if (!refused) return refused.error();
  if (!refused->empty()) {
    ++totals_.cut;
    auto done = noted ? Result<void>() : note_refusal(link, from, *refused, with);
    if (!done) return done.error();
    return false;
  }
  known_.add(link.url);
  ++totals_.found;
  UrlRecord record = record_of(link, from);
  record.due = present();
  if (is_sitemap(link)) ++sitemaps_[record.outlet];
  offer(record);
  with.urls.push_back(std::move(record));
  return true;
}

// Where the page of an address that nobody knew stands already, as far as others of its form tell.
Result<std::string> Crawler::known_original_of(const FoundLink& link) {
  const bool page = link.role == UrlRole::kArticle || link.role == UrlRole::kPage;
  if (link.source || !page || frontier::AliasForms::is_asked_anyway(link.url)) return std::string();
  auto budget = budget_of(frontier::origin_of(link.url));
  if (!budget) return budget.error();
  const frontier::AliasForms& aliases = (*budget)->aliases();
  auto candidates = aliases.originals_of(link.url);
  if (const std::string* other = aliases.words_are_free() ? same_id(link.url) : nullptr) {
    candidates.push_back(*other);
  }
  for (std::string& url : candidates) {
    auto stored = fold_.url(url);
    if (!stored) return stored.error();
    if (*stored && (*stored)->outlet == link.outlet && (*stored)->sighting != 0) return url;
  }
  return std::string();
}

// Two addresses of an outlet have one text: either may be what the other is an alias of.
Result<void> Crawler::learn_alias(const std::string& url, const std::string& other) {
  for (const auto& [alias, original] : {std::pair(url, other), std::pair(other, url)}) {
    const std::string origin = frontier::origin_of(alias);
    auto budget = budget_of(origin);
    if (!budget) return budget.error();
    (*budget)->aliases().confirm(alias, original);
    spent_.insert(origin);
  }
  return {};
}

// The stored article that has the same id among other words in its address, as far as memory goes:
// an outlet changes its words within days.
const std::string* Crawler::same_id(const std::string& url) const {
  const std::string key = frontier::without_slug(url);
  const auto found = key.empty() ? by_id_.end() : by_id_.find(xxh3_64(key));
  return found == by_id_.end() || found->second == url ? nullptr : &found->second;
}

void Crawler::remember_id(const std::string& url) {
  const std::string key = frontier::without_slug(url);
  if (key.empty()) return;
  if (by_id_.size() >= kMostIdsHeld) by_id_.clear();
  by_id_.emplace(xxh3_64(key), url);
}

// The address has an article of its own, although it looks like an alias.
Result<void> Crawler::unlearn_alias(const UrlRecord& record) {
  const std::string origin = frontier::origin_of(record.url);
  auto budget = budget_of(origin);
  if (!budget) return budget.error();
  auto suspected = (*budget)->aliases().suspected_originals_of(record.url);
  if (const std::string* other = same_id(record.url)) suspected.push_back(*other);
  for (const std::string& url : suspected) {
    auto stored = fold_.url(url);
    if (!stored) return stored.error();
    if (!*stored || (*stored)->outlet != record.outlet || (*stored)->sighting == 0) continue;
    (*budget)->aliases().contradict(record.url, url);
    spent_.insert(origin);
  }
  return {};
}

// Whether the address was left out for a budget, which may allow it by now.
Result<bool> Crawler::was_not_taken(const std::string& url) {
  auto budget = budget_of(frontier::origin_of(url));
  if (!budget) return budget.error();
  if ((*budget)->refusals() == 0) return false;  // of most hosts: nothing need be read
  auto stored = fold_.url(url);
  if (!stored) return stored.error();
  return *stored && (*stored)->end == VisitEnd::kNotTaken;
}

// So that the operator can ask what became of it; a host without end leaves only so many notes.
Result<void> Crawler::note_refusal(const FoundLink& link, const UrlRecord& from,
                                   const std::string& reason, storage::Finished& with) {
  const std::string origin = frontier::origin_of(link.url);
  auto budget = budget_of(origin);
  if (!budget) return budget.error();
  if (!(*budget)->note_refusal()) return {};
  spent_.insert(origin);
  UrlRecord record = record_of(link, from);
  record.end = VisitEnd::kNotTaken;
  record.reason = reason;
  record.source = false;
  record.listed = {};
  with.urls.push_back(std::move(record));
  return {};
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
  record.listed = link.listed;
  if (record.sighting != 0 && record.reason.empty()) record.listed.text.clear();  // the page is had
  offer(record);
  with.urls.push_back(std::move(record));
  return {};
}

UrlRecord Crawler::record_of(const FoundLink& link, const UrlRecord& from) const {
  UrlRecord record;
  record.url = link.url;
  record.outlet = link.outlet;
  record.found_on = from.url;
  record.role = link.role;
  record.depth = link.depth;
  record.source = link.source;
  record.found_at = present();
  record.title = crawler::parse::cut_text(link.title, kMaxTitleBytes);
  record.published = link.published;
  record.listed = link.listed;
  record.priority = link.priority;
  return record;
}

// --- budgets ---------------------------------------------------------------------------------

// "": the address may be taken, and counts; else why not.
Result<std::string> Crawler::charge(const FoundLink& link, const UrlRecord& from) {
  if (is_sitemap(link) && sitemaps_[link.outlet] >= kMostSitemaps) {
    return "budget: " + std::to_string(kMostSitemaps) + " sitemaps of the outlet are polled";
  }
  const std::string origin = frontier::origin_of(link.url);
  auto budget = budget_of(origin);
  if (!budget) return budget.error();
  const auto today = std::chrono::floor<std::chrono::days>(present());
  auto refused = (*budget)->admit(link.url, today, settings_.crawl.host_budget);
  spent_.insert(origin);
  // Nobody's hosts have budgets of their own without end: whoever names them pays as well.
  if (!refused.empty() || book_->owner(frontier::host_of(link.url)) != nullptr) return refused;
  const std::string payer = frontier::origin_of(from.url);
  auto second = budget_of(payer);
  if (!second) return second.error();
  spent_.insert(payer);
  return (*second)->admit(link.url, today, settings_.crawl.host_budget);
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

// --- redirects -------------------------------------------------------------------------------

// What a redirect leads to is one more address: asked for in its turn, once, by its own robots.txt.
Result<Crawler::Admitted> Crawler::follow_redirect(const Visit& visit, UrlRecord& record,
                                                   storage::Finished& with) {
  auto form = frontier::crawl_form(visit.outcome.location);
  if (!form || *form == record.url) return Admitted{};
  record.target = *form;
  const Outlet* const own = book_->find(record.outlet);
  const Outlet* owner = book_->owner(frontier::host_of(*form));
  // An entry of a feed may lie on any host; it stays its outlet's when it moves.
  if (owner == nullptr && book_->owner(frontier::host_of(record.url)) == nullptr) owner = own;
  if (owner == nullptr) {
    record.reason = "redirects to another site";
    return Admitted{};
  }
  const std::uint32_t from =
      is_alone(record) ? std::uint32_t{kAloneDepth} : settings_.crawl.max_depth;
  if (record.depth >= from + kRedirectDepth) {
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
  if (owner == own) link.listed = visit.before.listed;
  auto admitted = admit({std::move(link)}, record, with);
  if (!admitted) return admitted;
  if (auto noted = note_led_here(record, with); !noted) return noted.error();
  return admitted;
}

// Links of aggregators and shorteners lead to addresses of other hosts, which may have been found
// in another way: these keep that they were led to.
Result<void> Crawler::note_led_here(const UrlRecord& from, storage::Finished& with) {
  if (frontier::host_of(from.url) == frontier::host_of(from.target)) return {};
  auto stored = fold_.url(from.target);
  if (!stored) return stored.error();
  if (!*stored || (*stored)->found_on == from.url) return {};
  std::vector<std::string>& known = (*stored)->led_here;
  const bool noted = std::find(known.begin(), known.end(), from.url) != known.end();
  if (noted || known.size() >= kMostLedHere) return {};
  known.push_back(from.url);
  with.urls.push_back(**std::move(stored));
  return {};
}

}  // namespace storyfold::app
