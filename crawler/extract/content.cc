#include "crawler/extract/content.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/extract/data_table.h"
#include "crawler/extract/furniture.h"
#include "crawler/extract/title_text.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::extract {
namespace {

using parse::Dom;
using parse::kNoNode;
using parse::NodeId;

constexpr Hints kLevels[kContentLevels] = {
    kHintsOfChrome | kHintHidden | kHintApart,
    kHintComments | kHintRelated | kHintHidden | kHintApart,
    kHintComments | kHintApart,
    0,
};
constexpr std::size_t kLevelOfHidden = 2;

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

double bonus_of(const Dom& dom, NodeId id, Hints own) {
  if ((own & kHintBody) != 0) return 1.15;
  if (dom.tag(id) == GUMBO_TAG_ARTICLE) return 1.05;
  return (own & kHintContent) != 0 ? 1.03 : 1.0;
}

// The nodes among which a content is looked for.
struct Within {
  NodeId from;
  NodeId until;
};

class Chooser {
 public:
  Chooser(const Dom& dom, const PageBlocks& page, NodeId heading, std::size_t level)
      : dom_(dom),
        page_(page),
        heading_(heading),
        level_(level),
        sums_(dom, page.blocks, kLevels[level]) {}

  [[nodiscard]] Content choose(Within within) const {
    NodeId best = largest(within);
    if (best == kNoNode) return {};
    best = within_body(widened(best));
    if (dom_.tag(dom_.parent(best)) == GUMBO_TAG_BODY && dom_.tag(best) == GUMBO_TAG_P) {
      return run_in_body(best);
    }
    return whole(named_in(best));
  }

 private:
  [[nodiscard]] Content whole(NodeId id) const {
    return {id, id, dom_.end(id), sums_.of(dom_, id), level_, kLevels[level_]};
  }

  [[nodiscard]] NodeId largest(Within within) const {
    NodeId best = kNoNode;
    double best_score = 0;
    for (NodeId id = within.from; id < within.until; ++id) {
      if (dom_.is_text(id) || dom_.end(id) > within.until) continue;
      const double sum = sums_.of(dom_, id);
      if (sum <= 0 || sum * 1.2 < best_score) continue;
      double score = sum * bonus_of(dom_, id, page_.own[id]);
      // A story stands below its headline.
      if (heading_ != kNoNode && dom_.end(id) <= heading_) score *= 0.4;
      // Deeper wins when about equal: its wrappers add nothing.
      if (score >= best_score * 0.995) {
        best_score = std::max(score, best_score);
        best = id;
      }
    }
    return best;
  }

  // One paragraph is not the article when it has brothers that read like it.
  [[nodiscard]] NodeId widened(NodeId best) const {
    while (is_line(dom_.tag(best)) && dom_.parent(best) != kNoNode) {
      const NodeId up = dom_.parent(best);
      const double gain = sums_.text_of(dom_, up) - sums_.text_of(dom_, best);
      const double cost = sums_.of(dom_, best) + gain - sums_.of(dom_, up);
      if (dom_.tag(up) == GUMBO_TAG_BODY || cost > 2 * gain + 60) break;
      best = up;
    }
    return best;
  }

  // A sentence at the foot of the page widens no article: the part of <body> that holds nearly all
  // of the text and the headline is preferred to all of it.
  [[nodiscard]] NodeId within_body(NodeId best) const {
    constexpr double kNearlyAll = 0.9;
    if (dom_.tag(best) != GUMBO_TAG_BODY || heading_ == kNoNode) return best;
    for (NodeId id = dom_.first_child(best); id != kNoNode; id = dom_.next_sibling(id)) {
      if (dom_.holds(id, heading_) &&
          sums_.text_of(dom_, id) >= kNearlyAll * sums_.text_of(dom_, best)) {
        return id;
      }
    }
    return best;
  }

  // Paragraphs right in <body>, with all the page's chrome for brothers: on both sides of one the
  // others that little chrome parts from it.
  [[nodiscard]] Content run_in_body(NodeId paragraph) const {
    std::vector<NodeId> above;
    std::vector<NodeId> below;
    for (NodeId id = dom_.first_child(dom_.parent(paragraph)); id != kNoNode;
         id = dom_.next_sibling(id)) {
      if (id > paragraph) below.push_back(id);
      if (id < paragraph) above.push_back(id);
      if (heading_ != kNoNode && id < paragraph && dom_.holds(id, heading_)) above.clear();
    }
    std::reverse(above.begin(), above.end());
    Content run = whole(paragraph);
    for (const auto* side : {&above, &below}) {
      double waiting = 0;
      for (const NodeId id : *side) {
        waiting += sums_.of(dom_, id);
        if (waiting < -kGap) break;
        if (dom_.tag(id) != GUMBO_TAG_P || sums_.of(dom_, id) <= 0) continue;
        run.id = dom_.parent(paragraph);
        run.begin = std::min(run.begin, id);
        run.end = std::max(run.end, dom_.end(id));
        run.sum += waiting;
        waiting = 0;
      }
    }
    return run;
  }

  // What names itself the text of the article is believed when it holds most of it.
  [[nodiscard]] NodeId named_in(NodeId outer) const {
    const double share = (page_.own[outer] & kHintBody) != 0 ? 0.6 : 0.8;
    const double needed = share * sums_.of(dom_, outer);
    NodeId best = outer;
    for (NodeId id = outer + 1; id < dom_.end(outer); ++id) {
      if ((page_.own[id] & kHintBody) != 0 && sums_.of(dom_, id) >= needed) best = id;
    }
    return best;
  }

