// A page with only what is read of it: gumbo's time is spent a character at a time, and three
// quarters of a page are scripts, styles, pictures and attributes for them.
#include "crawler/parse/html_slim.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "core/ascii.h"
#include "crawler/parse/html_markup.h"

namespace storyfold::crawler::parse {
namespace {

// Left out with all they hold. The first four are raw text to a parser; the others are left out
// only when their end tag is there.
constexpr std::array<std::string_view, 4> kRawDropped{"script", "style", "iframe", "noembed"};
constexpr std::array<std::string_view, 4> kTreeDropped{"svg", "noscript", "select", "math"};
constexpr std::array<std::string_view, 2> kForScripts{"noscript", "template"};
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
// Of links to the next page, or to all of an article on one page.
constexpr std::array<std::string_view, 16> kPagerWords{
    "页",     "頁",  "ページ", "全文",   "次へ",    "다음", "ext", "age",
    "rticle", "rev", "weiter", "uivant", "guiente", "&gt;", "»",   "›"};
constexpr std::size_t kLeastAside = 12;     // bytes of a text; a placeholder takes four
constexpr std::size_t kLongestHref = 100;   // bytes of a link's address that is kept
constexpr std::size_t kLongestClass = 160;  // utility classes come by the dozen; the first tell

bool is_kept(std::string_view tag, std::string_view name, std::string_view value) noexcept {
  if (is_one_of(name, kKeptAttributes)) return true;
  if (is_name(name, "href")) {
    return value.size() <= kLongestHref || is_name(tag, "link") || is_name(tag, "base");
  }
  if (is_name(name, "name")) return is_name(tag, "meta");
  if (is_name(name, "lang")) return is_name(tag, "html");
  if (is_name(name, "align")) return !is_name(tag, "td") && !is_name(tag, "tr");
  if (is_name(name, "title")) return is_one_of(tag, kTitled);
  if (is_name(name, "style")) {
    return value.find("none") != std::string_view::npos ||
           value.find("hidden") != std::string_view::npos;
  }
  if (name.size() > 5 && is_name(name.substr(0, 5), "data-")) {
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

// Appends `text`; a run of white space becomes one character, which is a line end if the run held
// one (<pre>).
void append_folded(std::string& out, std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t word = at;
    while (word < text.size() && !is_html_space(text[word])) ++word;
    out.append(text.substr(at, word - at));
    at = word;
    bool line = false;
    while (at < text.size() && is_html_space(text[at])) line = text[at++] == '\n' || line;
    if (at > word) out.push_back(line ? '\n' : ' ');
  }
}

// Behind what may be a reference to a character at `at`, which is on '&': names are read without
// their semicolon too.
std::size_t behind_reference(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && (is_letter(text[at]) || is_digit(text[at]) || text[at] == '#')) ++at;
  return at < text.size() && text[at] == ';' ? at + 1 : at;
}

// Behind this a parser may take what follows for markup or for the rest of a reference.
bool goes_on(char c) noexcept {
  return c == '<' || c == '&' || c == '#' || is_letter(c) || is_digit(c);
}

class Slimmer {
 public:
  Slimmer(std::string_view html, std::vector<std::string>* linked_data, Unscripted unscripted)
      : html_(html),
        linked_data_(linked_data),
        unscripted_(unscripted),
        // A parser does not copy a NUL, and the other one begins a placeholder.
        aside_(html.find('\0') == std::string_view::npos &&
               html.find('\xF3') == std::string_view::npos) {
    out_.reserve(html.size() / 4 + 64);
  }

  SlimPage run() {
    std::size_t at = 0;
    while (at < html_.size()) {
      const std::size_t tag = std::min(html_.find('<', at), html_.size());
      add_text(html_.substr(at, tag - at));
      if (tag == html_.size()) break;
      at = markup(tag);
    }
    // Behind "<!" that was left in place (raw text, a value, two ends put together) a parser may be
    // in a section that text without markup ends: "]]>" or "-->" must stand where it stood.
    if (names_placeholders(out_) || out_.find("<!") != std::string::npos) {
      return {placeholders_.restore(out_), {}};
    }
    return {std::move(out_), std::move(placeholders_)};
  }

