#include "crawler/extract/degraded.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "crawler/parse/html_scan.h"
#include "crawler/parse/text.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::extract {
namespace {

constexpr std::size_t kLongestHead = 128u << 10;
constexpr std::size_t kMostLines = 20000;  // each costs more than its bytes

// Where the body begins, as far as tags say; 0 when they do not.
std::size_t body_of(std::string_view html) {
  for (const std::string_view mark : {"</head", "</HEAD", "<body", "<BODY"}) {
    const std::size_t at = html.find(mark);
    if (at != std::string_view::npos) return at;
  }
  return 0;
}

// Chrome is short lines without a full stop, in any script.
bool is_sentence(std::string_view line) {
  if (line.size() < 30) return false;
  for (const std::string_view mark :
       {". ", "! ", "? ", "。", "！", "？", "；", "，", ", ", "।", "؟"}) {
    if (line.find(mark) != std::string_view::npos) return true;
  }
  return line.back() == '.' || line.back() == '!' || line.back() == '?';
}

}  // namespace

parse::HtmlTree degraded_head(std::string_view html, const config::ParseSettings& settings) {
  const parse::HtmlBudget budget{settings.html_memory_bytes, settings.html_deadline / 4};
  const std::size_t body = body_of(html);
  const std::string_view head = html.substr(0, body == 0 ? 0 : std::min(body, kLongestHead));
  if (!head.empty() && parse::refuse_html(head, settings).empty()) {
    if (auto tree = parse::parse_html(head, budget)) return std::move(*tree);
  }
  return std::move(*parse::parse_html("", {16u << 20, std::chrono::milliseconds(60000)}));
}

PageBody degraded_body(std::string_view html, const config::ParseSettings& settings) {
  PageBody body;
  body.clue = "tags stripped";
  html = parse::cut_text(html, settings.html_max_bytes);
  const std::string text = parse::strip_tags(html.substr(body_of(html)));
  std::vector<parse::TextBlock> all;
  bool sentences = false;
  for (std::string_view rest = text; !rest.empty() && all.size() < kMostLines;) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string line = parse::clean_line(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty()) continue;
    sentences = sentences || is_sentence(line);
    all.push_back({std::move(line), "", 0});
  }
  for (parse::TextBlock& block : all) {
    if (!sentences || is_sentence(block.text)) body.blocks.push_back(std::move(block));
  }
  return body;
}

}  // namespace storyfold::crawler::extract
