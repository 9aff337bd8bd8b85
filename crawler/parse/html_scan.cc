#include "crawler/parse/html_scan.h"

#include <gumbo.h>
#include <strings.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <initializer_list>
#include <vector>

namespace storyfold::crawler::parse {
namespace {

// Limits that browsers keep too, or that no honest page comes near.
constexpr std::uint32_t kMaxAttributes = 256;
constexpr std::size_t kMaxOpenFormatting = 64;
constexpr std::size_t kMaxReopened = 65536;

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool ends_name(char c) noexcept {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '/' || c == '>';
}

bool equals(std::string_view name, std::string_view lower) noexcept {
  return name.size() == lower.size() && strncasecmp(name.data(), lower.data(), lower.size()) == 0;
}

// Just behind `</name ...>`, or the end of the text. `body_end` is where that tag starts.
std::size_t after_end_tag(std::string_view html, std::size_t from, std::string_view name,
                          std::size_t& body_end) noexcept {
  for (std::size_t at = html.find("</", from); at != std::string_view::npos;
       at = html.find("</", at + 2)) {
    const std::size_t behind = at + 2 + name.size();
    if (behind > html.size() || !equals(html.substr(at + 2, name.size()), name)) continue;
    if (behind < html.size() && !ends_name(html[behind])) continue;
    body_end = at;
    const std::size_t close = html.find('>', behind);
    return close == std::string_view::npos ? html.size() : close + 1;
  }
  body_end = html.size();
  return html.size();
}

// `at` is on "<!" or "<?". Comments, declarations, CDATA; HTML 13.2.5.41-53 with the text of a
// CDATA section kept.
std::size_t after_declaration(std::string_view html, std::size_t at, std::string& out) {
  const std::string_view rest = html.substr(at);
  if (rest.substr(0, 9) == "<![CDATA[") {
    const std::size_t close = rest.find("]]>");
    const std::size_t end = close == std::string_view::npos ? rest.size() : close;
    out.append(rest.substr(9, end - 9));
    return at + std::min(rest.size(), end + 3);
  }
  if (rest.substr(0, 4) == "<!--") {
    if (rest.substr(4, 1) == ">") return at + 5;
    if (rest.substr(4, 2) == "->") return at + 6;
    for (std::size_t dashes = html.find("--", at + 4); dashes != std::string_view::npos;
         dashes = html.find("--", dashes + 1)) {
      if (html.substr(dashes + 2, 1) == ">") return dashes + 3;
      if (html.substr(dashes + 2, 2) == "!>") return dashes + 4;
    }
    return html.size();
  }
  const std::size_t close = rest.find('>');
  return close == std::string_view::npos ? html.size() : at + close + 1;
}

constexpr std::array<std::string_view, 2> kDropped{"script", "style"};
// Their content is text to a parser, so "<!--" and "<script" inside them mean nothing.
constexpr std::array<std::string_view, 6> kRawText{"textarea", "title",   "xmp",
                                                   "iframe",   "noembed", "noframes"};

template <std::size_t N>
std::string_view one_of(std::string_view name, const std::array<std::string_view, N>& names) {
  for (const std::string_view candidate : names) {
    if (equals(name, candidate)) return candidate;
  }
  return {};
}

bool is_one_of(GumboTag tag, std::initializer_list<GumboTag> tags) noexcept {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

bool is_void(GumboTag tag) noexcept {
  return is_one_of(
      tag, {GUMBO_TAG_AREA, GUMBO_TAG_BASE, GUMBO_TAG_BR, GUMBO_TAG_COL, GUMBO_TAG_EMBED,
            GUMBO_TAG_HR, GUMBO_TAG_IMG, GUMBO_TAG_IMAGE, GUMBO_TAG_INPUT, GUMBO_TAG_LINK,
            GUMBO_TAG_META, GUMBO_TAG_PARAM, GUMBO_TAG_SOURCE, GUMBO_TAG_TRACK, GUMBO_TAG_WBR});
}

// HTML 13.2.4.3: an open one of these is opened again in every block that follows.
bool is_formatting(GumboTag tag) noexcept {
  return is_one_of(tag, {GUMBO_TAG_A, GUMBO_TAG_B, GUMBO_TAG_BIG, GUMBO_TAG_CODE, GUMBO_TAG_EM,
                         GUMBO_TAG_FONT, GUMBO_TAG_I, GUMBO_TAG_NOBR, GUMBO_TAG_S, GUMBO_TAG_SMALL,
                         GUMBO_TAG_STRIKE, GUMBO_TAG_STRONG, GUMBO_TAG_TT, GUMBO_TAG_U});
}

bool is_block(GumboTag tag) noexcept {
  return is_one_of(tag,
                   {GUMBO_TAG_ADDRESS, GUMBO_TAG_ARTICLE, GUMBO_TAG_ASIDE,    GUMBO_TAG_BLOCKQUOTE,
                    GUMBO_TAG_CENTER,  GUMBO_TAG_DD,      GUMBO_TAG_DETAILS,  GUMBO_TAG_DIV,
                    GUMBO_TAG_DL,      GUMBO_TAG_DT,      GUMBO_TAG_FIELDSET, GUMBO_TAG_FIGCAPTION,
                    GUMBO_TAG_FIGURE,  GUMBO_TAG_FOOTER,  GUMBO_TAG_FORM,     GUMBO_TAG_H1,
                    GUMBO_TAG_H2,      GUMBO_TAG_H3,      GUMBO_TAG_H4,       GUMBO_TAG_H5,
                    GUMBO_TAG_H6,      GUMBO_TAG_HEADER,  GUMBO_TAG_HR,       GUMBO_TAG_LI,
                    GUMBO_TAG_MAIN,    GUMBO_TAG_NAV,     GUMBO_TAG_OL,       GUMBO_TAG_P,
                    GUMBO_TAG_PRE,     GUMBO_TAG_SECTION, GUMBO_TAG_TABLE,    GUMBO_TAG_TR,
                    GUMBO_TAG_UL,      GUMBO_TAG_BR});
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

  using Counts = std::array<std::uint32_t, static_cast<std::size_t>(GUMBO_TAG_LAST) + 1>;
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

Tag next_tag(std::string_view html, std::size_t from) noexcept {
  for (std::size_t at = html.find('<', from); at != std::string_view::npos;
       at = html.find('<', at + 1)) {
    Tag tag;
    tag.begin = at;
    std::size_t i = at + 1;
    tag.closing = i < html.size() && html[i] == '/';
    if (tag.closing) ++i;
    if (i >= html.size() || !is_letter(html[i])) continue;
    const std::size_t name = i;
    while (i < html.size() && !ends_name(html[i])) ++i;
    tag.name = html.substr(name, i - name);
    bool in_attribute = false;
    while (i < html.size() && html[i] != '>') {
      const char c = html[i];
      if (c == '=' && in_attribute) {
        ++i;
        while (i < html.size() && std::strchr(" \n\t\r\f", html[i]) != nullptr) ++i;
        if (i < html.size() && (html[i] == '"' || html[i] == '\'')) {
          const std::size_t close = html.find(html[i], i + 1);
          i = close == std::string_view::npos ? html.size() : close + 1;
          in_attribute = false;
        } else {
          // Unquoted: a slash belongs to the value.
          while (i < html.size() && html[i] != '>' && std::strchr(" \n\t\r\f", html[i]) == nullptr)
            ++i;
          in_attribute = false;
        }
        continue;
      }
      if (ends_name(c)) {
        // "name = value" keeps its name; a bare name ends here.
        const std::size_t next = html.find_first_not_of(" \n\t\r\f", i);
        if (next == std::string_view::npos || html[next] != '=' || c == '/') in_attribute = false;
        i = c == '/' || next == std::string_view::npos ? i + 1 : next;
        continue;
      }
      if (!in_attribute) {
        ++tag.attributes;
        in_attribute = true;
      }
      ++i;
    }
    tag.end = std::min(html.size(), i + 1);
    return tag;
  }
  return {};
}

std::string drop_unread_markup(std::string_view html) {
  std::string out;
  out.reserve(html.size());
  std::size_t copied = 0;
  for (std::size_t at = html.find('<'); at != std::string_view::npos;
       at = copied > at ? html.find('<', copied) : html.find('<', at + 1)) {
    if (at + 1 >= html.size()) break;
    const char next = html[at + 1];
    if (next == '!' || next == '?') {
      out.append(html, copied, at - copied);
      copied = after_declaration(html, at, out);
      continue;
    }
    if (!is_letter(next)) continue;
    const char lower = static_cast<char>(next | 0x20);
    if (std::strchr("sxtin", lower) == nullptr) continue;  // first letters of the names below
    std::size_t name_end = at + 1;
    while (name_end < html.size() && !ends_name(html[name_end])) ++name_end;
    const std::string_view name = html.substr(at + 1, name_end - at - 1);
    const std::string_view dropped = one_of(name, kDropped);
    const std::string_view raw = dropped.empty() ? one_of(name, kRawText) : std::string_view{};
    if (dropped.empty() && raw.empty()) continue;
    const Tag tag = next_tag(html, at);
    std::size_t body_end = 0;
    const std::size_t after =
        after_end_tag(html, tag.end, dropped.empty() ? raw : dropped, body_end);
    if (dropped.empty()) {
      out.append(html, copied, after - copied);
    } else {
      out.append(html, copied, at - copied);
      out.push_back(' ');
    }
    copied = after;
  }
  if (copied < html.size()) out.append(html, copied);
  return out;
}

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