 private:
  // What a parser would do more to than copy stays in its place: white space that a text begins
  // with, which may stand where text must not, references, and what may go on with something.
  void add_text(std::string_view text) {
    if (!aside_ || text.size() < kLeastAside || (!out_.empty() && goes_on(out_.back()))) {
      return append_folded(out_, text);
    }
    std::size_t at = 0;
    while (at < text.size()) {
      std::size_t begin = at;
      while (begin < text.size() && is_html_space(text[begin])) ++begin;
      append_folded(out_, text.substr(at, begin - at));
      const std::size_t end = std::min(text.find('&', begin), text.size());
      set_aside(text.substr(begin, end - begin));
      at = end == text.size() ? end : behind_reference(text, end);
      out_.append(text.substr(end, at - end));
    }
  }

  void set_aside(std::string_view text) {
    if (text.size() < kLeastAside || !is_copied(text)) return append_folded(out_, text);
    const std::size_t before = placeholders_.bytes();
    append_folded(placeholders_.texts(), text);
    if (placeholders_.stand_in(out_)) return;
    out_.append(placeholders_.texts(), before);
    placeholders_.texts().resize(before);
  }

  // `at` is on '<'; returns where to go on.
  std::size_t markup(std::size_t at) {
    const std::string_view rest = html_.substr(at);
    if (rest.size() < 2) return copy(at, html_.size());
    if (rest[1] == '!' || rest[1] == '?') return declaration(at);
    const bool closing = rest[1] == '/';
    const std::size_t name_at = closing ? 2 : 1;
    if (name_at >= rest.size() || !is_letter(rest[name_at])) return copy(at, at + 1);
    std::size_t name_end = name_at;
    while (name_end < rest.size() && !ends_name(rest[name_end])) ++name_end;
    const std::string_view name = rest.substr(name_at, name_end - name_at);
    if (closing) return end_tag(name, at + name_end);
    return start_tag(at, name, at + name_end);
  }

  std::size_t copy(std::size_t from, std::size_t to) {
    out_.append(html_.substr(from, to - from));
    return to;
  }

  std::size_t declaration(std::size_t at) {
    const Declaration declaration = read_declaration(html_, at);
    append_folded(out_, declaration.text);
    // A tag may begin in it, of which a parser takes the text behind it for a part.
    aside_ = aside_ && declaration.text.find('<') == std::string_view::npos;
    return declaration.end;
  }

  std::size_t end_tag(std::string_view name, std::size_t name_end) {
    const std::size_t close = std::min(html_.find('>', name_end), html_.size());
    const std::size_t behind = std::min(close + 1, html_.size());
    if (is_one_of(name, kVoidDropped) || is_unwrapped(name)) return behind;
    out_.append("</").append(name).push_back('>');
    return behind;
  }

