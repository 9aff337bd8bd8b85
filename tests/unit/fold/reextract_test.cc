// Pages kept as fetched, read again by the present extractor.
#include "app/crawl/reextract.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/crawl/document.h"
#include "tests/unit/fold/open_fold.h"

namespace storyfold::app {
namespace {

const std::string kUrl = "https://chen.example/a/1.html";
const std::string kFirst =
    "临川市政府今天召开新闻发布会，介绍全市防汛准备情况。市水务局负责人说，今年汛期预计雨量偏多"
    "一成左右，全市已经检查水库四十二座、堤防三百余公里，发现的隐患都已整改。";
const std::string kSecond =
    "气象部门提醒，未来三天北部山区有大到暴雨，山洪和地质灾害的风险较高，请市民减少外出。发布会还"
    "公布了应急避险场所的位置，市民可以在政府网站上查询。有关部门将二十四小时值班。";

std::string page_of(const std::string& body) {
  return "<!doctype html><html><head><meta charset=utf-8><title>临川市介绍防汛准备</title></head>"
         "<body><article><h1>临川市介绍防汛准备</h1>" +
         body + "</article></body></html>";
}
const std::string kPage = page_of("<p>" + kFirst + "</p><p>" + kSecond + "</p>");

class Bench : public test::OpenFold {
 public:
  std::string busy;  // an address that a crawl is asking for

  // What a crawl keeps of a page out of which an extractor of `version` took `taken`.
  void visit(const std::string& taken, std::uint32_t version, const std::string& page = kPage,
             const std::string& url = kUrl, const std::string& kept_under = {}) {
    Article article;
    article.url = kept_under.empty() ? url : kept_under;
    article.title = "临川市介绍防汛准备";
    article.body = taken;
    storage::Finished with;
    UrlRecord record;
    record.url = url;
    record.target = kept_under;
    record.end = VisitEnd::kStored;
    record.body_hash = hash_of_bytes(page);
    record.extractor_version = version;
    with.urls.push_back(record);
    with.raw.emplace().url = url;
    with.raw->content_type = "text/html";
    with.raw->extractor_version = version;
    with.raw->bytes = page;
    REQUIRE(fold_->fold(sign_article(std::move(article), "web", store_->chunk_secret()), {},
                        std::move(with)));
    REQUIRE(fold_->flush());
  }

  RereadTotals reread(const RereadOptions& options = {}, std::uint64_t stop_after = 0) {
    pages.clear();
    RereadHooks hooks;
    hooks.read = [&](const RereadPage& page, const RereadTotals&) { pages.push_back(page); };
    hooks.go_on = [&] { return stop_after == 0 || pages.size() < stop_after; };
    hooks.is_busy = [&](const std::string& url) { return url == busy; };
    auto totals =
        reextract(*store_, *fold_, std::make_shared<const OutletBook>(), settings_, options, hooks);
    REQUIRE(totals);
    return *totals;
  }

  std::vector<storage::Sighting> sightings_of(const std::string& url) {
    std::vector<storage::Sighting> found;
    const auto numbers = store_->sightings_of_url(url);
    for (const auto number : *numbers) found.push_back(**store_->sighting(number));
    return found;
  }
  UrlRecord record(const std::string& url) { return **store_->url(url); }
  void forget_hash(const std::string& url) {
    storage::Finished with;
    with.urls.push_back(record(url));
    with.urls.back().body_hash = 1;
    REQUIRE(fold_->keep(std::move(with)));
    REQUIRE(fold_->flush());
  }
  void check_sound() {
    const auto report = store_->verify({});
    REQUIRE(report);
    INFO((report->problems.empty() ? "" : report->problems.front()));
    CHECK(report->problems_total == 0);
  }

  std::vector<RereadPage> pages;

