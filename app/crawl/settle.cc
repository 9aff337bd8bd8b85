#include "app/crawl/settle.h"

#include <algorithm>
#include <string>

#include "core/hash.h"
#include "crawler/frontier/revisit.h"

namespace storyfold::app {
namespace {

namespace fetch = crawler::fetch;
namespace frontier = crawler::frontier;
using std::chrono::sys_seconds;

constexpr std::chrono::hours kForbiddenAgain{24};  // robots.txt may have changed by then
constexpr int kPageHaste = 4;
constexpr std::chrono::seconds kBlockedAgain{30};  // when the host does not say
constexpr std::chrono::seconds kNotAtOnce{1};
constexpr std::size_t kMaxValidatorBytes = 1024;

// Whether asking again can help.
bool is_transient(const fetch::FetchOutcome& outcome) {
  if (outcome.end == fetch::FetchEnd::kFailed) return outcome.error.retryable;
  const int status = outcome.page.status;
  return status == 408 || status == 425 || status == 429 || status >= 500;
}

void fail(UrlRecord& record, const fetch::FetchOutcome& outcome, sys_seconds now) {
  ++record.failures;
  record.end = VisitEnd::kFailed;
  const bool hopeless =
      !record.source && (!is_transient(outcome) || record.failures >= kMaxAttempts);
  if (hopeless) {
    record.end = VisitEnd::kGivenUp;
    record.due = {};
    return;
  }
  const auto seed = xxh3_64(record.url);
  const auto wait = frontier::backoff(record.failures, seed);
  // A page is news: it is asked again sooner than a source that is polled anyway.
  record.due = now + (record.source ? wait : wait / kPageHaste);
  if (outcome.retry_at) record.due = std::max(record.due, *outcome.retry_at);
}

void settle_status(UrlRecord& record, const fetch::FetchOutcome& outcome, sys_seconds now) {
  record.status = outcome.page.status;
  record.reason = "HTTP " + std::to_string(record.status);
  if (record.status != 404 && record.status != 410) {
    fail(record, outcome, now);
    return;
  }
  record.end = VisitEnd::kGone;
  // A place where a feed might have been is no source until something was there.
  const bool guessed = record.visits == 0 && !record.found_on.empty();
  if (!record.source || guessed) {
    record.source = false;
    record.due = {};
    return;
  }
  ++record.failures;
  record.due = now + frontier::backoff(record.failures, xxh3_64(record.url));
}

// Validators are sent back as they came.
std::string usable(const std::string& validator) {
  const bool sendable = validator.size() <= kMaxValidatorBytes &&
                        std::none_of(validator.begin(), validator.end(), [](char c) {
                          return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
                        });
  return sendable ? validator : std::string();
}

// `renewed`: with other bytes than before, so the validators of those are void.
void take_answer(UrlRecord& record, const fetch::FetchOutcome& outcome, bool renewed) {
  record.failures = 0;
  ++record.visits;
  record.status = outcome.page.status;
  record.reason.clear();
  if (renewed || !outcome.page.etag.empty()) record.etag = usable(outcome.page.etag);
  if (renewed || !outcome.page.last_modified.empty()) {
    record.last_modified = usable(outcome.page.last_modified);
  }
}

void settle_unchanged(UrlRecord& record, const config::CrawlSettings& settings) {
  ++record.unchanged;
  record.end = VisitEnd::kUnchanged;
  if (record.sighting != 0) {
    record.due = frontier::next_revisit(record, settings).value_or(sys_seconds{});
  } else {
    record.due = {};
  }
}

// What answers in a feed's or sitemap's likely place, the first time, with something else.
bool is_no_listing(const UrlRecord& record, const Document& document) {
  const bool listing = record.role == UrlRole::kFeed || record.role == UrlRole::kSitemap;
  return listing && record.visits == 1 && !record.found_on.empty() &&
         (document.role != record.role || !document.reason.empty());
}

void settle_article(UrlRecord& record, const config::CrawlSettings& settings) {
  record.end = VisitEnd::kStored;
  record.extractor_version = kExtractorVersion;
  record.due = frontier::next_revisit(record, settings).value_or(sys_seconds{});
}

// The page is closed to us, but its text is had: from time to time it is asked whether it opened.
void settle_closed(UrlRecord& record, const Document& document,
                   const config::CrawlSettings& settings) {
  record.failures = 0;
  if (record.visits++ > 0) ++record.unchanged;
  record.reason = document.reason;
  settle_article(record, settings);
}

void settle_document(UrlRecord& record, const Document& document,
                     const config::CrawlSettings& settings, sys_seconds now) {
  record.unchanged = 0;
  record.changed_at = now;
  record.body_hash = document.body_hash;
  record.due = {};
  if (is_no_listing(record, document)) record.source = false;
  if (document.role != UrlRole::kPage && !record.source) record.role = document.role;
  record.reason = document.reason;
  if (document.article) {
    settle_article(record, settings);
    return;
  }
  // A page of links that is no article did what it was asked for.
  const bool read = document.role == UrlRole::kList || document.reason.empty();
  record.end = read ? VisitEnd::kRead : VisitEnd::kRefused;
}

}  // namespace

UrlRecord settle_entry(UrlRecord record, std::uint64_t text_hash, sys_seconds now) {
  record.role = UrlRole::kArticle;
  record.end = VisitEnd::kStored;
  record.reason = "an entry without a page";
  record.visited_at = record.changed_at = now;
  ++record.visits;
  record.body_hash = text_hash;
  record.extractor_version = kExtractorVersion;
  record.due = {};
  return record;
}

UrlRecord settle(UrlRecord record, const fetch::FetchOutcome& outcome, const Document* document,
                 const config::CrawlSettings& settings, sys_seconds now) {
  if (outcome.end == fetch::FetchEnd::kStopped) return record;
  if (outcome.end == fetch::FetchEnd::kBlocked) {
    record.due = std::max(outcome.retry_at.value_or(now + kBlockedAgain), now + kNotAtOnce);
    record.reason = outcome.error.what;
    return record;
  }
  record.visited_at = now;
  record.target.clear();
  switch (outcome.end) {
    case fetch::FetchEnd::kPage:
      take_answer(record, outcome, document != nullptr);
      if (document == nullptr) {
        settle_unchanged(record, settings);
      } else {
        settle_document(record, *document, settings, now);
      }
      break;
    case fetch::FetchEnd::kNotModified:
      take_answer(record, outcome, false);
      settle_unchanged(record, settings);
      break;
    case fetch::FetchEnd::kRedirect:
      record.status = outcome.page.status;
      record.end = VisitEnd::kRedirected;
      record.target = outcome.location;
      record.reason = outcome.location.empty() ? "redirects to what cannot be asked" : "";
      record.due = {};
      if (record.source) fail(record, outcome, now);
      break;
    case fetch::FetchEnd::kForbidden:
      record.end = VisitEnd::kForbidden;
      record.reason = "robots.txt";
      record.due = record.source ? now + kForbiddenAgain : sys_seconds{};
      break;
    case fetch::FetchEnd::kStatus:
      settle_status(record, outcome, now);
      if (document != nullptr && document->article) settle_closed(record, *document, settings);
      break;
    case fetch::FetchEnd::kFailed:
      record.status = 0;
      record.reason = outcome.error.what;
      fail(record, outcome, now);
      break;
    case fetch::FetchEnd::kBlocked:
    case fetch::FetchEnd::kStopped:
      break;
  }
  // The page is had, or never will be: the text that its listing gave is of no more use.
  const bool had = record.end == VisitEnd::kStored && record.reason.empty();
  if (had || record.due == sys_seconds{}) record.listed.text.clear();
  return record;
}

}  // namespace storyfold::app
