#include "crawler/extract/date_page_text.h"

#include <string_view>

#include "core/ascii.h"
#include "crawler/extract/date_text.h"

namespace storyfold::crawler::extract {
namespace {

using parse::Dom;
using parse::NodeId;

constexpr std::size_t kMostText = 400'000;

}  // namespace

PageText read_date_text(const PageView& page) {
  const Dom& dom = page.dom;
  PageText out;
  out.text.reserve(16384);
  std::vector<NodeId> open;  // ends of open blocks
  const NodeId heading_end =
      page.heading == parse::kNoNode ? parse::kNoNode : dom.end(page.heading);
  const NodeId content_end =
      page.content == parse::kNoNode ? parse::kNoNode : dom.end(page.content);
  const auto line_end = [&out] {
    if (!out.text.empty() && out.text.back() == ' ') out.text.pop_back();
    if (!out.text.empty() && out.text.back() != '\n') out.text += '\n';
  };
  NodeId id = std::min(dom.find(GUMBO_TAG_BODY), dom.size());
  while (id < dom.size() && out.text.size() < kMostText) {
    while (!open.empty() && open.back() <= id) {
      line_end();
      open.pop_back();
    }
    if (id >= heading_end && out.heading_end == std::string::npos)
      out.heading_end = out.text.size();
    if (id >= content_end && out.content_end == std::string::npos)
      out.content_end = out.text.size();
    if (id == page.heading) out.heading_begin = out.text.size();
    if (id == page.content) out.content_begin = out.text.size();
    if (dom.is_text(id)) {
      // "Politics<span>7.9.2019</span>" shows a gap that only the style sheet makes.
      const std::string_view raw = dom.text(id);
      if (!raw.empty() && !out.text.empty() && is_digit(raw.front()) &&
          is_alphanumeric(out.text.back())) {
        out.text += ' ';
      }
      out.spans.push_back({out.text.size(), id});
      append_folded(out.text, raw);
    } else if (parse::is_unread(dom.tag(id))) {
      id = dom.end(id);
      continue;
    } else if (!parse::runs_on(dom.tag(id))) {
      line_end();
      open.push_back(dom.end(id));
    }
    ++id;
  }
  if (out.heading_begin != std::string::npos && out.heading_end == std::string::npos)
    out.heading_end = out.text.size();
  if (out.content_begin != std::string::npos && out.content_end == std::string::npos)
    out.content_end = out.text.size();
  return out;
}

}  // namespace storyfold::crawler::extract
