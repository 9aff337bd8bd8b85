#include <gumbo.h>
#include <strings.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ascii.h"
#include "crawler/parse/dom.h"
#include "crawler/parse/gumbo_arena.h"
#include "crawler/parse/html_scan.h"
#include "crawler/parse/text.h"

namespace storyfold::crawler::parse {
namespace {

constexpr std::size_t kHintElements = 4;  // nearest ancestors that have a class or an id
constexpr std::size_t kHintBytes = 200;

bool is_one_of(GumboTag tag, std::initializer_list<GumboTag> tags) noexcept {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

const char* attribute(const GumboElement& element, const char* name) noexcept {
  const GumboAttribute* found = gumbo_get_attribute(&element.attributes, name);
  return found == nullptr ? nullptr : found->value;
}

bool is_hidden(const GumboElement& element) {
  if (element.attributes.length == 0) return false;
  if (attribute(element, "hidden") != nullptr) return true;
  const char* style = attribute(element, "style");
  return style != nullptr && style_hides(style);
}

const GumboVector* children_of(const GumboNode& node) noexcept {
  if (node.type == GUMBO_NODE_DOCUMENT) return &node.v.document.children;
  if (node.type == GUMBO_NODE_ELEMENT) return &node.v.element.children;
  return nullptr;
}

const GumboNode& child_at(const GumboVector& children, std::size_t at) noexcept {
  return *static_cast<const GumboNode*>(children.data[at]);
}

std::size_t count_children(const GumboNode& node, std::initializer_list<GumboTag> tags) noexcept {
  std::size_t count = 0;
  const GumboVector& children = node.v.element.children;
  for (unsigned i = 0; i < children.length; ++i) {
    const GumboNode& child = child_at(children, i);
    if (child.type == GUMBO_NODE_ELEMENT && is_one_of(child.v.element.tag, tags)) ++count;
  }
  return count;
}

// A row of data is one line. Pages laid out with tables hold whole articles in a cell: those rows
// have one cell, or cells of several paragraphs.
bool is_data_row(const GumboNode& row) noexcept {
  const GumboVector& cells = row.v.element.children;
  std::size_t count = 0;
  for (unsigned i = 0; i < cells.length; ++i) {
    const GumboNode& cell = child_at(cells, i);
    if (cell.type != GUMBO_NODE_ELEMENT) continue;
    ++count;
    if (count_children(cell, {GUMBO_TAG_P, GUMBO_TAG_DIV, GUMBO_TAG_TABLE, GUMBO_TAG_UL,
                              GUMBO_TAG_OL, GUMBO_TAG_SECTION}) > 1) {
      return false;
    }
  }
  return count > 1;
}

// Depth first without recursion: the path from the root is kept as a list.
class TextWalk {
 public:
  explicit TextWalk(std::vector<TextBlock>& out) : out_(out) {}

  void run(const GumboNode& root) {
    path_.push_back({&root, 0, false, false});
    while (!path_.empty()) {
      Step& step = path_.back();
      const GumboVector* children = children_of(*step.node);
      if (children == nullptr || step.next_child >= children->length) {
        leave();
      } else {
        visit(child_at(*children, step.next_child++));
      }
    }
    flush();
  }

 private:
  struct Step {
    const GumboNode* node;
    unsigned next_child;
    bool border;    // a paragraph ends with it
    bool data_row;  // inside it paragraphs are spaces
  };

  void visit(const GumboNode& node) {
    switch (node.type) {
      case GUMBO_NODE_TEXT:
      case GUMBO_NODE_WHITESPACE:
      case GUMBO_NODE_CDATA:
        add_text(node.v.text.text);
        return;
      case GUMBO_NODE_ELEMENT:
        enter(node);
        return;
      default:
        return;
    }
  }

  void enter(const GumboNode& node) {
    const GumboElement& element = node.v.element;
    if (is_unread(element.tag) || is_hidden(element)) return;
    if (element.tag == GUMBO_TAG_BR || element.tag == GUMBO_TAG_HR) {
      border();
      return;
    }
    Step step{&node, 0, !runs_on(element.tag), false};
    if (element.tag == GUMBO_TAG_TR && rows_ == 0 && is_data_row(node)) {
      border();
      step.data_row = true;
      ++rows_;
    } else if (step.border) {
      border();
    }
    if (element.tag == GUMBO_TAG_A) ++links_;
    if (element.tag == GUMBO_TAG_PRE) ++preformatted_;
    path_.push_back(step);
  }

  void leave() {
    const Step step = path_.back();
    path_.pop_back();
    if (step.node->type != GUMBO_NODE_ELEMENT) return;
    const GumboTag tag = step.node->v.element.tag;
    if (tag == GUMBO_TAG_A) --links_;
    if (tag == GUMBO_TAG_PRE) --preformatted_;
    if (step.data_row) --rows_;
    if (step.border) border();
  }

  void add_text(std::string_view text) {
    if (preformatted_ > 0) {
      for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n')) {
        append(text.substr(0, at));
        border();
        text.remove_prefix(at + 1);
      }
    }
    append(text);
  }

  void append(std::string_view text) {
    if (text.empty()) return;
    if (hint_.empty() && text.find_first_not_of(kHtmlSpaces) != std::string_view::npos) {
      hint_ = hint_here();
    }
    text_ += text;
    if (links_ > 0) link_text_ += text;
  }

  void border() {
    if (rows_ > 0) {
      text_.push_back(' ');
    } else {
      flush();
    }
  }

  void flush() {
    TextBlock block;
    block.text = clean_line(text_);
    if (!block.text.empty()) {
      block.hint = std::move(hint_);
      block.link_bytes =
          static_cast<std::uint32_t>(std::min(clean_line(link_text_).size(), block.text.size()));
      out_.push_back(std::move(block));
    }
    text_.clear();
    link_text_.clear();
    hint_.clear();
  }

  [[nodiscard]] std::string hint_here() const {
    std::string hint;
    std::size_t elements = 0;
    for (auto step = path_.rbegin(); step != path_.rend() && elements < kHintElements; ++step) {
      if (step->node->type != GUMBO_NODE_ELEMENT) continue;
      const GumboElement& element = step->node->v.element;
      bool named = is_one_of(element.tag, {GUMBO_TAG_FIGCAPTION, GUMBO_TAG_FOOTER, GUMBO_TAG_NAV});
      if (named) append_hint(hint, gumbo_normalized_tagname(element.tag));
      if (element.attributes.length > 0) {
        for (const char* name : {"class", "id"}) {
          const char* value = attribute(element, name);
          if (value == nullptr || *value == '\0') continue;
          append_hint(hint, value);
          named = true;
        }
      }
      if (named) ++elements;
    }
    return hint;
  }

  static void append_hint(std::string& hint, std::string_view words) {
    if (hint.size() + words.size() + 1 > kHintBytes) return;
    if (!hint.empty()) hint.push_back(' ');
    hint += ascii_lower(words);
  }

  std::vector<TextBlock>& out_;
  std::vector<Step> path_;
  std::string text_;       // of the paragraph being read, not yet cleaned
  std::string link_text_;  // what of it lies inside links
  std::string hint_;
  std::size_t links_ = 0;
  std::size_t rows_ = 0;
  std::size_t preformatted_ = 0;
};

void add_lines(std::string_view text, std::vector<TextBlock>& out) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    TextBlock block;
    block.text = clean_line(text.substr(0, end));
    if (!block.text.empty()) out.push_back(std::move(block));
    text.remove_prefix(std::min(text.size(), end + 1));
  }
}

}  // namespace

HtmlText html_to_text(std::string_view utf8_html, const config::ParseSettings& settings) {
  HtmlText result;
  // Two thirds of what feeds call HTML is plain text: no parser needed. Its lines are paragraphs.
  if (utf8_html.find('<') == std::string_view::npos) {
    if (utf8_html.find('&') == std::string_view::npos) {
      add_lines(utf8_html, result.blocks);
    } else {
      add_lines(decode_entities(utf8_html), result.blocks);
    }
    return result;
  }
  const std::string html = drop_unread_markup(utf8_html);
  result.why = refuse_html(html, settings);
  if (result.why.empty()) {
    const auto tree = parse_html(html, {settings.html_memory_bytes, settings.html_deadline});
    if (tree) {
      TextWalk(result.blocks).run(*tree->document());
      return result;
    }
    result.why = tree.error().what;
  }
  result.degraded = true;
  add_lines(strip_tags(html), result.blocks);
  return result;
}

}  // namespace storyfold::crawler::parse
