#include "crawler/parse/claims_table.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <deque>
#include <string>
#include <utility>

namespace storyfold::crawler::parse {

// The rows, by language (claims_rows_zh.cc, claims_rows_promotion_zh.cc, claims_rows_en.cc).
std::vector<ClaimRow> chinese_fields();
std::vector<ClaimRow> chinese_lines();
std::vector<ClaimRow> chinese_promotion();
std::vector<ClaimRow> chinese_leads();
std::vector<ClaimRow> chinese_marks();
std::vector<ClaimRow> english_fields();
std::vector<ClaimRow> english_lines();
std::vector<ClaimRow> english_leads();
std::vector<ClaimRow> english_marks();

namespace {

// Pieces that many patterns share, in the order in which they are put in: later ones are used by
// earlier ones.
constexpr std::array kPieces{
    std::pair{std::string_view("<WHEN>"),
              std::string_view(R"((?:当地时间)?(?:<DATE>)?(?:上午|下午|晚间|早间|午间|凌晨|晚)?)")},
    std::pair{std::string_view("<DATE>"),
              std::string_view(R"((?:\s?(?:\d{4}\s?年\s?)?(?:\d{1,2}\s?月\s?)?\d{1,2}\s?日))")},
    // An outlet's name by its last characters.
    std::pair{
        std::string_view("<MEDIA>"),
        std::string_view(
            R"(《?[\p{Han}A-Za-z0-9·+]{0,14}?(?:网|網|报|報|社|台|财经|经济|科技|新闻|新聞|在线|周刊|之家|客户端|财讯|AI|APP|证券|娱乐|体育|频道|界)》?)")},
    std::pair{std::string_view("<NAME>"),
              std::string_view(R"([^，。；：！？,;:!?\s（）()]{2,24}?)")},
    std::pair{std::string_view("<SEP>"), std::string_view(R"(\s*[:：|｜/／丨]\s*)")}};

std::string with_pieces(std::string pattern) {
  for (const auto& [mark, text] : kPieces) {
    for (std::size_t at = pattern.find(mark); at != std::string::npos;
         at = pattern.find(mark, at + text.size())) {
      pattern.replace(at, mark.size(), text);
    }
  }
  return pattern;
}

std::vector<ClaimRow> all_rows() {
  // Owns the patterns that the rows' views point to; a deque never moves its elements.
  static std::deque<std::string> patterns;
  std::vector<ClaimRow> rows;
  for (auto* part :
       {&chinese_fields, &english_fields, &chinese_lines, &chinese_promotion, &english_lines,
        &chinese_leads, &english_leads, &chinese_marks, &english_marks}) {
    for (ClaimRow& row : (*part)()) {
      row.shown.pattern = patterns.emplace_back(with_pieces(std::string(row.shown.pattern)));
      rows.push_back(row);
    }
  }
  return rows;
}

std::vector<std::string_view> split_triggers(std::string_view triggers) {
  std::vector<std::string_view> list;
  while (!triggers.empty()) {
    const std::size_t end = std::min(triggers.find('|'), triggers.size());
    list.push_back(triggers.substr(0, end));
    triggers.remove_prefix(std::min(triggers.size(), end + 1));
  }
  return list;
}

std::size_t triple_at(std::string_view text, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[at + i]));
  };
  return ((byte(0) | byte(1) << 8 | byte(2) << 16) * 0x9E3779B1u) >> 19;  // 13 bits
}

constexpr std::size_t kPlaces = 6;
using Compiled = std::array<std::vector<CompiledRow>, kPlaces>;

Compiled compile() {
  Compiled compiled;
  for (const ClaimRow& row : claim_rows()) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(256 << 10);
    std::string pattern(row.shown.pattern);
    if (row.place == Place::kTail) pattern = "(?:" + pattern + R"()\s*$)";
    compiled[static_cast<std::size_t>(row.place)].push_back(
        {&row, split_triggers(row.triggers),
         std::make_unique<const LazyPattern>(std::move(pattern), options)});
  }
  return compiled;
}

}  // namespace

TripleSet::TripleSet(std::string_view text) {
  for (std::size_t at = 0; at + 3 <= text.size(); ++at) seen_.set(triple_at(text, at));
}

bool TripleSet::may_hold(std::string_view words) const noexcept {
  for (std::size_t at = 0; at + 3 <= words.size(); ++at) {
    if (!seen_.test(triple_at(words, at))) return false;
  }
  return true;  // also for words of one or two bytes: those are rare enough to be tried
}

const std::vector<ClaimRow>& claim_rows() {
  static const std::vector<ClaimRow> rows = all_rows();
  return rows;
}

const std::vector<CompiledRow>& compiled_rows(Place place) {
  static const Compiled compiled = compile();
  return compiled[static_cast<std::size_t>(place)];
}

const std::vector<ClaimPattern>& claim_patterns() {
  static const std::vector<ClaimPattern> patterns = [] {
    std::vector<ClaimPattern> list;
    for (const ClaimRow& row : claim_rows()) list.push_back(row.shown);
    return list;
  }();
  return patterns;
}

}  // namespace storyfold::crawler::parse
