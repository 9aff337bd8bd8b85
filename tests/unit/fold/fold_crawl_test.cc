// What a page changed beside its article travels with it.
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/fold.h"
#include "core/identity.h"
#include "tests/unit/fold/open_fold.h"

namespace storyfold::app {
namespace {

const std::string kUrl = "https://chen.example/1";
const std::string kText =
    "东岭股份公告，公司拟以2.51亿元收购青禾光电51%股权，交易完成后青禾光电将成为公司控股子公司，"
    "纳入合并报表范围，本次交易不构成重大资产重组。";

class Bench : public test::OpenFold {
 public:
  FoldOutcome fold(const std::string& text, storage::Finished with, const std::string& url = kUrl) {
    Article article;
    article.outlet = "晨报";
    article.url = url;
    article.title = "标题";
    article.body = text;
    auto outcome =
        fold_->fold(sign_article(std::move(article), "crawl:chen", store_->chunk_secret()), {},
                    std::move(with));
    if (!outcome) FAIL(outcome.error().what);
    REQUIRE(fold_->flush());
    return *outcome;
  }
  storage::Store& store() { return *store_; }
  Fold& operator*() { return *fold_; }
  std::int64_t counter(const std::string& name) { return (*store_->counters())[name]; }
  void check_sound() {
    const auto report = store_->verify({});
    REQUIRE(report);
    INFO((report->problems.empty() ? "" : report->problems.front()));
    CHECK(report->problems_total == 0);
  }
};

// A visit of kUrl that found one link.
storage::Finished visit(std::uint32_t visits) {
  storage::Finished with;
  UrlRecord page;
  page.url = kUrl;
  page.visits = visits;
  page.end = VisitEnd::kStored;
  UrlRecord link;
  link.url = "https://chen.example/2";
  link.due = std::chrono::sys_seconds(std::chrono::seconds(500));
  with.urls = {page, link};
  with.raw.emplace().url = kUrl;
  with.raw->bytes = "<p>" + kText;
  with.add["crawl.stored"] = 1;
  return with;
}

TEST_CASE("what a page changed is written with its article, which its address leads to",
          "[fold][crawl]") {
  Bench bench;
  const FoldOutcome outcome = bench.fold(kText, visit(1));
  CHECK(outcome.sighting == 1);
  CHECK(outcome.item == 1);
  CHECK(bench.store().batch_number() == 1);
  CHECK((**bench.store().url(kUrl)).sighting == 1);
  CHECK((**bench.store().url("https://chen.example/2")).sighting == 0);
  CHECK(bench.store().due_urls("https://chen.example", std::nullopt, 9)->size() == 1);
  CHECK(bench.store().raw_totals().pages == 1);
  CHECK(bench.counter("crawl.stored") == 1);
  bench.check_sound();
}

TEST_CASE("a repeat brings what its page changed, and tells what stood", "[fold][crawl]") {
  Bench bench;
  const FoldOutcome first = bench.fold(kText, visit(1));
  const FoldOutcome again = bench.fold(kText, visit(2));
  CHECK(again.repeat);
  CHECK(again.sighting == first.sighting);
  CHECK(again.item == first.item);
  CHECK(again.story == first.story);
  CHECK((**bench.store().url(kUrl)).visits == 2);
  CHECK((**bench.store().url(kUrl)).sighting == first.sighting);
  CHECK(bench.counter("crawl.stored") == 2);
  CHECK(bench.counter("repeats") == 1);
  bench.check_sound();
}

TEST_CASE("a changed text at the same address is a sighting of its own", "[fold][crawl]") {
  Bench bench;
  const FoldOutcome first = bench.fold(kText, visit(1));
  const FoldOutcome changed = bench.fold(kText + "公司股票将于下周一复牌。", visit(2));
  CHECK(changed.relation == Relation::kRevision);
  CHECK(changed.story == first.story);
  CHECK((**bench.store().url(kUrl)).sighting == 2);
  bench.check_sound();
}

TEST_CASE("pages without an article are kept and counted", "[fold][crawl]") {
  Bench bench;
  REQUIRE((*bench).keep(visit(1)));
  CHECK((**(*bench).url(kUrl)).visits == 1);
  CHECK(*(*bench).known_urls(std::vector<std::string>{"https://chen.example/2"}) ==
        std::vector<bool>{true});
  REQUIRE((*bench).reject("short", Error{Errc::kBadInput, "no text"}, {}, visit(2)));
  REQUIRE((*bench).flush());
  CHECK((**bench.store().url(kUrl)).visits == 2);
  CHECK(bench.counter("rejected.short") == 1);
  CHECK(bench.counter("crawl.stored") == 2);
  CHECK(bench.store().next_sighting() == 1);
  bench.check_sound();
}

TEST_CASE("what has a tombstone is refused by address and by text", "[fold][crawl]") {
  Bench bench;
  storage::Finished with;
  with.tombstones = {{.url = kUrl, .item = {}, .at = {}, .why = "asked"}};
  REQUIRE((*bench).keep(with));
  CHECK(bench.fold(kText, visit(1)).forgotten);
  CHECK(bench.store().next_sighting() == 1);
  CHECK(bench.store().raw_totals().pages == 0);
  CHECK((**bench.store().url(kUrl)).visits == 1);
  CHECK(bench.counter("rejected.forgotten") == 1);

  CHECK(!bench.fold(kText, {}, "https://chen.example/3").forgotten);
  with.tombstones = {{.url = "", .item = item_id(kText), .at = {}, .why = "asked"}};
  REQUIRE((*bench).keep(with));
  CHECK(bench.fold(kText, {}, "https://chen.example/4").forgotten);
  CHECK(bench.counter("rejected.forgotten") == 2);
  CHECK(bench.store().next_sighting() == 2);
  bench.check_sound();
}

}  // namespace
}  // namespace storyfold::app
