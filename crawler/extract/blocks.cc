#include "crawler/extract/blocks.h"

#include <algorithm>
#include <initializer_list>

#include "crawler/parse/text.h"

namespace storyfold::crawler::extract {
namespace {

using parse::Dom;
using parse::NodeId;

bool is_one_of(GumboTag tag, std::initializer_list<GumboTag> tags) noexcept {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

bool is_heading(GumboTag tag) noexcept {
  return tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6;
}

// A row of data is one line. Pages laid out with tables hold whole articles in a cell: those rows
// have one cell, or cells of several paragraphs.
bool is_data_row(const Dom& dom, NodeId row) noexcept {
  std::size_t cells = 0;
  for (NodeId cell = dom.first_child(row); cell != parse::kNoNode; cell = dom.next_sibling(cell)) {
    if (dom.is_text(cell)) continue;
    ++cells;
    std::size_t parts = 0;
    for (NodeId part = dom.first_child(cell); part != parse::kNoNode;
         part = dom.next_sibling(part)) {
      parts += is_one_of(dom.tag(part), {GUMBO_TAG_P, GUMBO_TAG_DIV, GUMBO_TAG_TABLE, GUMBO_TAG_UL,
                                         GUMBO_TAG_OL, GUMBO_TAG_SECTION, GUMBO_TAG_BR})
                   ? 1
                   : 0;
    }
    if (parts > 1) return false;
  }
  return cells > 1;
}

struct Measure {
  std::uint32_t bytes = 0;  // without white space
  std::uint32_t marks = 0;
};

// Marks that end or divide sentences: , . ! ? ; : and their full-width and ideographic forms.
Measure measure(std::string_view text) noexcept {
  Measure result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte <= 0x20) continue;
    ++result.bytes;
    switch (byte) {
      case ',': case '.': case '!': case '?': case ';': case ':': ++result.marks; break;
      case 0xE3:  // U+3001, U+3002
        if (at + 2 < text.size() && text[at + 1] == '\x80' &&
            (text[at + 2] == '\x81' || text[at + 2] == '\x82')) {
          ++result.marks;
        }
        break;
      case 0xEF:  // U+FF01, U+FF0C, U+FF1A, U+FF1B, U+FF1F
        if (at + 2 < text.size() && text[at + 1] == '\xBC') {
          const auto last = static_cast<unsigned char>(text[at + 2]);
          if (last == 0x81 || last == 0x8C || last == 0x9A || last == 0x9B || last == 0x9F) {
            ++result.marks;
          }
        }
        break;
      default: break;
    }
  }
  return result;
}

class BlockWalk {
 public:
  explicit BlockWalk(const Dom& dom) : dom_(dom) { blocks_.reserve(256); }

  std::vector<Block> run() {
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
    return std::move(blocks_);
  }

 private:
  struct Open {
    NodeId id;
    NodeId end;
    Hints hints;  // of all open elements
    bool border;
    bool data_row;
    bool link;
    bool unread;
    GumboTag tag;  // the nearest heading, list item, cell, caption or block
    NodeId owner;
    bool heading;
  };

  NodeId enter(NodeId id) {
    const GumboTag tag = dom_.tag(id);
    if (tag != GUMBO_TAG_NOSCRIPT && parse::is_unread(tag)) return dom_.end(id);
    if (tag == GUMBO_TAG_NOSCRIPT) return dom_.end(id);
    if (tag == GUMBO_TAG_BR || tag == GUMBO_TAG_HR) {
      border();
      return dom_.end(id);
    }
    Open open{id, dom_.end(id), 0, !parse::runs_on(tag), false, false, false, tag, id, false};
    if (!open_.empty()) {
      const Open& up = open_.back();
      open.hints = up.hints;
      open.link = up.link;
      open.unread = up.unread;
      open.heading = up.heading;
      if (!open.border) {
        open.owner = up.owner;
        open.tag = up.tag;
      }
    }
    // Chrome that marks itself with html or body ("has-sidebar") speaks of the page.
    if (tag != GUMBO_TAG_BODY && tag != GUMBO_TAG_HTML) open.hints |= hints_of(dom_, id);
    open.link = open.link || tag == GUMBO_TAG_A;
    open.heading = open.heading || is_heading(tag);
    open.unread = open.unread || is_one_of(tag, {GUMBO_TAG_NAV, GUMBO_TAG_FOOTER, GUMBO_TAG_ASIDE,
                                                 GUMBO_TAG_MENU});
    if (tag == GUMBO_TAG_FIGCAPTION || tag == GUMBO_TAG_CAPTION) open.hints |= kHintCaption;
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
    if (block_.bytes == 0) {
      block_.begin = id;
      if (!open_.empty()) {
        const Open& here = open_.back();
        block_.owner = here.owner;
        block_.tag = here.tag;
        block_.heading = here.heading;
        block_.unread = here.unread;
        block_.data_row = rows_ > 0;
        block_.hints = here.hints;
      }
      block_.links = 0;
    }
    block_.end = id + 1;
    block_.bytes += measured.bytes;
    block_.marks += measured.marks;
    if (!open_.empty() && open_.back().link) {
      block_.link_bytes += measured.bytes;
      ++block_.links;
    }
  }

  void border() {
    if (rows_ == 0) flush();
  }

  void flush() {
    if (block_.bytes > 0) blocks_.push_back(block_);
    block_ = {};
  }

  const Dom& dom_;
  std::vector<Block> blocks_;
  std::vector<Open> open_;
  Block block_;
  std::size_t rows_ = 0;
};

}  // namespace

std::vector<Block> read_blocks(const Dom& dom) { return BlockWalk(dom).run(); }

std::string block_text(const Dom& dom, const Block& block) {
  std::string raw;
  for (NodeId id = block.begin; id < block.end; ++id) {
    if (dom.is_text(id)) {
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
