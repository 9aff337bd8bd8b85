#include "crawler/extract/page_shape.h"

#include <algorithm>
#include <utility>

#include "crawler/extract/kind_words.h"

namespace storyfold::crawler::extract {
namespace {

using parse::Dom;
using parse::kNoNode;
using parse::NodeId;

constexpr std::size_t kLongestLine = 512;

bool is_space(char c) noexcept {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

std::size_t count_bytes(std::string_view text) noexcept {
  return text.size() - static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_space));
}

bool is_blank(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), is_space);
}

// Buttons are unread in articles; here they are what a dialogue says.
bool is_skipped(GumboTag tag) noexcept { return parse::is_unread(tag) && tag != GUMBO_TAG_BUTTON; }

bool is_heading(GumboTag tag) noexcept { return tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6; }

std::string_view trim_end(std::string_view text) noexcept {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

PageShape measure_page(const Dom& dom, NodeId content) {
  PageShape shape;
  const NodeId inner_end = content == kNoNode ? 0 : dom.end(content);
  NodeId link_end = 0;
  NodeId heading_end = 0;
  std::size_t heading_bytes = 0;
  std::size_t heading_links = 0;
  const auto close_heading = [&] {
    if (heading_bytes > 0 && heading_links * 5 > heading_bytes * 4) ++shape.linked_headings;
    heading_end = 0;
    heading_bytes = heading_links = 0;
  };
  for (NodeId id = 1; id < dom.size();) {
    if (heading_end != 0 && id >= heading_end) close_heading();
    const GumboTag tag = dom.tag(id);
    if (tag == parse::kTextNode) {
      const std::size_t bytes = count_bytes(dom.text(id));
      shape.text_bytes += bytes;
      if (id < link_end) shape.link_bytes += bytes;
      if (id < heading_end) {
        heading_bytes += bytes;
        if (id < link_end) heading_links += bytes;
      }
    } else if (is_skipped(tag)) {
      id = dom.end(id);
      continue;
    } else if (tag == GUMBO_TAG_A) {
      link_end = std::max(link_end, dom.end(id));
    } else if (is_heading(tag) && heading_end == 0 && content != kNoNode && id >= content &&
               id < inner_end) {
      heading_end = dom.end(id);
    }
    ++id;
  }
  if (heading_end != 0) close_heading();
  return shape;
}

std::vector<PageLine> lines_from(const Dom& dom, NodeId from, std::size_t most,
                                 std::size_t most_bytes) {
  std::vector<PageLine> lines;
  std::string raw;
  NodeId raw_link = kNoNode;
  std::size_t read = 0;
  NodeId link = kNoNode;
  const auto close = [&] {
    std::string text = fold_words(std::string_view(raw).substr(0, kLongestLine));
    if (!text.empty()) lines.push_back({std::move(text), raw_link});
    raw.clear();
    raw_link = kNoNode;
  };
  NodeId block_end = kNoNode;  // of the innermost block that holds the line being read
  for (NodeId id = from; id < dom.size() && lines.size() < most && read < most_bytes;) {
    if (id >= block_end) {
      close();
      block_end = kNoNode;
    }
    const GumboTag tag = dom.tag(id);
    if (tag == parse::kTextNode) {
      const std::string_view text = dom.text(id);
      if (!is_blank(text)) {
        if (is_blank(raw)) raw_link = link != kNoNode && id < dom.end(link) ? link : kNoNode;
        read += text.size();
      }
      if (raw.size() < kLongestLine) raw.append(text.substr(0, kLongestLine));
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
  if (lines.size() < most) close();
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
