// Dates in the page itself: attributes of elements, and text by its place, its words and the
// classes around it.
#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

#include "core/ascii.h"
#include "crawler/extract/date_clues.h"
#include "crawler/extract/date_hints.h"
#include "crawler/extract/date_page_text.h"

namespace storyfold::crawler::extract {
namespace {

using parse::Dom;
using parse::NodeId;

constexpr std::size_t kMostTextDates = 160;
constexpr int kTail = 8;  // signed at the end, as notices are

// Attributes that slim_page keeps and that hold dates in some vocabulary or widget; `title` when it
// holds nothing else.
bool may_hold_date(const char* name) {
  static constexpr std::array<std::string_view, 11> kNames{
      "datetime",           "title",      "content",        "data-date",    "data-time",
      "data-datetime",      "data-utime", "data-timestamp", "data-pubdate", "data-publish-date",
      "data-published-date"};
  if (*name != 'd' && *name != 't' && *name != 'c') return false;
  return std::find(kNames.begin(), kNames.end(), std::string_view(name)) != kNames.end();
}

class PageDateReader {
 public:
  PageDateReader(const PageView& page, const DateReading& reading,
                 std::vector<DateCandidate>& found)
      : page_(page),
        dom_(page.dom),
        reading_(reading),
        found_(found),
        text_(read_date_text(page)) {}

  void run() {
    read_attributes();
    if (text_.spans.empty()) return;
    read_lines();
  }

 private:
  // Trust that a place earns: near the heading much, in the rails and the footer little.
  [[nodiscard]] int trust_of_place(std::size_t at) const {
    constexpr std::size_t kNone = std::string::npos;
    const std::size_t anchor = text_.heading_end != kNone ? text_.heading_end : text_.content_begin;
    if (anchor == kNone) return 6;
    const bool inside =
        text_.content_begin != kNone && at >= text_.content_begin && at < text_.content_end;
    if (at >= anchor) {
      const std::size_t far = at - anchor;
      if (far < 240) return 32;
      if (far < 600) return 22;
      if (far < 1500) return 10;
      if (inside && at + 160 > text_.content_end) return kTail;
      if (!inside && text_.content_end != kNone && at >= text_.content_end &&
          at - text_.content_end < 240)
        return 8;
      return inside ? -10 : -12;
    }
    const std::size_t begin = text_.heading_begin != kNone ? text_.heading_begin : anchor;
    const std::size_t far = at < begin ? begin - at : 0;
    if (far < 160) return 22;
    if (far < 400) return 10;
    return far < 1200 ? 0 : -8;
  }

  // What the words of class and id around say, and links.
  struct Around {
    int trust = 0;
    DateRole role = DateRole::kUnsaid;
    bool in_time = false;
    bool vocabulary = false;  // microdata or hAtom says: date of publication
  };

  [[nodiscard]] Around look_around(NodeId node) const {
    Around out;
    int bonus = 0;
    int malus = 0;
    for (int up = 0; up < 9 && node != parse::kNoNode && node != 0;
         ++up, node = dom_.parent(node)) {
      if (dom_.is_text(node)) continue;
      const GumboTag tag = dom_.tag(node);
      if (tag == GUMBO_TAG_BODY || node == page_.content) break;
      if (tag == GUMBO_TAG_TIME) out.in_time = true;
      if (tag == GUMBO_TAG_ASIDE || tag == GUMBO_TAG_NAV || tag == GUMBO_TAG_FOOTER)
        malus = std::max(malus, up < 3 ? 20 : 26);
      if (tag == GUMBO_TAG_A && up < 3) malus = std::max(malus, 8);
      const DateHint hint = hint_at(node);
      if (hint.trust >= kVocabularyTrust && up < 3) out.vocabulary = true;
      if (hint.role != DateRole::kUnsaid && out.role == DateRole::kUnsaid && up < 4)
        out.role = hint.role;
      if (up < 5) bonus = std::max(bonus, hint.trust > 0 ? hint.trust - 2 * up : 0);
      if (hint.trust < 0) malus = std::max(malus, -hint.trust);
    }
    out.trust = bonus - malus;
    return out;
  }

  [[nodiscard]] DateHint hint_at(NodeId node) const {
    const auto [found, fresh] = hints_.try_emplace(node);
    if (fresh) {
      found->second = hint_of(dom_.attribute(node, "class"), dom_.attribute(node, "id"),
                              dom_.attribute(node, "itemprop"));
    }
    return found->second;
  }

  void add(const WrittenDate& date, TimeClue clue, DateRole role, int trust) {
    if (found_.size() < kMostDateCandidates) found_.push_back({date, clue, role, trust});
  }

  // Where the text of an element would stand.
  [[nodiscard]] std::size_t place_of(NodeId node) const {
    const auto at = std::lower_bound(text_.spans.begin(), text_.spans.end(), node,
                                     [](const Span& span, NodeId id) { return span.node < id; });
    return at == text_.spans.end() ? text_.text.size() : at->begin;
  }

