#pragma once
// A URL in crawl form as text in parts: views into it, nothing is decoded. Pure.
#include <cstddef>
#include <string_view>
#include <vector>

#include "core/ascii.h"

namespace storyfold::crawler::frontier {

struct UrlText {
  std::string_view origin;  // "https://host:port"
  std::string_view path;    // starts with '/'
  std::string_view query;   // without '?'
};

[[nodiscard]] inline UrlText split_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t path =
      url.find_first_of("/?#", scheme == std::string_view::npos ? 0 : scheme + 3);
  UrlText text{url.substr(0, path), {}, {}};
  if (path == std::string_view::npos) return text;
  const std::string_view rest = url.substr(path, url.find('#', path) - path);
  const std::size_t query = rest.find('?');
  text.path = rest.substr(0, query);
  if (query != std::string_view::npos) text.query = rest.substr(query + 1);
  return text;
}

// What stands between separators, empty ones left out.
[[nodiscard]] inline std::vector<std::string_view> split_text(std::string_view text,
                                                              char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = text.find(separator);
    if (end != 0) parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return parts;
}

// "name=value" of a query; the value is empty when there is none.
struct Parameter {
  std::string_view name;
  std::string_view value;
};

[[nodiscard]] inline Parameter split_parameter(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return {text, {}};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

// "12", not "" and not "1a".
[[nodiscard]] constexpr bool is_number(std::string_view text) noexcept {
  for (const char c : text) {
    if (!is_digit(c)) return false;
  }
  return !text.empty();
}

// Whether a number is long enough to be an article's and is no day, 20261121.
[[nodiscard]] inline bool names_article(std::string_view digits) {
  const bool day = digits.size() == 8 && (digits.starts_with("19") || digits.starts_with("20")) &&
                   digits.substr(4, 2) <= "12" && digits.substr(6, 2) <= "31";
  return digits.size() >= 5 && !day;
}

}  // namespace storyfold::crawler::frontier
