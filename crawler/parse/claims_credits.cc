#include "crawler/parse/claims_credits.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "core/ascii.h"
#include "crawler/parse/claims_names.h"
#include "crawler/parse/claims_text.h"
#include "crawler/parse/outlet.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

constexpr std::size_t kMaxPlainValueCharacters = 30;
constexpr std::size_t kMaxBylineCharacters = 20;

struct Label {
  const ClaimRow* row;
  std::size_t begin;
  std::size_t end;
  std::string_view outlet;  // 财联社 of "财联社记者"
};

constexpr std::string_view kBetweenCredits = " ，,；;｜|/／丨、。.·\t";

// Separators and the dates that stand behind a name.
std::string_view credit_value(std::string_view value) {
  value = trim(value);
  while (!value.empty()) {
    const std::size_t last = last_code_point(value);
    if (!one_of(value.substr(last), kBetweenCredits)) break;
    value = trim(value.substr(0, last));
  }
  if (std::none_of(value.begin(), value.end(), is_digit)) return value;
  static const RE2 kDate(
      R"((.*?)[\s|·•,-]+(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}.*|\d{4}[-/.年].*))");
  re2::StringPiece before;
  if (RE2::FullMatch(piece(value), kDate, &before)) return trim(view(before));
  return value;
}

std::vector<Label> find_labels(std::string_view text, const TripleSet& triples) {
  std::vector<const CompiledRow*> rows;
  for (const CompiledRow& row : compiled_rows(Place::kField)) {
    if (triggered(row, text, triples)) rows.push_back(&row);
  }
  std::vector<Label> labels;
  bool at_border = true;
  for (std::size_t at = 0; at < text.size() && !rows.empty();) {
    bool found = false;
    for (const CompiledRow* row : rows) {
      if (!at_border) break;
      const RE2& pattern = row->pattern->get();
      std::array<re2::StringPiece, 2> groups;
      // Most labels do not stand where they are tried, which RE2 finds out several times as fast
      // when nobody asks for the groups.
      if (!pattern.Match(piece(text), at, text.size(), RE2::ANCHOR_START, nullptr, 0) ||
          !pattern.Match(piece(text), at, text.size(), RE2::ANCHOR_START, groups.data(),
                         std::min(2, 1 + pattern.NumberOfCapturingGroups()))) {
        continue;
      }
      labels.push_back({row->row, at, at + groups[0].size(), view(groups[1])});
      at += groups[0].size();
      found = true;
      break;
    }
    if (labels.empty()) break;  // a credit line starts with a label
    if (found) {
      at_border = true;
      continue;
    }
    const std::string_view character = character_at(text, at);
    at_border = one_of(character, kBetweenCredits) || one_of(character, "）)");
    at += character.size();
  }
  return labels;
}

// Behind the date and time that many source lines begin with.
std::string_view behind_date(std::string_view line) {
  if (line.empty() || !is_digit(line.front())) return line;
  static const RE2 kDate(
      R"(\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}(?:\s?日)?(?:\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?[\s|｜]+)");
  re2::StringPiece found;
  if (!kDate.Match(piece(line), 0, line.size(), RE2::ANCHOR_START, &found, 1)) return line;
  return line.substr(found.size());
}

// What `value` says under this label; false when it does not fit it.
bool read_value(const ClaimRow& row, std::string_view value, std::vector<std::string>& names) {
  switch (row.naming) {
    case Naming::kOutlet: {
      std::string name = outlet_name(value);
      if (name.empty()) return false;
      names.push_back(std::move(name));
      return true;
    }
    case Naming::kPeople: {
      names = split_people(value);
      if (!names.empty()) return true;
      if (row.kind != ClaimKind::kAuthor || count_code_points(value) > kMaxBylineCharacters) {
        return false;
      }
      // Accounts write under their name: 作者：港湾观察.
      std::string name = outlet_name(value);
      if (!looks_like_outlet(name)) return false;
      names.push_back(std::move(name));
      return true;
    }
    case Naming::kTitle:
      return count_code_points(value) <= kMaxPlainValueCharacters &&
             value.find_first_of("0123456789") != std::string_view::npos;
    default:
      return count_code_points(value) <= kMaxPlainValueCharacters && !has_sentence_end(value);
  }
}

bool may_be_pen_name(const Label& label, std::string_view value) {
  return label.row->kind == ClaimKind::kAuthor && !has_sentence_end(value) &&
         count_code_points(value) <= kMaxBylineCharacters;
}

}  // namespace

std::string_view without_brackets(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kPairs{
      {{"（", "）"}, {"(", ")"}, {"【", "】"}, {"[", "]"}}};
  text = trim(text);
  while (!text.empty() && one_of(character_at(text, 0), "▌■●◆▶►★☆※*")) {
    text = trim(text.substr(character_at(text, 0).size()));
  }
  for (const auto& [open, close] : kPairs) {
    if (text.size() <= open.size() + close.size() || text.substr(0, open.size()) != open ||
        text.substr(text.size() - close.size()) != close) {
      continue;
    }
    const std::string_view inner =
        text.substr(open.size(), text.size() - open.size() - close.size());
    if (inner.find(open) == std::string_view::npos && inner.find(close) == std::string_view::npos) {
      return trim(inner);
    }
  }
  return text;
}

std::optional<Match> credits_of(std::string_view whole, std::string_view inner,
                                const TripleSet& triples) {
  inner = behind_date(inner);
  const std::vector<Label> labels = find_labels(inner, triples);
  if (labels.empty()) return std::nullopt;
  bool pen_name = false;
  const std::size_t shift = offset_in(whole, inner);
  Match match{{}, 0, whole.size(), {}};
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const Label& label = labels[i];
    const std::size_t next = i + 1 < labels.size() ? labels[i + 1].begin : inner.size();
    const std::string_view value = credit_value(inner.substr(label.end, next - label.end));
    const std::string_view head = trim(inner.substr(label.begin, label.end - label.begin));
    std::vector<std::string> names;
    if (value.empty()) {
      // "责任编辑：" with the name lost is still no part of the text; "记者" alone is a word.
      if (!one_of(head.substr(last_code_point(head)), ":：|｜/／丨")) return std::nullopt;
    } else if (!read_value(*label.row, value, names)) {
      if (!may_be_pen_name(label, value)) return std::nullopt;
      pen_name = true;
    }
    const std::size_t begin = shift + offset_in(inner, head);
    const std::size_t end =
        value.empty() ? begin + head.size() : shift + offset_in(inner, value) + value.size();
    if (std::string outlet = outlet_name(label.outlet); !outlet.empty() && !is_own_outlet(outlet)) {
      match.claims.push_back({ClaimKind::kSource, std::move(outlet), begin, end});
    }
    for (std::string& name : names) {
      if (label.row->kind) match.claims.push_back({*label.row->kind, std::move(name), begin, end});
    }
    match.rows.push_back(label.row);
  }
  // A writer whom no rule knows for one is believed beside a source.
  const bool sourced = std::any_of(match.claims.begin(), match.claims.end(), [](const auto& claim) {
    return claim.kind == ClaimKind::kSource;
  });
  if (pen_name && !sourced) return std::nullopt;
  return match;
}

std::optional<Match> match_credits(std::string_view text) {
  if (text.size() > kMaxCreditBytes) return std::nullopt;
  return credits_of(text, without_brackets(text), TripleSet(text));
}

}  // namespace storyfold::crawler::parse
