#include "crawler/extract/kind.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/extract/kind_parts.h"
#include "crawler/extract/kind_words.h"
#include "crawler/extract/page_shape.h"
#include "crawler/parse/mojibake.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::extract {
namespace {

using parse::kNoNode;
using parse::NodeId;

std::size_t count_of(std::string_view text, std::string_view what) noexcept {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos;
       at = text.find(what, at + what.size())) {
    ++count;
  }
  return count;
}

class Judge {
 public:
  explicit Judge(const KindClues& clues) : page_(clues), clues_(clues), dom_(clues.page.dom) {}

  PageVerdict judge() {
    using Rule = PageVerdict (Judge::*)();
    constexpr std::array<Rule, 4> kRules{&Judge::undecodable, &Judge::challenge, &Judge::soft_404,
                                         &Judge::consent_wall};
    for (const Rule rule : kRules) {
      if (PageVerdict verdict = (this->*rule)(); verdict.kind != PageKind::kArticle) return verdict;
    }
    for (const auto rule : {&judge_cut_off, &judge_site_page, &judge_no_article}) {
      if (PageVerdict verdict = rule(page_); verdict.kind != PageKind::kArticle) return verdict;
    }
    return {};
  }

 private:
  // Everything the page shows, once; empty when that is much.
  const std::string& shown() {
    if (!shown_read_ && page_.shape.text_bytes < kShowsLittle) {
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
    if (lost * 20 >= parse::count_code_points(clues_.text) && lost > 0)
      return found(PageKind::kUndecodable, "5 % of the text or more did not decode");
    return {};
  }

  PageVerdict challenge() {
    if (page_.size() < kShort) {
      const auto words = page_.in_titles(KindWords::kChallengeTitle);
      if (!words.empty() && !page_.marked) return found(PageKind::kChallenge, "title", words);
      const auto heading = page_.in_headings(KindWords::kChallengeTitle);
      if (!heading.empty() && !page_.marked && page_.shape.text_bytes < kShowsLittle)
        return found(PageKind::kChallenge, "heading", heading);
    }
    if (page_.size() >= kShort || page_.shape.text_bytes >= kShowsLittle ||
        (page_.dated_in_page() && page_.marked))
      return {};
    if (const auto words = find_words(KindWords::kChallenge, shown()); !words.empty())
      return found(PageKind::kChallenge, "text", words);
    if (page_.shape.text_bytes < 200 && page_.size() < 100) return script_only();
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
    if (page_.size() == 0 && html.find("<script") != std::string::npos &&
        page_.shape.text_bytes < 60)
      return found(PageKind::kChallenge, "shows nothing until a script runs");
    return {};
  }

  // Not found, with status 200. Such pages often go on with a list of other stories.
  PageVerdict soft_404() {
    if (page_.size() < kShowsLittle &&
        !(page_.marked && page_.dated_in_page() && page_.size() >= 200)) {
      for (const std::string& title : page_.titles) {
        const auto words = find_words(KindWords::kGoneTitle, title);
        // In a long title, or above a text, the words are about something.
        const std::size_t more = page_.size() < kShort ? 60 : 6;
        if (words.empty() || title.size() > words.size() + more) continue;
        if (page_.size() < kShort || !page_.dated_in_page())
          return found(PageKind::kSoft404, "title", words);
      }
      for (const std::string& heading : page_.headings) {
        const auto words = find_words(KindWords::kGoneTitle, heading);
        if (words.empty() || heading.size() > words.size() + 60) continue;
        if (page_.size() < 300) return found(PageKind::kSoft404, "heading", words);
      }
    }
    if (page_.size() < 300 && !page_.dated_in_page()) {
      const std::string text = fold_words(clues_.text);
      if (const auto words = find_words(KindWords::kGone, text); !words.empty())
        return found(PageKind::kSoft404, "text", words);
      if (const auto words = find_words(KindWords::kGone, shown()); !words.empty())
        return found(PageKind::kSoft404, "text", words);
    }
    return {};
  }

  PageVerdict consent_wall() {
    if (page_.marked && page_.dated_in_page()) return {};
    if (page_.shape.text_bytes > 12000) return {};
    const auto title = page_.in_titles(KindWords::kConsentTitle);
    if (!title.empty() && !page_.dated_in_page())
      return found(PageKind::kConsentWall, "title", title);
    const auto heading = page_.in_headings(KindWords::kConsentTitle);
    if (!heading.empty() && page_.size() < kShort && !page_.dated_in_page())
      return found(PageKind::kConsentWall, "heading", heading);
    if (page_.dated_in_page() && page_.size() >= kShort) return {};
    std::size_t all = 0;
    std::size_t about = 0;
    const std::vector<ShownLine> lines = lines_of(dom_, {1, kNoNode, 300, 16000});
    for (const ShownLine& line : lines) {
      all += line.text.size();
      if (!find_words(KindWords::kConsent, line.text).empty()) about += line.text.size();
    }
    if (about * 2 <= all) return {};
    for (const ShownLine& line : lines) {
      if (line.text.size() >= 60) continue;
      const std::string_view answer = find_words(KindWords::kConsentAnswer, line.text);
      if (!answer.empty())
        return found(PageKind::kConsentWall, "most of the text, and an answer", answer);
    }
    return {};
  }

  const JudgedPage page_;
  const KindClues& clues_;
  const parse::Dom& dom_;
  std::string shown_;
  bool shown_read_ = false;
};

}  // namespace

PageVerdict judge_kind(const KindClues& clues) { return Judge(clues).judge(); }

}  // namespace storyfold::crawler::extract
