#include "crawler/parse/html_scan.h"

#include <strings.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace storyfold::crawler::parse {
namespace {

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_space(char c) noexcept {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

bool ends_name(char c) noexcept { return is_space(c) || c == '/' || c == '>'; }

bool equals(std::string_view name, std::string_view lower) noexcept {
  return name.size() == lower.size() && strncasecmp(name.data(), lower.data(), lower.size()) == 0;
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
  if (rest.substr(0, 4) == "<!--") return after_comment(html, at);
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

// `tag` is all of a start tag, "<script ...>".
bool is_linked_data(std::string_view tag) noexcept {
  constexpr std::string_view kType = "application/ld+json";
  const auto found =
      std::search(tag.begin(), tag.end(), kType.begin(), kType.end(),
                  [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
  return found != tag.end() && one_of(tag.substr(1, 6), kDropped) == "script";
}

}  // namespace

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

std::size_t after_comment(std::string_view html, std::size_t at) noexcept {
  if (html.substr(at + 4, 1) == ">") return at + 5;
  if (html.substr(at + 4, 2) == "->") return at + 6;
  for (std::size_t dashes = html.find("--", at + 4); dashes != std::string_view::npos;
       dashes = html.find("--", dashes + 1)) {
    if (html.substr(dashes + 2, 1) == ">") return dashes + 3;
    if (html.substr(dashes + 2, 2) == "!>") return dashes + 4;
  }
  return html.size();
}

std::optional<TagAttribute> next_attribute(std::string_view html, std::size_t& at) noexcept {
  while (at < html.size() && (is_space(html[at]) || html[at] == '/')) ++at;
  if (at >= html.size() || html[at] == '>') return std::nullopt;
  TagAttribute attribute;
  const std::size_t name = at++;  // a name may begin with '='
  while (at < html.size() && !ends_name(html[at]) && html[at] != '=') ++at;
  attribute.name = html.substr(name, at - name);
  while (at < html.size() && is_space(html[at])) ++at;
  if (at >= html.size() || html[at] != '=') return attribute;
  ++at;
  while (at < html.size() && is_space(html[at])) ++at;
  if (at >= html.size()) return attribute;
  if (html[at] == '"' || html[at] == '\'') {
    const std::size_t close = std::min(html.find(html[at], at + 1), html.size());
    attribute.value = html.substr(at + 1, close - at - 1);
    at = std::min(close + 1, html.size());
    return attribute;
  }
  const std::size_t value = at;
  while (at < html.size() && !is_space(html[at]) && html[at] != '>') ++at;
  attribute.value = html.substr(value, at - value);
  return attribute;
}

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

std::string drop_unread_markup(std::string_view html, std::vector<std::string>* linked_data) {
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
      if (linked_data != nullptr && is_linked_data(html.substr(at, tag.end - at))) {
        linked_data->emplace_back(html.substr(tag.end, body_end - tag.end));
      }
    }
    copied = after;
  }
  if (copied < html.size()) out.append(html, copied);
  return out;
}

}  // namespace storyfold::crawler::parse
