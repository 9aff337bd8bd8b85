#include "crawler/parse/claims_match.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "crawler/parse/claims_credits.h"
#include "crawler/parse/claims_names.h"
#include "crawler/parse/claims_text.h"
#include "crawler/parse/outlet.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

constexpr std::size_t kMaxLineBytes = 600;
constexpr std::size_t kMaxLeadBytes = 240;
constexpr std::size_t kMaxInsideBytes = 200;
constexpr std::size_t kMaxTailBytes = 300;

// At most `bytes` from `at`, ending on a character border.
std::string_view window(std::string_view text, std::size_t at, std::size_t bytes) {
  std::size_t end = std::min(text.size(), at + bytes);
  while (end < text.size() && end > at && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  return text.substr(at, end - at);
}

bool is_nobody(std::string_view name) {
  static const RE2 kNobody(
      "(?:初步|了解|介绍|最新|不完全|统计|预测|有关|相关|此|其|悉|报道|消息|媒体|规定|要求|当地|"
      "记者|本报记者|今日|昨日|"
      "日前|近日|好|快|简|最新消息|多方|公开|上述|以上|该|这|每日|同期|历史|财务|基础|大|本|目前)");
  return name.empty() || RE2::FullMatch(piece(name), kNobody);
}

// A clause that happens to end like an outlet: "据海港网", "周一早报".
bool is_no_agency(std::string_view name) {
  static const RE2 kClause(
      "(?:另?据|據|从|由|在|对|多|周[一二三四五六日]|近|昨|今天|今日|记者|好|快|最新|(?:January|"
      "February|March|April|May|June|"
      "July|August|September|October|November|December)\\b).*");
  return is_nobody(name) || RE2::FullMatch(piece(name), kClause);
}

// "国家卫健委最新" cites 国家卫健委.
std::string cited_name(std::string_view text) {
  std::string name = outlet_name(text);
  static const RE2 kTail(
      R"((?:此前|最新|近日|实时|数据|不完全|预报|报价|盯盘|今日|昨日|早前|日前|当日|当天|\.)+$)");
  static const RE2 kBigData(".*大数据");
  if (!RE2::FullMatch(name, kBigData)) RE2::Replace(&name, kTail, "");
  static const RE2 kClause("(?:对|在|从|该|这|他|她|其).*");
  return RE2::FullMatch(name, kClause) ? std::string() : name;
}

bool is_no_source(std::string_view note) {
  static const RE2 kNoSource(
      R"((?i:完|全文完|待续|未完待续|附.{0,3}表|附?图|如图|见图|下同|注|首发|独家|节选|全文|视频|图片|续|photo|video|end|more)|.*(?:微博视频|编译|整理|供图|表格|图表)|\d+[日月年%例人元号时点].*|[\d\s.,%-]+)");
  return RE2::FullMatch(piece(note), kNoSource);
}

// "蓝鲸新闻 翟智超", "王云娜", "新华社": the note in brackets at the end of a flash.
std::vector<FoundClaim> read_source_note(std::string_view note, std::size_t begin,
                                         std::size_t end) {
  note = trim(note);
  if (is_no_source(note) || has_sentence_end(note)) return {};
  if (looks_like_person(note)) return {{ClaimKind::kReporter, std::string(note), begin, end}};
  const std::size_t space = note.find(' ');
  if (space != std::string_view::npos) {
    const std::string_view first = note.substr(0, space);
    std::vector<std::string> people = split_people(note.substr(space));
    const bool outlet = looks_like_outlet(first) && !people.empty() && people.size() <= 3;
    if (outlet) {
      std::vector<FoundClaim> claims{{ClaimKind::kSource, std::string(first), begin, end}};
      for (std::string& name : people) {
        claims.push_back({ClaimKind::kReporter, std::move(name), begin, end});
      }
      return claims;
    }
  }
  std::string name = outlet_name(note);
  if (name.empty()) return {};
  return {{ClaimKind::kSource, std::move(name), begin, end}};
}

void add_credits(std::string_view whole, std::string_view credits,
                 std::vector<FoundClaim>& claims) {
  if (trim(credits).empty()) return;
  if (auto match = credits_of(credits, credits, TripleSet(credits))) {
    const std::size_t shift = offset_in(whole, credits);
    for (FoundClaim& claim : match->claims) {
      claim.begin += shift;
      claim.end += shift;
      claims.push_back(std::move(claim));
    }
  }
}

// The claims of a match whose groups are known. Empty: the name is none, the row does not take it.
std::vector<FoundClaim> claims_of(const ClaimRow& row, std::string_view text,
                                  const std::vector<re2::StringPiece>& groups) {
  const std::string_view all = view(groups[0]);
  const std::size_t begin = offset_in(text, all);
  const std::size_t end = begin + trim(all).size();
  const auto group = [&](std::size_t i) {
    return i < groups.size() ? view(groups[i]) : std::string_view{};
  };
  std::vector<FoundClaim> claims;
  std::string name;
  switch (row.naming) {
    case Naming::kCredits: {
      const bool tail = row.place == Place::kTail;
      add_credits(text, trim(group(tail ? 2 : 1)), claims);
      return claims;
    }
    case Naming::kAgency:
      name = agency_name(group(1));
      break;
    case Naming::kCited:
      name = cited_name(group(1));
      break;
    case Naming::kTitle:
      name = std::string(trim(group(1)));
      break;
    default:
      if (row.place == Place::kTail) {
        const std::size_t quote = offset_in(text, group(1));
        return read_source_note(group(2), quote, quote + group(1).size());
      }
      name = outlet_name(group(1));
  }
  const bool speaks = row.naming == Naming::kAgency || row.naming == Naming::kOutlet;
  if (!row.kind || (speaks ? is_no_agency(name) : is_nobody(name))) return {};
  claims.push_back({*row.kind, std::move(name), begin, end});
  for (std::size_t i = 2; i < groups.size(); ++i) add_credits(text, group(i), claims);
  return claims;
}

bool match_row(const CompiledRow& row, std::string_view text, std::size_t at, RE2::Anchor anchor,
               std::vector<re2::StringPiece>& groups) {
  const RE2& pattern = row.pattern->get();
  groups.assign(static_cast<std::size_t>(pattern.NumberOfCapturingGroups()) + 1, {});
  return pattern.Match(piece(text), at, text.size(), anchor, groups.data(),
                       static_cast<int>(groups.size()));
}

// `inner` is the line without_brackets().
std::optional<Match> try_line(const CompiledRow& row, std::string_view line, std::string_view inner,
                              const TripleSet& triples) {
  std::vector<re2::StringPiece> groups;
  if (!triggered(row, inner, triples) || !match_row(row, inner, 0, RE2::ANCHOR_BOTH, groups)) {
    return std::nullopt;
  }
  Match match{{row.row}, 0, line.size(), {}};
  if (row.row->kind) {
    match.claims = claims_of(*row.row, line, groups);
    if (match.claims.empty()) return std::nullopt;
  }
  return match;
}

std::optional<Match> try_lead(const CompiledRow& row, std::string_view paragraph,
                              const TripleSet& triples, std::size_t at) {
  const std::string_view region = window(paragraph, at, kMaxLeadBytes);
  std::vector<re2::StringPiece> groups;
  if (!triggered(row, region, triples) || !match_row(row, region, 0, RE2::ANCHOR_START, groups)) {
    return std::nullopt;
  }
  Match match{{row.row}, at, at + groups[0].size(), claims_of(*row.row, region, groups)};
  if (match.claims.empty()) return std::nullopt;
  for (FoundClaim& claim : match.claims) {
    claim.begin += at;
    claim.end += at;
  }
  return match;
}

std::optional<Match> try_tail(const CompiledRow& row, std::string_view paragraph,
                              const TripleSet& triples) {
  std::size_t from = paragraph.size() - std::min(paragraph.size(), kMaxTailBytes);
  while (from > 0 && (static_cast<unsigned char>(paragraph[from]) & 0xC0) == 0x80) --from;
  const std::string_view region = paragraph.substr(from);
  std::vector<re2::StringPiece> groups;
  if (!triggered(row, region, triples) || !match_row(row, region, 0, RE2::UNANCHORED, groups)) {
    return std::nullopt;
  }
  const std::size_t begin = from + offset_in(region, view(groups[1]));
  Match match{{row.row}, begin, begin + groups[1].size(), claims_of(*row.row, region, groups)};
  if (match.claims.empty()) return std::nullopt;
  for (FoundClaim& claim : match.claims) {
    claim.begin += from;
    claim.end += from;
  }
  return match;
}

// A clause may start here: not inside a word ("数据", "based according to").
bool starts_clause(std::string_view text, std::size_t at) {
  if (at == 0) return true;
  const std::string_view before =
      text.substr(last_code_point(text.substr(0, at)), at - last_code_point(text.substr(0, at)));
  return one_of(before, " ，。；：！？、“”‘’「」『』（）()【】《》,.;:!?—…-\"'");
}

void find_inside(const CompiledRow& row, std::string_view paragraph, const TripleSet& triples,
                 std::size_t from, std::vector<Match>& out) {
  std::vector<re2::StringPiece> groups;
  for (const std::string_view trigger : row.triggers) {
    if (!triples.may_hold(trigger)) continue;
    for (std::size_t at = paragraph.find(trigger, from); at != std::string_view::npos;
         at = paragraph.find(trigger, at + trigger.size())) {
      if (!starts_clause(paragraph, at)) continue;
      const std::string_view region = window(paragraph, at, kMaxInsideBytes);
      if (!match_row(row, region, 0, RE2::ANCHOR_START, groups)) continue;
      Match match{{row.row}, at, at + groups[0].size(), claims_of(*row.row, region, groups)};
      if (match.claims.empty()) continue;
      for (FoundClaim& claim : match.claims) {
        claim.begin += at;
        claim.end += at;
      }
      out.push_back(std::move(match));
    }
  }
}

bool reaches(Reach reach, bool near_start, bool near_end) {
  switch (reach) {
    case Reach::kAll:
      return true;
    case Reach::kEdges:
      return near_start || near_end;
    default:
      return near_end;
  }
}

bool ends_in_bracket(std::string_view paragraph) {
  std::string_view text = trim(paragraph);
  if (text.empty()) return false;
  std::size_t last = last_code_point(text);
  if (one_of(text.substr(last), "。.")) {
    text = text.substr(0, last);
    if (text.empty()) return false;
    last = last_code_point(text);
  }
  return one_of(text.substr(last), "）)】]");
}

}  // namespace

