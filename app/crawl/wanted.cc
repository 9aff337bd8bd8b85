#include "app/crawl/wanted.h"

#include <algorithm>
#include <utility>

#include "app/crawl/catalog.h"
#include "config/sources.h"
#include "core/clock.h"
#include "crawler/frontier/url_form.h"

namespace storyfold::app {
namespace {

namespace frontier = crawler::frontier;
using std::chrono::sys_seconds;

constexpr std::size_t kAskedPerHost = 64;  // less than the crawler holds of one host
constexpr std::size_t kAskedInAll = 1024;
constexpr std::uint8_t kMostSteps = 5;
constexpr std::size_t kMostListings = 10'000;
constexpr std::size_t kMostReasons = 50;            // that are told apart
constexpr std::size_t kMaxTitleBytes = 1000;        // of a title in a listing
constexpr std::size_t kMaxListedBytes = 64U << 20;  // of all texts that entries came with
constexpr std::chrono::seconds kLookAround{2};

// When what the entry names was published or, if the listing does not say, changed; zero: neither.
sys_seconds time_of(const FoundLink& link) {
  if (link.published.known()) return link.published.at;
  return link.changed.value_or(sys_seconds{});
}

bool is_stored(const UrlRecord& record) {
  return record.sighting != 0 || record.end == VisitEnd::kStored ||
         record.end == VisitEnd::kDuplicate;
}

bool is_listing(const UrlRecord& record) {
  return record.role == UrlRole::kFeed || record.role == UrlRole::kSitemap ||
         record.role == UrlRole::kJson;
}

std::string reason_of(const UrlRecord& record) {
  if (!record.reason.empty()) return record.reason;
  return record.end == VisitEnd::kRead ? "a page of links, no article"
                                       : std::string(to_string(record.end));
}

}  // namespace

Wanted::Wanted(const config::Settings& settings, storage::Store& store, Fold& fold, WantedSpec spec,
               WantedHooks hooks)
    : settings_(settings),
      store_(store),
      fold_(fold),
      spec_(std::move(spec)),
      hooks_(std::move(hooks)) {
  for (const std::string& url : spec_.starts) take_given(url, true);
  for (const std::string& url : spec_.pages) take_given(url, false);
}

bool Wanted::done() const {
  return waiting_.empty() && asked_.empty() && ended_.empty() && entries_.empty();
}

// --- what is wanted --------------------------------------------------------------------------

void Wanted::take_given(const std::string& url, bool start) {
  Target target;
  target.start = start;
  target.again = spec_.again;
  auto form = frontier::crawl_form(url);
  if (!form) {
    target.url = url;
    target.start = false;
    ++totals_.addresses;
    end(target, &WantedTotals::refused, form.error().what);
    return;
  }
  target.url = *std::move(form);
  // Plain text is read only where a sitemap is expected.
  if (start && target.url.ends_with(".txt")) target.role = UrlRole::kSitemap;
  take(std::move(target));
}

void Wanted::take(Target target) {
  if (!seen_.insert(target.url).second) return;
  if (target.start) {
    ++open_starts_;
  } else {
    ++totals_.addresses;
  }
  const std::string origin = frontier::origin_of(target.url);
  if (target.outlet.empty()) nameless_.insert(origin);
  waiting_[origin].push_back(std::move(target));
  changed_ = true;
}

void Wanted::follow(const Target& from, const std::string& url) {
  const auto form = frontier::crawl_form(url);
  if (!form || from.steps >= kMostSteps) {
    end(from, &WantedTotals::refused,
        form ? "too many redirects in a row" : "redirects to what cannot be asked");
    return;
  }
  if (*form == from.url || std::find(from.led.begin(), from.led.end(), *form) != from.led.end()) {
    end(from, &WantedTotals::refused, "redirects in a circle");
    return;
  }
  Target next = from;
  next.url = *form;
  next.led.push_back(from.url);
  if (from.found_on.empty()) next.outlet.clear();  // what was given may found an outlet
  ++next.steps;
  // One address was given, and one is counted: where it ends.
  if (seen_.contains(next.url)) {
    end(from, &WantedTotals::repeated, {});
    return;
  }
  if (from.start) {
    --open_starts_;
  } else {
    --totals_.addresses;
  }
  take(std::move(next));
}

void Wanted::take_links(const Target& listing, const std::vector<FoundLink>& links) {
  ++totals_.listings;
  for (const FoundLink& link : links) {
    Target target;
    target.url = link.url;
    target.found_on = listing.url;
    target.outlet = link.outlet;
    target.role = link.role;
    target.at = time_of(link);
    target.again = spec_.again;
    if (link.role == UrlRole::kSitemap) {
      // Nothing in it is newer than its last change; older entries may stand in any.
      const bool older = spec_.since && target.at != sys_seconds{} && target.at < *spec_.since;
      const bool deep = listing.steps >= kMostSteps;
      if (older) continue;
      if (deep || totals_.listings + open_starts_ >= kMostListings) {
        cut_off(link.url);
        continue;
      }
      target.start = true;
      target.steps = static_cast<std::uint8_t>(listing.steps + 1);
      take(std::move(target));
      continue;
    }
    if (!take_entry(link)) continue;
    target.title = link.title.substr(0, kMaxTitleBytes);
    target.published = link.published;
    target.listed = link.listed;
    if (listed_bytes_ + text_bytes(target) > kMaxListedBytes) target.listed.text.clear();
    listed_bytes_ += text_bytes(target);
    entries_.push_back(std::move(target));
  }
}

// What a followed listing holds is the crawl's, and kept by it.
void Wanted::take_entries(const UrlRecord& listing, std::vector<WholeEntry> entries) {
  if (!is_alone(listing)) return;
  for (WholeEntry& entry : entries) {
    if (!take_entry(entry.link)) continue;
    if (listed_bytes_ + entry.article.article.body.size() > kMaxListedBytes) {
      cut_off(entry.link.url);
      continue;
    }
    Target target;
    target.url = entry.link.url;
    target.found_on = listing.url;
    target.outlet = entry.link.outlet;
    target.at = time_of(entry.link);
    target.again = spec_.again;
    target.whole = std::make_shared<const Whole>(Whole{std::move(entry), listing});
    listed_bytes_ += text_bytes(target);
    entries_.push_back(std::move(target));
  }
}

std::size_t Wanted::text_bytes(const Target& target) {
  return target.listed.text.size() +
         (target.whole ? target.whole->entry.article.article.body.size() : 0);
}

// Counts it; whether it is wanted.
bool Wanted::take_entry(const FoundLink& link) {
  ++totals_.entries;
  if (!in_range(link)) return false;
  ++totals_.in_range;
  // Listings come in any order of time: the newest may stand in the last.
  if (entries_.size() >= spec_.most_entries + spec_.most_entries / 4) {
    keep_newest(spec_.most_entries);
  }
  return true;
}

// Sorts the entries by time, those of one time as they were listed; the oldest beyond `most` go.
void Wanted::keep_newest(std::size_t most) {
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const Target& a, const Target& b) { return a.at > b.at; });
  while (entries_.size() > most) {
    const Target& oldest = entries_.back();
    listed_bytes_ -= text_bytes(oldest);
    cut_off(oldest.url);
    entries_.pop_back();
  }
}

