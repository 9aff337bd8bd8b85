// Shapes and variants of addresses.
#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "core/ascii.h"
#include "core/contains.h"
#include "crawler/frontier/url_form.h"
#include "crawler/frontier/url_text.h"

namespace storyfold::crawler::frontier {
namespace {

constexpr std::size_t kMostShapeNames = 12;
constexpr std::size_t kLeastHexId = 8;
constexpr std::size_t kLongestWord = 24;

// "html" of "a.html", "" when there is no such ending.
std::string_view ending_of(std::string_view segment) {
  const std::size_t point = segment.rfind('.');
  if (point == std::string_view::npos || point == 0) return {};
  const std::string_view ending = segment.substr(point + 1);
  const bool plain =
      !ending.empty() && ending.size() <= 5 && is_letter(ending.front()) &&
      std::ranges::all_of(ending, [](char c) { return is_letter(c) || is_digit(c); });
  return plain ? ending : std::string_view{};
}

std::size_t digit_runs(std::string_view text) {
  std::size_t runs = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_digit(text[i]) && (i == 0 || !is_digit(text[i - 1]))) ++runs;
  }
  return runs;
}

// "d41d8cd98f00", a UUID, "kF8a92b7Z": made by a program, another one on each page.
bool is_opaque_id(std::string_view stem) {
  if (stem.size() < kLeastHexId || !std::ranges::any_of(stem, is_digit)) return false;
  if (std::ranges::all_of(stem, [](char c) { return is_hex_digit(c) || c == '-'; }))
    return std::ranges::count(stem, '-') == 0 || stem.size() == 36;
  const bool one_word =
      std::ranges::all_of(stem, [](char c) { return is_digit(c) || is_letter(c); });
  return one_word && digit_runs(stem) >= 2;
}

// Words of a headline, or of another script.
bool is_slug(std::string_view stem) {
  const auto joints = std::ranges::count(stem, '-') + std::ranges::count(stem, '_');
  const bool letters = std::ranges::any_of(stem, is_letter);
  return letters &&
         (joints >= 3 || stem.find('%') != std::string_view::npos || stem.size() > kLongestWord);
}

std::string numbers_out(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!is_digit(c)) {
      out += c;
    } else if (!out.ends_with('N')) {
      out += 'N';
    }
  }
  return out;
}

std::string segment_shape(std::string_view segment) {
  const std::string_view ending = ending_of(segment);
  const std::string_view stem =
      ending.empty() ? segment : segment.substr(0, segment.size() - ending.size() - 1);
  std::string shape = is_opaque_id(stem) ? "N" : is_slug(stem) ? "S" : numbers_out(stem);
  if (!ending.empty()) shape += "." + std::string(ending);
  return shape;
}

constexpr auto kMobileHosts = std::to_array<std::string_view>(
    {"www.", "m.", "wap.", "3g.", "mobile.", "amp.", "touch.", "h5."});
constexpr auto kCopyWords =
    std::to_array<std::string_view>({"amp", "m", "mobile", "print", "printable", "wap"});
constexpr auto kCopySuffixes =
    std::to_array<std::string_view>({"_amp", "-amp", "_print", "-print", "_m"});

// Host, path and parameters without what tells a mobile or print copy from its original.
struct Original {
  std::string host;
  std::vector<std::string> parts;
  bool operator==(const Original&) const = default;
};

Original original_of(std::string_view url) {
  Original original{host_of(url), {}};
  for (const std::string_view prefix : kMobileHosts) {
    if (!original.host.starts_with(prefix)) continue;
    original.host.erase(0, prefix.size());
    break;
  }
  const UrlText text = split_url(url);
  for (const std::string_view segment : split_text(text.path, '/')) {
    std::string stem = ascii_lower(segment);
    const std::size_t ending = ending_of(stem).size();
    if (ending != 0) stem.resize(stem.size() - ending - 1);
    for (const std::string_view suffix : kCopySuffixes) {
      if (stem.ends_with(suffix)) stem.resize(stem.size() - suffix.size());
    }
    if (!contains(kCopyWords, stem)) original.parts.push_back(std::move(stem));
  }
  if (!original.parts.empty() && original.parts.back() == "index") original.parts.pop_back();
  for (const std::string_view part : split_text(text.query, '&')) {
    const Parameter parameter = split_parameter(part);
    if (!contains(kCopyWords, ascii_lower(parameter.name))) {
      original.parts.push_back("?" + std::string(part));
    }
  }
  return original;
}

std::vector<std::string_view> numbers_of(std::string_view text) {
  std::vector<std::string_view> numbers;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end > i) numbers.push_back(text.substr(i, end - i));
    i = end + 1;
  }
  return numbers;
}

// The last number long enough to name an article, "" when there is none.
std::string_view article_id(std::string_view path_and_query) {
  std::string_view id;
  for (const std::string_view number : numbers_of(path_and_query)) {
    if (names_article(number)) id = number;
  }
  return id;
}

}  // namespace

std::string shape_of(std::string_view url) {
  const UrlText text = split_url(url);
  std::string shape;
  for (const std::string_view segment : split_text(text.path, '/')) {
    shape += "/" + segment_shape(segment);
  }
  if (shape.empty() || text.path.ends_with('/')) shape += '/';
  std::set<std::string> names;
  for (const std::string_view part : split_text(text.query, '&')) {
    if (names.size() == kMostShapeNames) break;
    names.insert(numbers_out(ascii_lower(split_parameter(part).name)));
  }
  char joint = '?';
  for (const std::string& name : names) {
    shape += joint + name;
    joint = '&';
  }
  return shape;
}

bool may_be_variant(std::string_view a, std::string_view b) {
  const Original first = original_of(a);
  const Original second = original_of(b);
  if (first == second) return true;
  if (first.host != second.host) return false;
  const std::string_view rest_a = a.substr(split_url(a).origin.size());
  const std::string_view rest_b = b.substr(split_url(b).origin.size());
  const std::string_view id = article_id(rest_a);
  if (id.empty() || id != article_id(rest_b)) return false;
  const auto numbers_a = numbers_of(rest_a);
  const auto numbers_b = numbers_of(rest_b);
  // Another number behind the id: another page of the article ("1234567_2.html").
  const auto behind = [id](const std::vector<std::string_view>& numbers) {
    const auto last = std::ranges::find(numbers.rbegin(), numbers.rend(), id);
    return std::vector<std::string_view>(last.base(), numbers.end());
  };
  if (behind(numbers_a) != behind(numbers_b)) return false;
  return numbers_a == numbers_b || shape_of(a) != shape_of(b);
}

}  // namespace storyfold::crawler::frontier
