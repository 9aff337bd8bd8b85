#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/extract/hints.h"
#include "crawler/extract/kind_parts.h"

namespace storyfold::crawler::extract {
namespace {

using parse::kNoNode;
using parse::NodeId;

constexpr std::size_t kLongestBeginning = 2500;

std::string_view last_line(std::string_view text) noexcept {
  const std::size_t end = text.rfind('\n');
  return end == std::string_view::npos ? text : text.substr(end + 1);
}

bool ends_with(std::string_view text, std::string_view end) noexcept {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool ends_in_ellipsis(std::string_view text) noexcept {
  return ends_with(text, "…") || ends_with(text, "...") || ends_with(text, "[…]") ||
         ends_with(text, "[...]") || ends_with(text, "。。。");
}

// An offer to read on for money; "" when `line` is none. Long lines are text.
std::string_view offer_in(std::string_view line) {
  constexpr std::size_t kLongestOffer = 400;
  if (line.size() >= kLongestOffer || !find_words(KindWords::kLicence, line).empty()) return {};
  return find_words(KindWords::kPaywall, line);
}

class CutOff {
 public:
  explicit CutOff(const JudgedPage& page)
      : page_(page), clues_(page.clues), dom_(page.clues.page.dom) {}

  PageVerdict judge() const {
    const bool paid =
        !clues_.page.linked.articles.empty() && clues_.page.linked.articles.front().paywalled;
    if (page_.size() == 0 || page_.size() >= kLongestBeginning || clues_.page.content == kNoNode)
      return {};
    const std::string last = fold_words(last_line(clues_.text));
    if (const auto words = offer_in(last); !words.empty())
      return found(PageKind::kPaywall, "last line", words);
    const NodeId behind = behind_text(dom_, clues_.page.content, clues_.text);
    const auto lines = lines_of(dom_, {behind, kNoNode, 8, 1200});
    for (const ShownLine& line : lines) {
      const auto words = offer_in(line.text);
      if (!words.empty() && (paid || !is_beside(line.node)))
        return found(PageKind::kPaywall, "below the text", words);
    }
    if (paid &&
        (page_.size() < kShort || (page_.size() < kShowsLittle && ends_in_ellipsis(clues_.text))))
      return found(PageKind::kPaywall, "marked as not free, and short");
    return teaser(lines, last);
  }

 private:
  // In a rail, a footer or a list of other stories: such an offer is not about this article.
  [[nodiscard]] bool is_beside(NodeId id) const {
    HintReader hints(dom_);
    bool in_aside = false;
    for (; id != kNoNode; id = dom_.parent(id)) {
      const GumboTag tag = dom_.tag(id);
      if (tag == GUMBO_TAG_NAV || tag == GUMBO_TAG_FOOTER) return true;
      if (tag == GUMBO_TAG_ARTICLE) return false;
      if (tag == GUMBO_TAG_BODY) break;  // its classes are about the page
      in_aside = in_aside || tag == GUMBO_TAG_ASIDE;
      if ((hints.of(id) & (kHintRail | kHintRelated)) != 0) return true;
      // "footer" and the like of the page; that of the article stands further in.
      if (dom_.tag(dom_.parent(id)) == GUMBO_TAG_BODY && (hints.of(id) & kHintChrome) != 0 &&
          !dom_.holds(id, clues_.page.content)) {
        return true;
      }
    }
    return in_aside;
  }

  [[nodiscard]] PageVerdict teaser(const std::vector<ShownLine>& lines,
                                   const std::string& last) const {
    if (page_.size() >= 2 * kShort) return {};
    std::string_view before = clues_.text;
    if (const auto words = find_words(KindWords::kReadMore, last); !words.empty()) {
      before.remove_suffix(last_line(before).size());
      if (!before.empty()) before.remove_suffix(1);
      if (!leads_away(last)) return found(PageKind::kTeaser, "last line", words);
      return {};
    }
    const bool open = ends_in_ellipsis(before);
    for (std::size_t i = 0; i < std::min<std::size_t>(lines.size(), open ? 4 : 1); ++i) {
      const auto words = find_words(KindWords::kReadMore, lines[i].text);
      if (words.empty() || lines[i].link == kNoNode || is_elsewhere(lines[i].link)) continue;
      // Complete sentences with a link to "more" may be all there is.
      if (!open && page_.size() >= 300) continue;
      return found(PageKind::kTeaser, "below the text", words);
    }
    return {};
  }

  // Whether a link leads to another host: what stands here is then an excerpt that this outlet
  // printed, and an article of its own.
  [[nodiscard]] bool is_elsewhere(NodeId link) const {
    const std::string_view href = dom_.attribute(link, "href");
    const auto host = [](std::string_view url) {
      const std::size_t scheme = url.find("//");
      if (scheme == std::string_view::npos) return std::string_view{};
      url.remove_prefix(scheme + 2);
      return url.substr(0, url.find_first_of("/?#"));
    };
    const std::string_view there = host(href);
    return !there.empty() && there != host(clues_.page.url) && !clues_.page.url.empty();
  }
  // The same, of the line of the content that holds `words`.
  [[nodiscard]] bool leads_away(const std::string& words) const {
    const NodeId content = clues_.page.content;
    bool away = false;
    for (NodeId id = content; id < dom_.end(content); ++id) {
      if (dom_.tag(id) != GUMBO_TAG_A || !is_elsewhere(id)) continue;
      if (fold_words(dom_.text_of(id, 200)) == words) away = true;
    }
    return away;
  }

  const JudgedPage& page_;
  const KindClues& clues_;
  const parse::Dom& dom_;
};

}  // namespace

PageVerdict judge_cut_off(const JudgedPage& page) { return CutOff(page).judge(); }

}  // namespace storyfold::crawler::extract
