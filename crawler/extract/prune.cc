#include "crawler/extract/prune.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "core/ascii.h"
#include "crawler/parse/claims_text.h"

namespace storyfold::crawler::extract {
namespace {

using parse::Dom;
using parse::NodeId;

constexpr std::array<std::string_view, 11> kFurniture{
    "版权所有",     "版權所有",       "ICP备",          "ICP证",       "公网安备", "许可证编号",
    "不良信息举报", "All Rights Res", "All rights res", "copyright ©", "©"};
constexpr std::uint32_t kLongestFurniture = 400;  // bytes

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
  return block_bytes <= kLongestCall && text.find("举报电话") != std::string_view::npos;
}

// Letters and digits only, for comparing lines.
std::string bare(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')) {
      out.push_back(c);
    } else if (c >= 'A' && c <= 'Z') {
      out.push_back(static_cast<char>(c + 32));
    }
  }
  return out;
}

// "2022.01.20 16:31 Source: X": a date and a sixth of it digits. A flash about prices is full of
// digits as well; it has a clause, or a figure in percent.
bool is_date_line(std::string_view text) {
  static const RE2 kDate(
      R"((?:19|20)\d\d\s?[-/.年,]|[-/.\s](?:19|20)\d\d|\d{1,2}[:：]\d{2}|\d{1,2}[-/.月]\s?\d{1,2})");
  static const RE2 kClause("[，。；%％]");
  if (text.size() > 160) return false;
  const auto digits =
      std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits >= 6 && static_cast<std::size_t>(digits) * 6 >= text.size() &&
         RE2::PartialMatch(parse::piece(text), kDate) &&
         !RE2::PartialMatch(parse::piece(text), kClause);
}

struct Line {
  const Block* block;
  Hints inner;  // of the elements inside the content
  bool sentence;
  bool dropped = false;
  bool links = false;  // dropped because it is links
};

bool has(Hints hints, Hints any) noexcept { return (hints & any) != 0; }

// Mostly links: the entries of a list of other stories. A paragraph may be mostly link and still
// be a sentence of the article.
bool is_links(const Dom& dom, const Block& block) noexcept {
  if (block.link_bytes * 2 <= block.bytes) return false;
  return !(dom.tag(block.owner) == GUMBO_TAG_P && block.marks > 0 && block.bytes >= 60 &&
           block.link_bytes * 20 < block.bytes * 17);
}

