#include "crawler/extract/hints.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/ascii.h"
#include "crawler/extract/hint_words.h"

namespace storyfold::crawler::extract {
namespace {

using enum HintWord::Match;

// Rows by their first letter: those that count only where a word or a name begins, and those that
// do anywhere.
struct Bucket {
  std::vector<HintWord> at_start;
  std::vector<HintWord> anywhere;
};
using Buckets = std::array<Bucket, 26>;

const Bucket& bucket_of(char letter) {
  static const Buckets kBuckets = [] {
    Buckets all;
    for (const auto rows : {hint_words_of_chrome(), hint_words_of_article()}) {
      for (const HintWord& row : rows) {
        Bucket& bucket = all[static_cast<std::size_t>(row.word[0] - 'a')];
        (row.match == kAnywhere ? bucket.anywhere : bucket.at_start).push_back(row);
      }
    }
    return all;
  }();
  return kBuckets[static_cast<std::size_t>(ascii_lower(letter) - 'a')];
}

bool starts_word(std::string_view names, std::size_t at) noexcept {
  return at == 0 || !is_letter(names[at - 1]) || (is_upper(names[at]) && !is_upper(names[at - 1]));
}

bool ends_word(std::string_view names, std::size_t at) noexcept {
  return at >= names.size() || !is_letter(names[at]) ||
         (is_upper(names[at]) && !is_upper(names[at - 1]));
}

bool is_gap(char c) noexcept { return c == ' ' || c == '\t' || c == '\n'; }

// "article-content-left" is a column, "article-body__header" a part: what stands behind the name of
// a body in one class name may say that it is something else.
constexpr std::array<std::string_view, 14> kParts{"left",  "right", "top",   "bottom", "head",
                                                  "title", "meta",  "info",  "foot",   "tool",
                                                  "side",  "share", "relat", "column"};

bool names_part(std::string_view names, std::size_t from) {
  std::string rest;
  while (from < names.size() && !is_gap(names[from])) rest.push_back(ascii_lower(names[from++]));
  return std::any_of(kParts.begin(), kParts.end(),
                     [&](std::string_view part) { return rest.find(part) != std::string::npos; });
}

bool matches(std::string_view names, std::size_t at, const HintWord& row) noexcept {
  const std::size_t end = at + row.word.size();
  if (end > names.size()) return false;
  if ((row.match == kToken || row.match == kTokenStart) && at > 0 && !is_gap(names[at - 1])) {
    return false;
  }
  if (row.match == kToken && end < names.size() && !is_gap(names[end])) return false;
  for (std::size_t i = 1; i < row.word.size(); ++i) {
    if (ascii_lower(names[at + i]) != row.word[i]) return false;
  }
  if ((row.hints & kHintBody) != 0 && names_part(names, end)) return false;
  return row.match != kWord || ends_word(names, end);
}

constexpr std::size_t kLongestNames = 256;

}  // namespace

Hints hints_in(std::string_view names) {
  names = names.substr(0, kLongestNames);
  Hints hints = 0;
  for (std::size_t at = 0; at < names.size(); ++at) {
    if (!is_letter(names[at])) continue;
    const Bucket& bucket = bucket_of(names[at]);
    const char second = at + 1 < names.size() ? ascii_lower(names[at + 1]) : '\0';
    const auto look = [&](const std::vector<HintWord>& rows) {
      for (const HintWord& row : rows) {
        if (row.word[1] != second || (hints & row.hints) == row.hints) continue;
        if (matches(names, at, row)) hints |= row.hints;
      }
    };
    look(bucket.anywhere);
    if (starts_word(names, at)) look(bucket.at_start);
  }
  return hints;
}

namespace {

Hints hints_of(GumboTag tag) noexcept {
  switch (tag) {
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_MENU:
      return kHintApart;
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_CAPTION:
      return kHintCaption;
    default:
      return 0;
  }
}

}  // namespace

Hints HintReader::of_names(std::string_view names) {
  if (names.empty()) return 0;
  const auto [found, fresh] = known_.try_emplace(names, 0);
  if (fresh) found->second = hints_in(names);
  return found->second;
}

Hints HintReader::of(parse::NodeId id) {
  const parse::DomNode& node = dom_[id];
  if (node.tag == parse::kTextNode || id == 0) return 0;
  Hints hints = hints_of(node.tag);
  const GumboVector& attributes = node.source->v.element.attributes;
  if (attributes.length == 0) return hints;
  hints |= of_names(dom_.attribute(id, "class")) | of_names(dom_.attribute(id, "id"));
  const auto item = dom_.attribute(id, "itemprop");
  if (item == "articleBody") hints |= kHintBody;
  if (item == "headline") hints |= kHintTitle;
  const auto role = dom_.attribute(id, "role");
  if (role == "navigation" || role == "complementary" || role == "search" || role == "banner" ||
      role == "contentinfo" || role == "dialog") {
    hints |= kHintChrome;
  }
  if (dom_.is_hidden(id)) hints |= kHintHidden;
  return hints;
}

}  // namespace storyfold::crawler::extract
