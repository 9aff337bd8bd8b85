#pragma once
// What is done to HTML before a parser sees it. gumbo is unmaintained and some pages take it
// minutes or gigabytes (docs/adr, FAULTS 28-29), so bytes nobody reads are dropped and the shapes
// that hurt it are refused. Every function is one pass over the bytes. Pure; safe from any thread.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"

namespace storyfold::crawler::parse {

// A tag as it stands in the text.
struct Tag {
  std::string_view name;  // as written; empty = no further tag
  bool closing = false;   // </name>
  std::size_t begin = 0;  // of '<'
  std::size_t end = 0;    // after '>', or the end of the text
  std::uint32_t attributes = 0;
};

// The first tag at or after `from`. Comments and declarations must be gone (drop_unread_markup).
[[nodiscard]] Tag next_tag(std::string_view html, std::size_t from) noexcept;

// An attribute as it stands in a tag; the value without its quotes, escapes as they are.
struct TagAttribute {
  std::string_view name;
  std::string_view value;
};

// The next attribute of the tag that `at` is in, behind its name or another attribute; nothing at
// the tag's end, where `at` then is on '>' or at the end of the text (HTML 13.2.5.32-40).
[[nodiscard]] std::optional<TagAttribute> next_attribute(std::string_view html,
                                                         std::size_t& at) noexcept;

// Without script and style elements, comments, declarations and processing instructions: half of
// a page. CDATA marks go, their text stays, as feeds mean it.
[[nodiscard]] std::string drop_unread_markup(std::string_view html);

// Estimates what a parser would build. Empty: fit to be parsed; else which limit it passes.
[[nodiscard]] std::string refuse_html(std::string_view html, const config::ParseSettings& settings);

// Tags taken off without a parser: block-level ones become line ends, entities are decoded.
[[nodiscard]] std::string strip_tags(std::string_view html);

// "&amp;", "&#123;", "&#x7B;": those with their semicolon; others stay as they are.
[[nodiscard]] std::string decode_entities(std::string_view text);

// Text as HTML or XML that shows it, between tags or in quotes: & < > " are escaped.
[[nodiscard]] std::string escape_html(std::string_view text);
void append_escaped(std::string& out, char c);

}  // namespace storyfold::crawler::parse
