#include "app/fold.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/identity.h"
#include "tests/unit/fold/open_fold.h"

namespace storyfold::app {
namespace {

const std::string kLead =
    "临川市政府今天召开新闻发布会，介绍全市防汛准备情况。市水务局负责人说，今年汛期预计雨量偏多"
    "一成左右，全市已经检查水库四十二座、堤防三百余公里，发现的隐患都已整改。";
const std::string kMiddle =
    "气象部门提醒，未来三天北部山区有大到暴雨，山洪和地质灾害的风险较高，请市民减少外出。";
const std::string kEnd =
    "发布会还公布了应急避险场所的位置，市民可以在政府网站上查询。有关部门将二十四小时值班，及时"
    "发布预警信息。";
const std::string kOther =
    "东岭股份公告，公司拟以2.51亿元收购青禾光电51%股权，交易完成后青禾光电将成为公司控股子公司，"
    "纳入合并报表范围，本次交易不构成重大资产重组。";
const std::string kDaily = "两市成交额突破1万亿元。";

struct Record {
  std::string id;
  std::string outlet;
  std::string body;
  int minute = 0;
  std::string url = {};
  std::string title = {};
  std::string origin = {};
};

Article article_of(const Record& record) {
  Article article;
  article.record_id = record.id;
  article.outlet = record.outlet;
  article.body = record.body;
  article.url = record.url;
  article.title = record.title;
  article.published.at = std::chrono::sys_seconds{std::chrono::minutes(31'000'000 + record.minute)};
  article.published.precision = TimePrecision::kMinute;
  if (!record.origin.empty()) {
    article.claims.push_back({ClaimKind::kSource, record.origin, "来源：" + record.origin, {}});
  }
  return article;
}

class Bench : public test::OpenFold {
 public:
  FoldOutcome fold(const Record& record) {
    auto outcome = fold_->fold(
        sign_article(article_of(record), "archive:" + record.outlet, store_->chunk_secret()), {});
    if (!outcome) FAIL(outcome.error().what);
    if (!lagging_) REQUIRE(fold_->flush());
    return *outcome;
  }

  // record id -> (story, relation), as a reader sees it
  std::map<std::string, std::pair<std::string, std::string>> placed() {
    std::map<std::string, std::pair<std::string, std::string>> result;
    auto scanned = store_->for_each_sighting(1, [&](const storage::Sighting& sighting) {
      auto story = store_->resolve(sighting.story);
      REQUIRE(story);
      result[sighting.record_id] = {to_hex(*story), std::string(to_string(sighting.relation))};
      return true;
    });
    REQUIRE(scanned);
    return result;
  }

  storage::Sighting canonical(StoryId id) {
    auto story = store_->story(id);
    REQUIRE(story);
    REQUIRE(*story);
    auto sighting = store_->sighting((*story)->canonical);
    REQUIRE(sighting);
    REQUIRE(*sighting);
    return **sighting;
  }

  storage::Store& store() { return *store_; }
  // From now on records are read back by the next fold before they are in the store.
  void let_lag() { lagging_ = true; }
  void flush() { REQUIRE(fold_->flush()); }

