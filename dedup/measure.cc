#include "dedup/measure.h"

#include <algorithm>
#include <cstddef>

namespace storyfold::dedup {
namespace {

constexpr std::uint32_t kSlotTokens = 12;  // a template's slot is no longer than this

double ratio(std::uint32_t part, std::uint32_t whole) noexcept {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

bool comparable(const Number& a, const Number& b) noexcept {
  return a.unit == b.unit || (!a.date_part && !b.date_part && (a.unit == 0 || b.unit == 0));
}

// A table of thousands of figures is compared by its first ones: the cost stays bounded.
constexpr std::size_t kNumbersLookedAt = 512;

bool occurs_in(const Number& number, const std::vector<Number>& numbers) noexcept {
  const auto end =
      numbers.begin() + static_cast<std::ptrdiff_t>(std::min(numbers.size(), kNumbersLookedAt));
  return std::any_of(numbers.begin(), end,
                     [&](const Number& other) { return agree(number, other); });
}

void count_hunks(const std::vector<Hunk>& hunks, bool ours_shorter, Measures& m) {
  for (const Hunk& hunk : hunks) {
    const std::uint32_t a = hunk.a_end - hunk.a_begin;
    const std::uint32_t b = hunk.b_end - hunk.b_begin;
    const std::uint32_t of_shorter = ours_shorter ? a : b;
    const std::uint32_t of_longer = ours_shorter ? b : a;
    switch (hunk.kind) {
      case HunkKind::kEqual:
        m.equal_tokens += a;
        break;
      case HunkKind::kReplaced:
        m.replaced_tokens += of_shorter;
        if (a <= kSlotTokens && b <= kSlotTokens) m.swapped_tokens += of_shorter;
        break;
      case HunkKind::kOnlyA:
      case HunkKind::kOnlyB:
        m.only_shorter += of_shorter;
        m.longest_added = std::max(m.longest_added, of_longer);
        break;
    }
  }
}

// A number counts where the longer text says the same or says it otherwise; where it says nothing
// the shorter only has more.
void count_numbers(const MatchingForm& shorter, const MatchingForm& longer, Measured& result) {
  Measures& m = result.measures;
  std::size_t at = 0;
  for (const Hunk& hunk : result.hunks) {
    const std::uint32_t end = m.ours_shorter ? hunk.a_end : hunk.b_end;
    const bool alone = hunk.kind == (m.ours_shorter ? HunkKind::kOnlyA : HunkKind::kOnlyB);
    for (; at < shorter.numbers.size() && shorter.numbers[at].token < end; ++at) {
      if (alone || shorter.numbers[at].date_part || m.numbers == kNumbersLookedAt) continue;
      ++m.numbers;
      if (occurs_in(shorter.numbers[at], longer.numbers)) ++m.numbers_found;
    }
  }
}

// Walks the equal hunks and the numbers of both texts side by side.
void count_conflicts(const MatchingForm& ours, const MatchingForm& theirs, Measured& result) {
  Measures& m = result.measures;
  std::size_t a = 0;
  std::size_t b = 0;
  for (const Hunk& hunk : result.hunks) {
    if (hunk.kind != HunkKind::kEqual) continue;
    while (a < ours.numbers.size() && ours.numbers[a].token < hunk.a_begin) ++a;
    while (b < theirs.numbers.size() && theirs.numbers[b].token < hunk.b_begin) ++b;
    // Inside an equal hunk numbers stand against numbers.
    while (a < ours.numbers.size() && ours.numbers[a].token < hunk.a_end &&
           b < theirs.numbers.size() && theirs.numbers[b].token < hunk.b_end) {
      const Number& x = ours.numbers[a];
      const Number& y = theirs.numbers[b];
      if (comparable(x, y)) {
        const bool date = x.date_part && y.date_part;
        ++(date ? m.date_aligned : m.aligned);
        // Two numbers that both occur elsewhere in the other text changed places.
        if (!agree(x, y) && !(occurs_in(x, theirs.numbers) && occurs_in(y, ours.numbers))) {
          ++(date ? m.date_conflicts : m.conflicts);
          result.conflicting.push_back(
              {static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b)});
        }
      }
      ++a;
      ++b;
    }
  }
}

}  // namespace

double Measures::covered() const noexcept { return ratio(equal_tokens, shorter_tokens); }
double Measures::covered_longer() const noexcept { return ratio(equal_tokens, longer_tokens); }
double Measures::replaced() const noexcept { return ratio(replaced_tokens, shorter_tokens); }
double Measures::numbers_shared() const noexcept {
  return numbers == 0 ? 1 : ratio(numbers_found, numbers);
}
double Measures::conflict_ratio() const noexcept {
  return ratio(conflicts + date_conflicts, aligned + date_aligned);
}

Measured measure(const MatchingForm& ours, const MatchingForm& theirs, double containment) {
  Measured result;
  Measures& m = result.measures;
  m.ours_shorter = ours.tokens.size() <= theirs.tokens.size();
  const MatchingForm& shorter = m.ours_shorter ? ours : theirs;
  const MatchingForm& longer = m.ours_shorter ? theirs : ours;
  m.shorter_tokens = static_cast<std::uint32_t>(shorter.tokens.size());
  m.longer_tokens = static_cast<std::uint32_t>(longer.tokens.size());
  m.containment = containment;
  result.hunks = align(ours, theirs);
  count_hunks(result.hunks, m.ours_shorter, m);
  count_numbers(shorter, longer, result);
  count_conflicts(ours, theirs, result);
  return result;
}

}  // namespace storyfold::dedup
