#include "crawler/extract/kind.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/extract/hints.h"
#include "crawler/extract/kind_words.h"
#include "crawler/extract/page_shape.h"
#include "crawler/parse/mojibake.h"

namespace storyfold::crawler::extract {
namespace {

using parse::kNoNode;
using parse::NodeId;

// Bytes of text. A hundred English words or two hundred Chinese characters are about 600.
constexpr std::size_t kShort = 600;
constexpr std::size_t kShowsLittle = 1500;  // a whole page, links included
constexpr std::size_t kLongestBeginning = 2500;

PageVerdict found(PageKind kind, std::string_view what, std::string_view words = {}) {
  PageVerdict verdict{kind, std::string(what)};
  if (!words.empty()) verdict.why.append(": \"").append(words.substr(0, 120)).append("\"");
  return verdict;
}

bool is_continuation(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::size_t count_characters(std::string_view text) noexcept {
  return text.size() -
         static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_continuation));
}

std::size_t count_of(std::string_view text, std::string_view what) noexcept {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos;
       at = text.find(what, at + what.size())) {
    ++count;
  }
  return count;
}

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

// The page says of itself, in metas or JSON-LD, that it is an article.
bool is_marked_article(const PageView& page, const PageTitle& title) {
  if (fold_words(page.metas.find("og:type")) == "article") return true;
  if (!page.metas.find("article:published_time").empty()) return true;
  const auto& articles = page.linked.articles;
  if (articles.size() < 4) return !articles.empty();
  // Lists name each of their stories.
  return std::any_of(articles.begin(), articles.end(),
                     [&](const LinkedArticle& each) { return each.headline == title.text; });
}

class Judge {
 public:
  explicit Judge(const KindClues& clues)
      : clues_(clues),
        dom_(clues.page.dom),
        marked_(is_marked_article(clues.page, clues.title)),
        shape_(measure_page(dom_)) {}

  PageVerdict judge() {
    using Rule = PageVerdict (Judge::*)();
    constexpr std::array<Rule, 7> kRules{&Judge::undecodable,  &Judge::challenge, &Judge::soft_404,
                                         &Judge::consent_wall, &Judge::cut_off,   &Judge::site_page,
                                         &Judge::no_article};
    read_titles();
    for (const Rule rule : kRules) {
      if (PageVerdict verdict = (this->*rule)(); verdict.kind != PageKind::kArticle) return verdict;
    }
    return {};
  }

 private:
  [[nodiscard]] std::size_t size() const noexcept { return clues_.text.size(); }

  // Pages that are gone keep their addresses.
  [[nodiscard]] bool dated_in_page() const noexcept { return clues_.dated && !clues_.dated_by_url; }

  // Title and headings, each as a whole and without what follows a separator.
  void read_titles() {
    add_title(clues_.title.text);
    if (const NodeId id = dom_.find(GUMBO_TAG_TITLE); id != kNoNode)
      add_title(dom_.text_of(id, 400));
    std::size_t headings = 0;
    for (NodeId id = 1; id < dom_.size() && headings < 4; ++id) {
      if (dom_.tag(id) != GUMBO_TAG_H1 && dom_.tag(id) != GUMBO_TAG_H2) continue;
      ++headings;
      const std::string text = fold_words(dom_.text_of(id, 400));
      if (!text.empty()) headings_.push_back(text);
    }
  }

  void add_title(std::string_view text) {
    std::string folded = fold_words(text);
    if (folded.empty() || folded.size() > 300) return;
    for (const std::string_view mark : {"-", "|", "–", "—", "_", "·", "::", "»", "｜", "－"}) {
      const std::size_t at = folded.find(mark);
      if (at == std::string::npos || at == 0) continue;
      titles_.push_back(folded.substr(0, at));
      if (titles_.back().back() == ' ') titles_.back().pop_back();
    }
    titles_.push_back(std::move(folded));
  }

  [[nodiscard]] std::string_view in_titles(KindWords group) const {
    for (const std::string& title : titles_) {
      if (const auto words = find_words(group, title); !words.empty()) return words;
    }
    return {};
  }
  [[nodiscard]] std::string_view in_headings(KindWords group) const {
    for (const std::string& heading : headings_) {
      if (const auto words = find_words(group, heading); !words.empty()) return words;
    }
    return {};
  }

  // Everything the page shows, once; empty when that is much.
  const std::string& shown() {
    if (!shown_read_ && shape_.text_bytes < kShowsLittle) {
      for (const ShownLine& line : lines_of(dom_, {1, kNoNode, 200, 2 * kShowsLittle}))
        shown_.append(line.text).push_back('\n');
    }
    shown_read_ = true;
    return shown_;
  }

  PageVerdict undecodable() {
    if (parse::find_mojibake(clues_.text).most())
      return found(PageKind::kUndecodable, "text is mojibake");
    const std::size_t lost = count_of(clues_.text, "\uFFFD");
    if (lost * 20 >= count_characters(clues_.text) && lost > 0)
      return found(PageKind::kUndecodable, "5 % of the text or more did not decode");
    return {};
  }

