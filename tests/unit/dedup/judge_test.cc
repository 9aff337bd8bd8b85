#include "dedup/judge.h"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>

#include "dedup/fingerprint.h"
#include "dedup/headline.h"

namespace storyfold::dedup {
namespace {

using namespace std::chrono_literals;

const std::chrono::sys_seconds kNoon{std::chrono::sys_days{std::chrono::year{2031} / 5 / 20} + 12h};

Timestamp minutes_later(int minutes) {
  Timestamp time;
  time.at = kNoon + std::chrono::minutes(minutes);
  time.precision = TimePrecision::kSecond;
  return time;
}

struct Text {
  std::string body;
  int minutes = 0;
  std::string headline = {};
  bool known_time = true;
};

PairVerdict judge(const Text& ours, const Text& theirs, bool same_url = false) {
  const MatchingForm a = make_form(ours.body, {});
  const MatchingForm b = make_form(theirs.body, {});
  const auto side_of = [&](const Text& text, const MatchingForm& form) {
    Side side;
    side.form = &form;
    side.simhash = sign(form, 1).simhash;
    if (text.known_time) side.published = minutes_later(text.minutes);
    side.headline_hash = headline_hash(text.headline);
    side.headline = text.headline;
    side.same_url = same_url;
    return side;
  };
  return judge_pair(side_of(ours, a), side_of(theirs, b), {});
}

const std::string kFlash =
    "东岭股份公告，公司拟以2.51亿元收购青禾光电51%股权，交易完成后将纳入合并报表。";
const std::string kArticle =
    "临川市政府今天召开新闻发布会，介绍全市防汛准备情况。市水务局负责人说，今年汛期预计雨量偏多"
    "一成左右，全市已经检查水库四十二座、堤防三百余公里，发现的隐患都已整改。气象部门提醒，未来"
    "三天北部山区有大到暴雨，山洪和地质灾害的风险较高，请市民减少外出。发布会还公布了应急避险"
    "场所的位置，市民可以在政府网站上查询。有关部门将二十四小时值班，及时发布预警信息。";

}  // namespace

TEST_CASE("the same words near in time are a copy", "[judge]") {
  CHECK(judge({kFlash}, {kFlash, 30}).kind == PairKind::kCopy);
  CHECK(judge({kArticle}, {kArticle, 60 * 24 * 40}).kind == PairKind::kCopy);
}

TEST_CASE("a short text that repeats on another day is not the same story", "[judge]") {
  const std::string daily = "两市成交额突破1万亿元。";
  CHECK(judge({daily}, {daily, 24 * 60}).kind == PairKind::kSameFrame);
  CHECK(judge({daily}, {daily, 5}).kind == PairKind::kCopy);
}

TEST_CASE("a short text without a time needs the headline", "[judge]") {
  const std::string daily = "两市成交额突破1万亿元。";
  CHECK_FALSE(folds(judge({daily, 0, "", false}, {daily, 0, "", false}).kind));
  CHECK(folds(judge({daily, 0, "成交额", false}, {daily, 0, "成交额", false}).kind));
}

TEST_CASE("an equal short text under another headline is not the same story", "[judge]") {
  const std::string stub = "详见公司今天发布的公告全文。";
  CHECK(judge({stub, 0, "东岭股份收购青禾光电"}, {stub, 5, "东岭股份收购青禾光电"}).kind ==
        PairKind::kCopy);
  const PairVerdict other =
      judge({stub, 0, "东岭股份收购青禾光电"}, {stub, 5, "临川水务中标防洪工程"});
  CHECK(other.kind == PairKind::kSameFrame);
  CHECK(other.evidence.reason.find("headline") != std::string::npos);
  CHECK(judge({stub, 0, "东岭股份收购青禾光电"}, {stub, 5, "临川水务中标防洪工程"}, true).kind ==
        PairKind::kCopy);
  CHECK(judge({stub, 0, "东岭股份收购青禾光电"}, {stub, 5}).kind == PairKind::kCopy);
}

TEST_CASE("a short flash under a rewritten headline stays one story", "[judge]") {
  const std::string flash = "东岭股份午后跌幅扩大，现跌6.2%，成交额12亿元。";
  CHECK(judge({flash, 0, "东岭股份午后跌幅扩大"}, {flash, 5, "东岭股份跌超6%"}).kind ==
        PairKind::kCopy);
  // Words in common with the body only.
  CHECK(judge({flash, 0, "现跌6.2%，成交额12亿元"}, {flash, 5, "午后走弱"}).kind ==
        PairKind::kCopy);
  // Words in common with the other headline only.
  CHECK(judge({kFlash, 0, "光伏行业并购升温"}, {kFlash, 5, "光伏行业并购再升温 龙头出手"}).kind ==
        PairKind::kCopy);
}

TEST_CASE("headlines decide nothing about texts long enough to speak for themselves", "[judge]") {
  CHECK(judge({kArticle, 0, "防汛准备就绪"}, {kArticle, 5, "周末天气一览"}).kind ==
        PairKind::kCopy);
}

TEST_CASE("a cut tail is an excerpt and the other way round an expansion", "[judge]") {
  const std::string cut = kArticle.substr(0, kArticle.find("气象部门"));
  CHECK(judge({cut, 10}, {kArticle}).kind == PairKind::kExcerpt);
  CHECK(judge({kArticle, 10}, {cut}).kind == PairKind::kExpanded);
}

TEST_CASE("a new lead and some edited words are a repost", "[judge]") {
  std::string edited = "记者获悉，" + kArticle;
  edited.replace(edited.find("介绍"), std::string("介绍").size(), "通报");
  const PairVerdict verdict = judge({edited, 30}, {kArticle});
  CHECK(folds(verdict.kind));
  CHECK(verdict.evidence.containment > 0.9);
  CHECK_FALSE(verdict.evidence.matches.empty());
}

TEST_CASE("the same words with other figures are only the same frame", "[judge]") {
  const PairVerdict verdict = judge({"欧线集运主力合约大涨8%，报2970点，成交量放大。", 20},
                                    {"欧线集运主力合约大涨5%，报2893点，成交量放大。"});
  CHECK(verdict.kind == PairKind::kSameFrame);
  REQUIRE(verdict.evidence.conflicts.size() == 2);
  CHECK(verdict.evidence.conflicts[0] == NumberConflict{"8%", "5%"});
}

TEST_CASE("the same words with other names are only the same frame", "[judge]") {
  const PairVerdict verdict = judge(
      {"示范证券显示，大成数字能源股份有限公司向交易所提交上市申请书，独家保荐人为国安证券。"},
      {"示范证券显示，海联机器科技股份有限公司向交易所提交上市申请书，独家保荐人为国安证券。"});
  CHECK(verdict.kind == PairKind::kSameFrame);
}

TEST_CASE("a rounded figure is no conflict", "[judge]") {
  CHECK(folds(judge({"美元指数小幅下跌，当天下跌0.12%，在汇市尾市收于100.729，市场交投清淡。"},
                    {"美元指数小幅下跌，当天下跌0.12%，在汇市尾市收于100.73，市场交投清淡。", 3})
                  .kind));
}

TEST_CASE("a date to which an outlet adds the month is no conflict", "[judge]") {
  CHECK(
      folds(judge({"总统20日宣布进入紧急状态，各地抗议活动持续，道路被封锁，物资运输受阻。"},
                  {"总统5月20日宣布进入紧急状态，各地抗议活动持续，道路被封锁，物资运输受阻。", 4})
                .kind));
}

TEST_CASE("a long text that quotes a short one among others contains it", "[judge]") {
  std::string round_up;
  for (int i = 0; i < 6; ++i) round_up += kArticle.substr(static_cast<std::size_t>(i) * 60, 150);
  round_up += kFlash;
  CHECK(judge({round_up, 60}, {kFlash}).kind == PairKind::kContains);
  CHECK(judge({kFlash, 60}, {round_up}).kind == PairKind::kQuotedBy);
}

TEST_CASE("a changed text at the same URL is a revision also when figures moved", "[judge]") {
  const std::string first = "截至今天12时，全市新增病例20例，累计179例，均在定点医院治疗。";
  const std::string later = "截至今天18时，全市新增病例23例，累计182例，均在定点医院治疗。";
  CHECK_FALSE(folds(judge({later, 300}, {first}).kind));
  CHECK(folds(judge({later, 300}, {first}, true).kind));
}

TEST_CASE("texts without words join only by headline and time", "[judge]") {
  CHECK(judge({"", 0, "快讯"}, {"", 5, "快讯"}).kind == PairKind::kCopy);
  CHECK_FALSE(folds(judge({"", 0, "快讯"}, {"", 5, "要闻"}).kind));
  CHECK_FALSE(folds(judge({"", 0, "快讯"}, {kFlash, 5, "快讯"}).kind));
  CHECK_FALSE(folds(judge({"", 0, ""}, {"", 5, ""}).kind));
}

TEST_CASE("unrelated texts stay apart", "[judge]") {
  CHECK(judge({kFlash}, {kArticle}).kind == PairKind::kUnrelated);
}

}  // namespace storyfold::dedup
