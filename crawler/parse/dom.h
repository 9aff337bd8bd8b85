#pragma once
// A parsed page as one flat list of nodes in document order: a subtree is a range of ids, and every
// walk is a loop over it. Only text and elements that can hold some are kept. Immutable: safe from
// any thread.
#include <gumbo.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "crawler/parse/gumbo_arena.h"
#include "crawler/parse/placeholders.h"

namespace storyfold::crawler::parse {

using NodeId = std::uint32_t;  // 0 = the document
inline constexpr NodeId kNoNode = 0xFFFFFFFF;
inline constexpr GumboTag kTextNode = GUMBO_TAG_LAST;  // DomNode::tag of text

struct DomNode {
  GumboTag tag = GUMBO_TAG_UNKNOWN;
  NodeId parent = kNoNode;
  NodeId end = 0;  // the subtree is [own id, end); the next sibling, if any, stands at `end`
  std::uint32_t text = 0;  // of a text node: which of the texts
  const GumboNode* source = nullptr;
};

class Dom {
 public:
  // Takes the tree over; nodes keep pointing into it, and texts into `placeholders`: those that the
  // parser did not see. Of one that it met twice the second stays as it is.
  explicit Dom(HtmlTree tree, const Placeholders& placeholders = Placeholders());
  Dom(HtmlTree tree, Placeholders&& placeholders) = delete;  // its texts would be gone

  // Every placeholder stood in one text. Else the tree is not the page's.
  [[nodiscard]] bool is_whole() const noexcept { return whole_; }

  [[nodiscard]] NodeId size() const noexcept { return static_cast<NodeId>(nodes_.size()); }
  [[nodiscard]] const DomNode& operator[](NodeId id) const noexcept { return nodes_[id]; }
  [[nodiscard]] GumboTag tag(NodeId id) const noexcept { return nodes_[id].tag; }
  [[nodiscard]] bool is_text(NodeId id) const noexcept { return nodes_[id].tag == kTextNode; }
  [[nodiscard]] NodeId parent(NodeId id) const noexcept { return nodes_[id].parent; }
  [[nodiscard]] NodeId end(NodeId id) const noexcept { return nodes_[id].end; }
  [[nodiscard]] bool holds(NodeId outer, NodeId inner) const noexcept {
    return inner >= outer && inner < nodes_[outer].end;
  }
  // First child and next sibling; kNoNode when there is none.
  [[nodiscard]] NodeId first_child(NodeId id) const noexcept {
    return id + 1 < nodes_[id].end ? id + 1 : kNoNode;
  }
  [[nodiscard]] NodeId next_sibling(NodeId id) const noexcept {
    const NodeId up = nodes_[id].parent;
    return up != kNoNode && nodes_[id].end < nodes_[up].end ? nodes_[id].end : kNoNode;
  }

  // Of a text node: entities decoded, white space as it stood. "" for an element.
  [[nodiscard]] std::string_view text(NodeId id) const noexcept;
  // Of an element; `name` lower case. "" when absent (has_attribute tells absent from empty).
  [[nodiscard]] std::string_view attribute(NodeId id, const char* name) const noexcept;
  [[nodiscard]] bool has_attribute(NodeId id, const char* name) const noexcept;
  // By its own attributes: hidden, or a style that says so.
  [[nodiscard]] bool is_hidden(NodeId id) const;
  // Lower-case name of an element, custom ones included: "div", "news-body". Those of custom ones
  // are read in the bytes that were parsed, which must still be there.
  [[nodiscard]] std::string tag_name(NodeId id) const;

  // All text below `id`, white space folded, a space where elements that break a line meet; stops
  // once past `max_bytes`, and behind 20,000 nodes: nested elements are asked one by one, and some
  // pages hold nodes without text by the hundred thousand.
  [[nodiscard]] std::string text_of(NodeId id, std::size_t max_bytes = 4096) const;

  // First element of that tag in document order at or after `from` (and before `until`).
  [[nodiscard]] NodeId find(GumboTag tag, NodeId from = 0, NodeId until = kNoNode) const noexcept;

 private:
  HtmlTree tree_;
  std::vector<DomNode> nodes_;
  std::vector<std::string_view> texts_;
  std::deque<std::string> composed_;  // texts of which the tree has only parts
  bool whole_ = true;
};

// Phrasing elements run on in their line; every other one is a paragraph border.
[[nodiscard]] bool runs_on(GumboTag tag) noexcept;

// "display: none", "visibility:hidden".
[[nodiscard]] bool style_hides(std::string_view style);

// Elements whose text nobody reads: script, template, form controls and the like.
[[nodiscard]] bool is_unread(GumboTag tag) noexcept;

}  // namespace storyfold::crawler::parse
