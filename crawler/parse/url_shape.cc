#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/ascii.h"
#include "crawler/parse/link_pattern.h"

namespace storyfold::crawler::parse {
namespace {

constexpr std::size_t kFewDigits = 3;
constexpr std::size_t kShortestMixedId = 8;
constexpr std::size_t kLongestExtension = 5;
constexpr std::size_t kSlugWords = 3;
constexpr std::string_view kJoints = "-_.,+~!";

bool all_digits(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

int number(std::string_view digits) noexcept {
  int value = 0;
  for (const char c : digits.substr(0, 9)) value = value * 10 + (c - '0');
  return value;
}

bool is_year(std::string_view digits) noexcept {
  return digits.size() == 4 && number(digits) >= 1990 && number(digits) <= 2100;
}
bool is_month(std::string_view digits) noexcept {
  return digits.size() == 2 && number(digits) >= 1 && number(digits) <= 12;
}
bool is_day(std::string_view digits) noexcept {
  return digits.size() == 2 && number(digits) >= 1 && number(digits) <= 31;
}

// 2026, 202608, 20260801.
bool is_date(std::string_view digits) noexcept {
  if (!all_digits(digits) || !is_year(digits.substr(0, 4))) return false;
  if (digits.size() == 4) return true;
  if (!is_month(digits.substr(4, 2))) return false;
  return digits.size() == 6 || (digits.size() == 8 && is_day(digits.substr(6, 2)));
}

std::string digits_shape(std::string_view digits) {
  // A year alone is too often part of a number or a name to be a date.
  if (digits.size() > 4 && is_date(digits)) return "D";
  return digits.size() <= kFewDigits ? "n" : "N";
}

// One run between joints: "content", "12345", "t20260801", "8f3a9c0e".
std::string token_shape(std::string_view token) {
  if (all_digits(token)) return digits_shape(token);
  const auto is_named = [](char c) { return is_lower(c) || c == '%'; };
  const bool digits = std::any_of(token.begin(), token.end(), is_digit);
  if (!digits) return std::string(token);
  if (token.find('%') != std::string_view::npos) return "S";  // a word of another script
  std::size_t letters = 0;
  while (letters < token.size() && is_named(token[letters])) ++letters;
  if (letters <= 4 && all_digits(token.substr(letters))) {
    return std::string(token.substr(0, letters)) + digits_shape(token.substr(letters));
  }
  if (token.size() >= kShortestMixedId) return "H";
  std::string shape;
  for (const char c : token) {
    if (!is_digit(c)) {
      shape += c;
    } else if (shape.empty() || shape.back() != 'n') {
      shape += 'n';
    }
  }
  return shape;
}

bool is_uuid(std::string_view name) noexcept {
  if (name.size() != 36) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = name[i];
    if (dash ? c != '-' : !(is_hex_digit(c) && !is_upper(c))) return false;
  }
  return true;
}

// "2026-08", "2026-08-01", "2026_08_01".
bool is_joined_date(const std::vector<std::string_view>& tokens, std::size_t at,
                    std::size_t count) noexcept {
  if (at + count > tokens.size() || !is_year(tokens[at]) || !is_month(tokens[at + 1])) return false;
  return count == 2 || is_day(tokens[at + 2]);
}

// How many tokens from `at` on are a slug, short numbers between its words included ("gdp-grows-4-
// percent-in-may"); 0 when there are too few words. A number behind the last word is an id.
std::size_t slug_size(const std::vector<std::string_view>& tokens, std::size_t at) noexcept {
  std::size_t words = 0;
  std::size_t size = 0;
  for (std::size_t i = at; i < tokens.size(); ++i) {
    if (std::all_of(tokens[i].begin(), tokens[i].end(), is_lower)) {
      ++words;
      size = i + 1 - at;
    } else if (i == at || !all_digits(tokens[i]) || tokens[i].size() > 4) {
      break;
    }
  }
  return words >= kSlugWords ? size : 0;
}

std::string name_shape(std::string_view name) {
  if (is_uuid(name)) return "H";
  std::vector<std::string_view> tokens;
  std::string joints;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find_first_of(kJoints, at), name.size());
    tokens.push_back(name.substr(at, end - at));
    if (end < name.size()) joints += name[end];
    at = end + 1;
  }
  std::string shape;
  for (std::size_t i = 0; i < tokens.size();) {
    std::size_t taken = 1;
    if (is_joined_date(tokens, i, 3) || is_joined_date(tokens, i, 2)) {
      taken = is_joined_date(tokens, i, 3) ? 3 : 2;
      shape += 'D';
    } else if (const std::size_t slug = slug_size(tokens, i); slug > 0) {
      taken = slug;
      shape += 'S';
    } else {
      shape += token_shape(tokens[i]);
    }
    i += taken;
    if (i < tokens.size()) shape += joints[i - 1];
  }
  return shape;
}

// A directory, or the last part of a path without its extension. `date_before`: the part before it
// is a date, of which a month or day may follow.
std::string part_shape(std::string_view part, bool date_before) {
  if (is_year(part)) return "D";
  if (date_before && (is_month(part) || is_day(part) ||
                      (part.size() == 4 && is_month(part.substr(0, 2)) && is_day(part.substr(2)))))
    return "D";
  return name_shape(part);
}

void add_path(std::string& shape, std::string_view path) {
  bool date_before = false;
  while (!path.empty()) {  // starts with '/'
    shape += '/';
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    std::string_view part = path.substr(0, end);
    std::string_view extension;
    const std::size_t dot = part.rfind('.');
    if (end == path.size() && dot != std::string_view::npos && dot > 0 && dot + 1 < part.size() &&
        part.size() - dot - 1 <= kLongestExtension && is_lower(part[dot + 1])) {
      extension = part.substr(dot);
      part = part.substr(0, dot);
    }
    const std::string made = part_shape(part, date_before);
    date_before = made == "D";
    shape += made;
    shape += extension;
    path.remove_prefix(end);
  }
}

void add_query(std::string& shape, std::string_view query) {
  char joint = '?';
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    shape += joint;
    shape += pair.substr(0, equals);
    if (equals < pair.size()) shape += "=" + name_shape(pair.substr(equals + 1));
    joint = '&';
    query.remove_prefix(std::min(end + 1, query.size()));
  }
}

}  // namespace

std::string url_shape(std::string_view url) {
  const std::string lower = ascii_lower(url);
  std::string_view rest = lower;
  const std::size_t scheme = rest.find("://");
  if (scheme == std::string_view::npos) return {};
  rest.remove_prefix(scheme + 3);
  rest = rest.substr(0, rest.find('#'));
  const std::size_t host = std::min(rest.find_first_of("/?"), rest.size());
  if (host == 0) return {};
  std::string shape(rest.substr(0, host));
  rest.remove_prefix(host);
  const std::size_t query = std::min(rest.find('?'), rest.size());
  add_path(shape, rest.substr(0, query));
  if (query < rest.size()) add_query(shape, rest.substr(query + 1));
  return shape;
}

}  // namespace storyfold::crawler::parse
