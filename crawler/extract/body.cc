#include "crawler/extract/body.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "crawler/extract/blocks.h"
#include "crawler/extract/furniture.h"
#include "crawler/extract/prune.h"
#include "crawler/extract/title_text.h"
#include "crawler/parse/html_scan.h"

namespace storyfold::crawler::extract {
namespace {

using parse::Dom;
using parse::NodeId;

// What the words of templates rule out, from the usual to what pages need that hide their text
// until a script shows it.
constexpr Hints kLevels[] = {
    kHintsOfChrome | kHintHidden | kHintApart,
    kHintComments | kHintRelated | kHintHidden | kHintApart,
    kHintComments | kHintApart,
    0,
};

// How much a block speaks for (or, below zero, against) being part of an article, in bytes of text.
double value_of(const Dom& dom, const Block& block, Hints refused) {
  if ((block.hints & refused) != 0) return 0;
  if (block.link_bytes * 2 > block.bytes)
    return -10.0 - 0.5 * std::min<double>(block.link_bytes, 50);
  // A paragraph with many marks is one, however much of it is links.
  const double link_weight = block.marks >= 5 ? 1.5 : 2.0;
  const double plain = std::max(0.0, block.bytes - link_weight * block.link_bytes);
  if ((block.hints & (kHintByline | kHintLegal | kHintTitle | kHintSubtitle)) != 0 &&
      block.bytes < 200) {
    return -4;
  }
  if (block.teaser) return -10;
  if (is_sentence(block)) return is_furniture(dom, block) ? -30 : plain;
  // Short lines are what chrome is made of, except in what names itself the text.
  if ((block.hints & kHintBody) != 0) return block.heading ? 1 : 0.3 * plain;
  return block.heading ? -4 : -8;
}

// Sums of values over any subtree in constant time.
class Sums {
 public:
  Sums(const Dom& dom, const std::vector<Block>& blocks, Hints refused)
      : before_(dom.size() + 1), text_before_(dom.size() + 1) {
    for (const Block& block : blocks) {
      const double value = value_of(dom, block, refused);
      before_[block.begin + 1] += value;
      text_before_[block.begin + 1] += std::max(value, 0.0);
    }
    for (std::size_t i = 1; i < before_.size(); ++i) {
      before_[i] += before_[i - 1];
      text_before_[i] += text_before_[i - 1];
    }
  }
  [[nodiscard]] double of(const Dom& dom, NodeId id) const noexcept {
    return before_[dom.end(id)] - before_[id];
  }
  // What speaks for it alone.
  [[nodiscard]] double text_of(const Dom& dom, NodeId id) const noexcept {
    return text_before_[dom.end(id)] - text_before_[id];
  }

 private:
  std::vector<double> before_;
  std::vector<double> text_before_;
};

// Elements that hold one paragraph or a part of one.
bool is_line(GumboTag tag) noexcept {
  return tag == GUMBO_TAG_P || tag == GUMBO_TAG_LI ||
         (tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6) || parse::runs_on(tag);
}

struct Choice {
  NodeId id = parse::kNoNode;
  double sum = 0;
};

double bonus_of(const Dom& dom, NodeId id, Hints own) {
  if ((own & kHintBody) != 0) return 1.15;
  if (dom.tag(id) == GUMBO_TAG_ARTICLE) return 1.05;
  return (own & kHintContent) != 0 ? 1.03 : 1.0;
}

// The subtree of the largest sum: text inside counts for it, chrome inside against it (maximum
// subsequence segmentation, Pasternack and Roth, WWW 2009, on a tree).
Choice choose(const Dom& dom, const PageBlocks& page, const Sums& sums, NodeId heading) {
  Choice best;
  double best_score = 0;
  for (NodeId id = 1; id < dom.size(); ++id) {
    if (dom.is_text(id)) continue;
    const double sum = sums.of(dom, id);
    if (sum <= 0 || sum * 1.2 < best_score) continue;
    double score = sum * bonus_of(dom, id, page.own[id]);
    // A story stands below its headline.
    if (heading != parse::kNoNode && dom.end(id) <= heading) score *= 0.4;
    // Deeper wins when about equal: its wrappers add nothing.
    if (score >= best_score * 0.995) {
      best_score = std::max(score, best_score);
      best = {id, sum};
    }
  }
  if (best.id == parse::kNoNode) return best;
  // One paragraph is not the article when it has brothers that read like it.
  while (is_line(dom.tag(best.id)) && dom.parent(best.id) != parse::kNoNode) {
    const NodeId up = dom.parent(best.id);
    const double gain = sums.text_of(dom, up) - sums.text_of(dom, best.id);
    const double cost = best.sum + gain - sums.of(dom, up);
    if (dom.tag(up) == GUMBO_TAG_BODY || cost > 2 * gain + 60) break;
    best = {up, sums.of(dom, up)};
  }
  // What names itself the text of the article is believed when it holds most of it.
  const NodeId outer = best.id;
  const double share = (page.own[outer] & kHintBody) != 0 ? 0.6 : 0.8;
  const double needed = share * best.sum;
  for (NodeId id = outer + 1; id < dom.end(outer); ++id) {
    if ((page.own[id] & kHintBody) == 0) continue;
    const double sum = sums.of(dom, id);
    if (sum >= needed) best = {id, sum};
  }
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

// A script shows the article, or all of it but its beginning: JSON-LD holds it.
void prefer_linked_body(const PageView& page, PageBody& body) {
  constexpr std::size_t kLeast = 200;  // bytes
  const auto longest =
      std::max_element(page.linked.articles.begin(), page.linked.articles.end(),
                       [](const auto& a, const auto& b) { return a.body.size() < b.body.size(); });
  if (longest == page.linked.articles.end() || longest->body.size() < kLeast) return;
  std::size_t bytes = 0;
  for (const auto& block : body.blocks) bytes += block.text.size();
  if (bytes * 2 > longest->body.size()) return;
  if (!body.blocks.empty()) {
    constexpr std::size_t kBeginning = 60;
    const std::string beginning = bare(body.blocks.front().text).substr(0, kBeginning);
    if (bare(longest->body).find(beginning) == std::string::npos) return;
  }
  const std::string text = longest->body.find('<') == std::string::npos
                               ? longest->body
                               : parse::strip_tags(longest->body);
  body.blocks.clear();
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    parse::TextBlock block;
    block.text = parse::clean_line(parse::decode_entities(text.substr(at, end - at)));
    if (!block.text.empty()) body.blocks.push_back(std::move(block));
    at = end + 1;
  }
  body.clue = "json-ld";
}

}  // namespace

PageBody read_body(const PageView& page, const PageTitle& title) {
  const Dom& dom = page.dom;
  const PageBlocks blocks = read_blocks(dom, title.heading);
  PageBody body;
  Choice choice;
  Hints refused = 0;
  for (const Hints level : kLevels) {
    const Choice tried = choose(dom, blocks, Sums(dom, blocks.blocks, level), title.heading);
    if (choice.id == parse::kNoNode || tried.sum > 4 * choice.sum) {
      choice = tried;
      refused = level;
    }
    // Comments are the text of a page only when there is none besides.
    if (choice.sum >= (level == kLevels[2] ? 60 : 300)) break;
  }
  if (choice.id != parse::kNoNode) {
    body.content = choice.id;
    body.clue = describe(dom, choice.id);
    body.blocks = prune(dom, blocks, choice.id, refused, title);
  }
  prefer_linked_body(page, body);
  return body;
}

}  // namespace storyfold::crawler::extract
