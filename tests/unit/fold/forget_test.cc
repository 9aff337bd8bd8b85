// Taking an article down for good: what leads to it goes, the rest stays whole, nobody brings it
// back.
#include "app/crawl/forget.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/identity.h"
#include "tests/unit/fold/open_fold.h"

namespace storyfold::app {
namespace {

const std::string kText =
    "临川市政府今天召开新闻发布会，介绍全市防汛准备情况。市水务局负责人说，今年汛期预计雨量偏多"
    "一成左右，全市已经检查水库四十二座、堤防三百余公里，发现的隐患都已整改。";
const std::string kTail =
    "气象部门提醒，未来三天北部山区有大到暴雨，山洪和地质灾害的风险较高，请市民减少外出。发布会还"
    "公布了应急避险场所的位置，市民可以在政府网站上查询。有关部门将二十四小时值班。";
const std::string kOther =
    "东岭股份公告，公司拟以2.51亿元收购青禾光电51%股权，交易完成后青禾光电将成为公司控股子公司，"
    "纳入合并报表范围，本次交易不构成重大资产重组。";
const std::string kA = "https://a.example/1.html";
const std::string kB = "https://b.example/1.html";

class Bench : public test::OpenFold {
 public:
  FoldOutcome add(const std::string& url, const std::string& text, int minute,
                  const std::string& masked = {}) {
    Article article;
    article.url = url;
    article.outlet = url.substr(8, 1);
    article.title = "防汛准备";
    article.body = text;
    article.published.at = std::chrono::sys_seconds{std::chrono::minutes(31'000'000 + minute)};
    article.published.precision = TimePrecision::kMinute;
    if (const auto at = text.find(masked); !masked.empty() && at != std::string::npos) {
      const ByteRange range{static_cast<std::uint32_t>(at),
                            static_cast<std::uint32_t>(at + masked.size())};
      article.claims.push_back({ClaimKind::kSource, "新华社", masked, range});
    }
    storage::Finished with;
    UrlRecord record;
    record.url = url;
    record.title = article.title;
    record.end = VisitEnd::kStored;
    record.due = std::chrono::sys_seconds(std::chrono::seconds(500));
    with.urls.push_back(record);
    with.raw.emplace().url = url;
    with.raw->bytes = "<p>" + text;
    auto outcome = fold_->fold(sign_article(std::move(article), "web", store_->chunk_secret()), {},
                               std::move(with));
    if (!outcome) FAIL(outcome.error().what);
    REQUIRE(fold_->flush());
    return *outcome;
  }

  Forgotten take_down(const std::string& reference) {
    auto forgotten = forget(*store_, *fold_, reference, "asked");
    if (!forgotten) FAIL(forgotten.error().what);
    REQUIRE(*forgotten);
    check_sound();
    return **forgotten;
  }

