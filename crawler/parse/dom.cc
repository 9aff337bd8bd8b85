#include "crawler/parse/dom.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <initializer_list>
#include <utility>

#include "core/ascii.h"
#include "crawler/parse/text.h"

namespace storyfold::crawler::parse {
namespace {

using TagSet = std::bitset<GUMBO_TAG_LAST + 1>;

TagSet tags(std::initializer_list<GumboTag> members) {
  TagSet set;
  for (const GumboTag tag : members) set.set(static_cast<std::size_t>(tag));
  return set;
}

const GumboVector* children_of(const GumboNode& node) noexcept {
  if (node.type == GUMBO_NODE_DOCUMENT) return &node.v.document.children;
  const bool element = node.type == GUMBO_NODE_ELEMENT || node.type == GUMBO_NODE_TEMPLATE;
  return element ? &node.v.element.children : nullptr;
}

bool is_text_node(const GumboNode& node) noexcept {
  return node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE ||
         node.type == GUMBO_NODE_CDATA;
}

// Meets the placeholders in what a template holds.
void meet_unread(const GumboNode& root, PlaceholderReader& reader) {
  std::string room;
  std::vector<const GumboNode*> open{&root};
  while (!open.empty()) {
    const GumboNode& node = *open.back();
    open.pop_back();
    if (is_text_node(node)) {
      (void)reader.text_of(node.v.text.text, room);
    } else if (const GumboVector* children = children_of(node)) {
      for (unsigned i = 0; i < children->length; ++i) {
        open.push_back(static_cast<const GumboNode*>(children->data[i]));
      }
    }
  }
}

}  // namespace

bool runs_on(GumboTag tag) noexcept {
  static const TagSet kPhrasing = tags(
      {GUMBO_TAG_A,        GUMBO_TAG_ABBR,   GUMBO_TAG_ACRONYM, GUMBO_TAG_B,      GUMBO_TAG_BDI,
       GUMBO_TAG_BDO,      GUMBO_TAG_BIG,    GUMBO_TAG_CITE,    GUMBO_TAG_CODE,   GUMBO_TAG_DATA,
       GUMBO_TAG_DEL,      GUMBO_TAG_DFN,    GUMBO_TAG_EM,      GUMBO_TAG_FONT,   GUMBO_TAG_I,
       GUMBO_TAG_IMG,      GUMBO_TAG_INS,    GUMBO_TAG_KBD,     GUMBO_TAG_LABEL,  GUMBO_TAG_MARK,
       GUMBO_TAG_NOBR,     GUMBO_TAG_Q,      GUMBO_TAG_RB,      GUMBO_TAG_RUBY,   GUMBO_TAG_S,
       GUMBO_TAG_SAMP,     GUMBO_TAG_SMALL,  GUMBO_TAG_SPAN,    GUMBO_TAG_STRIKE, GUMBO_TAG_STRONG,
       GUMBO_TAG_SUB,      GUMBO_TAG_SUP,    GUMBO_TAG_TIME,    GUMBO_TAG_TT,     GUMBO_TAG_U,
       GUMBO_TAG_VAR,      GUMBO_TAG_WBR,    GUMBO_TAG_INPUT,   GUMBO_TAG_OUTPUT, GUMBO_TAG_METER,
       GUMBO_TAG_PROGRESS, GUMBO_TAG_UNKNOWN});
  return kPhrasing.test(static_cast<std::size_t>(tag));
}

bool is_unread(GumboTag tag) noexcept {
  static const TagSet kUnread =
      tags({GUMBO_TAG_HEAD,   GUMBO_TAG_TITLE,    GUMBO_TAG_SCRIPT,   GUMBO_TAG_STYLE,
            GUMBO_TAG_SELECT, GUMBO_TAG_NOSCRIPT, GUMBO_TAG_TEMPLATE, GUMBO_TAG_IFRAME,
            GUMBO_TAG_OBJECT, GUMBO_TAG_EMBED,    GUMBO_TAG_SVG,      GUMBO_TAG_AUDIO,
            GUMBO_TAG_VIDEO,  GUMBO_TAG_CANVAS,   GUMBO_TAG_TEXTAREA, GUMBO_TAG_BUTTON,
            GUMBO_TAG_RT,     GUMBO_TAG_RP,       GUMBO_TAG_NOFRAMES, GUMBO_TAG_NOEMBED});
  return kUnread.test(static_cast<std::size_t>(tag));
}

bool style_hides(std::string_view style) {
  if (style.empty()) return false;
  std::string packed;
  for (const char c : style) {
    if (c != ' ') packed.push_back(ascii_lower(c));
  }
  return packed.find("display:none") != std::string::npos ||
         packed.find("visibility:hidden") != std::string::npos;
}

Dom::Dom(HtmlTree tree, const Placeholders& placeholders) : tree_(std::move(tree)) {
  struct Open {
    NodeId id;
    unsigned next_child;
  };
  std::vector<Open> path;
  nodes_.reserve(2048);
  texts_.reserve(1024);
  PlaceholderReader reader(placeholders);
  std::string room;
  const auto add_text = [&](std::string_view text) {
    text = reader.text_of(text, room);
    if (text.data() == room.data()) text = composed_.emplace_back(std::exchange(room, {}));
    texts_.push_back(text);
  };
  const auto add = [&](const GumboNode* source, GumboTag tag, NodeId parent) {
    nodes_.push_back({tag, parent, static_cast<NodeId>(nodes_.size() + 1), 0, source});
    return static_cast<NodeId>(nodes_.size() - 1);
  };
  path.push_back({add(tree_.document(), GUMBO_TAG_UNKNOWN, kNoNode), 0});
  while (!path.empty()) {
    Open& open = path.back();
    const GumboVector* children = children_of(*nodes_[open.id].source);
    if (children == nullptr || open.next_child >= children->length) {
      nodes_[open.id].end = static_cast<NodeId>(nodes_.size());
      path.pop_back();
      continue;
    }
    const auto* child = static_cast<const GumboNode*>(children->data[open.next_child++]);
    const NodeId parent = open.id;
    if (is_text_node(*child)) {
      nodes_[add(child, kTextNode, parent)].text = static_cast<std::uint32_t>(texts_.size());
      add_text(child->v.text.text);
    } else if (child->type == GUMBO_NODE_ELEMENT || child->type == GUMBO_NODE_TEMPLATE) {
      const NodeId id = add(child, child->v.element.tag, parent);
      if (child->type == GUMBO_NODE_ELEMENT) {
        path.push_back({id, 0});
      } else {
        meet_unread(*child, reader);
      }
    }
  }
  whole_ = reader.is_whole();
}

std::string_view Dom::text(NodeId id) const noexcept {
  if (!is_text(id)) return {};
  return texts_[nodes_[id].text];
}

std::string_view Dom::attribute(NodeId id, const char* name) const noexcept {
  if (is_text(id) || id == 0) return {};
  const GumboVector& attributes = nodes_[id].source->v.element.attributes;
  if (attributes.length == 0) return {};
  const GumboAttribute* found = gumbo_get_attribute(&attributes, name);
  return found == nullptr ? std::string_view{} : std::string_view(found->value);
}

bool Dom::has_attribute(NodeId id, const char* name) const noexcept {
  if (is_text(id) || id == 0) return false;
  return gumbo_get_attribute(&nodes_[id].source->v.element.attributes, name) != nullptr;
}

bool Dom::is_hidden(NodeId id) const {
  return has_attribute(id, "hidden") || style_hides(attribute(id, "style"));
}

std::string Dom::tag_name(NodeId id) const {
  if (is_text(id) || id == 0) return {};
  const GumboElement& element = nodes_[id].source->v.element;
  if (element.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(element.tag);
  GumboStringPiece piece = element.original_tag;
  gumbo_tag_from_original_text(&piece);
  if (piece.data == nullptr) return {};
  return ascii_lower(std::string_view(piece.data, piece.length));
}

std::string Dom::text_of(NodeId id, std::size_t max_bytes) const {
  std::string raw;
  constexpr NodeId kMostNodes = 20'000;
  const NodeId last = std::min(nodes_[id].end, id + kMostNodes);
  for (NodeId at = id; at < last && raw.size() <= max_bytes;) {
    if (is_text(at)) {
      raw += text(at);
    } else if (at != id && is_unread(tag(at))) {
      at = end(at);
      continue;
    } else if (!runs_on(tag(at))) {
      raw.push_back(' ');
    }
    ++at;
    // Leaving a block breaks the line as entering one does.
    if (at < last && raw.size() > 0 && raw.back() != ' ') {
      for (NodeId up = parent(at - 1); up != kNoNode && up >= id && end(up) <= at;
           up = parent(up)) {
        if (!runs_on(tag(up))) {
          raw.push_back(' ');
          break;
        }
      }
    }
  }
  return clean_line(raw);
}

NodeId Dom::find(GumboTag wanted, NodeId from, NodeId until) const noexcept {
  const NodeId last = std::min(until, size());
  for (NodeId id = from; id < last; ++id) {
    if (nodes_[id].tag == wanted) return id;
  }
  return kNoNode;
}

}  // namespace storyfold::crawler::parse
