#include "app/diff.h"

#include "dedup/matching_form.h"

namespace storyfold::app {
namespace {

using dedup::HunkKind;
using dedup::MatchingForm;

// Bytes of tokens [begin, end), from the start of the first to the start of the one after: what
// stands between words goes with the word before, and nothing of the text is lost.
std::string slice(std::string_view text, const MatchingForm& form, std::uint32_t begin,
                  std::uint32_t end) {
  const auto start_of = [&](std::uint32_t token) -> std::size_t {
    if (token == 0) return 0;
    return token < form.bytes.size() ? form.bytes[token].begin : text.size();
  };
  if (begin == end) return {};
  return std::string(text.substr(start_of(begin), start_of(end) - start_of(begin)));
}

}  // namespace

std::vector<DiffPart> diff_texts(std::string_view a, std::string_view b) {
  const MatchingForm form_a = dedup::make_form(a, {});
  const MatchingForm form_b = dedup::make_form(b, {});
  std::vector<DiffPart> parts;
  for (const auto& hunk : dedup::align(form_a, form_b)) {
    DiffPart part;
    part.kind = hunk.kind;
    part.a = slice(a, form_a, hunk.a_begin, hunk.a_end);
    part.b = slice(b, form_b, hunk.b_begin, hunk.b_end);
    part.tokens_a = hunk.a_end - hunk.a_begin;
    part.tokens_b = hunk.b_end - hunk.b_begin;
    parts.push_back(std::move(part));
  }
  // Texts without a word (only punctuation) have no hunks.
  if (form_a.bytes.empty() && !a.empty()) {
    parts.push_back({HunkKind::kOnlyA, std::string(a), {}, 0, 0});
  }
  if (form_b.bytes.empty() && !b.empty()) {
    parts.push_back({HunkKind::kOnlyB, {}, std::string(b), 0, 0});
  }
  return parts;
}

DiffSummary summarize(const std::vector<DiffPart>& parts) {
  DiffSummary sum;
  for (const auto& part : parts) {
    if (part.kind == HunkKind::kEqual) {
      sum.equal += part.tokens_a;
    } else {
      sum.only_a += part.tokens_a;
      sum.only_b += part.tokens_b;
    }
  }
  return sum;
}

}  // namespace storyfold::app
