#include "crawler/extract/blocks.h"

#include <algorithm>
#include <utility>

#include "crawler/extract/labels.h"
#include "crawler/parse/text.h"

namespace storyfold::crawler::extract {
namespace {

using parse::Dom;
using parse::NodeId;

// A row of data is one line. Pages laid out with tables hold whole articles in a cell: those rows
// have one cell, or cells of several paragraphs.
bool is_data_row(const Dom& dom, NodeId row) noexcept {
  constexpr NodeId kLargestRow = 400;  // nodes
  if (dom.end(row) - row > kLargestRow) return false;
  std::size_t cells = 0;
  for (NodeId cell = dom.first_child(row); cell != parse::kNoNode; cell = dom.next_sibling(cell)) {
    if (dom.is_text(cell)) continue;
    ++cells;
    std::size_t parts = 0;
    for (NodeId part = cell + 1; part < dom.end(cell); ++part) {
      if (!dom.is_text(part) && !parse::runs_on(dom.tag(part)) && ++parts > 2) return false;
    }
  }
  return cells > 1;
}

struct Measure {
  std::uint32_t bytes = 0;  // without white space
  std::uint32_t marks = 0;
};

// Marks that end or divide sentences: , . ! ? ; : and their kin in other scripts.
bool is_sentence_mark(std::string_view text, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) -> unsigned {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  switch (byte(0)) {
    case ',':
    case '.':
    case '!':
    case '?':
    case ';':
    case ':':
      return true;
    case 0xD8:
      return byte(1) == 0x8C || byte(1) == 0x9B || byte(1) == 0x9F;  // Arabic comma, ; ?
    case 0xDB:
      return byte(1) == 0x94;  // Urdu full stop
    case 0xD6:
      return byte(1) == 0x89;  // Armenian
    case 0xE0:
      return byte(1) == 0xA5 && (byte(2) == 0xA4 || byte(2) == 0xA5);  // danda
    case 0xE1:                                                         // Myanmar, Ethiopic, Khmer
      return (byte(1) == 0x81 && (byte(2) == 0x8A || byte(2) == 0x8B)) ||
             (byte(1) == 0x8D && byte(2) >= 0xA1 && byte(2) <= 0xA8) ||
             (byte(1) == 0x9F && byte(2) == 0x94);
    case 0xE3:
      return byte(1) == 0x80 && (byte(2) == 0x81 || byte(2) == 0x82);  // U+3001, U+3002
    case 0xEF:                                                         // full-width ! , : ; ?
      return byte(1) == 0xBC && (byte(2) == 0x81 || byte(2) == 0x8C || byte(2) == 0x9A ||
                                 byte(2) == 0x9B || byte(2) == 0x9F);
    default:
      return false;
  }
}

Measure measure(std::string_view text) noexcept {
  Measure result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (static_cast<unsigned char>(text[at]) <= 0x20) continue;
    ++result.bytes;
    if (is_sentence_mark(text, at)) ++result.marks;
  }
  return result;
}

class BlockWalk {
 public:
  explicit BlockWalk(const Dom& dom) : dom_(dom), hints_(dom) { page_.blocks.reserve(256); }

  PageBlocks run() {
    page_.own.resize(dom_.size());
    for (NodeId id = 1; id < dom_.size();) {
      while (!open_.empty() && open_.back().end <= id) close();
      if (dom_.is_text(id)) {
        add_text(id);
        ++id;
      } else {
        id = enter(id);
      }
    }
    while (!open_.empty()) close();
    flush();
    return std::move(page_);
  }

 private:
  struct Open {
    NodeId end;
    NodeId owner;
    bool border;  // a paragraph ends with it
    bool data_row = false;
    bool link = false;
    bool heading = false;
  };