  void check_sound() {
    const auto report = store_->verify({});
    REQUIRE(report);
    INFO((report->problems.empty() ? "" : report->problems.front()));
    CHECK(report->problems_total == 0);
  }
  storage::Store& store() { return *store_; }
  Fold& fold() { return *fold_; }
  std::int64_t counter(const std::string& name) { return (*store_->counters())[name]; }
};

TEST_CASE("a URL goes with its text, its story, its page and what a crawl knew", "[fold][forget]") {
  Bench bench;
  const FoldOutcome outcome = bench.add(kA, kText, 0);
  bench.add(kB, kOther, 1);
  const Forgotten gone = bench.take_down(kA);
  CHECK(gone.sightings == 1);
  CHECK(gone.items == 1);
  CHECK(gone.stories == 1);
  CHECK(gone.addresses == 1);
  CHECK(!*bench.store().sighting(outcome.sighting));
  CHECK(!*bench.store().item(outcome.item));
  CHECK(!*bench.store().print(outcome.item));
  CHECK(!*bench.store().item_number(item_id(kText)));
  CHECK(!*bench.store().story(outcome.story));
  CHECK(bench.store().sightings_of_url(kA)->empty());
  CHECK(!*bench.store().raw(kA));
  CHECK(bench.store().raw_totals().pages == 1);
  const UrlRecord record = **bench.store().url(kA);
  CHECK(record.end == VisitEnd::kGivenUp);
  CHECK(record.reason == "forgotten");
  CHECK(record.due == std::chrono::sys_seconds{});
  CHECK(record.sighting == 0);
  CHECK(record.title.empty());
  std::vector<SightingNumber> left;
  REQUIRE(bench.store().for_each_sighting(1, [&](const storage::Sighting& sighting) {
    left.push_back(sighting.number);
    return true;
  }));
  CHECK(left == std::vector<SightingNumber>{2});
  CHECK(bench.counter("sightings") == 1);
  CHECK(bench.counter("items") == 1);
  CHECK(bench.counter("stories") == 1);
}

TEST_CASE("what was taken down is refused, by its address and by its text", "[fold][forget]") {
  Bench bench;
  bench.add(kA, kText, 0);
  bench.take_down(kA);
  for (const bool restarted : {false, true}) {
    if (restarted) bench.open();
    CHECK(bench.add(kA, kText, 0).forgotten);
    CHECK(bench.add(kA, kOther, 2).forgotten);
    CHECK(bench.add(kB, kText, 3).forgotten);
  }
  CHECK(bench.counter("rejected.forgotten") == 6);
  CHECK((**bench.store().url(kA)).due == std::chrono::sys_seconds{});
  CHECK(bench.take_down(kA).before);
  CHECK(!bench.add(kB, kOther, 4).forgotten);
  CHECK(bench.store().next_sighting() == 3);  // numbers are not given again
  bench.check_sound();
}

TEST_CASE("the rest of a story has a canonical and is said anew of it", "[fold][forget]") {
  Bench bench;
  const FoldOutcome first = bench.add(kA, kText + "\n" + kTail, 0);
  const FoldOutcome second = bench.add(kB, kText + "\n" + kTail + "\n本报将继续关注。", 5);
  const FoldOutcome third = bench.add("https://c.example/1.html", kText, 9);
  REQUIRE(second.story == first.story);
  REQUIRE(third.story == first.story);
  CHECK(bench.take_down(kA).stories == 0);
  const storage::Story story = **bench.store().story(first.story);
  CHECK(story.members == 2);
  CHECK(story.canonical == second.sighting);
  CHECK((**bench.store().sighting(second.sighting)).relation == Relation::kOriginal);
  const storage::Sighting excerpt = **bench.store().sighting(third.sighting);
  CHECK(excerpt.relation == Relation::kExcerpt);
  CHECK(excerpt.evidence.other == second.item);
  // The fold goes on with what is left.
  CHECK(bench.add("https://d.example/1.html", kText, 12).story == first.story);
  bench.check_sound();
  bench.open();
  CHECK(bench.add("https://e.example/1.html", kText, 13).story == first.story);
  bench.check_sound();
}

TEST_CASE("a text that others carry stays, with what its print leaves out", "[fold][forget]") {
  Bench bench;
  const std::string credited = kText + "（来源：新华社）" + kTail;
  const FoldOutcome first = bench.add(kA, credited, 0, "（来源：新华社）");
  const FoldOutcome second = bench.add(kB, credited, 5);
  REQUIRE(second.item == first.item);
  const Forgotten gone = bench.take_down(kA);
  CHECK(gone.sightings == 1);
  CHECK(gone.items == 0);
  CHECK((**bench.store().item(first.item)).body == credited);
  const storage::Print print = **bench.store().print(first.item);
  REQUIRE(print.chrome.size() == 1);
  CHECK(credited.substr(print.chrome[0].begin, print.chrome[0].size()) == "（来源：新华社）");
  CHECK(!bench.add("https://c.example/1.html", credited, 6).forgotten);
  bench.check_sound();
}

TEST_CASE("an item goes with all that carry it", "[fold][forget]") {
  Bench bench;
  const FoldOutcome first = bench.add(kA, kText, 0);
  bench.add(kB, kText, 5);
  bench.add(kB, kText + kTail, 50);  // its text by now
  const Forgotten gone = bench.take_down(to_hex(item_id(kText)).substr(0, 12));
  CHECK(gone.sightings == 2);
  CHECK(gone.items == 1);
  CHECK(gone.addresses == 1);
  CHECK((**bench.store().url(kB)).end == VisitEnd::kStored);
  CHECK(!*bench.store().raw(kB));
  CHECK(bench.store().sightings_of_url(kB)->size() == 1);
  CHECK(!*bench.store().item(first.item));
  CHECK(!bench.add(kB, kOther, 60).forgotten);
  CHECK(bench.add("https://c.example/1.html", kText, 61).forgotten);
  bench.check_sound();
}

TEST_CASE("a body that others are deltas to can go", "[fold][forget]") {
  std::string story;
  for (int i = 0; i < 40; ++i) story += kText + std::to_string(i * 7919) + kTail + "\n";
  Bench bench;
  bench.add(kA, story, 0);
  const std::string second = story + "本报记者补充报道。";
  const std::string third = story + "编辑后记：以上内容仅供参考。";
  const FoldOutcome b = bench.add(kB, second, 5);
  const FoldOutcome c = bench.add("https://c.example/1.html", third, 6);
  bench.take_down(kA);
  bench.open();
  CHECK((**bench.store().item(b.item)).body == second);
  CHECK((**bench.store().item(c.item)).body == third);
  bench.take_down(kB);
  CHECK((**bench.store().item(c.item)).body == third);
}

TEST_CASE("what is not stored is not taken down", "[fold][forget]") {
  Bench bench;
  const FoldOutcome outcome = bench.add(kA, kText, 0);
  const auto none = forget(bench.store(), bench.fold(), "https://z.example/", "");
  REQUIRE(none);
  CHECK(!*none);
  const auto story = forget(bench.store(), bench.fold(), "story:" + to_hex(outcome.story), "");
  REQUIRE(!story);
  CHECK(story.error().code == Errc::kBadInput);
  CHECK(bench.store().sightings_of_url(kA)->size() == 1);
}

}  // namespace
}  // namespace storyfold::app