std::optional<Match> match_line(std::string_view line, const TripleSet& triples, bool near_start,
                                bool near_end) {
  if (line.size() > kMaxLineBytes) return std::nullopt;
  const std::string_view inner = without_brackets(line);
  if (line.size() <= kMaxCreditBytes) {
    if (auto credits = credits_of(line, inner, triples)) return credits;
  }
  for (const CompiledRow& row : compiled_rows(Place::kLine)) {
    if (!reaches(row.row->reach, near_start, near_end)) continue;
    if (auto match = try_line(row, line, inner, triples)) return match;
  }
  return std::nullopt;
}

std::optional<Match> match_lead(std::string_view paragraph, const TripleSet& triples,
                                std::size_t at) {
  for (const CompiledRow& row : compiled_rows(Place::kLead)) {
    if (auto match = try_lead(row, paragraph, triples, at)) return match;
  }
  return std::nullopt;
}

std::vector<Match> match_inside(std::string_view paragraph, const TripleSet& triples,
                                std::size_t at) {
  std::vector<Match> found;
  for (const CompiledRow& row : compiled_rows(Place::kInside)) {
    find_inside(row, paragraph, triples, at, found);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Match& a, const Match& b) { return a.begin < b.begin; });
  std::vector<Match> kept;
  for (Match& match : found) {
    if (kept.empty() || match.begin >= kept.back().end) kept.push_back(std::move(match));
  }
  return kept;
}