 private:
  config::Settings settings_;
};

TEST_CASE("a text that comes out different is a revision, once", "[fold][reextract]") {
  Bench bench;
  const std::string with_a_share_bar = kFirst + "\n" + kSecond + "\n分享到朋友圈，收藏本文，打印";
  bench.visit(with_a_share_bar, kExtractorVersion - 1);
  const RereadTotals totals = bench.reread();
  CHECK(totals.to_read == 1);
  CHECK(totals.revised == 1);
  CHECK(totals.complete);
  const auto sightings = bench.sightings_of(kUrl);
  REQUIRE(sightings.size() == 2);
  CHECK(sightings[1].relation == Relation::kRevision);
  CHECK(sightings[1].story == sightings[0].story);
  CHECK(bench.pages[0].story == sightings[0].story);
  CHECK(bench.record(kUrl).sighting == sightings[1].number);
  CHECK(bench.record(kUrl).extractor_version == kExtractorVersion);

  CHECK(bench.reread().to_read == 0);
  CHECK(bench.reread({.all = true, .url = {}}).unchanged == 1);
  CHECK(bench.sightings_of(kUrl).size() == 2);
  bench.check_sound();
}

TEST_CASE("what the present extractor has read is read again only when it is asked for",
          "[fold][reextract]") {
  Bench bench;
  bench.visit(kFirst, kExtractorVersion);
  CHECK(bench.reread().to_read == 0);
  CHECK(bench.reread({.all = false, .url = "https://chen.example/a/2.html"}).to_read == 0);
  CHECK(bench.reread({.all = false, .url = kUrl}).revised == 1);
}

TEST_CASE("a page is folded under the address it was folded under", "[fold][reextract]") {
  const std::string other = "https://m.chen.example/a/1.html";
  Bench bench;
  bench.visit(kFirst, kExtractorVersion - 1, kPage, other, kUrl);
  CHECK(bench.reread().revised == 1);
  CHECK(bench.sightings_of(kUrl).size() == 2);
  CHECK(bench.sightings_of(other).empty());
  CHECK(bench.record(other).extractor_version == kExtractorVersion);
  bench.check_sound();
}

TEST_CASE("an older page than the last one brings back no older text", "[fold][reextract]") {
  Bench bench;
  const std::string changed = page_of("<p>" + kSecond + "</p><p>" + kFirst + "</p>");
  bench.visit(kFirst, kExtractorVersion - 1, changed);
  bench.visit(kSecond, kExtractorVersion - 1, kPage);
  CHECK(bench.reread().to_read == 1);  // the newest of the two
  CHECK(bench.sightings_of(kUrl).size() == 3);

  Bench lost;
  lost.visit(kFirst, kExtractorVersion - 1);
  lost.forget_hash(kUrl);  // the last visit brought other bytes, which are not kept
  CHECK(lost.reread().passed == 1);
  CHECK(lost.sightings_of(kUrl).size() == 1);
}

TEST_CASE("a page without an article leaves what stands, and is not read for ever",
          "[fold][reextract]") {
  Bench bench;
  bench.visit(kFirst, kExtractorVersion - 1, "<!doctype html><title>x</title><p>404 Not Found");
  const RereadTotals totals = bench.reread();
  CHECK(totals.no_article == 1);
  CHECK(!bench.pages[0].reason.empty());
  CHECK(bench.sightings_of(kUrl).size() == 1);
  CHECK(bench.record(kUrl).sighting == 1);
  CHECK(bench.reread().to_read == 0);
}

TEST_CASE("a stop keeps what was done, and the next run goes on", "[fold][reextract]") {
  Bench bench;
  bench.visit(kFirst, kExtractorVersion - 1);
  bench.visit(kSecond, kExtractorVersion - 1, page_of("<p>" + kSecond + kFirst + "</p>"),
              "https://chen.example/a/2.html");
  const RereadTotals stopped = bench.reread({}, 1);
  CHECK(!stopped.complete);
  CHECK(stopped.done() == 1);
  const RereadTotals rest = bench.reread();
  CHECK(rest.complete);
  CHECK(rest.to_read == 1);
}

}  // namespace
}  // namespace storyfold::app