void Wanted::cut_off(const std::string& url) {
  Target target;
  target.url = url;
  ++totals_.addresses;
  end(target, &WantedTotals::failed, "past what one backfill takes");
}

bool Wanted::in_range(const FoundLink& link) {
  if (!spec_.since && !spec_.until) return true;
  const sys_seconds at = time_of(link);
  if (at == sys_seconds{}) {
    ++totals_.undated;
    return false;
  }
  return (!spec_.since || at >= *spec_.since) && (!spec_.until || at < *spec_.until);
}

// Newest first over all listings, so that of a long archive the news comes first.
void Wanted::choose_entries() {
  keep_newest(spec_.most_entries);
  std::vector<Target> entries = std::exchange(entries_, {});
  std::uint64_t left = spec_.limit == 0 ? entries.size() : spec_.limit;
  for (Target& entry : entries) {
    if (left == 0) return;
    if (seen_.contains(entry.url)) continue;
    take(std::move(entry));
    --left;
  }
}

// --- asking ----------------------------------------------------------------------------------

Result<void> Wanted::step(Crawler& crawler) {
  for (Ended& ended : std::exchange(ended_, {})) settle(std::move(ended));
  const auto now = std::chrono::steady_clock::now();
  if (now >= next_look_) {
    next_look_ = now + kLookAround;
    if (auto looked = look_around(crawler); !looked) return looked;
  }
  if (open_starts_ == 0 && !entries_.empty()) choose_entries();
  if (!std::exchange(changed_, false)) return {};
  if (auto added = add_outlets(crawler); !added) return added;
  return hand_over(crawler);
}

// For hosts that are nobody's, of addresses that no listing of an outlet named.
Result<void> Wanted::add_outlets(const Crawler& crawler) {
  const OutletBook& book = crawler.book();
  storage::Finished with;
  for (const std::string& origin : std::exchange(nameless_, {})) {
    if (book.owner(frontier::host_of(origin)) != nullptr) continue;
    auto outlet = outlet_of_home(origin);
    if (!outlet || book.find(outlet->key) != nullptr) continue;
    outlet->home.clear();
    with.outlets[outlet->key] = config::format_outlet(*outlet);
  }
  if (with.outlets.empty()) return {};
  // The writing thread is idle from here until the crawl goes on: one thread appends at a time.
  if (auto flushed = fold_.flush(); !flushed) return flushed;
  if (auto appended = store_.append(with); !appended) return appended;
  return hooks_.reload();
}

