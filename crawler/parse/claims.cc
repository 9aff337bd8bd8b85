#include "crawler/parse/claims.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "crawler/parse/claims_match.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

constexpr std::size_t kStartParagraphs = 3;
constexpr std::size_t kEndParagraphs = 12;
constexpr std::size_t kMaxClaims = 64;
constexpr std::size_t kMaxHintedBytes =
    160;  // longer paragraphs are text whatever their class says
constexpr std::size_t kMaxRelatedBytes = 150;  // of a headline in a list behind "related:"
constexpr std::size_t kMaxFooterBytes = 300;
constexpr std::size_t kMaxHeadlineBytes = 360;

bool ends_sentence(std::string_view text) {
  const std::string_view last = text.substr(last_code_point(text));
  return last == "。" || last == "！" || last == "？" || last == "”" || last == ".";
}

bool is_all_links(const TextBlock& block) {
  return block.text.size() <= kMaxFooterBytes &&
         std::size_t{block.link_bytes} * 10 >= block.text.size() * 8;
}

class ClaimReader {
 public:
  ClaimReader(const std::vector<TextBlock>& blocks, std::string_view title)
      : blocks_(blocks), title_(title) {}

  ClaimedBody run() {
    const std::size_t text_end = before_footer();
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      if (i < text_end) {
        if (rest_dropped_ && is_related_headline(blocks_[i])) continue;
        rest_dropped_ = false;
        read_block(i, text_end);
      } else {
        // A footer of links may still say where the text comes from.
        const TripleSet triples(blocks_[i].text);
        if (auto match = match_line(blocks_[i].text, triples, false, true)) {
          take_out(blocks_[i], *match);
        }
      }
    }
    mark_tail();
    mark_headline();
    return std::move(out_);
  }

 private:
  // How many blocks there are before the links that end the page. Links alone are no footer.
  [[nodiscard]] std::size_t before_footer() const {
    std::size_t end = blocks_.size();
    while (end > 0 && is_all_links(blocks_[end - 1])) --end;
    return end == 0 ? blocks_.size() : end;
  }

  static bool is_related_headline(const TextBlock& block) {
    return block.text.size() <= kMaxRelatedBytes && !ends_sentence(block.text);
  }

  void read_block(std::size_t i, std::size_t text_end) {
    const TextBlock& block = blocks_[i];
    const bool near_start = i < kStartParagraphs;
    const bool near_end = i + kEndParagraphs >= text_end;
    const TripleSet triples(block.text);
    if (auto match = match_line(block.text, triples, near_start, near_end);
        match && !is_the_text(i, text_end, *match)) {
      rest_dropped_ = std::any_of(match->rows.begin(), match->rows.end(),
                                  [](const ClaimRow* row) { return row->reach == Reach::kRest; });
      take_out(block, *match);
      return;
    }
    if (is_chrome(block)) return;
    keep(block.text, triples);
  }

  // A flash that speaks of copyright or of advice is no notice: what is all the text there is, or a
  // long opening, stays unless it names an origin.
  [[nodiscard]] bool is_the_text(std::size_t i, std::size_t text_end, const Match& match) const {
    const std::string& text = blocks_[i].text;
    const bool opening = out_.body.empty() && (i + 1 == text_end || i == 0);
    return opening && match.claims.empty() && text.size() > kMaxHintedBytes && ends_sentence(text);
  }

  // By what the page calls it. A sentence that ends is kept: classes are reused for content.
  static bool is_chrome(const TextBlock& block) {
    if (block.hint.empty() || block.text.size() > kMaxHintedBytes) return false;
    return !ends_sentence(block.text) && match_hint(block.hint).has_value();
  }

  void take_out(const TextBlock& block, const Match& match) {
    for (const FoundClaim& claim : match.claims) {
      add({claim.kind, claim.name, block.text.substr(claim.begin, claim.end - claim.begin), {}});
    }
  }

  void keep(std::string_view paragraph, const TripleSet& triples) {
    if (!out_.body.empty()) out_.body.push_back('\n');
    last_begin_ = out_.body.size();
    out_.body += paragraph;
    std::size_t at = headline_end(paragraph, triples);
    // A dateline may be followed by whom it cites.
    for (int openings = 0; openings < 3; ++openings) {
      const auto match = match_lead(paragraph, triples, at);
      if (!match) break;
      mark(*match);
      at = match->end;
    }
    for (const Match& match : match_inside(paragraph, triples, at)) mark(match);
  }

  // Behind "【...】" at the very start of the body; the range is settled at the end.
  std::size_t headline_end(std::string_view paragraph, const TripleSet& triples) {
    constexpr std::string_view kOpen = "【";
    constexpr std::string_view kClose = "】";
    if (last_begin_ != 0 || paragraph.substr(0, kOpen.size()) != kOpen ||
        match_lead(paragraph, triples, 0)) {
      return 0;
    }
    const std::size_t close = paragraph.find(kClose);
    if (close == std::string_view::npos || close > kMaxHeadlineBytes) return 0;
    std::size_t end = close + kClose.size();
    out_.headline = ByteRange{0, static_cast<std::uint32_t>(end)};
    while (end < paragraph.size() && paragraph[end] == ' ') ++end;
    return end;
  }

  void mark(const Match& match) {
    for (const FoundClaim& claim : match.claims) {
      const ByteRange range{static_cast<std::uint32_t>(last_begin_ + claim.begin),
                            static_cast<std::uint32_t>(last_begin_ + claim.end)};
      add({claim.kind, claim.name, out_.body.substr(range.begin, range.size()), range});
    }
  }

  void add(Claim claim) {
    const bool known = std::any_of(out_.claims.begin(), out_.claims.end(), [&](const Claim& other) {
      return other.kind == claim.kind && other.name == claim.name && other.body == claim.body;
    });
    if (!known && out_.claims.size() < kMaxClaims) out_.claims.push_back(std::move(claim));
  }

  void mark_tail() {
    if (out_.body.empty()) return;
    const std::string last = out_.body.substr(last_begin_);
    const auto match = match_tail(last, TripleSet(last));
    // A body that is all note says nothing else: there is no text to attribute.
    if (match && (match->begin > 0 || last_begin_ > 0)) mark(*match);
  }

  // A first paragraph that only repeats the title is a headline too. One that is all there is, is
  // the text.
  void mark_headline() {
    const std::size_t first_end = std::min(out_.body.find('\n'), out_.body.size());
    if (!out_.headline && !title_.empty() && first_end < out_.body.size() &&
        std::string_view(out_.body).substr(0, first_end) == title_) {
      out_.headline = ByteRange{0, static_cast<std::uint32_t>(first_end)};
    }
    if (out_.headline && out_.headline->end >= out_.body.size()) out_.headline.reset();
  }

  const std::vector<TextBlock>& blocks_;
  std::string_view title_;
  ClaimedBody out_;
  std::size_t last_begin_ = 0;  // of the newest paragraph, in the body
  bool rest_dropped_ = false;   // behind a "related:" heading
};

}  // namespace

ClaimedBody read_claims(const std::vector<TextBlock>& blocks, std::string_view title) {
  return ClaimReader(blocks, title).run();
}

}  // namespace storyfold::crawler::parse
