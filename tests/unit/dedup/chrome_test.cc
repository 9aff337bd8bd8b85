#include "dedup/chrome.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace storyfold::dedup {
namespace {

const std::string kPromotion = "关注示例晨报公众号，回复“早读”领取每日精选。";

std::string news(int n) {
  return "第" + std::to_string(n) + "号仓库昨晚完成验收，仓储面积增加到原来的两倍。";
}

std::vector<Block> blocks_of(const std::string& body) {
  return edge_blocks(body, make_form(body, {}), 7);
}

std::vector<ByteRange> ranges_of(const std::string& body, const ChromeCounts& counts) {
  const MatchingForm form = make_form(body, {});
  return chrome_ranges(edge_blocks(body, form, 7), form.tokens.size(), counts);
}

// As learned from `texts` texts that end in the promotion.
ChromeCounts learned(int texts) {
  ChromeCounts counts;
  for (int n = 0; n < texts; ++n) counts.add(blocks_of(news(n) + "\n" + kPromotion));
  return counts;
}

}  // namespace

TEST_CASE("blocks are the first two and last four paragraphs of a text of several",
          "[dedup][chrome]") {
  CHECK(blocks_of("只有一段的快讯。").empty());
  CHECK(blocks_of("一段。\n——\n……").empty());  // the others have no words
  CHECK(blocks_of("甲段。\n乙段。").size() == 2);
  const auto blocks = blocks_of("一\n二\n三\n四\n五\n六\n七\n八");
  REQUIRE(blocks.size() == 6);
  CHECK(blocks[1].bytes == ByteRange{4, 7});
  CHECK(blocks[2].bytes == ByteRange{16, 19});  // 五
}

TEST_CASE("a block is the same in other punctuation and width, not with other digits",
          "[dedup][chrome]") {
  const auto hash = [](const std::string& line) { return blocks_of("正文。\n" + line)[1].hash; };
  CHECK(hash("更多内容：请看ＡＰＰ") == hash("更多内容,请看app!"));
  CHECK(hash("第3版") != hash("第4版"));
  CHECK(blocks_of("甲段。\n乙段。\n甲段！").size() == 2);
}

TEST_CASE("a paragraph is chrome from the fifth story on", "[dedup][chrome]") {
  const std::string body = news(50) + "\n" + kPromotion;
  CHECK(ranges_of(body, learned(4)).empty());
  const auto ranges = ranges_of(body, learned(5));
  REQUIRE(ranges.size() == 1);
  CHECK(body.substr(ranges[0].begin, ranges[0].size()) == kPromotion);
  CHECK(learned(5).known() == 1);
}

TEST_CASE("a paragraph in the middle of a text is left in", "[dedup][chrome]") {
  std::string body = news(60);
  for (int n = 61; n < 70; ++n) body += "\n" + (n == 64 ? kPromotion : news(n));
  CHECK(ranges_of(body, learned(9)).empty());
}

TEST_CASE("a text is not masked to next to nothing", "[dedup][chrome]") {
  CHECK(ranges_of("一月二日\n" + kPromotion, learned(9)).empty());
  const std::string long_notice = kPromotion + kPromotion + kPromotion + kPromotion;
  ChromeCounts counts;
  for (int n = 0; n < 9; ++n) counts.add(blocks_of(news(n) + "\n" + long_notice));
  CHECK(ranges_of("仓库昨晚完成验收，面积增加\n" + long_notice, counts).empty());
}

TEST_CASE("what is no longer printed is forgotten, and memory is bounded", "[dedup][chrome]") {
  ChromeCounts counts = learned(20);
  std::set<std::uint64_t> held;
  std::size_t most = 0;
  for (int n = 100; n < 100 + 5 * static_cast<int>(kChromeWindow); ++n) {
    for (const auto& change : counts.add(blocks_of(news(n) + "\n" + news(9000 + n)))) {
      change.count == 0 ? held.erase(change.block) : held.insert(change.block).second;
    }
    most = std::max(most, held.size());
  }
  CHECK(most <= 2 * kChromeWindow * 2);
  CHECK(counts.known() == 0);
  CHECK(ranges_of(news(1) + "\n" + kPromotion, counts).empty());
}

TEST_CASE("counts that are read back go on as those that told them", "[dedup][chrome]") {
  ChromeCounts counts;
  std::vector<ChromeCounts::Change> stored;
  for (int n = 0; n < 6; ++n) {
    for (const auto& change : counts.add(blocks_of(news(n) + "\n" + kPromotion))) {
      std::erase_if(stored, [&](const auto& known) { return known.block == change.block; });
      if (change.count != 0) stored.push_back(change);
    }
  }
  ChromeCounts again;
  again.restore_texts(counts.texts());
  for (const auto& change : stored) again.restore(change.block, change.count);
  CHECK(again.known() == counts.known());
  for (int n = 10; n < 10 + 2 * static_cast<int>(kChromeWindow); ++n) {
    const auto blocks = blocks_of(news(n) + "\n" + (n % 3 == 0 ? kPromotion : news(-n)));
    CHECK(again.add(blocks) == counts.add(blocks));
  }
}

}  // namespace storyfold::dedup
