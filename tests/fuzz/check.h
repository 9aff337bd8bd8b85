#pragma once
// What every fuzz target demands of its output; breaking it ends the process.
#include <simdjson.h>

#include <string_view>

#include "core/stages.h"
#include "tests/fuzz/require.h"

namespace storyfold::fuzz {

inline bool is_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

inline bool on_border(std::string_view text, std::size_t at) {
  return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

// One cleaned paragraph: what core/stages.h promises of each line of a body.
inline void check_line(std::string_view line) {
  require(is_utf8(line), "a paragraph is valid UTF-8");
  require(!line.empty() && line.front() != ' ' && line.back() != ' ', "a paragraph is trimmed");
  require(line.find("  ") == std::string_view::npos, "spaces are folded");
  for (const char c : line)
    require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F, "no controls");
}

inline void check_range(std::string_view body, const ByteRange& range) {
  require(range.begin < range.end && range.end <= body.size(), "a range lies inside the body");
  require(on_border(body, range.begin) && on_border(body, range.end), "a range ends on characters");
}

inline void check_body(std::string_view body) {
  for (std::string_view rest = body; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    check_line(rest.substr(0, end));
    if (end == std::string_view::npos) break;
    require(end + 1 < rest.size(), "no paragraph is empty");
    rest.remove_prefix(end + 1);
  }
}

inline void check_claim(std::string_view body, const Claim& claim) {
  require(!claim.name.empty() && is_utf8(claim.name), "a claim names someone");
  require(is_utf8(claim.quote), "a quote is valid UTF-8");
  if (!claim.body) return;
  check_range(body, *claim.body);
  require(body.substr(claim.body->begin, claim.body->size()) == claim.quote,
          "a range is its quote");
}

inline void check_article(const Article& article) {
  check_body(article.body);
  require(!article.outlet.empty() && is_utf8(article.outlet), "an outlet is named");
  require(is_utf8(article.title) && is_utf8(article.record_id) && is_utf8(article.url),
          "fields are valid UTF-8");
  for (const Claim& claim : article.claims) check_claim(article.body, claim);
  if (article.headline) check_range(article.body, *article.headline);
}

}  // namespace storyfold::fuzz
