#include "dedup/align.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>

namespace storyfold::dedup {
namespace {

using Tokens = std::span<const std::uint32_t>;

// All numbers align with each other: whether they agree is judged afterwards, so that a template
// with other figures still aligns word by word.
constexpr std::uint32_t kAnyNumber = 0x6E756D00;

std::vector<std::uint32_t> with_numbers_alike(const MatchingForm& form) {
  std::vector<std::uint32_t> tokens = form.tokens;
  for (const Number& number : form.numbers) tokens[number.token] = kAnyNumber;
  return tokens;
}

struct Run {  // equal tokens a[a_begin..+size) and b[b_begin..+size)
  std::uint32_t a = 0, b = 0, size = 0;
};

constexpr std::uint32_t kAnchorTokens = 4;
constexpr std::size_t kMaxCells = 1U << 16;    // of one dynamic-programming table
constexpr std::size_t kSmallCells = 1U << 12;  // under it anchors cost more than they save

std::uint64_t shingle(Tokens tokens, std::size_t at) {
  std::uint64_t h = 0;
  for (std::size_t i = 0; i < kAnchorTokens; ++i) h = (h ^ tokens[at + i]) * 0x9E3779B97F4A7C15ULL;
  return h ^ (h >> 31);
}

// Longest increasing subsequence of b over anchors in order of a (patience sorting).
std::vector<Run> increasing(const std::vector<Run>& anchors) {
  std::vector<std::size_t> piles;
  std::vector<std::size_t> previous(anchors.size(), std::numeric_limits<std::size_t>::max());
  for (std::size_t i = 0; i < anchors.size(); ++i) {
    const auto pile =
        std::lower_bound(piles.begin(), piles.end(), anchors[i].b,
                         [&](std::size_t top, std::uint32_t b) { return anchors[top].b < b; });
    if (pile != piles.begin()) previous[i] = *(pile - 1);
    if (pile == piles.end()) {
      piles.push_back(i);
    } else {
      *pile = i;
    }
  }
  std::vector<Run> result;
  if (piles.empty()) return result;
  for (std::size_t i = piles.back(); i != std::numeric_limits<std::size_t>::max();
       i = previous[i]) {
    result.push_back(anchors[i]);
  }
  std::reverse(result.begin(), result.end());
  return result;
}

// Where each 4-token shingle stands in two texts, as long as it does so once: a hash table with
// linear probing, at most three quarters full.
class ShinglePlaces {
 public:
  ShinglePlaces(Tokens a, Tokens b) : slots_(std::bit_ceil((a.size() + b.size()) * 4 / 3 + 1)) {
    for (std::uint32_t i = 0; i + kAnchorTokens <= a.size(); ++i) note(a, i, &Slot::in_a);
    for (std::uint32_t i = 0; i + kAnchorTokens <= b.size(); ++i) note(b, i, &Slot::in_b);
  }

  // Where the shingle at `at` of the first text stands in the second; none when it stands several
  // times in either.
  [[nodiscard]] std::optional<std::uint32_t> in_second(Tokens a, std::uint32_t at) const {
    const Slot& slot = slots_[find(shingle(a, at))];
    if (slot.in_a >= kSeveral || slot.in_b == kNone || slot.in_b == kSeveral) return std::nullopt;
    return slot.in_b;
  }

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  static constexpr std::uint32_t kSeveral = kNone - 1;
  struct Slot {
    std::uint64_t shingle = 0;
    std::uint32_t in_a = kNone;
    std::uint32_t in_b = kNone;
  };

  [[nodiscard]] std::size_t find(std::uint64_t wanted) const {
    std::size_t at = wanted & (slots_.size() - 1);
    while (slots_[at].shingle != wanted && (slots_[at].in_a != kNone || slots_[at].in_b != kNone)) {
      at = (at + 1) & (slots_.size() - 1);
    }
    return at;
  }

  void note(Tokens tokens, std::uint32_t at, std::uint32_t Slot::*place) {
    const std::uint64_t wanted = shingle(tokens, at);
    Slot& slot = slots_[find(wanted)];
    slot.shingle = wanted;
    slot.*place = slot.*place == kNone ? at : kSeveral;
  }

