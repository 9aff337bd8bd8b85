#include "crawler/extract/part_forms.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <system_error>
#include <utility>

#include "core/ascii.h"

namespace storyfold::crawler::extract {
namespace {

bool take_end(std::string_view& text, std::string_view end) {
  if (!text.ends_with(end)) return false;
  text.remove_suffix(end.size());
  return true;
}

// The digits that `text` ends in.
std::string_view last_digits(std::string_view text) {
  const std::size_t before = text.find_last_not_of("0123456789");
  return before == std::string_view::npos ? text : text.substr(before + 1);
}

// /a/123/, /a/123/index.html and /a/123 are one. `path` without the extension of its last name.
std::string base_of(std::string_view path, std::string_view extension, std::string_view query) {
  if (take_end(path, "/index")) extension = {};
  if (path.ends_with('/')) path.remove_suffix(1);
  std::string base = std::string(path).append(extension);
  if (!query.empty()) base.append("?").append(query);
  return base;
}

// What stands before the number of a part at the end of a path. Not "/page/": so archives turn.
constexpr std::array<std::string_view, 11> kBeforeNumber{
    "_page_", "-page-", "_page", "-page", "_p", "-p", "_", "-", "/seite-", "/p", "/"};

// Parameters of a query that number parts.
constexpr std::array<std::string_view, 10> kParameters{
    "page", "p", "pg", "pageno", "page_no", "paged", "pn", "pagenum", "seite", "curpage"};

std::optional<PartForm> path_form(std::string_view path, std::string_view extension,
                                  std::string_view query) {
  if (path.ends_with('/')) path.remove_suffix(1);
  const std::string_view digits = last_digits(path);
  const std::uint32_t number = part_number(digits);
  if (number == 0) return std::nullopt;
  path.remove_suffix(digits.size());
  const auto mark = std::find_if(kBeforeNumber.begin(), kBeforeNumber.end(),
                                 [&](std::string_view each) { return take_end(path, each); });
  if (mark == kBeforeNumber.end() || path.empty() || path.back() == '/') return std::nullopt;
  return PartForm{base_of(path, extension, query), number};
}

std::optional<PartForm> query_form(std::string_view path, std::string_view extension,
                                   std::string_view query) {
  std::string others;
  std::uint32_t number = 0;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string name = ascii_lower(pair.substr(0, equals));
    const bool numbers =
        std::find(kParameters.begin(), kParameters.end(), name) != kParameters.end();
    const std::uint32_t value =
        numbers && equals < pair.size() ? part_number(pair.substr(equals + 1)) : 0;
    if (value != 0 && number == 0) {
      number = value;
    } else {
      others.append(others.empty() ? "" : "&").append(pair);
    }
  }
  if (number == 0) return std::nullopt;
  return PartForm{base_of(path, extension, others), number};
}

}  // namespace

std::uint32_t part_number(std::string_view digits) {
  if (digits.empty() || digits.size() > 2 || digits.front() == '0') return 0;
  std::uint32_t number = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return failed == std::errc() && end == digits.data() + digits.size() ? number : 0;
}

std::vector<PartForm> part_forms(const UrlParts& url) {
  std::string_view path = url.path;
  std::string_view extension;
  const std::size_t dot = path.find('.', path.rfind('/') + 1);
  if (dot != std::string_view::npos) {
    extension = path.substr(dot);
    path = path.substr(0, dot);
  }
  std::vector<PartForm> forms{{base_of(path, extension, url.query), 0}};
  if (auto form = path_form(path, extension, url.query)) forms.push_back(std::move(*form));
  if (auto form = query_form(path, extension, url.query)) forms.push_back(std::move(*form));
  return forms;
}

}  // namespace storyfold::crawler::extract
