// A page with only what is read of it: gumbo's time is spent a character at a time, and three
// quarters of a page are scripts, styles, pictures and attributes for them.
#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <string_view>

#include "crawler/parse/html_scan.h"

namespace storyfold::crawler::parse {
namespace {

bool is_space(char c) noexcept {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}
bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool equals(std::string_view name, std::string_view lower_name) noexcept {
  return name.size() == lower_name.size() &&
         std::equal(name.begin(), name.end(), lower_name.begin(),
                    [](char a, char b) { return lower(a) == b; });
}

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) noexcept {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view each) { return equals(name, each); });
}

// Left out with all they hold. The first four are raw text to a parser; the others are left out
// only when their end tag is there.
constexpr std::array<std::string_view, 4> kRawDropped{"script", "style", "iframe", "noembed"};
constexpr std::array<std::string_view, 4> kTreeDropped{"svg", "noscript", "select", "math"};
// Their content is text to a parser: copied as it is.
constexpr std::array<std::string_view, 4> kRawKept{"textarea", "title", "xmp", "noframes"};
// Without text and without end tag.
constexpr std::array<std::string_view, 7> kVoidDropped{"img",   "source", "input", "track",
                                                       "embed", "param",  "area"};

constexpr std::array<std::string_view, 15> kKeptAttributes{
    "class",  "id",   "itemprop", "property",   "content",  "rel",         "datetime", "pubdate",
    "hidden", "role", "charset",  "http-equiv", "itemtype", "aria-hidden", "size"};
// Lists of links repeat each headline in a title.
constexpr std::array<std::string_view, 4> kTitled{"abbr", "time", "span", "acronym"};
constexpr std::size_t kLongestHref = 100;   // bytes of a link's address that is kept
constexpr std::size_t kLongestClass = 160;  // utility classes come by the dozen; the first tell

bool is_kept(std::string_view tag, std::string_view name, std::string_view value) noexcept {
  if (is_one_of(name, kKeptAttributes)) return true;
  if (equals(name, "href")) {
    return value.size() <= kLongestHref || equals(tag, "link") || equals(tag, "base");
  }
  if (equals(name, "name")) return equals(tag, "meta");
  if (equals(name, "lang")) return equals(tag, "html");
  if (equals(name, "align")) return !equals(tag, "td") && !equals(tag, "tr");
  if (equals(name, "title")) return is_one_of(tag, kTitled);
  if (equals(name, "style")) {
    return value.find("none") != std::string_view::npos ||
           value.find("hidden") != std::string_view::npos;
  }
  if (name.size() > 5 && equals(name.substr(0, 5), "data-")) {
    return value.size() <= 64 && (name.find("time") != std::string_view::npos ||
                                  name.find("date") != std::string_view::npos ||
                                  name.find("author") != std::string_view::npos);
  }
  return false;
}

// <link> that says nothing about the article: style sheets, icons, what to load early.
bool is_resource(std::string_view link) noexcept {
  constexpr std::array<std::string_view, 6> kRels{"stylesheet", "icon",    "preload",
                                                  "prefetch",   "dns-pre", "preconnect"};
  return std::any_of(kRels.begin(), kRels.end(), [&](std::string_view rel) {
    return link.find(rel) != std::string_view::npos;
  });
}

class Slimmer {
 public:
  Slimmer(std::string_view html, std::vector<std::string>* linked_data)
      : html_(html), linked_data_(linked_data) {
    out_.reserve(html.size() / 2 + 64);
  }

  std::string run() {
    std::size_t at = 0;
    while (at < html_.size()) {
      const std::size_t tag = std::min(html_.find('<', at), html_.size());
      add_text(html_.substr(at, tag - at));
      if (tag == html_.size()) break;
      at = markup(tag);
    }
    return std::move(out_);
  }