  NodeId enter(NodeId id) {
    const GumboTag tag = dom_.tag(id);
    if (parse::is_unread(tag)) return dom_.end(id);
    if (tag == GUMBO_TAG_BR || tag == GUMBO_TAG_HR) {
      border();
      return dom_.end(id);
    }
    Open open{dom_.end(id), id, !parse::runs_on(tag)};
    if (!open_.empty()) {
      const Open& up = open_.back();
      open.link = up.link;
      open.heading = up.heading;
      if (!open.border) open.owner = up.owner;
    }
    // Chrome that html or body are marked with ("has-sidebar") is a word about the page.
    if (tag != GUMBO_TAG_BODY && tag != GUMBO_TAG_HTML) page_.own[id] = hints_.of(id);
    open.link = open.link || tag == GUMBO_TAG_A;
    open.heading = open.heading || (tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6);
    if (tag == GUMBO_TAG_TR && rows_ == 0 && is_data_row(dom_, id)) {
      border();
      open.data_row = true;
      ++rows_;
    } else if (open.border) {
      border();
    }
    open_.push_back(open);
    return id + 1;
  }

  void close() {
    const Open open = open_.back();
    open_.pop_back();
    if (open.data_row) --rows_;
    if (open.border) border();
  }

  void add_text(NodeId id) {
    const Measure measured = measure(dom_.text(id));
    if (measured.bytes == 0) return;
    const bool inside = !open_.empty();
    if (block_.bytes == 0) {
      block_.begin = id;
      block_.owner = inside ? open_.back().owner : 0;
      block_.heading = inside && open_.back().heading;
    }
    block_.end = id + 1;
    block_.bytes += measured.bytes;
    block_.marks += measured.marks;
    if (inside && open_.back().link) block_.link_bytes += measured.bytes;
  }

  void border() {
    if (rows_ == 0) flush();
  }

  void flush() {
    if (block_.bytes > 0) page_.blocks.push_back(block_);
    block_ = {};
  }

  const Dom& dom_;
  HintReader hints_;
  PageBlocks page_;
  std::vector<Open> open_;
  Block block_;
  std::size_t rows_ = 0;
};

constexpr Hints kCertain =
    kHintContent | kHintBody | kHintSummary | kHintComments | kHintRelated | kHintConsent;

// What lines are called: an element with sentences of its own is none.
constexpr Hints kOfLines = kHintByline | kHintLegal | kHintTitle | kHintSubtitle;

// Words of chrome on an element that holds most of the text, or the headline, are mistaken; so is
// "category-news" or "source" on several sentences that are most of the text, however short it is.
void forgive(const Dom& dom, NodeId anchor, PageBlocks& page) {
  std::vector<Hints> all = page.own;
  for (NodeId id = 1; id < dom.size(); ++id) all[id] |= all[dom.parent(id)];
  std::vector<std::uint32_t> before(dom.size() + 1);
  std::vector<std::uint32_t> sentences(dom.size() + 1);
  for (const Block& block : page.blocks) {
    if (block.marks > 0 && block.link_bytes * 2 < block.bytes)
      before[block.begin + 1] += block.bytes;
    if (is_sentence(block)) ++sentences[block.begin + 1];
  }
  for (std::size_t i = 1; i < before.size(); ++i) {
    before[i] += before[i - 1];
    sentences[i] += sentences[i - 1];
  }
  constexpr std::uint32_t kLeast = 1500;  // bytes: less text may well be that of a footer
  const std::uint32_t half = std::max(before.back() / 2, kLeast);
  for (NodeId id = 1; id < dom.size(); ++id) {
    if (page.own[id] == 0) continue;
    if ((page.own[id] & kOfLines) != 0 && sentences[dom.end(id)] - sentences[id] >= 2 &&
        (before[dom.end(id)] - before[id]) * 2 > before.back()) {
      page.own[id] &= ~kOfLines;
    }
    if (anchor != parse::kNoNode && dom.holds(id, anchor)) {
      page.own[id] &= kHintContent | kHintBody;
    } else if ((page.own[id] & ~kCertain) != 0 && before[dom.end(id)] - before[id] > half) {
      page.own[id] &= kCertain;
    }
  }
}

// A list of other stories: three or more brothers of one kind that hold one sentence each, and
// links.
void mark_teasers(const Dom& dom, PageBlocks& page) {
  std::vector<std::uint32_t> sentences(dom.size() + 1);
  std::vector<std::uint32_t> links(dom.size() + 1);
  for (const Block& block : page.blocks) {
    if (is_sentence(block)) ++sentences[block.begin + 1];
    if (block.link_bytes * 2 > block.bytes && block.bytes >= 10) ++links[block.begin + 1];
  }
  for (std::size_t i = 1; i < sentences.size(); ++i) {
    sentences[i] += sentences[i - 1];
    links[i] += links[i - 1];
  }
  const auto within = [&](const std::vector<std::uint32_t>& counts, NodeId id) {
    return counts[dom.end(id)] - counts[id];
  };
  const auto is_item = [&](NodeId id) {
    return !dom.is_text(id) && within(sentences, id) == 1 && within(links, id) > 0;
  };
  std::vector<int> items(dom.size(), -1);  // children that are items; -1: not counted yet
  const auto items_in = [&](NodeId parent) {
    if (items[parent] >= 0) return items[parent];
    int count = 0;
    for (NodeId id = dom.first_child(parent); id != parse::kNoNode; id = dom.next_sibling(id)) {
      if (is_item(id)) ++count;
    }
    return items[parent] = count;
  };
  constexpr int kLevelsUp = 8;
  for (Block& block : page.blocks) {
    if (!is_sentence(block) || block.bytes > 600) continue;
    // The highest element around it that holds no other sentence.
    NodeId item = block.owner;
    for (int level = 0; level < kLevelsUp; ++level) {
      const NodeId up = dom.parent(item);
      if (up == parse::kNoNode || within(sentences, up) != 1) break;
      item = up;
    }
    block.teaser = item != 0 && is_item(item) && items_in(dom.parent(item)) >= 3;
  }
}

}  // namespace

