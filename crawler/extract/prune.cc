#include "crawler/extract/prune.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_set>
#include <utility>

#include "crawler/extract/furniture.h"
#include "crawler/extract/title_text.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::extract {
namespace {

using parse::Dom;
using parse::NodeId;

constexpr std::uint32_t kLongestBoxTitle = 60;  // bytes

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

// Words inside a line that are links, each too short for the headline of another story.
bool has_linked_words(const Dom& dom, const Block& block) {
  constexpr std::size_t kLongestTopic = 24;  // bytes
  if (block.link_bytes == block.bytes) return false;
  for (NodeId id = block.begin; id < block.end; ++id) {
    if (!dom.is_text(id) || parse::trim(dom.text(id)).size() <= kLongestTopic) continue;
    for (NodeId up = dom.parent(id); up != parse::kNoNode && up != block.owner;
         up = dom.parent(up)) {
      if (dom.tag(up) == GUMBO_TAG_A) return false;
    }
  }
  return true;
}

class Pruner {
 public:
  Pruner(const Dom& dom, const PageBlocks& page, const Content& content, const PageTitle& title)
      : dom_(dom), page_(page), content_(content), refused_(content.refused), title_(title) {
    title_bare_ = bare(title.text);
    for (const Block& block : page.blocks) {
      if (block.begin < content.begin || block.begin >= content.end) continue;
      Line line{&block, hints_within(dom, page, block, content.id), false};
      line.sentence =
          is_sentence(block) && !(has(line.inner, kHintByline | kHintLegal) && block.bytes < 200);
      lines_.push_back(line);
    }
  }

  std::vector<parse::TextBlock> run() {
    drop_refused();
    drop_before_heading();
    drop_edges();
    take_back_linked_words();
    drop_list_titles();
    drop_author_box();
    std::vector<parse::TextBlock> out;
    add_lead(out);
    for (const Line& line : lines_) {
      if (!line.dropped) add(*line.block, out);
    }
    drop_cut_lead(out);
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
      } else if (block.bytes < kLongestFurniture && is_furniture(dom_, block)) {
        line.dropped = true;
      } else if (has(line.inner, kHintByline | kHintLegal) && block.bytes < 200) {
        line.dropped = true;
      }
    }
  }

  void drop_before_heading() {
    if (title_.heading < content_.begin || title_.heading >= content_.end) return;
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
      if (line.block->begin >= content_.tables) break;
      if (!line.dropped) (line.sentence ? long_bytes : short_bytes) += line.block->bytes;
    }
    if (short_bytes > long_bytes) return;
    const auto tail = std::find_if(lines_.rbegin(), lines_.rend(), is_text).base();
    std::uint64_t tail_bytes = 0;
    for (auto line = tail; line != lines_.end() && line->block->begin < content_.tables; ++line) {
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
      if (line->block->begin >= content_.tables) break;
      if (!is_kin(*line->block, *last->block, last_parent) || line->block->heading) {
        line->dropped = true;
      }
    }
  }

  [[nodiscard]] bool is_kin(const Block& block, const Block& text, NodeId parent) const noexcept {
    if (block.owner == text.owner) return true;
    return dom_.parent(block.owner) == parent && dom_.tag(block.owner) == dom_.tag(text.owner);
  }

  // "Closed in: <a>Northbank</a>, <a>Millbridge</a>": between two lines of text that it looks like,
  // a line whose words lead to their topics is text, too.
  void take_back_linked_words() {
    const auto is_text = [](const Line& line) { return line.sentence && !line.dropped; };
    const Line* before = nullptr;
    for (auto line = lines_.begin(); line != lines_.end(); ++line) {
      if (is_text(*line)) before = &*line;
      if (before == nullptr || !line->links || has(line->inner, refused_)) continue;
      if (!is_kin(*line->block, *before->block, dom_.parent(before->block->owner))) continue;
      if (!has_linked_words(dom_, *line->block)) continue;
      const auto behind = std::find_if(line, lines_.end(), is_text);
      if (behind == lines_.end()) return;
      if (is_kin(*line->block, *behind->block, dom_.parent(behind->block->owner))) {
        line->dropped = line->links = false;
      }
    }
  }

  // Who wrote it, below the text: the box that begins with its title, or all that follows a title
  // that stands alone.
  void drop_author_box() {
    std::uint64_t before = 0;
    auto box = lines_.begin();
    for (; box != lines_.end(); ++box) {
      if (before > 0 && box->block->bytes <= kLongestBoxTitle &&
          is_author_box_title(block_text(dom_, *box->block))) {
        break;
      }
      if (!box->dropped) before += box->block->bytes;
    }
    if (box == lines_.end()) return;
    const NodeId above = (box - 1)->block->begin;  // there is a line: `before` > 0
    NodeId around = box->block->owner;
    while (dom_.parent(around) != parse::kNoNode && dom_.parent(around) > above) {
      around = dom_.parent(around);
    }
    const NodeId end = around == box->block->owner ? content_.end : dom_.end(around);
    const auto behind =
        std::find_if(box, lines_.end(), [&](const Line& line) { return line.block->begin >= end; });
    std::uint64_t bytes = 0;
    for (auto line = box; line != behind; ++line) bytes += line->block->bytes;
    if (bytes * 2 > before) return;
    for (auto line = box; line != behind; ++line) line->dropped = true;
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
    if (title_.heading == parse::kNoNode || title_.heading >= content_.begin) return;
    std::vector<const Block*> lead;
    std::uint32_t bytes = 0;
    for (const Block& block : page_.blocks) {
      if (block.begin >= content_.begin) break;
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

  // A standfirst made of the first words of the text, which follows: "The bridge opened on ..."
  static void drop_cut_lead(std::vector<parse::TextBlock>& out) {
    constexpr std::size_t kLeast = 30;  // bytes
    if (out.size() < 2) return;
    const std::string lead = bare(out[0].text);
    if (lead.size() >= kLeast && bare(out[1].text).starts_with(lead)) out.erase(out.begin());
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
  const Content& content_;
  Hints refused_;
  const PageTitle& title_;
  std::string title_bare_;
  std::vector<Line> lines_;
  std::unordered_set<std::string> seen_;
};

}  // namespace

std::vector<parse::TextBlock> prune(const Dom& dom, const PageBlocks& page, const Content& content,
                                    const PageTitle& title) {
  return Pruner(dom, page, content, title).run();
}

}  // namespace storyfold::crawler::extract