Result<void> Wanted::hand_over(Crawler& crawler) {
  for (auto host = waiting_.begin(); host != waiting_.end();) {
    std::deque<Target>& targets = host->second;
    const auto is_full = [&] {
      const auto share = share_.find(host->first);
      return share != share_.end() && share->second >= kAskedPerHost;
    };
    while (!targets.empty() && !is_full()) {
      if (asked_.size() >= kAskedInAll) return {};
      Target target = std::move(targets.front());
      targets.pop_front();
      if (auto asked = ask(crawler, std::move(target)); !asked) return asked;
    }
    host = targets.empty() ? waiting_.erase(host) : std::next(host);
  }
  return {};
}

Result<void> Wanted::ask(Crawler& crawler, Target target) {
  const std::string host = frontier::host_of(target.url);
  const Outlet* owner = crawler.book().owner(host);
  if (owner == nullptr && !target.led.empty() && !target.found_on.empty() && !target.start) {
    end(target, &WantedTotals::refused, "redirects to another site");
    return {};
  }
  if (owner == nullptr) owner = crawler.book().find(target.outlet);
  if (owner != nullptr && !target.led.empty() && owner->config.key != target.outlet) {
    target.listed = {};  // said of another outlet's page
  }
  if (owner == nullptr) {
    end(target, &WantedTotals::refused, "an outlet is called as its host, and has other hosts");
    return {};
  }
  auto stored = fold_.url(target.url);
  if (!stored) return stored.error();
  const bool known = *stored && (*stored)->end != VisitEnd::kNotTaken;
  UrlRecord record = known ? **std::move(stored) : new_record(target, *owner);
  if (is_stored(record) && !target.again) {
    end(target, &WantedTotals::repeated, {});
    return {};
  }
  if (target.whole) return keep(crawler, std::move(target));
  record.priority = std::min(record.priority, kWantedPriority);
  record.failures = 0;
  if (record.sighting == 0) {  // whatever it was, it is read afresh
    record.etag.clear();
    record.last_modified.clear();
    record.body_hash = 0;
  }
  ++share_[frontier::origin_of(target.url)];
  asked_.emplace(record.url, std::move(target));
  return crawler.want(std::move(record));
}

Result<void> Wanted::keep(Crawler& crawler, Target target) {
  ++share_[frontier::origin_of(target.url)];
  asked_.emplace(target.url, target);
  auto kept = crawler.keep_entry(target.whole->entry, target.whole->listing);
  if (!kept) return kept.error();
  if (*kept) return {};
  release(target);
  end(target, &WantedTotals::repeated, {});
  return {};
}

UrlRecord Wanted::new_record(const Target& target, const Outlet& outlet) const {
  UrlRecord record;
  record.url = target.url;
  record.outlet = outlet.config.key;
  record.found_on = target.found_on;
  record.role = target.role;
  record.depth = kAloneDepth;
  record.found_at = system_now();
  record.title = target.title;
  record.published = target.published;
  record.listed = target.listed;
  record.priority = target.start ? kSitemapPriority : kWantedPriority;
  return record;
}

// --- how it ended ----------------------------------------------------------------------------

void Wanted::visited(const CrawlEvent& event) {
  const auto found = asked_.find(event.record.url);
  if (found == asked_.end()) return;
  Ended ended;
  ended.record = event.record;
  ended.fresh = event.folded != nullptr;
  if (found->second.start && event.document != nullptr) {
    ended.links = event.document->links;
    ended.entries = event.document->entries_without_page;
  }
  ended_.push_back(std::move(ended));
}