  PageVerdict challenge() {
    if (size() < kShort) {
      const auto words = in_titles(KindWords::kChallengeTitle);
      if (!words.empty() && !marked_) return found(PageKind::kChallenge, "title", words);
      const auto heading = in_headings(KindWords::kChallengeTitle);
      if (!heading.empty() && !marked_ && shape_.text_bytes < kShowsLittle)
        return found(PageKind::kChallenge, "heading", heading);
    }
    if (size() >= kShort || shape_.text_bytes >= kShowsLittle || (dated_in_page() && marked_))
      return {};
    if (const auto words = find_words(KindWords::kChallenge, shown()); !words.empty())
      return found(PageKind::kChallenge, "text", words);
    if (shape_.text_bytes < 200 && size() < 100) return script_only();
    return {};
  }

  // Next to nothing is shown until a script runs or the browser moves on.
  PageVerdict script_only() {
    if (!clues_.page.metas.find("refresh").empty())
      return found(PageKind::kChallenge, "shows little and moves on by itself");
    const std::string html = fold_words(clues_.html.substr(0, 1u << 20));
    const std::size_t at = html.find("<noscript");
    if (at != std::string::npos) {
      const std::size_t end = std::min(html.find("</noscript", at), at + 2000);
      const auto words =
          find_words(KindWords::kChallenge, std::string_view(html).substr(at, end - at));
      if (!words.empty()) return found(PageKind::kChallenge, "without scripts", words);
    }
    if (size() == 0 && html.find("<script") != std::string::npos && shape_.text_bytes < 60)
      return found(PageKind::kChallenge, "shows nothing until a script runs");
    return {};
  }

  // Not found, with status 200. Such pages often go on with a list of other stories.
  PageVerdict soft_404() {
    if (size() < kShowsLittle && !(marked_ && dated_in_page() && size() >= 200)) {
      for (const std::string& title : titles_) {
        const auto words = find_words(KindWords::kGoneTitle, title);
        // In a long title, or above a text, the words are about something.
        const std::size_t more = size() < kShort ? 60 : 6;
        if (words.empty() || title.size() > words.size() + more) continue;
        if (size() < kShort || !dated_in_page()) return found(PageKind::kSoft404, "title", words);
      }
      for (const std::string& heading : headings_) {
        const auto words = find_words(KindWords::kGoneTitle, heading);
        if (words.empty() || heading.size() > words.size() + 60) continue;
        if (size() < 300) return found(PageKind::kSoft404, "heading", words);
      }
    }
    if (size() < 300 && !dated_in_page()) {
      const std::string text = fold_words(clues_.text);
      if (const auto words = find_words(KindWords::kGone, text); !words.empty())
        return found(PageKind::kSoft404, "text", words);
      if (const auto words = find_words(KindWords::kGone, shown()); !words.empty())
        return found(PageKind::kSoft404, "text", words);
    }
    return {};
  }

  PageVerdict consent_wall() {
    if (marked_ && dated_in_page()) return {};
    if (shape_.text_bytes > 12000) return {};
    const auto title = in_titles(KindWords::kConsentTitle);
    if (!title.empty() && !dated_in_page()) return found(PageKind::kConsentWall, "title", title);
    const auto heading = in_headings(KindWords::kConsentTitle);
    if (!heading.empty() && size() < kShort && !dated_in_page())
      return found(PageKind::kConsentWall, "heading", heading);
    std::size_t all = 0;
    std::size_t about = 0;
    std::string answer;
    for (const ShownLine& line : lines_of(dom_, {1, kNoNode, 300, 16000})) {
      all += line.text.size();
      if (!find_words(KindWords::kConsent, line.text).empty()) about += line.text.size();
      if (answer.empty() && line.text.size() < 60)
        answer = find_words(KindWords::kConsentAnswer, line.text);
    }
    if (about * 2 > all && !answer.empty() && (!dated_in_page() || size() < kShort))
      return found(PageKind::kConsentWall, "most of the text, and an answer", answer);
    return {};
  }

