#include "crawler/extract/page_shape.h"

#include <algorithm>
#include <utility>

#include "core/ascii.h"
#include "crawler/extract/kind_words.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::extract {
namespace {

using parse::Dom;
using parse::kNoNode;
using parse::NodeId;

constexpr std::size_t kLongestLine = 512;

std::size_t count_bytes(std::string_view text) noexcept {
  return text.size() -
         static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_html_space));
}

bool is_blank(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), is_html_space);
}

// Buttons are unread in articles; here they are what a dialogue says.
bool is_skipped(GumboTag tag) noexcept { return parse::is_unread(tag) && tag != GUMBO_TAG_BUTTON; }

std::string_view trim_end(std::string_view text) noexcept {
  while (!text.empty() && is_html_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

PageShape measure_page(const Dom& dom) {
  PageShape shape;
  NodeId link_end = 0;
  for (NodeId id = 1; id < dom.size();) {
    const GumboTag tag = dom.tag(id);
    if (tag == parse::kTextNode) {
      const std::size_t bytes = count_bytes(dom.text(id));
      shape.text_bytes += bytes;
      if (id < link_end) shape.link_bytes += bytes;
    } else if (is_skipped(tag)) {
      id = dom.end(id);
      continue;
    } else if (tag == GUMBO_TAG_A) {
      link_end = std::max(link_end, dom.end(id));
    }
    ++id;
  }
  return shape;
}

std::vector<ShownLine> lines_of(const Dom& dom, const LineRange& range) {
  std::vector<ShownLine> lines;
  std::string raw;
  ShownLine line;
  std::size_t read = 0;
  NodeId link = kNoNode;
  NodeId block_end = kNoNode;  // of the innermost block that holds the line being read
  const auto close = [&] {
    line.text = fold_words(raw);
    if (!line.text.empty()) lines.push_back(std::move(line));
    raw.clear();
    line = {};
    block_end = kNoNode;
  };
  const NodeId until = std::min(range.until, dom.size());
  for (NodeId id = range.from;
       id < until && lines.size() < range.most && read < range.most_bytes;) {
    if (id >= block_end) close();
    const GumboTag tag = dom.tag(id);
    if (tag == parse::kTextNode) {
      const std::string_view text = dom.text(id);
      const bool linked = link != kNoNode && id < dom.end(link);
      if (!is_blank(text)) {
        if (is_blank(raw)) {
          line.node = id;
          line.link = linked ? link : kNoNode;
          line.all_link = true;
        }
        line.all_link = line.all_link && linked;
        read += text.size();
      }
      if (raw.size() < kLongestLine) raw.append(parse::cut_text(text, kLongestLine));
    } else if (is_skipped(tag)) {
      id = dom.end(id);
      continue;
    } else if (tag == GUMBO_TAG_A) {
      link = id;
    } else if (!parse::runs_on(tag)) {
      close();
      block_end = dom.end(id);
    }
    ++id;
  }
  close();
  return lines;
}

NodeId behind_text(const Dom& dom, NodeId content, std::string_view text) {
  // The last characters suffice, and white space inside them is written in many ways.
  std::string_view end = trim_end(text);
  const std::size_t space = end.find_last_of(" \n");
  if (space != std::string_view::npos && end.size() - space > 12) end.remove_prefix(space + 1);
  while (end.size() > 24) {
    std::size_t cut = end.size() - 24;
    while (cut < end.size() && (static_cast<unsigned char>(end[cut]) & 0xC0) == 0x80) ++cut;
    end.remove_prefix(cut);
  }
  NodeId behind = dom.end(content);
  if (end.empty()) return behind;
  for (NodeId id = content; id < dom.end(content); ++id) {
    if (!dom.is_text(id)) continue;
    const std::string_view here = trim_end(dom.text(id));
    if (here.size() >= end.size() && here.substr(here.size() - end.size()) == end) behind = id + 1;
  }
  return behind;
}

}  // namespace storyfold::crawler::extract
