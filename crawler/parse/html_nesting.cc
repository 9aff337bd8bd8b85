// What gumbo's tags mean: the estimate of what a parser would build, and text without one.
#include <gumbo.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <string>
#include <vector>

#include "crawler/parse/html_scan.h"

namespace storyfold::crawler::parse {
namespace {

// Limits that browsers keep too, or that no honest page comes near.
constexpr std::uint32_t kMaxAttributes = 256;
constexpr std::size_t kMaxOpenFormatting = 64;
constexpr std::size_t kMaxReopened = 65536;

constexpr std::size_t kTags = static_cast<std::size_t>(GUMBO_TAG_LAST) + 1;

// A look-up for each tag of a page, instead of as many comparisons as there are names.
class TagSet {
 public:
  constexpr TagSet(std::initializer_list<GumboTag> tags) {
    for (const GumboTag tag : tags) has_[static_cast<std::size_t>(tag)] = true;
  }
  [[nodiscard]] constexpr bool has(GumboTag tag) const noexcept {
    return has_[static_cast<std::size_t>(tag)];
  }

 private:
  std::array<bool, kTags> has_{};
};

bool is_one_of(GumboTag tag, std::initializer_list<GumboTag> tags) noexcept {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

bool is_void(GumboTag tag) noexcept {
  static constexpr TagSet kVoid({GUMBO_TAG_AREA, GUMBO_TAG_BASE, GUMBO_TAG_BR, GUMBO_TAG_COL,
                                 GUMBO_TAG_EMBED, GUMBO_TAG_HR, GUMBO_TAG_IMG, GUMBO_TAG_IMAGE,
                                 GUMBO_TAG_INPUT, GUMBO_TAG_LINK, GUMBO_TAG_META, GUMBO_TAG_PARAM,
                                 GUMBO_TAG_SOURCE, GUMBO_TAG_TRACK, GUMBO_TAG_WBR});
  return kVoid.has(tag);
}

// HTML 13.2.4.3: an open one of these is opened again in every block that follows.
bool is_formatting(GumboTag tag) noexcept {
  static constexpr TagSet kFormatting({GUMBO_TAG_A, GUMBO_TAG_B, GUMBO_TAG_BIG, GUMBO_TAG_CODE,
                                       GUMBO_TAG_EM, GUMBO_TAG_FONT, GUMBO_TAG_I, GUMBO_TAG_NOBR,
                                       GUMBO_TAG_S, GUMBO_TAG_SMALL, GUMBO_TAG_STRIKE,
                                       GUMBO_TAG_STRONG, GUMBO_TAG_TT, GUMBO_TAG_U});
  return kFormatting.has(tag);
}

bool is_block(GumboTag tag) noexcept {
  static constexpr TagSet kBlocks(
      {GUMBO_TAG_ADDRESS, GUMBO_TAG_ARTICLE, GUMBO_TAG_ASIDE,    GUMBO_TAG_BLOCKQUOTE,
       GUMBO_TAG_CENTER,  GUMBO_TAG_DD,      GUMBO_TAG_DETAILS,  GUMBO_TAG_DIV,
       GUMBO_TAG_DL,      GUMBO_TAG_DT,      GUMBO_TAG_FIELDSET, GUMBO_TAG_FIGCAPTION,
       GUMBO_TAG_FIGURE,  GUMBO_TAG_FOOTER,  GUMBO_TAG_FORM,     GUMBO_TAG_H1,
       GUMBO_TAG_H2,      GUMBO_TAG_H3,      GUMBO_TAG_H4,       GUMBO_TAG_H5,
       GUMBO_TAG_H6,      GUMBO_TAG_HEADER,  GUMBO_TAG_HR,       GUMBO_TAG_LI,
       GUMBO_TAG_MAIN,    GUMBO_TAG_NAV,     GUMBO_TAG_OL,       GUMBO_TAG_P,
       GUMBO_TAG_PRE,     GUMBO_TAG_SECTION, GUMBO_TAG_TABLE,    GUMBO_TAG_TR,
       GUMBO_TAG_UL,      GUMBO_TAG_BR});
  return kBlocks.has(tag);
}

// Follows which elements a parser would have open. Right about well-formed pages and about the end
// tags that HTML lets a page leave out; an estimate elsewhere.
class NestingEstimate {
 public:
  explicit NestingEstimate(std::size_t max_depth) : max_depth_(max_depth) {
    open_.reserve(max_depth + 1);
  }

  // Both: false when a limit is passed.
  bool start(GumboTag tag, bool bare) {
    if (is_void(tag)) return true;
    close_before(tag);
    if (is_formatting(tag)) activate(tag, bare);
    ++count(tag);
    open_.push_back(tag);
    return within_limits();
  }

  bool end(GumboTag tag) {
    if (is_formatting(tag)) {
      deactivate(tag);
      if (count(tag) > 0) {
        // Those above it are closed and opened again (the "adoption agency").
        const auto place = std::find(open_.rbegin(), open_.rend(), tag);
        reopened_ += static_cast<std::size_t>(place - open_.rbegin());
        open_.erase(std::next(place).base());
        --count(tag);
        --open_formatting_;
      }
    } else if (count(tag) > 0) {
      pop_to(tag);
    }
    return within_limits();
  }

  [[nodiscard]] std::size_t depth() const noexcept { return open_.size(); }
  [[nodiscard]] std::size_t active() const noexcept { return active_; }

 private:
  [[nodiscard]] bool within_limits() const noexcept {
    return open_.size() <= max_depth_ && active_ <= kMaxOpenFormatting && reopened_ <= kMaxReopened;
  }

  std::uint32_t& count(GumboTag tag) { return counts_[static_cast<std::size_t>(tag)]; }

  // A parser keeps at most three formatting elements that are alike ("Noah's Ark clause").
  void activate(GumboTag tag, bool bare) {
    ++open_formatting_;
    auto& kept =
        bare ? bare_[static_cast<std::size_t>(tag)] : dressed_[static_cast<std::size_t>(tag)];
    if (bare && kept >= 3) return;
    ++kept;
    ++active_;
  }

  void deactivate(GumboTag tag) {
    for (auto* kept :
         {&bare_[static_cast<std::size_t>(tag)], &dressed_[static_cast<std::size_t>(tag)]}) {
      if (*kept == 0) continue;
      --*kept;
      --active_;
      return;
    }
  }

  // Formatting elements that go with it stay active: the next block opens them again.
  void pop_to(GumboTag tag) {
    bool done = false;
    while (!done && !open_.empty()) {
      const GumboTag top = open_.back();
      open_.pop_back();
      --count(top);
      if (is_formatting(top)) --open_formatting_;
      done = top == tag;
    }
    if (active_ > open_formatting_) reopened_ += active_ - open_formatting_;
  }

  void close_implied(GumboTag tag, std::initializer_list<GumboTag> walls) {
    if (count(tag) == 0) return;
    for (auto open = open_.rbegin(); open != open_.rend(); ++open) {
      if (*open == tag) {
        pop_to(tag);
        return;
      }
      if (is_one_of(*open, walls)) return;
    }
  }

  // End tags that HTML lets a page leave out.
  void close_before(GumboTag tag) {
    if (is_block(tag)) close_implied(GUMBO_TAG_P, {GUMBO_TAG_BUTTON, GUMBO_TAG_TD, GUMBO_TAG_TH});
    if (tag == GUMBO_TAG_LI) close_implied(tag, {GUMBO_TAG_UL, GUMBO_TAG_OL});
    if (is_one_of(tag, {GUMBO_TAG_DD, GUMBO_TAG_DT})) {
      close_implied(GUMBO_TAG_DD, {GUMBO_TAG_DL});
      close_implied(GUMBO_TAG_DT, {GUMBO_TAG_DL});
    }
    if (is_one_of(tag, {GUMBO_TAG_TD, GUMBO_TAG_TH, GUMBO_TAG_TR})) {
      close_implied(GUMBO_TAG_TD, {GUMBO_TAG_TABLE});
      close_implied(GUMBO_TAG_TH, {GUMBO_TAG_TABLE});
      if (tag == GUMBO_TAG_TR) close_implied(tag, {GUMBO_TAG_TABLE});
    }
    if (is_one_of(tag, {GUMBO_TAG_OPTION, GUMBO_TAG_A, GUMBO_TAG_NOBR})) {
      if (is_formatting(tag) && count(tag) > 0) deactivate(tag);
      close_implied(tag, {});
    }
  }

  using Counts = std::array<std::uint32_t, kTags>;
  std::size_t max_depth_;
  std::vector<GumboTag> open_;
  Counts counts_{};   // of open_, by tag
  Counts bare_{};     // active formatting elements without attributes, by tag
  Counts dressed_{};  // and with
  std::size_t active_ = 0;
  std::size_t open_formatting_ = 0;  // of open_
  std::size_t reopened_ = 0;
};

GumboTag tag_of(std::string_view name) noexcept {
  return gumbo_tagn_enum(name.data(),
                         static_cast<unsigned>(std::min<std::size_t>(name.size(), 64)));
}

}  // namespace

std::string refuse_html(std::string_view html, const config::ParseSettings& settings) {
  if (html.size() > settings.html_max_bytes) {
    return "larger than " + std::to_string(settings.html_max_bytes) + " bytes";
  }
  NestingEstimate nesting(settings.html_max_depth);
  for (Tag tag = next_tag(html, 0); !tag.name.empty(); tag = next_tag(html, tag.end)) {
    if (tag.attributes > kMaxAttributes) {
      return "a tag with more than " + std::to_string(kMaxAttributes) + " attributes";
    }
    const GumboTag known = tag_of(tag.name);
    if (tag.closing ? nesting.end(known) : nesting.start(known, tag.attributes == 0)) continue;
    if (nesting.depth() > settings.html_max_depth) {
      return "nested deeper than " + std::to_string(settings.html_max_depth) + " elements";
    }
    if (nesting.active() > kMaxOpenFormatting) {
      return "more than " + std::to_string(kMaxOpenFormatting) + " formatting elements left open";
    }
    return "formatting elements left open over too many blocks";
  }
  return {};
}

std::string strip_tags(std::string_view html) {
  std::string out;
  out.reserve(html.size());
  std::size_t copied = 0;
  for (Tag tag = next_tag(html, 0); !tag.name.empty(); tag = next_tag(html, copied)) {
    out.append(html, copied, tag.begin - copied);
    const GumboTag known = tag_of(tag.name);
    if (is_block(known)) out.push_back('\n');
    if (known == GUMBO_TAG_TD || known == GUMBO_TAG_TH) out.push_back(' ');
    copied = tag.end;
  }
  out.append(html, copied);
  return decode_entities(out);
}

}  // namespace storyfold::crawler::parse
