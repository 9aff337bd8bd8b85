#include "crawler/extract/body.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "crawler/extract/blocks.h"

namespace storyfold::crawler::extract {
namespace {

using parse::Dom;
using parse::NodeId;

// What the words of templates rule out, tried in this order until a body is found.
constexpr Hints kChrome = kHintChrome | kHintRelated | kHintShare | kHintPromotion |
                          kHintComments | kHintCaption;
struct Strictness {
  Hints refused;
  bool refuse_unread;  // nav, footer, aside
};
constexpr Strictness kLevels[] = {
    {kChrome | kHintHidden, true},
    {kHintComments | kHintRelated | kHintHidden, true},
    {kHintComments, false},
};

bool is_refused(const Block& block, const Strictness& strictness) noexcept {
  return (block.hints & strictness.refused) != 0 || (strictness.refuse_unread && block.unread);
}

// How much a block speaks for (or, below zero, against) being part of an article, in bytes of text.
double value_of(const Block& block, const Strictness& strictness) noexcept {
  if (is_refused(block, strictness)) return 0;
  if (block.link_bytes * 2 > block.bytes) return -10.0 - std::min<double>(block.link_bytes, 50);
  const double plain = static_cast<double>(block.bytes) - 2.0 * block.link_bytes;
  if (block.marks > 0 && block.bytes >= 40) return std::max(plain, 0.0);
  return block.heading ? -4 : -8;
}

// Sums of values over any subtree in constant time.
class Sums {
 public:
  Sums(const Dom& dom, const std::vector<Block>& blocks, const Strictness& strictness)
      : before_(dom.size() + 1) {
    for (const Block& block : blocks) before_[block.begin + 1] += value_of(block, strictness);
    for (std::size_t i = 1; i < before_.size(); ++i) before_[i] += before_[i - 1];
  }
  [[nodiscard]] double of(const Dom& dom, NodeId id) const noexcept {
    return before_[dom.end(id)] - before_[id];
  }

 private:
  std::vector<double> before_;
};

double bonus_of(const Dom& dom, NodeId id) {
  const Hints hints = hints_of(dom, id);
  if ((hints & kHintBody) != 0) return 1.15;
  if (dom.tag(id) == GUMBO_TAG_ARTICLE) return 1.05;
  if ((hints & kHintContent) != 0) return 1.03;
  return 1;
}

struct Choice {
  NodeId id = parse::kNoNode;
  double sum = 0;
};

Choice choose(const Dom& dom, const Sums& sums) {
  Choice best;
  double best_score = 0;
  const double whole = sums.of(dom, 0);
  for (NodeId id = 1; id < dom.size(); ++id) {
    if (dom.is_text(id)) continue;
    const double sum = sums.of(dom, id);
    if (sum <= 0 || sum * 1.2 < best_score) continue;
    const double score = sum * bonus_of(dom, id);
    // Deeper wins when about equal: its wrappers add nothing.
    if (score >= best_score * 0.995) {
      best_score = std::max(score, best_score);
      best = {id, sum};
    }
  }
  (void)whole;
  return best;
}

std::string describe(const Dom& dom, NodeId id) {
  std::string name = dom.tag_name(id);
  if (const auto value = dom.attribute(id, "id"); !value.empty()) {
    name += "#" + std::string(value.substr(0, 60));
  } else if (const auto words = dom.attribute(id, "class"); !words.empty()) {
    name += "." + std::string(words.substr(0, words.find_first_of(" \t\n")).substr(0, 60));
  }
  return name;
}

}  // namespace

PageBody read_body(const PageView& page, const PageTitle&) {
  const Dom& dom = page.dom;
  const auto blocks = read_blocks(dom);
  PageBody body;
  Choice choice;
  const Strictness* strictness = nullptr;
  for (const Strictness& level : kLevels) {
    const Sums sums(dom, blocks, level);
    const Choice tried = choose(dom, sums);
    if (strictness == nullptr || (tried.sum > 4 * choice.sum && choice.sum < 500)) {
      choice = tried;
      strictness = &level;
    }
  }
  if (choice.id == parse::kNoNode) return body;
  body.content = choice.id;
  body.clue = describe(dom, choice.id);
  for (const Block& block : blocks) {
    if (!dom.holds(choice.id, block.begin)) continue;
    if (is_refused(block, *strictness)) continue;
    if (block.link_bytes * 2 > block.bytes) continue;
    parse::TextBlock text;
    text.text = block_text(dom, block);
    text.link_bytes = block.link_bytes;
    if (!text.text.empty()) body.blocks.push_back(std::move(text));
  }
  return body;
}

}  // namespace storyfold::crawler::extract