  std::vector<Slot> slots_;
};

// Shingles that occur once in each text and in the same order in both.
std::vector<Run> anchors_of(Tokens a, Tokens b) {
  if (a.size() < kAnchorTokens || b.size() < kAnchorTokens) return {};
  const ShinglePlaces places(a, b);
  std::vector<Run> found;
  for (std::uint32_t i = 0; i + kAnchorTokens <= a.size(); ++i) {
    const auto in_b = places.in_second(a, i);
    if (!in_b) continue;
    const auto from_a = a.begin() + i;
    if (std::equal(from_a, from_a + kAnchorTokens, b.begin() + *in_b)) {
      found.push_back({i, *in_b, kAnchorTokens});
    }
  }
  return increasing(found);
}

class Aligner {
 public:
  Aligner(Tokens a, Tokens b) : a_(a), b_(b) {}

  std::vector<Run> run() {
    // Most pairs share their start or their end; what is left is often small enough to do at once.
    std::uint32_t head = 0;
    while (head < a_.size() && head < b_.size() && a_[head] == b_[head]) ++head;
    std::uint32_t tail = 0;
    while (head + tail < a_.size() && head + tail < b_.size() &&
           a_[a_.size() - 1 - tail] == b_[b_.size() - 1 - tail]) {
      ++tail;
    }
    push(0, 0, head);
    const std::uint32_t a_end = size(a_) - tail;
    const std::uint32_t b_end = size(b_) - tail;
    if (std::size_t{a_end - head} * (b_end - head) <= kSmallCells) {
      common_subsequence(head, a_end, head, b_end);
    } else {
      anchored(head, a_end, b_end);
    }
    push(a_end, b_end, tail);
    return std::move(runs_);
  }

 private:
  static std::uint32_t size(Tokens tokens) { return static_cast<std::uint32_t>(tokens.size()); }

  // a_[begin..a_end) against b_[begin..b_end), from anchor to anchor.
  void anchored(std::uint32_t begin, std::uint32_t a_end, std::uint32_t b_end) {
    std::uint32_t a = begin;
    std::uint32_t b = begin;
    for (Run anchor :
         anchors_of(a_.subspan(begin, a_end - begin), b_.subspan(begin, b_end - begin))) {
      anchor.a += begin;
      anchor.b += begin;
      if (anchor.a + anchor.size <= a || anchor.b + anchor.size <= b) continue;
      if (anchor.a < a || anchor.b < b) {  // overlaps the run before: on one diagonal or not at all
        if (anchor.a - a != anchor.b - b) continue;
        push(a, b, anchor.size - (a - anchor.a));
      } else {
        between(a, anchor.a, b, anchor.b);
        push(anchor.a, anchor.b, anchor.size);
      }
      a = anchor.a + anchor.size;
      b = anchor.b + anchor.size;
    }
    between(a, a_end, b, b_end);
  }

  void push(std::uint32_t a, std::uint32_t b, std::uint32_t length) {
    if (length == 0) return;
    if (!runs_.empty() && runs_.back().a + runs_.back().size == a &&
        runs_.back().b + runs_.back().size == b) {
      runs_.back().size += length;
    } else {
      runs_.push_back({a, b, length});
    }
  }

  // Longest common subsequence of what lies between two anchors. Too large a gap keeps its common
  // start and end and counts as replaced between them.
  void between(std::uint32_t a_begin, std::uint32_t a_end, std::uint32_t b_begin,
               std::uint32_t b_end) {
    std::uint32_t head = 0;
    while (a_begin + head < a_end && b_begin + head < b_end &&
           a_[a_begin + head] == b_[b_begin + head]) {
      ++head;
    }
    push(a_begin, b_begin, head);
    a_begin += head;
    b_begin += head;
    std::uint32_t tail = 0;
    while (a_begin + tail < a_end && b_begin + tail < b_end &&
           a_[a_end - 1 - tail] == b_[b_end - 1 - tail]) {
      ++tail;
    }
    common_subsequence(a_begin, a_end - tail, b_begin, b_end - tail);
    push(a_end - tail, b_end - tail, tail);
  }