bool is_cookie_notice(const Dom& dom, const Block& block) {
  constexpr std::uint32_t kLongestNotice = 2000;  // bytes
  if (block.bytes > kLongestNotice || has(block.hints, kHintBody)) return false;
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

// `text` is a cleaned line.
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

class Pruner {
 public:
  Pruner(const Dom& dom, const PageBlocks& page, NodeId content, Hints refused,
         const PageTitle& title)
      : dom_(dom), page_(page), content_(content), refused_(refused), title_(title) {
    title_bare_ = bare(title.text);
    for (const Block& block : page.blocks) {
      if (!dom.holds(content, block.begin)) continue;
      Line line{&block, hints_within(dom, page, block, content), false};
      line.sentence =
          is_sentence(block) && !(has(line.inner, kHintByline | kHintLegal) && block.bytes < 200);
      lines_.push_back(line);
    }
  }

  std::vector<parse::TextBlock> run() {
    drop_refused();
    drop_before_heading();
    drop_edges();
    drop_list_titles();
    std::vector<parse::TextBlock> out;
    add_lead(out);
    for (const Line& line : lines_) {
      if (!line.dropped) add(*line.block, out);
    }
    return out;
  }

 private:
  // What rules most of the text out rules out nothing: the words of such a template mislead.
  void settle_refused() {
    constexpr Hints kAll = kHintsOfChrome | kHintHidden | kHintApart;
    std::uint64_t all = 0;
    std::array<std::uint64_t, 32> ruled_out{};
    for (const Line& line : lines_) {
      if (!is_sentence(*line.block)) continue;
      all += line.block->bytes;
      for (std::size_t bit = 0; bit < ruled_out.size(); ++bit) {
        if ((line.inner >> bit & 1u) != 0) ruled_out[bit] += line.block->bytes;
      }
    }
    refused_ |= kAll;
    for (std::size_t bit = 0; bit < ruled_out.size(); ++bit) {
      if (ruled_out[bit] * 2 > all) refused_ &= ~(Hints{1} << bit);
    }
  }

  void drop_refused() {
    settle_refused();
    for (Line& line : lines_) {
      const Block& block = *line.block;
      if (has(line.inner, refused_)) {
        line.dropped = true;
        line.links = block.link_bytes * 2 > block.bytes;
      } else if (block.teaser && !has(line.inner, kHintBody)) {
        line.dropped = true;
      } else if (is_links(dom_, block)) {
        line.dropped = line.links = true;
      } else if (is_furniture(dom_, block) && block.bytes < kLongestFurniture) {
        line.dropped = true;
      } else if (has(line.inner, kHintByline | kHintLegal) && block.bytes < 200) {
        line.dropped = true;
      }
    }
  }

  void drop_before_heading() {
    if (title_.heading == parse::kNoNode || !dom_.holds(content_, title_.heading)) return;
    const NodeId behind = dom_.end(title_.heading);
    std::uint64_t before = 0;
    std::uint64_t after = 0;
    for (const Line& line : lines_) {
      if (line.dropped || !line.sentence) continue;
      (line.block->begin < behind ? before : after) += line.block->bytes;
    }
    if (before * 3 > after) return;  // a caption or a rail repeats the headline
    for (Line& line : lines_) {
      if (line.block->begin < behind) line.dropped = true;
    }
  }

  // Before the first sentence and behind the last stand bylines, tools and notes; short paragraphs
  // of the text itself are kept.
  void drop_edges() {
    for (Line& line : lines_) {
      if (line.dropped || !line.sentence) continue;
      if (line.block->bytes > 160 || !is_date_line(block_text(dom_, *line.block))) break;
      line.sentence = false;
      line.dropped = true;
    }
    const auto is_text = [](const Line& line) { return line.sentence && !line.dropped; };
    const auto first = std::find_if(lines_.begin(), lines_.end(), is_text);
    if (first == lines_.end()) return;
    // Verse and lists of names are short lines all through.
    std::uint64_t short_bytes = 0;
    std::uint64_t long_bytes = 0;
    for (const Line& line : lines_) {
      if (!line.dropped) (line.sentence ? long_bytes : short_bytes) += line.block->bytes;
    }
    if (short_bytes > long_bytes) return;
    const auto tail = std::find_if(lines_.rbegin(), lines_.rend(), is_text).base();
    std::uint64_t tail_bytes = 0;
    for (auto line = tail; line != lines_.end(); ++line) {
      if (!line->dropped) tail_bytes += line->block->bytes;
    }
    const bool long_tail = tail_bytes * 4 > long_bytes && tail_bytes > 400;  // a table, a list
    const auto last = std::find_if(lines_.rbegin(), lines_.rend(), is_text).base() - 1;
    const NodeId first_parent = dom_.parent(first->block->owner);
    const NodeId last_parent = dom_.parent(last->block->owner);
    for (auto line = lines_.begin(); line != first; ++line) {
      if (!is_kin(*line->block, *first->block, first_parent) ||
          has(line->inner, kHintTitle | kHintSubtitle)) {
        line->dropped = true;
      } else if (!line->dropped && is_date_line(block_text(dom_, *line->block))) {
        line->dropped = true;
      }
    }
    for (auto line = last + 1; line != lines_.end() && !long_tail; ++line) {
      if (!is_kin(*line->block, *last->block, last_parent) || line->block->heading) {
        line->dropped = true;
      }
    }
  }

  [[nodiscard]] bool is_kin(const Block& block, const Block& text, NodeId parent) const noexcept {
    if (block.owner == text.owner) return true;
    return dom_.parent(block.owner) == parent && dom_.tag(block.owner) == dom_.tag(text.owner);
  }

  // "Read also:" above links that were dropped.
  void drop_list_titles() {
    for (std::size_t i = 0; i + 1 < lines_.size(); ++i) {
      Line& line = lines_[i];
      if (line.dropped || line.sentence) continue;
      if (lines_[i + 1].links && (line.block->heading || line.block->bytes < 60)) {
        line.dropped = true;
      }
    }
  }

  // A standfirst between the headline and the content.
  void add_lead(std::vector<parse::TextBlock>& out) {
    constexpr std::uint32_t kLongestLead = 1200;  // bytes
    if (title_.heading == parse::kNoNode || title_.heading >= content_) return;
    std::vector<const Block*> lead;
    std::uint32_t bytes = 0;
    for (const Block& block : page_.blocks) {
      if (block.begin >= content_) break;
      if (block.begin < dom_.end(title_.heading) || block.heading || !is_sentence(block)) continue;
      if (block.bytes < 60 || block.link_bytes * 3 > block.bytes || block.teaser) continue;
      if (dom_.tag(block.owner) == GUMBO_TAG_LI) continue;
      if (has(block.hints, refused_ | kHintByline | kHintSubtitle | kHintLegal)) continue;
      if (is_furniture(dom_, block)) continue;
      bytes += block.bytes;
      lead.push_back(&block);
    }
    if (bytes > kLongestLead || lead.size() > 3) return;
    for (const Block* block : lead) add(*block, out);
  }

  void add(const Block& block, std::vector<parse::TextBlock>& out) {
    parse::TextBlock text;
    text.text = block_text(dom_, block);
    if (text.text.empty()) return;
    if (is_aside_line(text.text, block)) return;
    const std::string key = bare(text.text);
    if (!key.empty() && key == title_bare_) return;
    if (key.size() >= 60 && !seen_.insert(key).second) return;
    text.link_bytes = block.link_bytes;
    out.push_back(std::move(text));
  }

  const Dom& dom_;
  const PageBlocks& page_;
  NodeId content_;
  Hints refused_;
  const PageTitle& title_;
  std::string title_bare_;
  std::vector<Line> lines_;
  std::unordered_set<std::string> seen_;
};

}  // namespace

bool is_furniture(const Dom& dom, const Block& block) {
  if (block.bytes > kLongestFurniture) return is_cookie_notice(dom, block);
  for (NodeId id = block.begin; id < block.end; ++id) {
    const auto text = dom.text(id);
    if (text.size() < 3) continue;
    for (const auto words : kFurniture) {
      if (text.find(words) != std::string_view::npos) return true;
    }
    if (is_notice(text, block.bytes)) return true;
  }
  return false;
}

std::vector<parse::TextBlock> prune(const Dom& dom, const PageBlocks& page, NodeId content,
                                    Hints refused, const PageTitle& title) {
  return Pruner(dom, page, content, refused, title).run();
}

}  // namespace storyfold::crawler::extract
