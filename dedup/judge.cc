#include "dedup/judge.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>

#include "dedup/fingerprint.h"
#include "dedup/headline.h"
#include "dedup/measure.h"

namespace storyfold::dedup {
namespace {

using config::DedupSettings;
using std::chrono::seconds;

// The thresholds below were read off labelled pairs of real flashes and articles
// (docs/folding.md, "How the rule was found"); those an operator may want to move are settings.
constexpr double kLooksAlike = 0.45;  // containment under which texts are not even aligned
constexpr double kRevisionLooksAlike = 0.2;
constexpr double kMinCovered = 0.6;            // tokens of the shorter that stand in the longer
constexpr double kSameFrameCovered = 0.75;     // words alike whatever the figures in them
constexpr double kCoveredThoughEdited = 0.85;  // makes up for a low containment: many small edits
constexpr std::uint32_t kMediumTokens = 150;   // under it one slot or figure makes another story
constexpr std::uint32_t kLongTokens = 400;
constexpr double kMaxReplacedMedium = 0.16;
constexpr double kMaxReplacedLong = 0.3;
constexpr double kMaxSwappedShort = 0.10;
constexpr double kMaxSwappedMedium = 0.08;
constexpr std::uint32_t kRoundUpTimes = 3;  // a round-up is that much longer than what it quotes
constexpr std::uint32_t kLeadTokens = 30;   // an excerpt starts where the article starts
constexpr seconds kMediumWindow = std::chrono::hours{24 * 7};

std::optional<seconds> time_between(const Side& a, const Side& b) {
  if (!a.published.known() || !b.published.known()) return std::nullopt;
  const auto difference = a.published.at - b.published.at;
  return difference < seconds{0} ? -difference : difference;
}

bool same_headline(const Side& a, const Side& b) {
  return a.headline_hash != 0 && a.headline_hash == b.headline_hash;
}

// Is the time between two texts of `tokens` tokens short enough for one story? Short texts repeat
// to the letter day after day; long ones do not.
bool near_in_time(const Side& a, const Side& b, std::uint32_t tokens,
                  const DedupSettings& settings) {
  if (tokens >= kMediumTokens) return true;
  const auto apart = time_between(a, b);
  if (!apart) return tokens >= settings.short_tokens || same_headline(a, b);
  if (tokens >= settings.short_tokens) return *apart <= kMediumWindow;
  return *apart <= settings.short_window;
}

void fill_matches(const Measured& measured, const MatchingForm& ours, const MatchingForm& theirs,
                  Evidence& evidence) {
  constexpr std::size_t kKept = 4;
  std::vector<Hunk> equal;
  std::copy_if(measured.hunks.begin(), measured.hunks.end(), std::back_inserter(equal),
               [](const Hunk& hunk) { return hunk.kind == HunkKind::kEqual; });
  std::stable_sort(equal.begin(), equal.end(), [](const Hunk& a, const Hunk& b) {
    return a.a_end - a.a_begin > b.a_end - b.a_begin;
  });
  if (equal.size() > kKept) equal.resize(kKept);
  std::sort(equal.begin(), equal.end(),
            [](const Hunk& a, const Hunk& b) { return a.a_begin < b.a_begin; });
  for (const Hunk& hunk : equal) {
    evidence.matches.push_back(
        {{ours.bytes[hunk.a_begin].begin, ours.bytes[hunk.a_end - 1].end},
         {theirs.bytes[hunk.b_begin].begin, theirs.bytes[hunk.b_end - 1].end}});
  }
}

Evidence evidence_of(const Measured& measured, const Side& ours, const Side& theirs,
                     bool with_places) {
  constexpr std::size_t kKept = 4;
  const Measures& m = measured.measures;
  Evidence evidence;
  evidence.other = theirs.item;
  evidence.containment = m.containment;
  evidence.coverage = m.covered_longer();
  evidence.numbers_shared = m.numbers_shared();
  evidence.number_conflicts = m.conflict_ratio();
  evidence.replaced = m.replaced();
  evidence.simhash_distance =
      ours.simhash == 0 || theirs.simhash == 0 ? 64 : distance_bits(ours.simhash, theirs.simhash);
  if (!with_places) return evidence;
  fill_matches(measured, *ours.form, *theirs.form, evidence);
  for (const ConflictingNumbers& pair : measured.conflicting) {
    if (evidence.conflicts.size() == kKept) break;
    evidence.conflicts.push_back({written_number(*ours.form, ours.form->numbers[pair.ours]),
                                  written_number(*theirs.form, theirs.form->numbers[pair.theirs])});
  }
  return evidence;
}

// Where the longer text starts to say what the shorter says, in its tokens.
std::uint32_t first_match_in_longer(const Measured& measured) {
  for (const Hunk& hunk : measured.hunks) {
    if (hunk.kind != HunkKind::kEqual) continue;
    return measured.measures.ours_shorter ? hunk.b_begin : hunk.a_begin;
  }
  return 0;
}

bool quotes_among_others(const Measured& measured) {
  const Measures& m = measured.measures;
  if (m.longer_tokens < kMediumTokens || m.longer_tokens < kRoundUpTimes * m.shorter_tokens) {
    return false;
  }
  return first_match_in_longer(measured) > kLeadTokens;
}

// Which part of the rule speaks against one story, or nullptr.
const char* objection(const Measures& m, const DedupSettings& settings) {
  const bool brief = m.shorter_tokens < kMediumTokens;
  if (m.conflicts > 0 && (brief || m.conflict_ratio() > settings.max_number_conflicts)) {
    return "numbers differ where the words are the same";
  }
  if (m.date_conflicts > 0 && (brief || m.conflict_ratio() > settings.max_number_conflicts)) {
    return "dates differ where the words are the same";
  }
  if (m.numbers >= 2 && m.numbers_shared() < settings.min_numbers_shared) {
    return "most numbers of the shorter text are missing in the longer";
  }
  const double swapped = m.shorter_tokens == 0 ? 0
                                               : static_cast<double>(m.swapped_tokens) /
                                                     static_cast<double>(m.shorter_tokens);
  if (m.shorter_tokens < settings.short_tokens && swapped > kMaxSwappedShort) {
    return "a short text with other words in the same place";
  }
  if (brief && m.shorter_tokens >= settings.short_tokens && swapped > kMaxSwappedMedium) {
    return "other names or words in the same places";
  }
  if (m.replaced() >
      (m.shorter_tokens < kLongTokens && brief ? kMaxReplacedMedium : kMaxReplacedLong)) {
    return "too much of the shorter text is said otherwise";
  }
  return nullptr;
}

PairKind kind_by_length(const Measures& m) {
  // Within a tenth of each other both are the whole text.
  if (m.longer_tokens <= m.shorter_tokens + std::max(6U, m.shorter_tokens / 10)) {
    return PairKind::kRepost;
  }
  return m.ours_shorter ? PairKind::kExcerpt : PairKind::kExpanded;
}

PairVerdict judge_empty(const Side& ours, const Side& theirs, const DedupSettings& settings) {
  PairVerdict verdict;
  verdict.evidence.other = theirs.item;
  const bool both = ours.form->tokens.empty() && theirs.form->tokens.empty();
  const auto apart = time_between(ours, theirs);
  if (both && same_headline(ours, theirs) && apart && *apart <= settings.short_window) {
    verdict.kind = PairKind::kCopy;
    verdict.evidence.reason = "both without body, same headline, near in time";
  } else {
    verdict.evidence.reason = "no text to compare";
  }
  return verdict;
}

bool equal_forms(const MatchingForm& a, const MatchingForm& b) {
  return a.tokens.size() == b.tokens.size() && same_text(a, b);
}

PairVerdict judge_equal(const Side& ours, const Side& theirs, const DedupSettings& settings) {
  PairVerdict verdict;
  Evidence& evidence = verdict.evidence;
  const auto tokens = static_cast<std::uint32_t>(ours.form->tokens.size());
  evidence.other = theirs.item;
  evidence.containment = evidence.coverage = 1;
  evidence.simhash_distance = 0;
  evidence.matches.push_back({{ours.form->bytes.front().begin, ours.form->bytes.back().end},
                              {theirs.form->bytes.front().begin, theirs.form->bytes.back().end}});
  if (near_in_time(ours, theirs, tokens, settings)) {
    verdict.kind = PairKind::kCopy;
    evidence.reason = "same matching form";
  } else {
    verdict.kind = PairKind::kSameFrame;
    evidence.reason = "same words, but a short text that repeats at another time";
  }
  return verdict;
}

// Ours and theirs come from one URL: a changed text there is a revision, also when figures moved.
bool is_revision(const Side& ours, const Side& theirs, const Measures& m) {
  if (!ours.same_url && !theirs.same_url) return false;
  return m.covered() >= kSameFrameCovered || (m.covered() >= kMinCovered && m.containment >= 0.5);
}

PairKind decide(const Measured& measured, const Side& ours, const Side& theirs,
                const DedupSettings& settings, const char*& reason) {
  const Measures& m = measured.measures;
  if (is_revision(ours, theirs, m)) {
    reason = "one URL, text changed";
    return kind_by_length(m);
  }
  const bool alike =
      m.covered() >= kMinCovered && (m.containment >= settings.min_containment ||
                                     (m.covered() >= kCoveredThoughEdited && m.containment >= 0.5));
  if (!alike) {
    // A template keeps its frame and loses its shingles wherever a figure or a name stands.
    const bool frame = m.covered() >= 0.7 && m.covered_longer() >= 0.6 && m.conflicts > 0;
    reason = frame ? "the frame is the same, the figures are not" : "too little in common";
    return frame ? PairKind::kSameFrame : PairKind::kUnrelated;
  }
  if (const char* why = objection(m, settings)) {
    reason = why;
    return m.covered_longer() >= 0.5 ? PairKind::kSameFrame : PairKind::kUnrelated;
  }
  if (quotes_among_others(measured)) {
    reason = "the shorter text is one part among others of the longer";
    return m.ours_shorter ? PairKind::kQuotedBy : PairKind::kContains;
  }
  if (!near_in_time(ours, theirs, m.shorter_tokens, settings)) {
    reason = "alike, but too far apart in time for so short a text";
    return PairKind::kSameFrame;
  }
  const PairKind kind = kind_by_length(m);
  reason = kind == PairKind::kRepost    ? "near copies, numbers agree"
           : kind == PairKind::kExcerpt ? "part of the longer text, numbers agree"
                                        : "the shorter text and more, numbers agree";
  return kind;
}

PairVerdict judge_texts(const Side& ours, const Side& theirs, const DedupSettings& settings) {
  if (ours.form->tokens.empty() || theirs.form->tokens.empty()) {
    return judge_empty(ours, theirs, settings);
  }
  if (equal_forms(*ours.form, *theirs.form)) return judge_equal(ours, theirs, settings);
  PairVerdict verdict;
  const double containment = containment_of(*ours.form, *theirs.form);
  const bool one_url = ours.same_url || theirs.same_url;
  if (containment < (one_url ? kRevisionLooksAlike : kLooksAlike)) {
    verdict.evidence.other = theirs.item;
    verdict.evidence.containment = containment;
    verdict.evidence.reason = "too little in common";
    return verdict;
  }
  const Measured measured = measure(*ours.form, *theirs.form, containment);
  const char* reason = "";
  verdict.kind = decide(measured, ours, theirs, settings, reason);
  verdict.evidence = evidence_of(measured, ours, theirs, verdict.kind != PairKind::kUnrelated);
  verdict.evidence.reason = reason;
  return verdict;
}

const MatchingForm& longer_form(const Side& a, const Side& b) {
  return a.form->tokens.size() < b.form->tokens.size() ? *b.form : *a.form;
}

}  // namespace

std::string_view to_string(PairKind kind) {
  switch (kind) {
    case PairKind::kUnrelated:
      return "unrelated";
    case PairKind::kSameFrame:
      return "same-frame";
    case PairKind::kContains:
      return "contains";
    case PairKind::kQuotedBy:
      return "quoted-by";
    case PairKind::kCopy:
      return "copy";
    case PairKind::kRepost:
      return "repost";
    case PairKind::kExcerpt:
      return "excerpt";
    case PairKind::kExpanded:
      return "expanded";
  }
  return "unknown";
}

bool asks_for_headlines(const PairVerdict& verdict, const Side& ours, const Side& theirs,
                        const DedupSettings& settings) {
  const std::size_t tokens = std::min(ours.form->tokens.size(), theirs.form->tokens.size());
  return folds(verdict.kind) && tokens < settings.short_tokens && !ours.same_url &&
         !theirs.same_url && ours.headline_hash != 0 && theirs.headline_hash != 0 &&
         ours.headline_hash != theirs.headline_hash;
}

PairVerdict judge_pair(const Side& ours, const Side& theirs, const DedupSettings& settings) {
  PairVerdict verdict = judge_texts(ours, theirs, settings);
  if (asks_for_headlines(verdict, ours, theirs, settings) && !ours.headline.empty() &&
      !theirs.headline.empty() &&
      !headlines_agree(ours.headline, theirs.headline, longer_form(ours, theirs))) {
    verdict.kind = PairKind::kSameFrame;
    verdict.evidence.reason = "a short text that stands under other headlines, too";
  }
  return verdict;
}

}  // namespace storyfold::dedup
