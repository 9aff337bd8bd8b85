#include "app/crawl/source_check.h"

#include <catch2/catch.hpp>

namespace storyfold::app {
namespace {

namespace fetch = crawler::fetch;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

constexpr const char* kUrl = "https://www.tide.example/news";
const std::chrono::sys_seconds kNow = parse_timestamp("2026-11-21T12:00:00Z", 0)->at;

std::shared_ptr<const OutletBook> book() {
  config::OutletConfig tide;
  tide.key = tide.name = "tide";
  tide.hosts = {"tide.example"};
  std::vector<Error> errors;
  return std::make_shared<const OutletBook>(OutletBook::make({tide}, errors));
}

// What is said of an answer with `bytes` to the source at kUrl.
SourceCheck judged(std::optional<UrlRole> kind, const std::string& bytes,
                   const std::string& content_type = "text/xml") {
  Visit visit;
  visit.before.url = kUrl;
  visit.outcome.end = fetch::FetchEnd::kPage;
  visit.outcome.page.url = kUrl;
  visit.outcome.page.status = 200;
  visit.outcome.page.content_type = content_type;
  visit.outcome.page.charset = "utf-8";
  visit.outcome.page.bytes = bytes;
  visit.outcome.page.fetched_at = kNow;
  DocumentRequest request;
  request.record.url = kUrl;
  request.record.outlet = "tide";
  request.record.role = kind.value_or(UrlRole::kList);
  request.record.source = request.record.role != UrlRole::kPage;
  request.book = book();
  visit.document = read_document(visit.outcome.page, std::move(request), {}, 4, 1);
  return judge_source({"tide", kUrl, kind}, visit, *book(), kNow);
}

SourceCheck failed(const fetch::FetchOutcome& outcome) {
  Visit visit;
  visit.outcome = outcome;
  return judge_source({"tide", kUrl, UrlRole::kFeed}, visit, *book(), kNow);
}

std::string feed(const std::string& link, const std::string& date) {
  return "<?xml version='1.0'?><rss "
         "version='2.0'><channel><title>News</title><item><title>A</title>"
         "<link>" +
         link + "</link><pubDate>" + date + "</pubDate></item></channel></rss>";
}

}  // namespace

TEST_CASE("source check:a listing of another kind than was said works, and is told of",
          "[crawl][sources]") {
  const auto bytes = feed("https://www.tide.example/1.html", "Sat, 21 Nov 2026 08:00:00 GMT");
  const auto check = judged(UrlRole::kSitemap, bytes);
  CHECK(check.ok());
  CHECK(check.what == "feed");
  CHECK(check.entries == 1);
  REQUIRE(check.notes.size() == 1);
  CHECK_THAT(check.notes[0], Contains("kind = \"feed\" would be right, not \"sitemap\""));
  CHECK(judged(UrlRole::kFeed, bytes).notes.empty());
  CHECK(judged(std::nullopt, bytes).notes.empty());
}

TEST_CASE("source check:a feed's entries on other hosts are asked for, so they are no problem",
          "[crawl][sources]") {
  const auto check =
      judged(UrlRole::kFeed, feed("https://a.example/1.html", "Sat, 21 Nov 2026 08:00:00 GMT"));
  CHECK(check.ok());
  CHECK(check.on_hosts == 0);
  REQUIRE(check.notes.size() == 1);
  CHECK_THAT(check.notes[0], Contains("a.example"));
}

TEST_CASE("source check:a newest entry of the future, or long ago, is told of",
          "[crawl][sources]") {
  const auto of = [](const std::string& date) {
    return judged(UrlRole::kFeed, feed("https://tide.example/1.html", date));
  };
  const auto future = of("Tue, 24 Nov 2026 08:00:00 GMT");
  CHECK(future.ok());
  REQUIRE(future.notes.size() == 1);
  CHECK_THAT(future.notes[0], Contains("in the future") && Contains("utc_offset"));
  const auto old = of("Mon, 21 Sep 2026 08:00:00 GMT");
  REQUIRE(old.notes.size() == 1);
  CHECK_THAT(old.notes[0], Contains("abandoned"));
  CHECK(old.newest.at < kNow);
  CHECK(of("").notes == std::vector<std::string>{"its entries are not dated"});
}

TEST_CASE("source check:an index of sitemaps is told from a sitemap", "[crawl][sources]") {
  const std::string xmlns = " xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>";
  const auto index =
      judged(UrlRole::kSitemap, "<?xml version='1.0'?><sitemapindex" + xmlns +
                                    "<sitemap><loc>https://tide.example/1.xml</loc></sitemap>"
                                    "</sitemapindex>");
  CHECK(index.ok());
  CHECK(index.what == "sitemap index");
  CHECK(index.on_hosts == 1);
  const auto elsewhere =
      judged(UrlRole::kSitemap, "<?xml version='1.0'?><urlset" + xmlns +
                                    "<url><loc>https://a.example/1.html</loc></url></urlset>");
  CHECK(elsewhere.what == "sitemap");
  REQUIRE_FALSE(elsewhere.ok());
  CHECK_THAT(elsewhere.problems[0], Contains("tide.example") && Contains("hosts"));
}

TEST_CASE("source check:what cannot be read as a source is named", "[crawl][sources]") {
  const auto opml = judged(UrlRole::kFeed,
                           "<?xml version='1.0'?><opml version='2.0'><body>"
                           "<outline xmlUrl='https://tide.example/rss'/></body></opml>");
  REQUIRE_FALSE(opml.ok());
  CHECK_THAT(opml.problems[0], StartsWith("OPML") && Contains("sources import"));
  const auto picture =
      judged(UrlRole::kFeed, std::string("\x89PNG\r\n\x1a\n\0\0\0", 11), "image/png");
  REQUIRE_FALSE(picture.ok());
  CHECK_THAT(picture.problems[0], Contains("image/png"));
  const auto json = judged(UrlRole::kFeed, R"({"data": [{"url": "/1.html"}]})", "application/json");
  REQUIRE_FALSE(json.ok());
  CHECK_THAT(json.problems[0], Contains("[source.json]"));
}

TEST_CASE("source check:a page that is no list says how links are made known", "[crawl][sources]") {
  const auto page =
      judged(UrlRole::kList, "<!doctype html><html><body><p>Hi</p></body></html>", "text/html");
  REQUIRE_FALSE(page.ok());
  CHECK_THAT(page.problems[0], Contains("link_pattern"));
}

TEST_CASE("source check:why no page came is said in words", "[crawl][sources]") {
  fetch::FetchOutcome outcome;
  outcome.end = fetch::FetchEnd::kBlocked;
  outcome.retry_at = kNow;
  outcome.error = {Errc::kNetwork, "HTTP 429", true};
  CHECK_THAT(failed(outcome).problems.at(0),
             Contains("left alone until 2026-11-21T12:00:00Z: HTTP 429"));
  outcome = {};
  outcome.end = fetch::FetchEnd::kRedirect;
  outcome.location = "https://tide.example/round";
  CHECK_THAT(failed(outcome).problems.at(0), Contains("https://tide.example/round"));
  outcome = {};
  outcome.end = fetch::FetchEnd::kFailed;
  outcome.error = {Errc::kTimeout, "no answer within 30 s", true};
  CHECK_THAT(failed(outcome).problems.at(0), Contains("within 30 s"));
}

}  // namespace storyfold::app
