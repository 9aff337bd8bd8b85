#include "app/crawl/settle.h"

#include <catch2/catch.hpp>

#include "core/hash.h"
#include "crawler/frontier/revisit.h"

namespace storyfold::app {
namespace {

namespace fetch = crawler::fetch;
namespace frontier = crawler::frontier;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr const char* kUrl = "https://tide.example/news/ferry.html";
const sys_seconds kNow{seconds{1'800'000'000}};
const sys_seconds kNever{};

UrlRecord page() {
  UrlRecord record;
  record.url = kUrl;
  record.outlet = "tide";
  record.role = UrlRole::kArticle;
  record.found_at = kNow - minutes{5};
  record.due = kNow - minutes{5};
  return record;
}

UrlRecord source() {
  UrlRecord record = page();
  record.role = UrlRole::kFeed;
  record.source = true;
  return record;
}

fetch::FetchOutcome outcome(fetch::FetchEnd end, int status = 0) {
  fetch::FetchOutcome made;
  made.end = end;
  made.page.status = status;
  return made;
}

fetch::FetchOutcome failure(bool retryable) {
  auto made = outcome(fetch::FetchEnd::kFailed);
  made.error = {Errc::kNetwork, "connection refused", retryable};
  return made;
}

UrlRecord settled(const UrlRecord& before, const fetch::FetchOutcome& outcome,
                  const Document* document = nullptr) {
  return settle(before, outcome, document, {}, kNow);
}

Document article() {
  Document document;
  document.role = UrlRole::kArticle;
  document.body_hash = 77;
  document.article.emplace();
  return document;
}

seconds wait_of(std::uint32_t failures) { return frontier::backoff(failures, xxh3_64(kUrl)); }

}  // namespace

TEST_CASE("an article is stored, and looked at again for corrections", "[crawl][settle]") {
  UrlRecord before = page();
  before.failures = 2;
  before.unchanged = 4;
  before.reason = "HTTP 503";
  before.target = "https://tide.example/old";
  auto answer = outcome(fetch::FetchEnd::kPage, 200);
  answer.page.etag = "\"e1\"";
  answer.page.last_modified = "Mon, 02 Nov 2026 08:00:00 GMT";
  const Document document = article();
  const UrlRecord after = settled(before, answer, &document);
  CHECK(after.end == VisitEnd::kStored);
  CHECK(after.status == 200);
  CHECK(after.reason.empty());
  CHECK(after.target.empty());
  CHECK(after.failures == 0);
  CHECK(after.unchanged == 0);
  CHECK(after.visits == before.visits + 1);
  CHECK(after.etag == "\"e1\"");
  CHECK(after.last_modified == "Mon, 02 Nov 2026 08:00:00 GMT");
  CHECK(after.body_hash == 77);
  CHECK(after.visited_at == kNow);
  CHECK(after.changed_at == kNow);
  CHECK(after.extractor_version == kExtractorVersion);
  CHECK(after.due > kNow);
  CHECK(after.due <= kNow + hours{2});
}

TEST_CASE("a page that is not to be stored keeps its reason and is not asked again",
          "[crawl][settle]") {
  Document document;
  document.role = UrlRole::kArticle;
  document.reason = "noindex";
  const UrlRecord after = settled(page(), outcome(fetch::FetchEnd::kPage, 200), &document);
  CHECK(after.end == VisitEnd::kRefused);
  CHECK(after.reason == "noindex");
  CHECK(after.due == kNever);
}

TEST_CASE("a page of links did what it was asked for", "[crawl][settle]") {
  Document document;
  document.role = UrlRole::kList;
  document.reason = "no article";
  const UrlRecord after = settled(page(), outcome(fetch::FetchEnd::kPage, 200), &document);
  CHECK(after.end == VisitEnd::kRead);
  CHECK(after.role == UrlRole::kList);
}

TEST_CASE("what a source is, the operator says: a document does not change it", "[crawl][settle]") {
  Document document = article();
  const UrlRecord after = settled(source(), outcome(fetch::FetchEnd::kPage, 200), &document);
  CHECK(after.role == UrlRole::kFeed);
}

TEST_CASE("new bytes bring their own validators, or none", "[crawl][settle]") {
  UrlRecord before = page();
  before.etag = "\"old\"";
  before.last_modified = "Sat, 21 Nov 2026 08:00:00 GMT";
  Document document;
  auto answer = outcome(fetch::FetchEnd::kPage, 200);
  // Sent back, the first would be two header lines to some servers.
  answer.page.etag = GENERATE(std::string("\"a\rX: 1\""), std::string(100'000, 'e'), std::string());
  const UrlRecord after = settled(before, answer, &document);
  CHECK(after.etag.empty());
  CHECK(after.last_modified.empty());
}

TEST_CASE("a blocked host is not asked again at once, whatever the time it names",
          "[crawl][settle]") {
  auto answer = outcome(fetch::FetchEnd::kBlocked);
  answer.retry_at = kNow - hours{24};
  CHECK(settled(page(), answer).due > kNow);
}

TEST_CASE("equal bytes and 304 are the same: unchanged, validators kept", "[crawl][settle]") {
  UrlRecord before = page();
  before.sighting = 12;
  before.visits = 1;
  before.visited_at = kNow - hours{1};
  before.changed_at = kNow - hours{1};
  before.etag = "\"kept\"";
  before.body_hash = 5;
  const auto answer =
      GENERATE(outcome(fetch::FetchEnd::kNotModified, 304), outcome(fetch::FetchEnd::kPage, 200));
  const UrlRecord after = settled(before, answer);
  CHECK(after.end == VisitEnd::kUnchanged);
  CHECK(after.unchanged == 1);
  CHECK(after.visits == 2);
  CHECK(after.etag == "\"kept\"");
  CHECK(after.body_hash == 5);
  CHECK(after.changed_at == kNow - hours{1});
  CHECK(after.due > kNow);
}

TEST_CASE("what is unchanged and was no article is not asked again", "[crawl][settle]") {
  const UrlRecord after = settled(page(), outcome(fetch::FetchEnd::kNotModified, 304));
  CHECK(after.due == kNever);
}

TEST_CASE("revisits of an article end", "[crawl][settle]") {
  UrlRecord before = page();
  before.sighting = 12;
  before.found_at = kNow - hours{24 * 30};
  CHECK(settled(before, outcome(fetch::FetchEnd::kNotModified, 304)).due == kNever);
}

TEST_CASE("a transient failure of a page is retried a few times, then given up",
          "[crawl][settle]") {
  UrlRecord record = page();
  const auto answer = GENERATE(
      failure(true), outcome(fetch::FetchEnd::kStatus, 500), outcome(fetch::FetchEnd::kStatus, 503),
      outcome(fetch::FetchEnd::kStatus, 429), outcome(fetch::FetchEnd::kStatus, 408));
  for (std::uint32_t attempt = 1; attempt < kMaxAttempts; ++attempt) {
    record = settled(record, answer);
    CHECK(record.end == VisitEnd::kFailed);
    CHECK(record.failures == attempt);
    CHECK(record.due > kNow);
    // News is asked for again sooner than a source that is polled anyway.
    CHECK(record.due < kNow + wait_of(attempt));
  }
  record = settled(record, answer);
  CHECK(record.end == VisitEnd::kGivenUp);
  CHECK(record.due == kNever);
}

TEST_CASE("a failure that asking again cannot heal ends a page at once", "[crawl][settle]") {
  const auto answer =
      GENERATE(failure(false), outcome(fetch::FetchEnd::kStatus, 400),
               outcome(fetch::FetchEnd::kStatus, 403), outcome(fetch::FetchEnd::kStatus, 451));
  const UrlRecord after = settled(page(), answer);
  CHECK(after.end == VisitEnd::kGivenUp);
  CHECK(after.due == kNever);
  CHECK_FALSE(after.reason.empty());
}

TEST_CASE("a source is never given up, whatever it answers", "[crawl][settle]") {
  UrlRecord before = source();
  before.failures = 40;
  const auto answer =
      GENERATE(failure(true), failure(false), outcome(fetch::FetchEnd::kStatus, 500),
               outcome(fetch::FetchEnd::kStatus, 403), outcome(fetch::FetchEnd::kStatus, 404),
               outcome(fetch::FetchEnd::kStatus, 410));
  const UrlRecord after = settled(before, answer);
  CHECK(after.failures == 41);
  CHECK(after.due == kNow + wait_of(41));
}

TEST_CASE("a host that says when is not asked before", "[crawl][settle]") {
  auto answer = outcome(fetch::FetchEnd::kStatus, 503);
  answer.retry_at = kNow + hours{5};
  CHECK(settled(page(), answer).due == kNow + hours{5});
  answer.retry_at = kNow + seconds{1};
  CHECK(settled(source(), answer).due == kNow + wait_of(1));
}

TEST_CASE("a page that is gone is not asked again, its last status is told", "[crawl][settle]") {
  const int status = GENERATE(404, 410);
  const UrlRecord after = settled(page(), outcome(fetch::FetchEnd::kStatus, status));
  CHECK(after.end == VisitEnd::kGone);
  CHECK(after.status == status);
  CHECK(after.reason == "HTTP " + std::to_string(status));
  CHECK(after.due == kNever);
}

TEST_CASE("a redirect names its target and is over", "[crawl][settle]") {
  auto answer = outcome(fetch::FetchEnd::kRedirect, 301);
  answer.location = "https://tide.example/news/ferry-2.html";
  const UrlRecord after = settled(page(), answer);
  CHECK(after.end == VisitEnd::kRedirected);
  CHECK(after.status == 301);
  CHECK(after.target == "https://tide.example/news/ferry-2.html");
  CHECK(after.due == kNever);
  answer.location.clear();
  CHECK(settled(page(), answer).reason == "redirects to what cannot be asked");
}

TEST_CASE("a source that redirects past its limit is asked again later", "[crawl][settle]") {
  auto answer = outcome(fetch::FetchEnd::kRedirect, 302);
  answer.location = "https://tide.example/rss-2.xml";
  const UrlRecord after = settled(source(), answer);
  CHECK(after.end == VisitEnd::kFailed);
  CHECK(after.due == kNow + wait_of(1));
}

TEST_CASE("what robots.txt forbids is left alone; a source is looked at again a day later",
          "[crawl][settle]") {
  const UrlRecord after = settled(page(), outcome(fetch::FetchEnd::kForbidden));
  CHECK(after.end == VisitEnd::kForbidden);
  CHECK(after.reason == "robots.txt");
  CHECK(after.due == kNever);
  CHECK(settled(source(), outcome(fetch::FetchEnd::kForbidden)).due == kNow + hours{24});
}

TEST_CASE("a blocked host changes when its addresses are due, and nothing else that was seen",
          "[crawl][settle]") {
  UrlRecord before = page();
  before.end = VisitEnd::kFailed;
  before.failures = 3;
  before.visits = 1;
  before.status = 503;
  auto answer = outcome(fetch::FetchEnd::kBlocked);
  answer.error = {Errc::kRobots, "robots.txt could not be read"};
  answer.retry_at = kNow + minutes{7};
  const UrlRecord after = settled(before, answer);
  UrlRecord expected = before;
  expected.due = kNow + minutes{7};
  expected.reason = "robots.txt could not be read";
  CHECK(after == expected);
  answer.retry_at.reset();
  CHECK(settled(before, answer).due > kNow);
}

TEST_CASE("a visit that a stop cut off leaves its address as it was", "[crawl][settle]") {
  UrlRecord before = page();
  before.failures = 1;
  CHECK(settled(before, outcome(fetch::FetchEnd::kStopped)) == before);
}

TEST_CASE("a closed page whose text its listing gave is stored, and asked again",
          "[crawl][settle]") {
  UrlRecord before = page();
  before.listed.text = "<p>All of it.</p>";
  Document listed = article();
  listed.reason = "text of its listing: HTTP 403";
  const UrlRecord after = settled(before, outcome(fetch::FetchEnd::kStatus, 403), &listed);
  CHECK(after.end == VisitEnd::kStored);
  CHECK(after.status == 403);
  CHECK(after.reason == "text of its listing: HTTP 403");
  CHECK(after.failures == 0);
  CHECK(after.due > kNow);
  CHECK(after.listed.text == before.listed.text);  // for the next visit
}

TEST_CASE("the listing's text is kept until the page is had or given up", "[crawl][settle]") {
  UrlRecord before = page();
  before.listed.text = "<p>All of it.</p>";
  before.listed.authors = {"Ada Berg"};
  const Document had = article();
  const UrlRecord stored = settled(before, outcome(fetch::FetchEnd::kPage, 200), &had);
  CHECK(stored.listed.text.empty());
  CHECK(stored.listed.authors == before.listed.authors);
  CHECK_FALSE(settled(before, failure(true)).listed.text.empty());
  CHECK(settled(before, outcome(fetch::FetchEnd::kStatus, 404)).listed.text.empty());
  CHECK(settled(before, outcome(fetch::FetchEnd::kForbidden)).listed.text.empty());
}

TEST_CASE("an entry without a page is read once and never asked for", "[crawl][settle]") {
  const UrlRecord after = settle_entry(page(), 77, kNow);
  CHECK(after.end == VisitEnd::kStored);
  CHECK(after.role == UrlRole::kArticle);
  CHECK(after.body_hash == 77);
  CHECK(after.visited_at == kNow);
  CHECK(after.due == kNever);
}

}  // namespace storyfold::app
