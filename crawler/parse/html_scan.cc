#include "crawler/parse/html_scan.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/ascii.h"
#include "crawler/parse/html_markup.h"

namespace storyfold::crawler::parse {
namespace {

constexpr std::array<std::string_view, 2> kDropped{"script", "style"};
// Their content is text to a parser, so "<!--" and "<script" inside them mean nothing.
constexpr std::array<std::string_view, 6> kRawText{"textarea", "title",   "xmp",
                                                   "iframe",   "noembed", "noframes"};

}  // namespace

EndTag find_end_tag(std::string_view html, std::size_t from, std::string_view name) noexcept {
  for (std::size_t at = html.find("</", from); at != std::string_view::npos;
       at = html.find("</", at + 2)) {
    const std::string_view found = html.substr(at + 2, name.size());
    if (!std::equal(found.begin(), found.end(), name.begin(), name.end(),
                    [](char a, char b) { return ascii_lower(a) == ascii_lower(b); })) {
      continue;
    }
    const std::size_t behind = at + 2 + name.size();
    if (behind < html.size() && !ends_name(html[behind])) continue;
    const std::size_t close = html.find('>', behind);
    return {at, close == std::string_view::npos ? html.size() : close + 1};
  }
  return {html.size(), html.size()};
}

Declaration read_declaration(std::string_view html, std::size_t at) noexcept {
  const std::string_view rest = html.substr(at);
  if (rest.starts_with("<![CDATA[")) {
    const std::size_t close = std::min(rest.find("]]>"), rest.size());
    return {at + std::min(rest.size(), close + 3), rest.substr(9, close - 9)};
  }
  if (rest.starts_with("<!--")) {
    if (rest.substr(4, 1) == ">") return {at + 5, {}};
    if (rest.substr(4, 2) == "->") return {at + 6, {}};
    for (std::size_t dashes = html.find("--", at + 4); dashes != std::string_view::npos;
         dashes = html.find("--", dashes + 1)) {
      if (html.substr(dashes + 2, 1) == ">") return {dashes + 3, {}};
      if (html.substr(dashes + 2, 2) == "!>") return {dashes + 4, {}};
    }
    return {html.size(), {}};
  }
  const std::size_t close = rest.find('>');
  return {close == std::string_view::npos ? html.size() : at + close + 1, {}};
}

std::optional<TagAttribute> next_attribute(std::string_view html, std::size_t& at) noexcept {
  while (at < html.size() && (is_html_space(html[at]) || html[at] == '/')) ++at;
  if (at >= html.size() || html[at] == '>') return std::nullopt;
  TagAttribute attribute;
  const std::size_t name = at++;  // a name may begin with '='
  while (at < html.size() && !ends_name(html[at]) && html[at] != '=') ++at;
  attribute.name = html.substr(name, at - name);
  while (at < html.size() && is_html_space(html[at])) ++at;
  if (at >= html.size() || html[at] != '=') return attribute;
  ++at;
  while (at < html.size() && is_html_space(html[at])) ++at;
  if (at >= html.size()) return attribute;
  if (html[at] == '"' || html[at] == '\'') {
    const std::size_t close = std::min(html.find(html[at], at + 1), html.size());
    attribute.value = html.substr(at + 1, close - at - 1);
    at = std::min(close + 1, html.size());
    return attribute;
  }
  const std::size_t value = at;
  while (at < html.size() && !is_html_space(html[at]) && html[at] != '>') ++at;
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
        const std::size_t next = html.find_first_not_of(kHtmlSpaces, i);
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
      const Declaration declaration = read_declaration(html, at);
      out.append(declaration.text);
      copied = declaration.end;
      continue;
    }
    if (!is_letter(next)) continue;
    if (std::strchr("sxtin", ascii_lower(next)) == nullptr) continue;  // of the names below
    std::size_t name_end = at + 1;
    while (name_end < html.size() && !ends_name(html[name_end])) ++name_end;
    const std::string_view name = html.substr(at + 1, name_end - at - 1);
    const bool dropped = is_one_of(name, kDropped);
    if (!dropped && !is_one_of(name, kRawText)) continue;
    const std::size_t after = find_end_tag(html, next_tag(html, at).end, name).end;
    if (dropped) {
      out.append(html, copied, at - copied);
      out.push_back(' ');
    } else {
      out.append(html, copied, after - copied);
    }
    copied = after;
  }
  if (copied < html.size()) out.append(html, copied);
  return out;
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    default:
      out += c;
  }
}

std::string escape_html(std::string_view text) {
  std::string html;
  html.reserve(text.size() + text.size() / 16);
  for (const char c : text) append_escaped(html, c);
  return html;
}

}  // namespace storyfold::crawler::parse