  void read_attributes() {
    int read = 0;
    const NodeId body = std::min(dom_.find(GUMBO_TAG_BODY), dom_.size());
    for (NodeId id = body; id < dom_.size() && read < 200; ++id) {
      if (dom_.is_text(id) || dom_.tag(id) == GUMBO_TAG_META || dom_.tag(id) == GUMBO_TAG_IMG ||
          dom_.tag(id) == GUMBO_TAG_INPUT)
        continue;
      const GumboVector& attributes = dom_[id].source->v.element.attributes;
      for (unsigned i = 0; i < attributes.length; ++i) {
        const auto* attribute = static_cast<const GumboAttribute*>(attributes.data[i]);
        if (!may_hold_date(attribute->name)) continue;
        const std::string_view name = attribute->name;
        const std::string_view value = attribute->value;
        if (value.size() < 8 || value.size() > 80) continue;
        if (std::count_if(value.begin(), value.end(), is_digit) < 5) continue;
        const auto date = read_date_field(value, reading_);
        if (!date || (name == "title" && date->end - date->begin + 24 < value.size())) continue;
        ++read;
        add_element_date(id, *date);
        break;
      }
    }
  }

  void add_element_date(NodeId id, const WrittenDate& date) {
    const Around around = look_around(id);
    const bool time = dom_.tag(id) == GUMBO_TAG_TIME;
    DateRole role = around.role;
    int trust = 30 + trust_of_place(place_of(id)) + around.trust + (time ? 12 : 4);
    if (dom_.has_attribute(id, "pubdate")) {
      role = DateRole::kPublished;
      trust += 12;
    }
    // Only the first is the article's: comments and teasers use the vocabulary as well.
    if (around.vocabulary && !vocabulary_seen_ && around.trust > 0) {
      vocabulary_seen_ = true;
      trust = std::max(trust, 80);
    }
    add(date, time ? TimeClue::kTimeElement : TimeClue::kMeta, role, std::min(trust, 94));
  }

  // The line a date stands in, and what stands before it there or in a short line above.
  struct Line {
    std::size_t begin;
    std::size_t end;
  };

  [[nodiscard]] Line line_of(const WrittenDate& date) const {
    constexpr std::size_t kReach = 400;
    const std::string& text = text_.text;
    std::size_t begin = date.begin;
    while (begin > 0 && date.begin - begin < kReach && text[begin - 1] != '\n') --begin;
    std::size_t end = date.end;
    while (end < text.size() && end - date.end < kReach && text[end] != '\n') ++end;
    return {begin, end};
  }

  void read_lines() {
    const auto dates = find_dates(text_.text, reading_);
    const std::vector<bool> listed = find_lists(dates);
    // Those of the best places first: the limit shall not be used up by a rail above the heading.
    std::size_t read = 0;
    for (const bool near : {true, false}) {
      for (std::size_t i = 0; i < dates.size() && read < kMostTextDates; ++i) {
        const int place = trust_of_place(dates[i].begin);
        if ((place >= kTail) != near) continue;
        ++read;
        add_text_date(dates[i], place, listed[i]);
      }
    }
  }

  void add_text_date(const WrittenDate& date, int place, bool listed) {
    const std::string_view text = text_.text;
    const Line line = line_of(date);
    const std::size_t label_begin = date.begin - std::min<std::size_t>(date.begin, 48);
    DateLabel label = label_of(text.substr(label_begin, date.begin - label_begin),
                               line.begin > label_begin ? line.begin - label_begin : 0);
    if (label.trust == 0) {
      const std::size_t end = std::min(date.end, line.end);
      label = label_behind(text.substr(end, std::min<std::size_t>(line.end - end, 32)));
    }
    const Around around = look_around(text_.node_at(date.begin));
    const std::size_t others = (line.end - line.begin) - (date.end - date.begin);
    // A signature stands alone.
    if (place == kTail && (label.trust != 0 || others > 40)) place = -10;
    int trust = 30 + place + around.trust + label.trust - malus_of_form(date);
    if (others < 60) {
      trust += 8;
    } else if (date.begin - line.begin >= 3) {  // a dateline opens its paragraph
      trust -= others > 260 ? 22 : others > 130 ? 10 : 0;
    }
    if (listed) trust -= 24;
    add(date, around.in_time ? TimeClue::kTimeElement : TimeClue::kText,
        label.role != DateRole::kUnsaid ? label.role : around.role, std::min(trust, 90));
  }

  // Dates packed one after the other are a list: an archive, a calendar, a table.
  static std::vector<bool> find_lists(const std::vector<WrittenDate>& dates) {
    constexpr std::size_t kNear = 48;
    constexpr std::size_t kLeast = 4;
    std::vector<bool> listed(dates.size(), false);
    std::size_t first = 0;
    for (std::size_t i = 1; i <= dates.size(); ++i) {
      if (i < dates.size() && dates[i].begin - dates[i - 1].end < kNear &&
          dates[i].form == dates[i - 1].form)
        continue;
      if (i - first >= kLeast)
        std::fill(listed.begin() + static_cast<std::ptrdiff_t>(first),
                  listed.begin() + static_cast<std::ptrdiff_t>(i), true);
      first = i;
    }
    return listed;
  }

  static int malus_of_form(const WrittenDate& date) {
    int malus = date.ends_range ? 20 : 0;
    if (date.precision != TimePrecision::kDay) malus -= 6;
    switch (date.form) {
      case DateForm::kShortYear:
        return malus + 8;
      case DateForm::kCompact:
        return malus + 22;
      case DateForm::kNoYear:
        return malus + 14;
      default:
        return malus;
    }
  }

  const PageView& page_;
  const Dom& dom_;
  const DateReading& reading_;
  std::vector<DateCandidate>& found_;
  PageText text_;
  mutable std::unordered_map<NodeId, DateHint> hints_;
  bool vocabulary_seen_ = false;
};

}  // namespace

void add_page_dates(const PageView& page, const DateReading& reading,
                    std::vector<DateCandidate>& found) {
  PageDateReader(page, reading, found).run();
}

}  // namespace storyfold::crawler::extract
