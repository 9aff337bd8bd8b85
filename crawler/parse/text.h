#pragma once
// Markup and bytes -> paragraphs of clean text. Pure; safe from any thread.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"

namespace storyfold::crawler::parse {

struct DecodedText {
  std::string text;                       // valid UTF-8
  std::string charset;                    // what it was read as: "utf-8", "gb18030", ...
  std::uint32_t replaced_characters = 0;  // U+FFFD put in for bytes that did not decode
};

// BOM, then strict UTF-8, then `declared` (a WHATWG label, may be empty), then GB18030, Big5,
// Shift_JIS, EUC-KR or Windows-1252, whichever decodes best. NUL and other control characters
// except tab and newline become spaces.
[[nodiscard]] DecodedText to_utf8(std::string_view bytes, std::string_view declared = {});

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
