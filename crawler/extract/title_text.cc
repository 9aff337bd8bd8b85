#include "crawler/extract/title_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "core/ascii.h"
#include "core/url.h"
#include "crawler/parse/text.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::extract {
namespace {

// As the letters of words go: everything but punctuation, symbols and space.
bool is_word_character(char32_t c) {
  if (c < 0x80) return is_alphanumeric(static_cast<char>(c));
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
  if (c == 0xD7 || c == 0xF7) return false;
  if (c >= 0x2000 && c <= 0x2BFF) return false;
  if (c >= 0x3000 && c <= 0x3020) return c == 0x3005 || c == 0x3007;
  if (c == 0x30FB || (c >= 0xFE00 && c <= 0xFE6F)) return false;
  if (c >= 0xFF00 && c <= 0xFFEF) return false;  // forms of letters were folded before
  return c < 0x1F000 || c >= 0x20000;            // pictographs
}

char32_t folded(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
  if (c >= 'A' && c <= 'Z') c += 32;
  return c;
}

bool stands_alone(char32_t c) {
  return parse::is_han(c) || (c >= 0x3040 && c <= 0x30FF) || (c >= 0xFF66 && c <= 0xFF9F);
}

struct Separator {
  std::string_view mark;
  enum class When : std::uint8_t { kAlways, kSpaced, kSpacedOrHan } when;
};

using enum Separator::When;

constexpr std::array<Separator, 21> kSeparators{{
    {"|", kAlways}, {"｜", kAlways},     {"_", kSpacedOrHan}, {"＿", kAlways},
    {"»", kAlways}, {"«", kAlways},      {"›", kAlways},      {"‹", kAlways},
    {"•", kAlways}, {"::", kAlways},     {" - ", kAlways},    {"-", kSpacedOrHan},
    {"–", kSpaced}, {"—", kSpacedOrHan}, {"·", kSpaced},      {"―", kSpaced},
    {":", kSpaced}, {"<", kSpaced},      {">", kSpaced},      {"/", kSpaced},
    {"~", kSpaced},
}};

// Of the character before `at`; 0 at the start.
char32_t before(std::string_view text, std::size_t at) {
  if (at == 0) return 0;
  const std::string_view head = text.substr(0, at);
  return parse::code_point_at(text, parse::last_code_point(head)).value;
}

char32_t behind(std::string_view text, std::size_t at) {
  return at < text.size() ? parse::code_point_at(text, at).value : 0;
}

// Bytes of the separator at `at`; 0 = none stands there.
std::size_t separator_at(std::string_view text, std::size_t at) {
  for (const Separator& separator : kSeparators) {
    if (!text.substr(at).starts_with(separator.mark)) continue;
    const std::size_t size = separator.mark.size();
    if (separator.when == kAlways) return size;
    const char32_t left = before(text, at);
    const char32_t right = behind(text, at + size);
    if (left == ' ' && right == ' ') return size;
    if (separator.when == kSpacedOrHan && left != 0 && right != 0 &&
        (left >= 0x2E80 || right >= 0x2E80 || (left == ' ') != (right == ' ')))
      return size;
  }
  return 0;
}

}  // namespace

std::string bare(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto c = parse::code_point_at(text, at);
    const char32_t value = folded(c.value);
    if (is_word_character(value)) {
      if (value == c.value) {
        out.append(text.substr(at, c.size));
      } else {
        parse::append_utf8(out, value);
      }
    }
    at += c.size;
  }
  return out;
}

Words words_of(std::string_view text) {
  constexpr std::uint32_t kBasis = 2166136261u;  // FNV-1a
  Words words;
  std::uint32_t hash = kBasis;
  bool open = false;
  const auto close = [&] {
    if (open) words.push_back(hash);
    hash = kBasis;
    open = false;
  };
  for (std::size_t at = 0; at < text.size();) {
    const auto c = parse::code_point_at(text, at);
    at += c.size;
    const char32_t value = folded(c.value);
    if (!is_word_character(value)) {
      close();
      continue;
    }
    if (stands_alone(value)) close();
    hash = (hash ^ static_cast<std::uint32_t>(value)) * 16777619u;
    open = true;
    if (stands_alone(value)) close();
  }
  close();
  std::sort(words.begin(), words.end());
  return words;
}

double alike(const Words& a, const Words& b) {
  if (a.empty() || b.empty()) return 0;
  std::size_t shared = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) {
      ++shared, ++i, ++j;
    } else if (a[i] < b[j]) {
      ++i;
    } else {
      ++j;
    }
  }
  return 2.0 * static_cast<double>(shared) / static_cast<double>(a.size() + b.size());
}

std::vector<std::string_view> title_parts(std::string_view title) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  for (std::size_t at = 0; at < title.size() && parts.size() + 1 < kMostParts;) {
    const std::size_t size = separator_at(title, at);
    if (size == 0) {
      at += parse::code_point_at(title, at).size;
      continue;
    }
    const std::string_view part = parse::trim(title.substr(start, at - start));
    if (!part.empty()) parts.push_back(part);
    at += size;
    start = at;
  }
  const std::string_view last = parse::trim(title.substr(start));
  if (!last.empty()) parts.push_back(last);
  return parts;
}

Site::Site(const std::vector<std::string>& names, std::string_view url) {
  for (const std::string& name : names) {
    std::string form = bare(name);
    if (!form.empty()) names_.push_back(std::move(form));
  }
  if (const auto parsed = parse_url(url)) {
    host_ = bare(parsed->host);
    if (host_.starts_with("www")) host_.erase(0, 3);
  }
}

bool Site::is_named(std::string_view part) const {
  const std::string form = bare(part);
  if (form.empty()) return false;
  for (const std::string& name : names_) {
    if (form == name) return true;
    if (name.size() >= 3 && form.size() <= name.size() + 24 && form.starts_with(name)) return true;
    if (form.size() >= 6 && name.starts_with(form)) return true;
  }
  return form.size() >= 4 && host_.find(form) != std::string::npos;
}

std::string without_site(std::string_view title, const Site& site) {
  const auto parts = title_parts(title);
  if (parts.size() < 2) return std::string(parse::trim(title));
  std::size_t longest = 0;
  std::vector<std::size_t> sizes;
  for (const auto part : parts) sizes.push_back(bare(part).size());
  longest = static_cast<std::size_t>(std::max_element(sizes.begin(), sizes.end()) - sizes.begin());
  // What stands behind the title is the site, or a section and the site.
  std::size_t keep = parts.size();
  for (std::size_t i = longest + 1; i < parts.size() && keep == parts.size(); ++i) {
    if (site.is_named(parts[i])) keep = i;
  }
  for (std::size_t i = longest + 1; i < keep; ++i) {
    const auto* gap = parts[i - 1].data() + parts[i - 1].size();
    const std::string_view mark(gap, static_cast<std::size_t>(parts[i].data() - gap));
    if (mark.find_first_of("|_") != std::string_view::npos && sizes[i] * 2 <= sizes[longest])
      keep = i;
  }
  // No name is known: a short last part is one.
  if (keep == parts.size() && longest + 1 < keep && sizes.back() <= 40 &&
      sizes.back() * 2 <= sizes[longest])
    --keep;
  std::size_t from = 0;
  while (from < longest && site.is_named(parts[from])) ++from;
  const auto* begin = parts[from].data();
  const auto* end = parts[keep - 1].data() + parts[keep - 1].size();
  return std::string(begin, static_cast<std::size_t>(end - begin));
}

}  // namespace storyfold::crawler::extract