  void common_subsequence(std::uint32_t a_begin, std::uint32_t a_end, std::uint32_t b_begin,
                          std::uint32_t b_end) {
    const std::size_t rows = a_end - a_begin;
    const std::size_t columns = b_end - b_begin;
    if (rows == 0 || columns == 0 || (rows + 1) * (columns + 1) > kMaxCells) return;
    // length[i][j]: of the best subsequence of a[i..] and b[j..]
    length_.assign((rows + 1) * (columns + 1), 0);
    const std::size_t width = columns + 1;
    for (std::size_t i = rows; i-- > 0;) {
      for (std::size_t j = columns; j-- > 0;) {
        length_[i * width + j] =
            a_[a_begin + i] == b_[b_begin + j]
                ? static_cast<std::uint16_t>(length_[(i + 1) * width + j + 1] + 1)
                : std::max(length_[(i + 1) * width + j], length_[i * width + j + 1]);
      }
    }
    for (std::size_t i = 0, j = 0; i < rows && j < columns;) {
      if (a_[a_begin + i] == b_[b_begin + j]) {
        push(static_cast<std::uint32_t>(a_begin + i), static_cast<std::uint32_t>(b_begin + j), 1);
        ++i;
        ++j;
      } else if (length_[(i + 1) * width + j] >= length_[i * width + j + 1]) {
        ++i;
      } else {
        ++j;
      }
    }
  }

  Tokens a_;
  Tokens b_;
  std::vector<Run> runs_;
  std::vector<std::uint16_t> length_;
};

// A stray equal character between two differences is chance, not agreement ("the", 的): it joins
// them, so that a replaced name is one replaced stretch.
std::vector<Run> without_strays(std::vector<Run> runs, std::uint32_t a_size, std::uint32_t b_size) {
  constexpr std::uint32_t kStray = 2;
  std::vector<Run> kept;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Run& run = runs[i];
    const std::uint32_t a_before = kept.empty() ? 0 : kept.back().a + kept.back().size;
    const std::uint32_t b_before = kept.empty() ? 0 : kept.back().b + kept.back().size;
    const std::uint32_t a_after = i + 1 < runs.size() ? runs[i + 1].a : a_size;
    const std::uint32_t b_after = i + 1 < runs.size() ? runs[i + 1].b : b_size;
    const std::uint32_t gap_before = std::min(run.a - a_before, run.b - b_before);
    const std::uint32_t gap_after =
        std::min(a_after - (run.a + run.size), b_after - (run.b + run.size));
    const bool stray = run.size <= kStray && (gap_before > 0 || gap_after > 0) &&
                       run.size <= gap_before + gap_after;
    if (!stray) kept.push_back(run);
  }
  return kept;
}

}  // namespace

std::vector<Hunk> align(const MatchingForm& a, const MatchingForm& b) {
  const std::vector<std::uint32_t> a_tokens = with_numbers_alike(a);
  const std::vector<std::uint32_t> b_tokens = with_numbers_alike(b);
  const auto a_size = static_cast<std::uint32_t>(a_tokens.size());
  const auto b_size = static_cast<std::uint32_t>(b_tokens.size());
  std::vector<Hunk> hunks;
  std::uint32_t a_at = 0;
  std::uint32_t b_at = 0;
  const auto gap_to = [&](std::uint32_t a_end, std::uint32_t b_end) {
    if (a_at == a_end && b_at == b_end) return;
    const HunkKind kind = a_at == a_end   ? HunkKind::kOnlyB
                          : b_at == b_end ? HunkKind::kOnlyA
                                          : HunkKind::kReplaced;
    hunks.push_back({kind, a_at, a_end, b_at, b_end});
  };
  for (const Run& run : without_strays(Aligner(a_tokens, b_tokens).run(), a_size, b_size)) {
    gap_to(run.a, run.b);
    hunks.push_back({HunkKind::kEqual, run.a, run.a + run.size, run.b, run.b + run.size});
    a_at = run.a + run.size;
    b_at = run.b + run.size;
  }
  gap_to(a_size, b_size);
  return hunks;
}

}  // namespace storyfold::dedup
