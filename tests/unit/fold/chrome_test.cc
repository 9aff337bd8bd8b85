// What the fold learns of an outlet's chrome, and what that must not change.
#include <catch2/catch.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "app/fold.h"
#include "core/identity.h"
#include "tests/unit/fold/open_fold.h"

namespace storyfold::app {
namespace {

const std::string kPromotion =
    "欢迎订阅示例晨报的每日早读，编辑部每天清晨为您挑选当天最值得一看的消息，也可在各大应用商店"
    "搜索示例晨报下载手机版，随时随地阅读。";
const std::string kOther = "本网所载文章仅代表作者本人的看法，不构成任何投资建议，转载请注明出处。";

// Texts that share no words worth the name.
std::string news(unsigned n) {
  std::string text;
  for (unsigned i = 0; i < 24; ++i) {
    const char32_t code = 0x4E00 + (n * 7919U + i * 104729U + n * i * 31U) % 20000U;
    text += static_cast<char>(0xE0 | (code >> 12));
    text += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (code & 0x3F));
  }
  return text + "。";
}

class Bench : public test::OpenFold {
 public:
  FoldOutcome fold(const std::string& id, const std::string& outlet, const std::string& body,
                   int minute) {
    Article article;
    article.record_id = id;
    article.outlet = outlet;
    article.body = body;
    article.published.at = std::chrono::sys_seconds{std::chrono::minutes(31'000'000 + minute)};
    article.published.precision = TimePrecision::kMinute;
    auto outcome = fold_->fold(
        sign_article(std::move(article), "archive:" + outlet, store_->chunk_secret()), {});
    if (!outcome) FAIL(outcome.error().what);
    REQUIRE(fold_->flush());
    return *outcome;
  }
  // Texts n = begin..end-1 of the outlet, each a story that ends in `notice`.
  void teach(const std::string& outlet, const std::string& notice, unsigned begin, unsigned end) {
    for (unsigned n = begin; n < end; ++n) {
      fold(outlet + std::to_string(n), outlet, news(n) + "\n" + notice, static_cast<int>(n) * 60);
    }
  }
  storage::Print print_of(const std::string& body) {
    auto number = store_->item_number(item_id(body));
    REQUIRE(number);
    REQUIRE(*number);
    auto item = store_->item(**number);
    REQUIRE(item);
    CHECK((*item)->body == body);
    auto print = store_->print(**number);
    REQUIRE(print);
    return **print;
  }
  std::map<std::string, std::string> stories() {
    std::map<std::string, std::string> result;
    REQUIRE(store_->for_each_sighting(1, [&](const storage::Sighting& sighting) {
      result[sighting.record_id] = to_hex(*store_->resolve(sighting.story));
      return true;
    }));
    return result;
  }
  void check_clean() {
    auto report = store_->verify({});
    REQUIRE(report);
    for (const std::string& problem : report->problems) UNSCOPED_INFO(problem);
    CHECK(report->problems_total == 0);
  }
  std::int64_t known() { return (*store_->counters())["chrome"]; }
};

}  // namespace

TEST_CASE("a promotion under thirty stories is learned; body and id stay what they were",
          "[fold][chrome]") {
  Bench bench;
  bench.teach("晨报", kPromotion, 0, 30);
  CHECK(bench.known() == 1);
  CHECK(bench.print_of(news(2) + "\n" + kPromotion).chrome.empty());  // came before it was known
  const auto masked = bench.print_of(news(29) + "\n" + kPromotion).chrome;
  REQUIRE(masked.size() == 1);
  CHECK(masked[0].size() == kPromotion.size());
  // What one outlet repeats says nothing about another.
  bench.fold("x", "晚报", news(900) + "\n" + kPromotion, 9000);
  CHECK(bench.print_of(news(900) + "\n" + kPromotion).chrome.empty());
  bench.check_clean();
}

TEST_CASE("two flashes that share only what their outlet repeats do not fold", "[fold][chrome]") {
  Bench bench;
  bench.teach("晨报", kPromotion, 0, 10);
  const StoryId one = bench.fold("a", "晨报", news(501) + "\n" + kPromotion, 9000).story;
  const StoryId two = bench.fold("b", "晨报", news(502) + "\n" + kPromotion, 9001).story;
  CHECK(one != two);
  bench.check_clean();
}

TEST_CASE("copies under different chrome have equal forms", "[fold][chrome]") {
  Bench bench;
  bench.teach("晨报", kPromotion, 0, 10);
  bench.teach("晚报", kOther, 100, 110);
  const FoldOutcome one = bench.fold("a", "晨报", news(501) + "\n" + kPromotion, 9000);
  const FoldOutcome two = bench.fold("b", "晚报", news(501) + "\n" + kOther, 9001);
  CHECK(two.story == one.story);
  CHECK(two.relation == Relation::kCopy);
  // A text stored before its outlet was known keeps its form; copies find it all the same.
  const FoldOutcome early = bench.fold("c", "日报", news(3), 181);
  CHECK(to_hex(early.story) == bench.stories().at("晨报3"));
  bench.check_clean();
}

TEST_CASE("a text that comes again is one item, before and after its outlet was learned",
          "[fold][chrome]") {
  Bench bench;
  bench.teach("晨报", kPromotion, 0, 10);
  const std::string early = news(1) + "\n" + kPromotion;
  const std::string late = news(9) + "\n" + kPromotion;
  CHECK_FALSE(bench.fold("a", "晨报", early, 70).new_item);
  CHECK_FALSE(bench.fold("b", "晚报", late, 550).new_item);
  const auto stories = bench.stories();
  CHECK(stories.at("a") == stories.at("晨报1"));
  CHECK(stories.at("b") == stories.at("晨报9"));
  bench.check_clean();
}

TEST_CASE("reposts of one story teach nothing", "[fold][chrome]") {
  Bench bench;
  for (int n = 0; n < 12; ++n) {
    bench.fold(std::to_string(n), "晨报",
               news(1) + news(2) + news(3) + news(10 + static_cast<unsigned>(n)) + "\n" + news(4) +
                   "\n" + kPromotion,
               n);
  }
  CHECK(bench.known() == 0);
}

TEST_CASE("a fold that is opened anew has learned what an undisturbed one has", "[fold][chrome]") {
  Bench whole;
  Bench broken;
  for (unsigned n = 0; n < 150; ++n) {
    const std::string notice = n % 3 == 0 ? kPromotion : kOther + std::to_string(n);
    if (n % 7 == 3) broken.open();
    whole.teach("晨报", notice, n, n + 1);
    broken.teach("晨报", notice, n, n + 1);
  }
  CHECK(whole.stories() == broken.stories());
  CHECK(whole.known() == broken.known());
  const std::string last = news(147) + "\n" + kPromotion;
  CHECK(whole.print_of(last).chrome == broken.print_of(last).chrome);
  CHECK(broken.print_of(last).chrome.size() == 1);
  broken.check_clean();
}

}  // namespace storyfold::app
