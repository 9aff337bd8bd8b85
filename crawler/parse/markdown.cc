#include <md4c.h>

#include <cstddef>
#include <exception>
#include <string>
#include <string_view>

#include "crawler/parse/html_scan.h"
#include "crawler/parse/text.h"

namespace storyfold::crawler::parse {
namespace {

// md4c has shapes whose output grows with the square of the input (a long link target referred to
// many times), so the rendering stops here and the text is taken as it stands.
constexpr std::size_t kMaxGrowth = 8;
constexpr std::size_t kMaxMarkdownBytes = 4u << 20;

std::string_view block_tag(MD_BLOCKTYPE type, const void* detail) {
  switch (type) {
    case MD_BLOCK_QUOTE:
      return "blockquote";
    case MD_BLOCK_UL:
      return "ul";
    case MD_BLOCK_OL:
      return "ol";
    case MD_BLOCK_LI:
      return "li";
    case MD_BLOCK_CODE:
      return "pre";
    case MD_BLOCK_P:
      return "p";
    case MD_BLOCK_TABLE:
      return "table";
    case MD_BLOCK_THEAD:
      return "thead";
    case MD_BLOCK_TBODY:
      return "tbody";
    case MD_BLOCK_TR:
      return "tr";
    case MD_BLOCK_TH:
      return "th";
    case MD_BLOCK_TD:
      return "td";
    case MD_BLOCK_H: {
      static constexpr std::string_view kHeadings[] = {"h1", "h2", "h3", "h4", "h5", "h6"};
      const unsigned level = static_cast<const MD_BLOCK_H_DETAIL*>(detail)->level;
      return kHeadings[level >= 1 && level <= 6 ? level - 1 : 5];
    }
    default:
      return {};
  }
}

std::string_view span_tag(MD_SPANTYPE type) {
  switch (type) {
    case MD_SPAN_EM:
      return "em";
    case MD_SPAN_STRONG:
      return "strong";
    case MD_SPAN_A:
      return "a";
    case MD_SPAN_CODE:
      return "code";
    case MD_SPAN_DEL:
      return "del";
    default:
      return {};
  }
}

// md4c is C: nothing may be thrown through it, and a callback that returns non-zero ends it.
class Renderer {
 public:
  explicit Renderer(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  static int enter_block(MD_BLOCKTYPE type, void* detail, void* self) {
    return guarded(self, [&](Renderer& r) {
      if (type == MD_BLOCK_HR) r.out_ += "<hr>\n";
      r.open(block_tag(type, detail));
    });
  }
  static int leave_block(MD_BLOCKTYPE type, void* detail, void* self) {
    return guarded(self, [&](Renderer& r) { r.close(block_tag(type, detail), "\n"); });
  }
  static int enter_span(MD_SPANTYPE type, void* detail, void* self) {
    return guarded(self, [&](Renderer& r) {
      if (type == MD_SPAN_IMG) ++r.images_;
      if (type == MD_SPAN_A && r.images_ == 0) {
        r.open_link(static_cast<const MD_SPAN_A_DETAIL*>(detail)->href);
      } else {
        r.open(span_tag(type));
      }
    });
  }
  static int leave_span(MD_SPANTYPE type, void* /*detail*/, void* self) {
    return guarded(self, [&](Renderer& r) {
      if (type == MD_SPAN_IMG) --r.images_;
      r.close(span_tag(type), "");
    });
  }
  static int text(MD_TEXTTYPE type, const MD_CHAR* data, MD_SIZE size, void* self) {
    return guarded(self, [&](Renderer& r) { r.add_text(type, {data, size}); });
  }

  std::string take() { return std::move(out_); }

 private:
  template <class Action>
  static int guarded(void* self, Action action) noexcept {
    auto& renderer = *static_cast<Renderer*>(self);
    try {
      action(renderer);
    } catch (const std::exception&) {
      return 1;
    }
    return renderer.out_.size() > renderer.max_bytes_ ? 1 : 0;
  }

  // The text of an image is its alternative: not shown.
  void open(std::string_view tag) {
    if (tag.empty() || images_ > 0) return;
    out_.append("<").append(tag).append(">");
  }

  void open_link(const MD_ATTRIBUTE& href) {
    out_ += "<a href=\"";
    out_ += escape_html({href.text, href.size});
    out_ += "\">";
  }

  void close(std::string_view tag, std::string_view behind) {
    if (tag.empty() || images_ > 0) return;
    out_.append("</").append(tag).append(">").append(behind);
  }

  void add_text(MD_TEXTTYPE type, std::string_view text) {
    if (images_ > 0) return;
    switch (type) {
      case MD_TEXT_HTML:
      case MD_TEXT_ENTITY:
        out_ += text;
        break;
      case MD_TEXT_NULLCHAR:
        out_ += "\xEF\xBF\xBD";
        break;
      case MD_TEXT_BR:
        out_ += "<br>\n";
        break;
      case MD_TEXT_SOFTBR:
        out_ += "\n";
        break;
      default:
        out_ += escape_html(text);
    }
  }

  std::string out_;
  std::size_t max_bytes_;
  std::size_t images_ = 0;  // nested in this many
};

std::string as_paragraphs(std::string_view markdown) {
  return "<pre>" + escape_html(markdown) + "</pre>";
}

}  // namespace

std::string markdown_to_html(std::string_view markdown) {
  if (markdown.size() > kMaxMarkdownBytes) return as_paragraphs(markdown);
  MD_PARSER parser{};
  // Archives indent their HTML; four spaces there are not code.
  parser.flags = MD_FLAG_NOINDENTEDCODEBLOCKS | MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH;
  parser.enter_block = &Renderer::enter_block;
  parser.leave_block = &Renderer::leave_block;
  parser.enter_span = &Renderer::enter_span;
  parser.leave_span = &Renderer::leave_span;
  parser.text = &Renderer::text;
  Renderer renderer(markdown.size() * kMaxGrowth + 4096);
  if (md_parse(markdown.data(), static_cast<MD_SIZE>(markdown.size()), &parser, &renderer) != 0) {
    return as_paragraphs(markdown);
  }
  return renderer.take();
}

}  // namespace storyfold::crawler::parse