bool is_sentence(const Block& block) noexcept {
  constexpr std::uint32_t kSentenceBytes = 40;
  constexpr std::uint32_t kUnmarkedBytes = 120;  // text without marks: Thai, old Chinese, Urdu
  if (block.link_bytes * 2 > block.bytes) return false;
  return (block.marks > 0 && block.bytes >= kSentenceBytes) ||
         (block.bytes >= kUnmarkedBytes && !block.heading);
}

PageBlocks read_blocks(const Dom& dom, NodeId anchor) {
  PageBlocks page = BlockWalk(dom).run();
  forgive(dom, anchor, page);
  std::vector<Hints> all = page.own;
  for (NodeId id = 1; id < dom.size(); ++id) all[id] |= all[dom.parent(id)];
  for (Block& block : page.blocks) block.hints = all[block.begin];
  mark_teasers(dom, page);
  return page;
}

Hints hints_within(const Dom& dom, const PageBlocks& page, const Block& block, NodeId outer) {
  Hints hints = 0;
  for (NodeId id = dom.parent(block.begin); id != parse::kNoNode && id > outer;
       id = dom.parent(id)) {
    hints |= page.own[id];
  }
  return hints;
}

std::string block_text(const Dom& dom, const Block& block) {
  std::string raw;
  for (NodeId id = block.begin; id < block.end; ++id) {
    if (dom.is_text(id)) {
      // Spans beside each other are kept apart by their style: "23:26", "来源：X", "作者：Y".
      if (!raw.empty() && starts_with_label(dom.text(id))) raw.push_back(' ');
      raw += dom.text(id);
    } else if (parse::is_unread(dom.tag(id))) {
      id = dom.end(id) - 1;
    } else if (!parse::runs_on(dom.tag(id))) {
      raw.push_back(' ');
    }
  }
  return parse::clean_line(raw);
}

}  // namespace storyfold::crawler::extract
