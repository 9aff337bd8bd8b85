#include "crawler/fetch/robots_line.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "core/ascii.h"

namespace storyfold::crawler::fetch {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kBlanks = " \t\v\f";
constexpr milliseconds kMostDelay = std::chrono::hours(24);

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// By how the name begins, the misspellings included that are common enough for other crawlers to
// read them.
RobotsField field_of(std::string_view name) {
  struct Known {
    std::string_view begins;
    RobotsField field;
  };
  static constexpr std::array kKnown{
      Known{"user-agent", RobotsField::kUserAgent},   Known{"useragent", RobotsField::kUserAgent},
      Known{"user agent", RobotsField::kUserAgent},   Known{"allow", RobotsField::kAllow},
      Known{"disallow", RobotsField::kDisallow},      Known{"dissallow", RobotsField::kDisallow},
      Known{"dissalow", RobotsField::kDisallow},      Known{"disalow", RobotsField::kDisallow},
      Known{"diasllow", RobotsField::kDisallow},      Known{"disallaw", RobotsField::kDisallow},
      Known{"crawl-delay", RobotsField::kCrawlDelay}, Known{"crawldelay", RobotsField::kCrawlDelay},
      Known{"sitemap", RobotsField::kSitemap},        Known{"site-map", RobotsField::kSitemap}};
  constexpr std::size_t kLongestName = 32;
  const std::string lower = ascii_lower(name.substr(0, kLongestName));
  for (const Known& known : kKnown) {
    if (lower.starts_with(known.begins) &&
        lower.find_first_of(kBlanks, known.begins.size()) == std::string::npos) {
      return known.field;
    }
  }
  return RobotsField::kOther;
}

}  // namespace

RobotsLine read_robots_line(std::string_view text) {
  text = trim(text.substr(0, text.find('#')));
  const auto colon = text.find(':');
  // "Disallow /x": the colon forgotten. Only of two words, so that sentences are no rules; looked
  // for first, because the second word may have a colon, "Sitemap https://...".
  const auto blank = std::min(text.find_first_of(kBlanks), text.size());
  const auto second = trim(text.substr(blank));
  if (blank < colon && !second.empty() && second.front() != ':' &&
      second.find_first_of(kBlanks) == std::string_view::npos) {
    const RobotsField field = field_of(text.substr(0, blank));
    if (field != RobotsField::kOther) return {field, second};
  }
  if (colon == std::string_view::npos) return {};
  return {field_of(trim(text.substr(0, colon))), trim(text.substr(colon + 1))};
}

std::string product_token(std::string_view value) {
  const auto is_token = [](char c) {
    return (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || c == '_' || c == '-';
  };
  const auto end = std::find_if_not(value.begin(), value.end(), is_token);
  return ascii_lower(value.substr(0, static_cast<std::size_t>(end - value.begin())));
}

bool names_everyone(std::string_view value) {
  return value.starts_with('*') &&
         (value.size() == 1 || kBlanks.find(value[1]) != std::string_view::npos);
}

std::optional<milliseconds> read_crawl_delay(std::string_view value) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::int64_t ms = 0;
  std::size_t at = 0;
  bool any = false;
  for (; at < value.size() && is_digit(value[at]); ++at, any = true) {
    ms = std::min<std::int64_t>(ms * 10 + (value[at] - '0') * 1000, kMostDelay.count());
  }
  if (at < value.size() && value[at] == '.') {
    std::int64_t unit = 100;
    for (++at; at < value.size() && is_digit(value[at]); ++at, any = true, unit /= 10) {
      ms += (value[at] - '0') * unit;
    }
  }
  if (!any) return std::nullopt;
  return std::min(milliseconds(ms), kMostDelay);
}

}  // namespace storyfold::crawler::fetch