  std::size_t start_tag(std::size_t at, std::string_view name, std::size_t name_end) {
    const std::size_t mark = out_.size();
    out_.push_back('<');
    out_.append(name);
    const std::size_t behind = attributes(name, name_end);
    switch (ascii_lower(name[0])) {
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
    if (is_one_of(name, kVoidDropped) || is_unwrapped(name) ||
        (is_name(name, "link") && is_resource(html_.substr(at, behind - at)))) {
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
    const EndTag end = find_end_tag(html_, behind, name);
    if (!raw_dropped) return copy(behind, end.end);
    if (linked_data_ != nullptr && is_name(name, "script") && is_linked_data(at, behind)) {
      linked_data_->emplace_back(html_.substr(behind, end.begin - behind));
    }
    out_.resize(mark);
    out_.push_back(' ');
    return end.end;
  }

  [[nodiscard]] bool is_linked_data(std::size_t from, std::size_t to) const noexcept {
    constexpr std::string_view kType = "application/ld+json";
    const std::string_view tag = html_.substr(from, to - from);
    return std::search(tag.begin(), tag.end(), kType.begin(), kType.end(),
                       [](char a, char b) { return ascii_lower(a) == b; }) != tag.end();
  }

  // A long address is kept of a link with a word or a number for text: it may lead to the next
  // page. `at` is behind the attribute.
  [[nodiscard]] bool is_of_pager(std::string_view tag, std::string_view name,
                                 std::string_view value, std::size_t at) const noexcept {
    constexpr std::size_t kLongest = 600;  // bytes of an address
    constexpr std::size_t kLongestText = 24;
    constexpr std::size_t kReach = 300;  // how far the tag goes on
    if (!is_name(tag, "a") || !is_name(name, "href") || value.size() > kLongest) return false;
    const std::string_view rest = html_.substr(at, kReach);
    const std::size_t open = rest.find('>');
    if (open == std::string_view::npos) return false;
    const std::size_t close = rest.find('<', open);
    if (close == std::string_view::npos || close - open - 1 > kLongestText) return false;
    const std::string_view text = rest.substr(open + 1, close - open - 1);
    return text.find_first_of("0123456789") != std::string_view::npos ||
           std::any_of(kPagerWords.begin(), kPagerWords.end(), [&](std::string_view word) {
             return text.find(word) != std::string_view::npos;
           });
  }

  [[nodiscard]] bool is_unwrapped(std::string_view name) const noexcept {
    return unscripted_ == Unscripted::kShown && is_one_of(name, kForScripts);
  }

  // HTML 13.2.5.32-40. `at` is behind the tag's name; writes what is kept, with the '>'.
  std::size_t attributes(std::string_view tag, std::size_t at) {
    while (true) {
      while (at < html_.size() && (is_html_space(html_[at]) || html_[at] == '/')) ++at;
      if (at >= html_.size()) return html_.size();
      if (html_[at] == '>') {
        out_.push_back('>');
        return at + 1;
      }
      const std::size_t begin = at;
      ++at;  // a name may begin with '='
      while (at < html_.size() && !ends_name(html_[at]) && html_[at] != '=') ++at;
      const std::string_view name = html_.substr(begin, at - begin);
      std::size_t next = at;
      while (next < html_.size() && is_html_space(html_[next])) ++next;
      std::string_view value;
      if (next < html_.size() && html_[next] == '=') {
        at = next + 1;
        while (at < html_.size() && is_html_space(html_[at])) ++at;
        if (at >= html_.size()) return html_.size();
        if (html_[at] == '"' || html_[at] == '\'') {
          const std::size_t close = html_.find(html_[at], at + 1);
          if (close == std::string_view::npos) return html_.size();
          value = html_.substr(at + 1, close - at - 1);
          at = close + 1;
        } else {
          const std::size_t value_at = at;
          while (at < html_.size() && !is_html_space(html_[at]) && html_[at] != '>') ++at;
          value = html_.substr(value_at, at - value_at);
        }
      }
      if (!is_kept(tag, name, value) && !is_of_pager(tag, name, value, at)) continue;
      out_.push_back(' ');
      if (value.size() > kLongestClass && is_name(name, "class") &&
          value.find('"') == std::string_view::npos) {
        out_.append("class=\"").append(value.substr(0, kLongestClass)).push_back('"');
      } else {
        out_.append(html_.substr(begin, at - begin));
      }
    }
  }

  // Behind the first end tag of an element that is not raw text; npos when it has none. One that
  // has no end is looked for once.
  std::size_t after_element(std::string_view name, std::size_t from) {
    const auto kind = static_cast<std::size_t>(
        std::find_if(kTreeDropped.begin(), kTreeDropped.end(),
                     [&](std::string_view each) { return is_name(name, each); }) -
        kTreeDropped.begin());
    if (unclosed_[kind]) return std::string_view::npos;
    const EndTag end = find_end_tag(html_, from, name);
    if (end.begin != html_.size()) return end.end;
    unclosed_[kind] = true;
    return std::string_view::npos;
  }

  std::string_view html_;
  std::vector<std::string>* linked_data_;
  Unscripted unscripted_;
  bool aside_;
  std::string out_;
  Placeholders placeholders_;
  std::array<bool, kTreeDropped.size()> unclosed_{};
};

}  // namespace

SlimPage slim_page(std::string_view html, std::vector<std::string>* linked_data,
                   Unscripted unscripted) {
  return Slimmer(html, linked_data, unscripted).run();
}

}  // namespace storyfold::crawler::parse