 private:
  bool lagging_ = false;
};

void check_clean(storage::Store& store) {
  auto report = store.verify({});
  REQUIRE(report);
  for (const std::string& problem : report->problems) UNSCOPED_INFO(problem);
  CHECK(report->problems_total == 0);
}

}  // namespace

TEST_CASE("reposts join the story of the first, others found their own", "[fold]") {
  Bench bench;
  const StoryId story = bench.fold({"a", "晨报", kLead + kMiddle + kEnd, 0}).story;
  CHECK(bench.fold({"b", "晚报", kLead + kMiddle + kEnd, 9}).relation == Relation::kCopy);
  CHECK(bench.fold({"c", "日报", kLead + kMiddle, 20}).relation == Relation::kExcerpt);
  const FoldOutcome other = bench.fold({"d", "日报", kOther, 21});
  CHECK(other.relation == Relation::kOriginal);
  CHECK(other.story != story);
  const auto placed = bench.placed();
  CHECK(placed.at("b").first == placed.at("a").first);
  CHECK(placed.at("c").first == placed.at("a").first);
  check_clean(bench.store());
}

TEST_CASE("equal short texts of different days are one item in two stories", "[fold]") {
  Bench bench;
  const FoldOutcome first = bench.fold({"a", "晨报", kDaily, 0});
  const FoldOutcome next_day = bench.fold({"b", "晨报", kDaily, 24 * 60});
  const FoldOutcome copy = bench.fold({"c", "晚报", kDaily, 24 * 60 + 3});
  CHECK(first.new_item);
  CHECK_FALSE(next_day.new_item);
  CHECK(next_day.story != first.story);
  CHECK(copy.story == next_day.story);
  check_clean(bench.store());
}

TEST_CASE("one stub under four headlines is one item in four stories", "[fold]") {
  const std::string stub = "详见今天的公告全文。";
  const std::vector<std::string> headlines = {"东岭股份收购青禾光电", "临川水务中标防洪工程",
                                              "示例银行上调存款利率", "北港集团更换董事长"};
  Bench bench;
  std::vector<StoryId> stories;
  for (std::size_t i = 0; i < headlines.size(); ++i) {
    const int minute = static_cast<int>(i);
    stories.push_back(
        bench.fold({"a" + std::to_string(i), "晨报", stub, minute, "", headlines[i]}).story);
  }
  for (std::size_t i = 0; i < stories.size(); ++i) {
    CHECK(std::count(stories.begin(), stories.end(), stories[i]) == 1);
  }
  // A repost under one of the headlines finds its story, also after a restart.
  CHECK(bench.fold({"b", "晚报", stub, 9, "", headlines[1]}).story == stories[1]);
  bench.open();
  CHECK(bench.fold({"c", "日报", stub, 10, "", headlines[0] + "51%股权"}).story == stories[0]);
  check_clean(bench.store());
}

TEST_CASE("a stub's story is told by the headline it was folded under, not by a later one",
          "[fold]") {
  const std::string stub = "详见今天的公告全文。";
  Bench bench;
  const StoryId story = bench.fold({"a", "晨报", stub, 0, "", "东岭股份收购青禾光电"}).story;
  REQUIRE(bench.fold({"a", "晨报", stub, 0, "", "临川水务中标防洪工程"}).repeat);
  bench.open();
  CHECK(bench.fold({"b", "晚报", stub, 3, "", "东岭股份拟收购青禾光电"}).story == story);
  CHECK(bench.fold({"c", "晚报", stub, 4, "", "临川水务中标防洪二期工程"}).story != story);
}

TEST_CASE("a short flash reposted under a rewritten headline joins its story", "[fold]") {
  const std::string flash = "东岭股份午后跌幅扩大，现跌6.2%，成交额12亿元。";
  Bench bench;
  const StoryId story = bench.fold({"a", "晨报", flash, 0, "", "东岭股份午后跌幅扩大"}).story;
  CHECK(bench.fold({"b", "晚报", flash, 4, "", "东岭股份跌超6%"}).story == story);
  CHECK(bench.fold({"c", "晚报", flash, 24 * 60, "", "东岭股份午后跌幅扩大"}).story != story);
  check_clean(bench.store());
}

TEST_CASE("the same record again is a repeat; a new title of it is kept with its history",
          "[fold]") {
  Bench bench;
  bench.fold({"a", "晨报", kOther, 0, "https://chen.example/1", "旧标题"});
  CHECK(bench.fold({"a", "晨报", kOther, 0, "https://chen.example/1", "旧标题"}).repeat);
  CHECK(bench.fold({"a", "晨报", kOther, 0, "https://chen.example/1", "新标题"}).repeat);
  auto sighting = bench.store().sighting(1);
  REQUIRE(sighting);
  CHECK((*sighting)->title == "新标题");
  REQUIRE((*sighting)->earlier_titles.size() == 1);
  CHECK((*sighting)->earlier_titles[0].title == "旧标题");
  // The old input once more, as when a file was touched: nothing changes.
  bench.fold({"a", "晨报", kOther, 0, "https://chen.example/1", "旧标题"});
  auto again = bench.store().sighting(1);
  REQUIRE(again);
  CHECK((*again)->title == "新标题");
  CHECK((*again)->earlier_titles.size() == 1);
  CHECK(bench.store().next_sighting() == 2);
  check_clean(bench.store());
}

TEST_CASE("a changed text at the same URL is a revision", "[fold]") {
  Bench bench;
  bench.fold({"a", "晨报", kLead + kMiddle, 0, "https://chen.example/1"});
  const FoldOutcome later =
      bench.fold({"a", "晨报", kLead + kMiddle + kEnd, 90, "https://chen.example/1"});
  CHECK(later.relation == Relation::kRevision);
  check_clean(bench.store());
}

TEST_CASE("the canonical moves to the outlet that others name, and the move is logged", "[fold]") {
  Bench bench;
  const StoryId story =
      bench.fold({"a", "晨报", kLead + kMiddle + kEnd, 5, "", "", "示例通讯社"}).story;
  CHECK(bench.canonical(story).outlet == "晨报");
  bench.fold({"b", "示例通讯社", kLead + kMiddle + kEnd, 9});
  const storage::Sighting canonical = bench.canonical(story);
  CHECK(canonical.outlet == "示例通讯社");
  CHECK(canonical.relation == Relation::kOriginal);
  CHECK(bench.placed().at("a").second == "copy");
  std::vector<storage::LogKind> kinds;
  REQUIRE(bench.store().for_each_log([&](const storage::LogEntry& entry) {
    kinds.push_back(entry.kind);
    return true;
  }));
  CHECK(std::count(kinds.begin(), kinds.end(), storage::LogKind::kCanonicalMoved) == 1);
  check_clean(bench.store());
}

TEST_CASE("an earlier original that arrives late becomes canonical", "[fold]") {
  Bench bench;
  const StoryId story = bench.fold({"a", "晨报", kLead + kMiddle, 60}).story;
  bench.fold({"b", "日报", kLead + kMiddle + kEnd, 10});
  CHECK(bench.canonical(story).record_id == "b");
  CHECK(bench.placed().at("a").second == "excerpt");
  check_clean(bench.store());
}

TEST_CASE("two stories that one text bridges and that stay two are linked", "[fold]") {
  const std::string more =
      "市民代表在会上提出建议，希望社区多组织演练，老旧小区的排水管网也应尽快改造完成，入汛前验收"
      "。";
  Bench bench;
  const StoryId first = bench.fold({"a", "晨报", kLead + kEnd, 0}).story;
  const StoryId second = bench.fold({"b", "日报", kEnd + kMiddle + more, 5}).story;
  REQUIRE(first != second);
  REQUIRE(bench.store().edges(first)->empty());
  const FoldOutcome bridge = bench.fold({"c", "晚报", kLead + kEnd + kMiddle + more, 9});
  CHECK(bridge.merged_stories == 0);
  auto edges = bench.store().edges(first);
  REQUIRE(edges);
  REQUIRE(edges->size() == 1);
  CHECK((*edges)[0].kind == LinkKind::kContains);
  CHECK((*edges)[0].from == bridge.story);
  CHECK((*edges)[0].sighting == 3);
  CHECK((*edges)[0].evidence.coverage >= 0.6);
  check_clean(bench.store());
}

TEST_CASE("a canonical that stays because the preferred one does not hold says so", "[fold]") {
  const std::string url = "https://chen.example/1";
  Bench bench;
  const StoryId story =
      bench
          .fold({"a", "晨报", "截至今天18时，全市新增病例23例，累计182例，均在定点医院治疗。", 300,
                 url})
          .story;
  const FoldOutcome earlier = bench.fold(
      {"b", "晨报", "截至今天12时，全市新增病例20例，累计179例，均在定点医院治疗。", 0, url});
  REQUIRE(earlier.story == story);
  CHECK(bench.canonical(story).record_id == "a");
  CHECK((*bench.store().story(story))->clause == CanonicalClause::kHoldsMembers);
  bench.open();
  CHECK((*bench.store().story(story))->clause == CanonicalClause::kHoldsMembers);
  check_clean(bench.store());
}

TEST_CASE("a round-up is a story of its own that links to what it quotes", "[fold]") {
  Bench bench;
  const StoryId flood = bench.fold({"a", "晨报", kLead, 0}).story;
  const StoryId deal = bench.fold({"b", "日报", kOther, 1}).story;
  const std::string filler =
      "早间要闻：北方多地迎来降温，专家建议公众及时添衣，出行注意路面结冰。铁路部门加开临时旅客列车"
      "，"
      "方便学生返乡。文化馆周末举办公益演出，市民可以提前预约座位。";
  const FoldOutcome round_up =
      bench.fold({"c", "晚报", filler + kLead + filler.substr(15) + kOther, 90});
  CHECK(round_up.story != flood);
  CHECK(round_up.story != deal);
  auto edges = bench.store().edges(round_up.story);
  REQUIRE(edges);
  CHECK(edges->size() == 2);
  for (const storage::Edge& edge : *edges) CHECK(edge.kind == LinkKind::kContains);
  check_clean(bench.store());
}

TEST_CASE("a text without words and title is stored and joins nothing", "[fold]") {
  Bench bench;
  const FoldOutcome first = bench.fold({"a", "晨报", "", 0, "", "图片新闻"});
  const FoldOutcome same = bench.fold({"b", "晚报", "", 5, "", "图片新闻"});
  const FoldOutcome other = bench.fold({"c", "晚报", "", 6, "", "视频新闻"});
  CHECK(same.story == first.story);
  CHECK(other.story != first.story);
  check_clean(bench.store());
}

TEST_CASE("a fold that was closed and opened again decides as an undisturbed one", "[fold]") {
  std::vector<Record> records;
  for (int i = 0; i < 60; ++i) {
    const std::string number = std::to_string(i % 12);
    std::string body = i % 3 == 0   ? kLead + "第" + number + "号通知已经下发。" + kMiddle
                       : i % 3 == 1 ? kLead + "第" + number + "号通知已经下发。"
                                    : kDaily;
    if (i % 7 == 0) body += kEnd;
    records.push_back({"r" + std::to_string(i), i % 2 == 0 ? "晨报" : "晚报", body, i * 97,
                       i % 5 == 0 ? "https://chen.example/" + number : "", "",
                       i % 11 == 0 ? "晚报" : ""});
  }
  Bench undisturbed;
  undisturbed.let_lag();
  Bench disturbed;
  for (std::size_t i = 0; i < records.size(); ++i) {
    undisturbed.fold(records[i]);
    if (i % 8 == 5) disturbed.open();
    disturbed.fold(records[i]);
  }
  undisturbed.flush();
  CHECK(undisturbed.placed() == disturbed.placed());
  check_clean(disturbed.store());
}

TEST_CASE("what is decided but not yet in the store is seen by the next record", "[fold]") {
  Bench bench;
  bench.let_lag();
  const std::string url = "https://chen.example/1";
  const FoldOutcome first = bench.fold({"a", "晨报", kLead + kMiddle, 0, url});
  CHECK(bench.fold({"a", "晨报", kLead + kMiddle, 0, url}).repeat);
  CHECK_FALSE(bench.fold({"b", "晚报", kLead + kMiddle, 2}).new_item);
  CHECK(
      bench.fold({"a", "晨报", kLead + kMiddle + kEnd, 9, "HTTPS://chen.example:443/1"}).relation ==
      Relation::kRevision);
  CHECK(bench.fold({"c", "日报", kEnd, 5}).story != first.story);
  bench.flush();
  check_clean(bench.store());
}

TEST_CASE("records without id and URL are told apart by title and time", "[fold]") {
  Bench bench;
  bench.fold({"", "晨报", kDaily, 0, "", "周一收盘"});
  CHECK_FALSE(bench.fold({"", "晨报", kDaily, 24 * 60, "", "周二收盘"}).repeat);
  CHECK(bench.fold({"", "晨报", kDaily, 24 * 60, "", "周二收盘"}).repeat);
  CHECK(bench.store().next_sighting() == 3);
}

TEST_CASE("a story has one original, its canonical, however many members it has", "[fold]") {
  Bench bench;
  StoryId story;
  for (int i = 0; i < 80; ++i) {
    story = bench.fold({"r" + std::to_string(i), "晨报", kLead + kMiddle, 500 + i}).story;
  }
  bench.fold({"first", "日报", kLead + kMiddle + kEnd, 10});
  CHECK(bench.canonical(story).record_id == "first");
  int originals = 0;
  for (const auto& [id, placed] : bench.placed()) originals += placed.second == "original" ? 1 : 0;
  CHECK(originals == 1);
  CHECK(bench.placed().at("first").second == "original");
  check_clean(bench.store());
}

TEST_CASE("a rejected record is counted by reason and its message logged", "[fold]") {
  Bench bench;
  auto fold = Fold::open(bench.store(), {});
  REQUIRE(fold);
  REQUIRE((*fold)->reject("bad-input", {Errc::kBadInput, "x.md:3: no front matter"}, {}));
  REQUIRE((*fold)->flush());
  auto counters = bench.store().counters();
  REQUIRE(counters);
  CHECK((*counters)["rejected.bad-input"] == 1);
}

}  // namespace storyfold::app
