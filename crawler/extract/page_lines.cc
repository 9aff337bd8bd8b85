#include "crawler/extract/page_lines.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "core/ascii.h"
#include "crawler/parse/text.h"

namespace storyfold::crawler::extract {
namespace {

constexpr std::size_t kLongestLine = 600;  // bytes
constexpr std::size_t kParagraph = 180;    // bytes from which a line ends the article's head
constexpr std::size_t kLinesAbove = 12;
constexpr int kLinesBelow = 30;
constexpr std::size_t kMostLines = 600;

bool is_blank(std::string_view text) {
  return text.find_first_not_of(kHtmlSpaces) == std::string_view::npos;
}

// Cuts the text from `from` to `until` at elements that break a line.
class LineReader {
 public:
  LineReader(const parse::Dom& dom, parse::NodeId from, parse::NodeId until)
      : dom_(dom), at_(from), until_(std::min(until, dom.size())) {}

  // False at the end. Blank lines are passed over; one that is too long comes without its text.
  bool next(PageLine& line, bool& too_long) {
    std::string raw;
    parse::NodeId last = parse::kNoNode;  // text node of this line
    too_long = false;
    for (; at_ < until_; ++at_) {
      if (last != parse::kNoNode && leaves_block(last, at_)) break;
      if (dom_.is_text(at_)) {
        const std::string_view text = dom_.text(at_);
        if (is_blank(text)) continue;
        if (last == parse::kNoNode) line.begin = at_;
        last = at_;
        if (!raw.empty()) raw.push_back(' ');
        too_long = too_long || raw.size() + text.size() > kLongestLine;
        if (!too_long) raw += text;
      } else if (parse::is_unread(dom_.tag(at_))) {
        at_ = dom_.end(at_) - 1;
      } else if (last != parse::kNoNode && !parse::runs_on(dom_.tag(at_))) {
        break;
      }
    }
    line.text = too_long ? std::string() : parse::clean_line(raw);
    return last != parse::kNoNode;
  }

 private:
  // Does an element that breaks a line end between the two?
  bool leaves_block(parse::NodeId from, parse::NodeId to) const {
    for (parse::NodeId up = dom_.parent(from); up != parse::kNoNode && dom_.end(up) <= to;
         up = dom_.parent(up)) {
      if (!parse::runs_on(dom_.tag(up))) return true;
    }
    return false;
  }

  const parse::Dom& dom_;
  parse::NodeId at_;
  parse::NodeId until_;
};

}  // namespace

std::vector<PageLine> lines_around(const PageView& page) {
  const parse::Dom& dom = page.dom;
  const parse::NodeId body = dom.find(GUMBO_TAG_BODY);
  std::vector<PageLine> lines;
  if (body == parse::kNoNode) return lines;
  const bool has_heading = page.heading != parse::kNoNode;
  const parse::NodeId heading = has_heading ? page.heading : page.content;
  const parse::NodeId heading_end =
      has_heading ? dom.end(page.heading) : (heading == parse::kNoNode ? body : heading);
  const parse::NodeId content_end =
      page.content == parse::kNoNode ? heading_end : dom.end(page.content);
  LineReader reader(dom, body, dom.end(body));
  PageLine line;
  bool too_long = false, in_head = true;
  int distance = 0, below = 0;
  while (lines.size() < kMostLines && reader.next(line, too_long)) {
    if (has_heading && dom.holds(page.heading, line.begin)) continue;
    if (heading != parse::kNoNode && line.begin < heading) {
      line.place = PageLine::Place::kAbove;
      if (too_long || line.text.empty()) continue;
      lines.push_back(line);
      if (lines.size() > kLinesAbove) lines.erase(lines.begin());
      continue;
    }
    const bool inside = page.content != parse::kNoNode && dom.holds(page.content, line.begin);
    if (in_head && inside && line.text.size() >= kParagraph) in_head = false;
    if (too_long) in_head = false;
    if (inside || line.begin < content_end || page.content == parse::kNoNode) {
      line.place = in_head ? PageLine::Place::kHead : PageLine::Place::kInside;
      line.distance = distance++;
    } else {
      line.place = PageLine::Place::kBelow;
      line.distance = below++;
      if (below > kLinesBelow) break;
    }
    if (!too_long && !line.text.empty()) lines.push_back(line);
  }
  int above = 0;
  for (std::size_t i = lines.size(); i > 0; --i) {
    if (lines[i - 1].place == PageLine::Place::kAbove) lines[i - 1].distance = ++above;
  }
  return lines;
}

}  // namespace storyfold::crawler::extract