 private:
  // White space runs become one character, which is a line end if the run held one (<pre>).
  void add_text(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
      std::size_t word = at;
      while (word < text.size() && !is_space(text[word])) ++word;
      out_.append(text.substr(at, word - at));
      at = word;
      bool line = false;
      while (at < text.size() && is_space(text[at])) line = text[at++] == '\n' || line;
      if (at > word) out_.push_back(line ? '\n' : ' ');
    }
  }

  // `at` is on '<'; returns where to go on.
  std::size_t markup(std::size_t at) {
    const std::string_view rest = html_.substr(at);
    if (rest.size() < 2) return copy(at, html_.size());
    if (rest[1] == '!' || rest[1] == '?') return declaration(at, rest);
    const bool closing = rest[1] == '/';
    const std::size_t name_at = closing ? 2 : 1;
    if (name_at >= rest.size() || !is_letter(rest[name_at])) return copy(at, at + 1);
    std::size_t name_end = name_at;
    while (name_end < rest.size() && !is_space(rest[name_end]) && rest[name_end] != '/' &&
           rest[name_end] != '>') {
      ++name_end;
    }
    const std::string_view name = rest.substr(name_at, name_end - name_at);
    if (closing) return end_tag(name, at + name_end);
    return start_tag(at, name, at + name_end);
  }

  std::size_t copy(std::size_t from, std::size_t to) {
    out_.append(html_.substr(from, to - from));
    return to;
  }

  // HTML 13.2.5.41-53; the text of a CDATA section is kept, as feeds mean it.
  std::size_t declaration(std::size_t at, std::string_view rest) {
    if (rest.substr(0, 9) == "<![CDATA[") {
      const std::size_t close = std::min(rest.find("]]>"), rest.size());
      add_text(rest.substr(9, close - 9));
      return at + std::min(rest.size(), close + 3);
    }
    if (rest.substr(0, 4) == "<!--") return after_comment(html_, at);
    const std::size_t close = rest.find('>');
    return close == std::string_view::npos ? html_.size() : at + close + 1;
  }

  std::size_t end_tag(std::string_view name, std::size_t name_end) {
    const std::size_t close = std::min(html_.find('>', name_end), html_.size());
    const std::size_t behind = std::min(close + 1, html_.size());
    if (is_one_of(name, kVoidDropped)) return behind;
    out_.append("</").append(name).push_back('>');
    return behind;
  }

  std::size_t start_tag(std::size_t at, std::string_view name, std::size_t name_end) {
    const std::size_t mark = out_.size();
    out_.push_back('<');
    out_.append(name);
    const std::size_t behind = attributes(name, name_end);
    switch (lower(name[0])) {
      case 'l':
      case 's':
      case 'i':
      case 'n':
      case 'm':
      case 't':
      case 'x':
      case 'e':
      case 'p':
      case 'a':
        break;
      default:
        return behind;
    }
    if (is_one_of(name, kVoidDropped) ||
        (equals(name, "link") && is_resource(html_.substr(at, behind - at)))) {
      out_.resize(mark);
      return behind;
    }
    const bool raw_dropped = is_one_of(name, kRawDropped);
    if (!raw_dropped && is_one_of(name, kTreeDropped)) {
      const std::size_t after = after_element(name, behind);
      if (after == std::string_view::npos) return behind;
      out_.resize(mark);
      out_.push_back(' ');
      return after;
    }
    if (!raw_dropped && !is_one_of(name, kRawKept)) return behind;
    std::size_t body_end = html_.size();
    const std::size_t after = after_end_tag(name, behind, body_end);
    if (!raw_dropped) {
      copy(behind, after);
      return after;
    }
    if (linked_data_ != nullptr && equals(name, "script") && is_linked_data(at, behind)) {
      linked_data_->emplace_back(html_.substr(behind, body_end - behind));
    }
    out_.resize(mark);
    out_.push_back(' ');
    return after;
  }

  [[nodiscard]] bool is_linked_data(std::size_t from, std::size_t to) const noexcept {
    constexpr std::string_view kType = "application/ld+json";
    const std::string_view tag = html_.substr(from, to - from);
    return std::search(tag.begin(), tag.end(), kType.begin(), kType.end(),
                       [](char a, char b) { return lower(a) == b; }) != tag.end();
  }

  // HTML 13.2.5.32-40. `at` is behind the tag's name; writes what is kept, with the '>'.
  std::size_t attributes(std::string_view tag, std::size_t at) {
    while (true) {
      while (at < html_.size() && (is_space(html_[at]) || html_[at] == '/')) ++at;
      if (at >= html_.size()) return html_.size();
      if (html_[at] == '>') {
        out_.push_back('>');
        return at + 1;
      }
      const std::size_t begin = at;
      ++at;  // a name may begin with '='
      while (at < html_.size() && !is_space(html_[at]) && html_[at] != '/' && html_[at] != '>' &&
             html_[at] != '=') {
        ++at;
      }
      const std::string_view name = html_.substr(begin, at - begin);
      std::size_t next = at;
      while (next < html_.size() && is_space(html_[next])) ++next;
      std::string_view value;
      if (next < html_.size() && html_[next] == '=') {
        at = next + 1;
        while (at < html_.size() && is_space(html_[at])) ++at;
        if (at >= html_.size()) return html_.size();
        if (html_[at] == '"' || html_[at] == '\'') {
          const std::size_t close = html_.find(html_[at], at + 1);
          if (close == std::string_view::npos) return html_.size();
          value = html_.substr(at + 1, close - at - 1);
          at = close + 1;
        } else {
          const std::size_t value_at = at;
          while (at < html_.size() && !is_space(html_[at]) && html_[at] != '>') ++at;
          value = html_.substr(value_at, at - value_at);
        }
      }
      if (!is_kept(tag, name, value)) continue;
      out_.push_back(' ');
      if (value.size() > kLongestClass && equals(name, "class") &&
          value.find('"') == std::string_view::npos) {
        out_.append("class=\"").append(value.substr(0, kLongestClass)).push_back('"');
      } else {
        out_.append(html_.substr(begin, at - begin));
      }
    }
  }

  // Behind `</name ...>`, or the end of the page.
  std::size_t after_end_tag(std::string_view name, std::size_t from, std::size_t& body_end) const {
    for (std::size_t at = html_.find("</", from); at != std::string_view::npos;
         at = html_.find("</", at + 2)) {
      const std::string_view found = html_.substr(at + 2, name.size());
      if (!std::equal(found.begin(), found.end(), name.begin(), name.end(),
                      [](char a, char b) { return lower(a) == lower(b); })) {
        continue;
      }
      const std::size_t behind = at + 2 + name.size();
      if (behind < html_.size() && !is_space(html_[behind]) && html_[behind] != '/' &&
          html_[behind] != '>') {
        continue;
      }
      body_end = at;
      const std::size_t close = html_.find('>', behind);
      return close == std::string_view::npos ? html_.size() : close + 1;
    }
    body_end = html_.size();
    return html_.size();
  }

  // Behind the first end tag of an element that is not raw text; npos when it has none. One that
  // has no end is looked for once.
  std::size_t after_element(std::string_view name, std::size_t from) {
    const auto kind = static_cast<std::size_t>(
        std::find_if(kTreeDropped.begin(), kTreeDropped.end(),
                     [&](std::string_view each) { return equals(name, each); }) -
        kTreeDropped.begin());
    if (unclosed_[kind]) return std::string_view::npos;
    std::size_t body_end = 0;
    const std::size_t after = after_end_tag(name, from, body_end);
    if (body_end != html_.size()) return after;
    unclosed_[kind] = true;
    return std::string_view::npos;
  }

  std::string_view html_;
  std::vector<std::string>* linked_data_;
  std::string out_;
  std::array<bool, kTreeDropped.size()> unclosed_{};
};

}  // namespace

std::string slim_page(std::string_view html, std::vector<std::string>* linked_data) {
  return Slimmer(html, linked_data).run();
}

}  // namespace storyfold::crawler::parse