std::optional<Match> match_tail(std::string_view paragraph, const TripleSet& triples) {
  if (!ends_in_bracket(paragraph)) return std::nullopt;
  for (const CompiledRow& row : compiled_rows(Place::kTail)) {
    if (auto match = try_tail(row, paragraph, triples)) return match;
  }
  return std::nullopt;
}

std::optional<Match> match_hint(std::string_view hint) {
  if (hint.empty()) return std::nullopt;
  for (const CompiledRow& row : compiled_rows(Place::kHint)) {
    if (RE2::FullMatch(piece(hint), row.pattern->get()))
      return Match{{row.row}, 0, hint.size(), {}};
  }
  return std::nullopt;
}

bool row_takes(const ClaimRow& row, std::string_view text) {
  const auto& rows = compiled_rows(row.place);
  const auto compiled = std::find_if(rows.begin(), rows.end(), [&](const CompiledRow& candidate) {
    return candidate.row == &row;
  });
  if (compiled == rows.end()) return false;
  switch (row.place) {
    case Place::kField: {
      const auto match = match_credits(text);
      return match && std::find(match->rows.begin(), match->rows.end(), &row) != match->rows.end();
    }
    case Place::kLine:
      return try_line(*compiled, text, without_brackets(text), TripleSet(text)).has_value();
    case Place::kLead:
      return try_lead(*compiled, text, TripleSet(text), 0).has_value();
    case Place::kInside: {
      std::vector<Match> found;
      find_inside(*compiled, text, TripleSet(text), 0, found);
      return !found.empty();
    }
    case Place::kTail:
      return ends_in_bracket(text) && try_tail(*compiled, text, TripleSet(text)).has_value();
    case Place::kHint:
      return RE2::FullMatch(piece(text), compiled->pattern->get());
  }
  return false;
}

}  // namespace storyfold::crawler::parse