  // The beginning of an article: the rest is paid for, or stands elsewhere.
  PageVerdict cut_off() {
    const bool paid =
        !clues_.page.linked.articles.empty() && clues_.page.linked.articles.front().paywalled;
    if (size() == 0 || size() >= kLongestBeginning || clues_.page.content == kNoNode) return {};
    const std::string last = fold_words(last_line(clues_.text));
    if (const auto words = find_words(KindWords::kPaywall, last);
        !words.empty() && last.size() < 400) {
      return found(PageKind::kPaywall, "last line", words);
    }
    const NodeId behind = behind_text(dom_, clues_.page.content, clues_.text);
    const auto lines = lines_of(dom_, {behind, kNoNode, 8, 1200});
    for (const ShownLine& line : lines) {
      const auto words = find_words(KindWords::kPaywall, line.text);
      if (!words.empty() && line.text.size() < 400 && (paid || !is_beside(line.node)))
        return found(PageKind::kPaywall, "below the text", words);
    }
    if (paid && (size() < kShort || (size() < kShowsLittle && ends_in_ellipsis(clues_.text))))
      return found(PageKind::kPaywall, "marked as not free, and short");
    return teaser(lines, last);
  }

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
    }
    return in_aside;
  }

  PageVerdict teaser(const std::vector<ShownLine>& lines, const std::string& last) {
    if (size() >= 2 * kShort) return {};
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
      if (!open && size() >= 300) continue;
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

  PageVerdict site_page() {
    if (marked_ && clues_.dated) return {};
    if (const auto name = fold_words(clues_.title.text); !name.empty()) {
      if (!clues_.outlet.empty() && name == fold_words(clues_.outlet) && size() < kShort)
        return found(PageKind::kNoArticle, "headline is the outlet's name");
      if (!clues_.dated && size() < kShort && leads_home(clues_.title.heading))
        return found(PageKind::kNoArticle, "headline leads to the front page");
    }
    if (clues_.dated && size() >= kShort) return {};
    if (const auto words = in_titles(KindWords::kSiteTitle); !words.empty())
      return found(PageKind::kNoArticle, "title", words);
    return {};
  }

  // A heading that is the site's sign.
  [[nodiscard]] bool leads_home(NodeId heading) const {
    if (heading == kNoNode) return false;
    const NodeId link = dom_.tag(dom_.parent(heading)) == GUMBO_TAG_A
                            ? dom_.parent(heading)
                            : dom_.find(GUMBO_TAG_A, heading, dom_.end(heading));
    return link != kNoNode && dom_.attribute(link, "href") == "/";
  }

  PageVerdict no_article() {
    if (size() == 0) return found(PageKind::kNoArticle, "no text");
    const std::string_view root = root_of(clues_.html);
    if (!root.empty()) return found(PageKind::kNoArticle, "a document for programs", root);
    if (is_below(GUMBO_TAG_FOOTER, clues_.page.content) && !marked_)
      return found(PageKind::kNoArticle, "no text but in the footer");
    if (!marked_ && is_list()) return found(PageKind::kNoArticle, "a list of other stories");
    if (is_front_page() && !(marked_ && clues_.dated))
      return found(PageKind::kNoArticle, "address of a front page");
    if (clues_.title.text.empty() && !clues_.dated)
      return found(PageKind::kNoArticle, "neither headline nor date");
    if (clues_.dated || marked_) return {};
    if (size() < 40) return found(PageKind::kNoArticle, "next to no text, and no date");
    if (size() < kShort && shape_.link_bytes > 3 * size() &&
        shape_.link_bytes * 10 > shape_.text_bytes * 6) {
      return found(PageKind::kNoArticle, "mostly links, and no date");
    }
    return {};
  }

  [[nodiscard]] bool is_below(GumboTag tag, NodeId id) const {
    for (; id != kNoNode; id = dom_.parent(id)) {
      if (dom_.tag(id) == tag) return true;
    }
    return false;
  }

  // Links that stand as lines of their own, again and again, between paragraphs: headlines with
  // what they lead to. Navigation and related stories stand together.
  [[nodiscard]] bool is_list() const {
    const NodeId content = clues_.page.content;
    if (content == kNoNode) return false;
    const NodeId behind = behind_text(dom_, content, clues_.text);
    std::size_t runs = 0;
    std::size_t paragraphs = 0;
    bool in_run = false;
    for (const ShownLine& line : lines_of(dom_, {content, behind, 400, 32768})) {
      if (line.all_link && line.text.size() >= 12) {
        in_run = true;
      } else if (!line.all_link && line.text.size() >= 30) {
        if (in_run) ++runs;
        in_run = false;
        ++paragraphs;
      }
    }
    return runs >= 4 && paragraphs * 2 <= runs * 3;
  }

  // Feeds and sitemaps that came as pages.
  [[nodiscard]] static std::string_view root_of(std::string_view html) {
    const std::string_view head = html.substr(0, 1024);
    for (const std::string_view root :
         {"<rss", "<urlset", "<sitemapindex", "<rdf:RDF", "<opml", "<feed "}) {
      const std::size_t at = head.find(root);
      if (at != std::string_view::npos && head.find("<html") > at) return root.substr(1);
    }
    return {};
  }

  [[nodiscard]] bool is_front_page() const {
    std::string_view url = clues_.page.url;
    const std::size_t scheme = url.find("://");
    if (scheme == std::string_view::npos) return false;
    url.remove_prefix(scheme + 3);
    url = url.substr(0, url.find('#'));
    const std::size_t path = url.find('/');
    if (url.find('?') != std::string_view::npos) return false;
    if (path == std::string_view::npos) return true;
    url.remove_prefix(path + 1);
    if (url.empty()) return true;
    const std::string_view name = url.substr(0, url.find('.'));
    return (name == "index" || name == "default" || name == "home") &&
           url.find('/') == std::string_view::npos;
  }

  const KindClues& clues_;
  const parse::Dom& dom_;
  bool marked_;
  PageShape shape_;
  std::vector<std::string> titles_;  // folded
  std::vector<std::string> headings_;
  std::string shown_;
  bool shown_read_ = false;
};

}  // namespace

PageVerdict judge_kind(const KindClues& clues) { return Judge(clues).judge(); }

}  // namespace storyfold::crawler::extract