void Wanted::settle(Ended ended) {
  const auto found = asked_.find(ended.record.url);
  if (found == asked_.end()) return;
  const UrlRecord& record = ended.record;
  const sys_seconds latest =
      system_now() + std::chrono::ceil<std::chrono::seconds>(settings_.crawl.once_max_wait);
  const bool asked_again = record.end == VisitEnd::kFailed && record.due <= latest;
  if (asked_again) return;
  const Target target = std::move(found->second);
  release(target);
  if (ended.fresh) {
    end(target, &WantedTotals::stored, {});
    return;
  }
  switch (record.end) {
    case VisitEnd::kStored:
    case VisitEnd::kDuplicate:
      end(target, &WantedTotals::repeated, {});
      return;
    case VisitEnd::kUnchanged:
      if (target.start && record.sighting == 0 && target.steps < kMostSteps) {
        ask_afresh(target);
        return;
      }
      end(target, record.sighting != 0 ? &WantedTotals::repeated : &WantedTotals::refused,
          reason_of(record));
      return;
    case VisitEnd::kRedirected:
      follow(target, record.target);
      return;
    case VisitEnd::kRead:
      if (target.start && is_listing(record)) {
        --open_starts_;
        take_links(target, ended.links);
        take_entries(record, std::move(ended.entries));
        return;
      }
      [[fallthrough]];
    case VisitEnd::kRefused:
    case VisitEnd::kForbidden:
      end(target, &WantedTotals::refused, reason_of(record));
      return;
    case VisitEnd::kGone:
    case VisitEnd::kGivenUp:
      end(target, &WantedTotals::failed, reason_of(record));
      return;
    case VisitEnd::kFailed:
    case VisitEnd::kNotTaken:
    case VisitEnd::kNever:
      end(target, &WantedTotals::waiting, reason_of(record));
      return;
  }
}

// A poll that was under way brought no listing: it was known there.
void Wanted::ask_afresh(Target target) {
  ++target.steps;
  waiting_[frontier::origin_of(target.url)].push_back(std::move(target));
}

void Wanted::release(const Target& target) {
  const auto share = share_.find(frontier::origin_of(target.url));
  if (--share->second == 0) share_.erase(share);
  asked_.erase(target.url);
  changed_ = true;
}

void Wanted::end(const Target& target, Count count, const std::string& reason) {
  if (target.start) {  // no listing after all
    --open_starts_;
    ++totals_.addresses;
  }
  ++(totals_.*count);
  if (count == &WantedTotals::stored || count == &WantedTotals::repeated) return;
  const bool told_apart = totals_.reasons.size() < kMostReasons || totals_.reasons.contains(reason);
  ++totals_.reasons[told_apart ? reason : "other"];
  if (hooks_.trouble) hooks_.trouble(target.url, reason);
}

Result<void> Wanted::stop(Crawler& crawler,
                          const std::function<bool(const std::string&)>& wanted_too) {
  for (Ended& ended : std::exchange(ended_, {})) settle(std::move(ended));
  for (const auto& [url, target] : asked_) {
    if (wanted_too(url)) continue;
    if (auto taken_back = crawler.take_back(url); !taken_back) return taken_back;
  }
  asked_.clear();
  share_.clear();
  waiting_.clear();
  entries_.clear();
  return {};
}

// Addresses whose end no visit tells: put off with their host, or taken back.
Result<void> Wanted::look_around(Crawler& crawler) {
  const sys_seconds latest =
      system_now() + std::chrono::ceil<std::chrono::seconds>(settings_.crawl.once_max_wait);
  std::vector<Ended> put_off;
  for (const auto& [url, target] : asked_) {
    if (target.whole) continue;  // its end is told already
    auto record = fold_.url(url);
    if (!record) return record.error();
    if (!*record || ((*record)->due != sys_seconds{} && (*record)->due <= latest)) continue;
    put_off.push_back({**std::move(record), false, {}, {}});
    if (put_off.back().record.end == VisitEnd::kFailed) continue;
    if (put_off.back().record.due != sys_seconds{}) put_off.back().record.end = VisitEnd::kNever;
  }
  for (Ended& ended : put_off) settle(std::move(ended));
  std::set<std::string> blocked;
  for (const auto& [origin, asked] : share_) {
    auto host = store_.host(origin);
    if (!host) return host.error();
    if (*host && (*host)->blocked_until > latest) blocked.insert(origin);
  }
  for (const std::string& origin : blocked) {
    if (auto given_up = give_up_host(crawler, origin); !given_up) return given_up;
  }
  return {};
}

// Its addresses are left to whoever crawls next: all of them are written down as due.
Result<void> Wanted::give_up_host(Crawler& crawler, const std::string& origin) {
  auto host = store_.host(origin);
  if (!host) return host.error();
  const std::string reason =
      *host && !(*host)->trouble.empty() ? (*host)->trouble : "its host asks to wait";
  if (auto waiting = waiting_.extract(origin)) {
    for (Target& target : waiting.mapped()) {
      if (auto asked = ask(crawler, std::move(target)); !asked) return asked;
    }
  }
  std::vector<Target> targets;
  for (const auto& [url, target] : asked_) {
    if (frontier::origin_of(url) == origin && !target.whole) targets.push_back(target);
  }
  for (const Target& target : targets) release(target);
  for (const Target& target : targets) end(target, &WantedTotals::waiting, reason);
  return {};
}

}  // namespace storyfold::app
