#include "crawler/extract/furniture.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

#include "core/ascii.h"
#include "crawler/extract/any_word.h"
#include "crawler/parse/claims_text.h"

namespace storyfold::crawler::extract {
namespace {

using parse::Dom;
using parse::NodeId;

// One pass for all of them: few bytes of a Chinese text do not begin one.
const AnyWord& furniture_words() {
  static const AnyWord kAny(
      {"版权所有", "版權所有", "ICP备", "ICP備", "ICP证", "ICP證", "公网安备", "公網安備",
       "许可证编号", "許可證編號", "不良信息举报", "不良信息舉報", "不良資訊舉報", "All Rights Res",
       "All rights res", "copyright ©", "有料会員になると", "有料記事読み放題", "©"},
      LetterCase::kAsWritten);
  return kAny;
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [text](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

// Words that articles have as well. A notice of copyright goes on with a year, one about cookies
// speaks to the reader, and a line with the number to call says little else.
bool is_notice(std::string_view text, std::uint32_t block_bytes) {
  constexpr std::string_view kCopyright = "Copyright";
  if (const auto at = text.find(kCopyright); at != std::string_view::npos) {
    const auto rest = text.substr(at + kCopyright.size(), 30);
    if (rest.size() < 3 || rest.find_first_of("0123456789:") != std::string_view::npos) return true;
  }
  if (has_any(text, {"cookies", "Cookies"}) &&
      has_any(text, {" you",       "You",          "We ",       " we ",           " our ",
                     "Our ",       "this site",    "his web",   "ccept",          "ebsite",
                     "ebseite",    "ir verwenden", "vous",      "nous ",          "Nous ",
                     "uesto sito", "ste sitio",    "tilizamos", "tiliza cookies", "navega"})) {
    return true;
  }
  constexpr std::uint32_t kLongestCall = 100;  // bytes
  return block_bytes <= kLongestCall && has_any(text, {"举报电话", "舉報電話"});
}

bool is_cookie_notice(const Dom& dom, const Block& block) {
  constexpr std::uint32_t kLongestNotice = 2000;  // bytes
  if (block.bytes > kLongestNotice || (block.hints & kHintBody) != 0) return false;
  std::size_t said = 0;
  for (NodeId id = block.begin; id < block.end; ++id) {
    const auto text = dom.text(id);
    for (std::size_t at = text.find("ookie"); at != std::string_view::npos;
         at = text.find("ookie", at + 5)) {
      ++said;
    }
  }
  return said >= 2;
}

// Pointers to other stories, put between the paragraphs of this one.
constexpr std::array<std::string_view, 34> kReadAlso{
    "read more",      "read also",      "also read",      "see more",         "see also",
    "don't miss",     "more:",          "related:",       "watch:",           "recommended:",
    "lesen sie auch", "lesen sie mehr", "mehr zum thema", "auch interessant", "lire aussi",
    "à lire",         "leggi anche",    "lea también",    "lee también",      "te puede interesar",
    "leia também",    "leia mais",      "czytaj",         "zobacz",           "baca juga",
    "lees ook",       "läs också",      "les også",       "læs også",         "lue myös",
    "延伸阅读",       "相关阅读",       "推荐阅读",       "関連記事"};

// Lines of one word that only say what the page puts there.
constexpr std::array<std::string_view, 22> kMarks{"advert",      "advertisement",
                                                  "advertising", "sponsored",
                                                  "anzeige",     "werbung",
                                                  "publicité",   "publicidad",
                                                  "publicidade", "pubblicità",
                                                  "reklama",     "reklam",
                                                  "реклама",     "广告",
                                                  "廣告",        "広告",
                                                  "comments",    "tags",
                                                  "share",       "print",
                                                  "embed",       "scroll to continue"};

}  // namespace

bool is_furniture(const Dom& dom, const Block& block) {
  if (block.bytes > kLongestFurniture) return is_cookie_notice(dom, block);
  for (NodeId id = block.begin; id < block.end; ++id) {
    const auto text = dom.text(id);
    if (text.size() < 3) continue;
    if (furniture_words().in(text)) return true;
    if (is_notice(text, block.bytes)) return true;
  }
  return false;
}

bool is_date_line(std::string_view text) {
  static const RE2 kDate(
      R"((?:19|20)\d\d\s?[-/.年,]|[-/.\s](?:19|20)\d\d|\d{1,2}[:：]\d{2}|\d{1,2}[-/.月]\s?\d{1,2})");
  static const RE2 kClause("[，。；%％]");
  if (text.size() > 160) return false;
  const auto digits = std::count_if(text.begin(), text.end(), is_digit);
  return digits >= 6 && static_cast<std::size_t>(digits) * 6 >= text.size() &&
         RE2::PartialMatch(parse::piece(text), kDate) &&
         !RE2::PartialMatch(parse::piece(text), kClause);
}

bool is_author_box_title(std::string_view text) {
  constexpr std::array<std::string_view, 15> kTitles{
      "about the author",   "about the authors", "about the writer", "über den autor",
      "über die autorin",   "zur person",        "sobre el autor",   "à propos de l'auteur",
      "この記事を書いた人", "この記事の筆者",    "筆者プロフィール", "作者简介",
      "作者介绍",           "作者簡介",          "作者介紹"};
  std::string line = ascii_lower(text);
  for (const std::string_view end : {":", "："}) {
    if (line.ends_with(end)) line.resize(line.size() - end.size());
  }
  return std::find(kTitles.begin(), kTitles.end(), line) != kTitles.end();
}

bool is_aside_line(std::string_view text, const Block& block) {
  if (text.size() > 300) return false;
  const std::string lower = ascii_lower(text.substr(0, 40));
  if (text.size() <= 40) {
    std::string_view word = lower;
    while (!word.empty() && (word.back() == ':' || word.back() == '.')) word.remove_suffix(1);
    if (std::find(kMarks.begin(), kMarks.end(), word) != kMarks.end()) return true;
  }
  if (block.link_bytes * 3 < block.bytes) return false;
  return std::any_of(kReadAlso.begin(), kReadAlso.end(), [&](std::string_view words) {
    return std::string_view(lower).substr(0, words.size()) == words;
  });
}

}  // namespace storyfold::crawler::extract