  static constexpr double kGap = 200;  // of chrome that paragraphs in <body> may be parted by

  const Dom& dom_;
  const PageBlocks& page_;
  NodeId heading_;
  std::size_t level_;
  Sums sums_;
};

// Words of the headline that a text about the same thing is likely to repeat: those of four letters
// and more, and each two characters of scripts that write no spaces.
std::vector<std::string> words_of_title(std::string_view title) {
  constexpr std::size_t kMostWords = 40;
  std::vector<std::string> words;
  std::string run;
  std::size_t letters = 0;
  const auto close = [&] {
    if (letters >= 4) words.push_back(bare(run));
    run.clear();
    letters = 0;
  };
  char32_t last = 0;  // of a script without spaces
  for (std::size_t at = 0; at < title.size() && words.size() < kMostWords;) {
    const auto point = parse::code_point_at(title, at);
    const std::string_view character = title.substr(at, point.size);
    at += point.size;
    const bool wide = point.value >= 0x2E80;
    if (bare(character).empty() || wide) close();
    if (wide && !bare(character).empty()) {
      if (last != 0) {
        std::string two;
        parse::append_utf8(two, last);
        words.push_back(bare(two.append(character)));
      }
      last = point.value;
      continue;
    }
    last = 0;
    if (bare(character).empty()) continue;
    run += character;
    ++letters;
  }
  close();
  return words;
}

// How many of `words` the text says, at most `enough`.
std::size_t count_said(const Dom& dom, const PageBlocks& page, const Content& content,
                       std::vector<std::string> words, std::size_t enough) {
  std::size_t said = 0;
  for (const Block& block : page.blocks) {
    if (block.begin < content.begin || block.begin >= content.end) continue;
    const std::string text = bare(block_text(dom, block));
    said += std::erase_if(
        words, [&](const std::string& word) { return text.find(word) != std::string::npos; });
    if (said >= enough || words.empty()) break;
  }
  return std::min(said, enough);
}

// A short article whose class misleads ("rank-list", "comment") may stand above a longer footer.
// The text that says nothing of what the headline does is the wrong one when one that does stands
// between it and the headline.
Content nearer_to_title(const Dom& dom, const PageBlocks& page, const PageTitle& title,
                        const Content& found) {
  constexpr double kLeast = 40;
  const auto words = words_of_title(title.text);
  if (words.size() < 2 || count_said(dom, page, found, words, 1) > 0) return found;
  const NodeId from = title.heading == kNoNode ? 1 : dom.end(title.heading);
  if (from >= found.begin) return found;
  for (std::size_t level = found.level; level < kContentLevels; ++level) {
    const Content tried = Chooser(dom, page, title.heading, level).choose({from, found.begin});
    if (tried.id != kNoNode && tried.sum >= kLeast && count_said(dom, page, tried, words, 2) == 2) {
      return tried;
    }
  }
  return found;
}

bool is_blank(const Dom& dom, const PageBlocks& page, NodeId id) {
  const auto first = std::partition_point(page.blocks.begin(), page.blocks.end(),
                                          [id](const Block& block) { return block.end <= id; });
  const auto behind = std::find_if(first, page.blocks.end(), [&](const Block& block) {
    // A block may be an ideographic space.
    return block.begin >= dom.end(id) || !parse::trim(block_text(dom, block)).empty();
  });
  return behind == page.blocks.end() || behind->begin >= dom.end(id);
}

// Does `id` end what its parent says?
bool nothing_behind(const Dom& dom, const PageBlocks& page, NodeId id) {
  for (NodeId next = dom.next_sibling(id); next != kNoNode; next = dom.next_sibling(next)) {
    if (!is_blank(dom, page, next)) return false;
  }
  return true;
}

// Figures that belong to the text stand right below it, where templates put the text into a cell or
// box of its own.
Content with_tables_below(const Dom& dom, const PageBlocks& page, Content content) {
  NodeId last = content.id;
  if (content.end != dom.end(last)) return content;
  while (dom.parent(last) != kNoNode && nothing_behind(dom, page, last)) last = dom.parent(last);
  NodeId end = content.end;
  for (NodeId id = dom.next_sibling(last); id != kNoNode; id = dom.next_sibling(id)) {
    if (is_data_table(dom, page, id)) {
      content.tables = std::min(content.tables, id);
      end = dom.end(id);
    } else if (!is_blank(dom, page, id)) {
      break;
    }
  }
  if (end == content.end) return content;
  content.id = dom.parent(last);
  content.end = end;
  return content;
}

}  // namespace

Content find_content(const Dom& dom, const PageBlocks& page, const PageTitle& title,
                     std::size_t first_level) {
  constexpr double kEnough = 300;
  constexpr double kEnoughHidden = 60;  // comments are the text of a page that has no other
  Content content;
  for (std::size_t level = first_level; level < kContentLevels; ++level) {
    const Content tried = Chooser(dom, page, title.heading, level).choose({1, dom.size()});
    if (tried.id != kNoNode && (content.id == kNoNode || tried.sum > 4 * content.sum)) {
      content = tried;
    }
    if (content.sum >= (level == kLevelOfHidden ? kEnoughHidden : kEnough)) break;
  }
  if (content.id == kNoNode) return content;
  return with_tables_below(dom, page, nearer_to_title(dom, page, title, content));
}

}  // namespace storyfold::crawler::extract
