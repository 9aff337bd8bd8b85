#include "crawler/parse/charset_scan.h"

#include <algorithm>

#include "core/ascii.h"
#include "crawler/parse/html_scan.h"

namespace storyfold::crawler::parse {
namespace {

bool starts_with_word(std::string_view bytes, std::size_t at, std::string_view word) {
  if (bytes.size() - at < word.size()) return false;
  return std::equal(word.begin(), word.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at),
                    [](char a, char b) { return a == ascii_lower(b); });
}

// "extracting a character encoding from a meta element": after "charset" and "=".
std::string_view label_in_content(std::string_view content) {
  constexpr std::string_view kWord = "charset";
  for (std::size_t at = 0; at + kWord.size() < content.size(); ++at) {
    if (!starts_with_word(content, at, kWord)) continue;
    std::size_t value = at + kWord.size();
    while (value < content.size() && is_html_space(content[value])) ++value;
    if (value >= content.size() || content[value] != '=') continue;
    ++value;
    while (value < content.size() &&
           (is_html_space(content[value]) || content[value] == '"' || content[value] == '\'')) {
      ++value;
    }
    std::size_t end = value;
    while (end < content.size() && !is_html_space(content[end]) && content[end] != ';' &&
           content[end] != '"' && content[end] != '\'' && content[end] != ',') {
      ++end;
    }
    return content.substr(value, end - value);
  }
  return {};
}

void add(std::vector<Charset>& charsets, Charset charset) {
  if (charset == kUtf16Le || charset == kUtf16Be) charset = kUtf8;
  if (!charset || std::find(charsets.begin(), charsets.end(), charset) != charsets.end()) return;
  charsets.push_back(charset);
}

// One <meta>: its charset attribute, and its content when it names one; a content without its
// http-equiv is a clue as good as any.
void read_meta(std::string_view bytes, std::size_t& at, std::vector<Charset>& charsets) {
  Charset attribute_charset;
  Charset content_charset;
  while (const auto attribute = next_attribute(bytes, at)) {
    const std::string name = ascii_lower(attribute->name);
    if (name == "charset") attribute_charset = charset_of_label(attribute->value);
    if (name == "content") {
      content_charset = charset_of_label(label_in_content(attribute->value));
    }
  }
  add(charsets, attribute_charset);
  add(charsets, content_charset);
}

std::string read_language(std::string_view bytes, std::size_t& at) {
  std::string language;
  while (const auto attribute = next_attribute(bytes, at)) {
    const std::string name = ascii_lower(attribute->name);
    if (name == "lang" || (name == "xml:lang" && language.empty())) {
      language = ascii_lower(attribute->value);
    }
  }
  constexpr std::size_t kLongestTag = 35;  // RFC 5646, 4.4.1
  return language.size() <= kLongestTag ? language : std::string();
}

Charset read_xml_declaration(std::string_view bytes) {
  if (!starts_with_word(bytes, 0, "<?xml")) return {};
  const std::string_view declaration = bytes.substr(0, bytes.find('>'));
  const std::size_t word = declaration.find("encoding");
  if (word == std::string_view::npos) return {};
  const std::size_t open = declaration.find_first_of("\"'", word);
  if (open == std::string_view::npos) return {};
  const std::size_t close = declaration.find(declaration[open], open + 1);
  if (close == std::string_view::npos) return {};
  return charset_of_label(declaration.substr(open + 1, close - open - 1));
}

bool has_foreign(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

// `at` is at a '<' that opens markup: where it ends. npos: it does not.
std::size_t markup_end(std::string_view bytes, std::size_t at) {
  const auto after = [&](std::string_view mark, std::size_t from) {
    const std::size_t found = bytes.find(mark, from);
    return found == std::string_view::npos ? found : found + mark.size();
  };
  if (bytes.substr(at, 4) == "<!--") return after("-->", at + 2);
  for (const std::string_view name : {"script", "style"}) {
    if (!starts_with_word(bytes, at + 1, name)) continue;
    // The next closing tag, whatever it closes in a broken page, is past the script.
    for (std::size_t close = bytes.find("</", at); close != std::string_view::npos;
         close = bytes.find("</", close + 2)) {
      if (starts_with_word(bytes, close + 2, name)) return after(">", close);
    }
    return std::string_view::npos;
  }
  return after(">", at);
}

bool opens_markup(std::string_view bytes, std::size_t at) {
  if (bytes[at] != '<' || at + 1 >= bytes.size()) return false;
  const char next = bytes[at + 1];
  return is_letter(next) || next == '/' || next == '!' || next == '?';
}

}  // namespace

Declarations read_declarations(std::string_view bytes) {
  bytes = bytes.substr(0, kDeclarationBytes);
  Declarations found;
  add(found.charsets, read_xml_declaration(bytes));
  for (std::size_t at = bytes.find('<'); at < bytes.size(); at = bytes.find('<', at)) {
    if (bytes.substr(at, 4) == "<!--") {
      const std::size_t end = bytes.find("-->", at + 2);
      if (end == std::string_view::npos) break;
      at = end + 3;
      continue;
    }
    ++at;
    const auto opens = [&](std::string_view name) {
      const std::size_t end = at + name.size();
      return starts_with_word(bytes, at, name) && end < bytes.size() &&
             (is_html_space(bytes[end]) || bytes[end] == '/');
    };
    if (opens("meta")) {
      at += 4;
      read_meta(bytes, at, found.charsets);
    } else if (found.language.empty() && opens("html")) {
      at += 4;
      found.language = read_language(bytes, at);
    }
  }
  return found;
}

std::string foreign_text(std::string_view bytes, std::size_t budget) {
  std::string text;
  const auto take = [&](std::size_t begin, std::size_t end) {
    const std::string_view run = bytes.substr(begin, end - begin);
    if (!has_foreign(run)) return;
    text.append(run, 0, budget - std::min(budget, text.size()));
    text += '\n';
  };
  std::size_t run = 0;
  for (std::size_t at = bytes.find('<'); at < bytes.size() && text.size() < budget;) {
    if (!opens_markup(bytes, at)) {
      at = bytes.find('<', at + 1);
      continue;
    }
    take(run, at);
    run = markup_end(bytes, at);
    if (run == std::string_view::npos) break;
    at = bytes.find('<', run);
  }
  if (run < bytes.size() && text.size() < budget) take(run, bytes.size());
  if (!text.empty()) return text;
  const auto* const first = std::find_if(
      bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  const auto begin = static_cast<std::size_t>(first - bytes.begin());
  return std::string(bytes.substr(begin - std::min<std::size_t>(begin, 64), budget));
}

}  // namespace storyfold::crawler::parse
