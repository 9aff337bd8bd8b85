#pragma once
// Markup and bytes -> paragraphs of clean text. Pure; safe from any thread.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "crawler/parse/charset.h"  // IWYU pragma: export: readers of text decode it first

namespace storyfold::crawler::parse {

struct TextBlock {
  std::string text;              // one paragraph, white space folded, NFC; never empty
  std::string hint;              // class and id words of the elements around it, lower case
  std::uint32_t link_bytes = 0;  // of `text` that lie inside <a>
};

struct HtmlText {
  std::vector<TextBlock> blocks;
  bool degraded = false;  // past a limit: tags were stripped without a parser
  std::string why;        // which limit
};

// HTML fragment or page -> paragraphs. script, style, comments, hidden elements left out. Guards:
// max_errors = 0, linear pre-scan (nesting, open formatting tags, attributes a tag, size), arena
// with byte budget and deadline; beyond any of them tags are stripped without a parser.
// Never fails; never recurses.
[[nodiscard]] HtmlText html_to_text(std::string_view utf8_html,
                                    const config::ParseSettings& settings);

// CommonMark (md4c) -> HTML, raw HTML passed through.
[[nodiscard]] std::string markdown_to_html(std::string_view markdown);

// NFC, white space runs to one space, trimmed, control characters dropped.
[[nodiscard]] std::string clean_line(std::string_view utf8);

}  // namespace storyfold::crawler::parse
