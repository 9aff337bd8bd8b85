// Addresses that are not worth asking for.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <vector>

#include "core/ascii.h"
#include "core/contains.h"
#include "crawler/frontier/url_form.h"
#include "crawler/frontier/url_text.h"

namespace storyfold::crawler::frontier {
namespace {

using Segments = std::vector<std::string_view>;

constexpr std::size_t kMostSegments = 12;
constexpr std::size_t kMostParameters = 8;
constexpr std::int32_t kFirstYear = 1995;

// Sorted.
// clang-format off
constexpr auto kFileEndings = std::to_array<std::string_view>({
    "7z", "apk", "avi", "avif", "bin", "bmp", "bz2", "css", "csv", "dmg", "doc", "docx", "eot",
    "epub", "exe", "flv", "gif", "gz", "heic", "ico", "ipa", "iso", "jpeg", "jpg", "js", "m3u8",
    "m4a", "m4v", "map", "mjs", "mkv", "mobi", "mov", "mp3", "mp4", "mpg", "msi", "ogg", "ogv",
    "otf", "pdf", "png", "ppt", "pptx", "rar", "svg", "swf", "tar", "tgz", "tif", "tiff",
    "torrent", "ttf", "wav", "webm", "webp", "wma", "wmv", "woff", "woff2", "xls", "xlsx", "xz",
    "zip"});
// clang-format on
static_assert(std::ranges::is_sorted(kFileEndings));

// Actions wherever they stand in the path.
constexpr auto kActions =
    std::to_array<std::string_view>({"addtocart", "cart", "checkout", "login", "logout", "passport",
                                     "signin", "signout", "signup", "wp-admin", "wp-login"});
// Actions at the end of the path or before nothing but an id ("/print/12.html"); elsewhere they may
// be words of a section ("/comment/why-rates-rise").
constexpr auto kLastActions =
    std::to_array<std::string_view>({"comment", "comments", "print", "printable", "register",
                                     "reply", "share", "subscribe", "unsubscribe", "vote"});
constexpr auto kActionNames =
    std::to_array<std::string_view>({"add-to-cart", "print", "printable", "replytocom"});
constexpr auto kVerbNames = std::to_array<std::string_view>({"act", "action", "do", "mod", "op"});
constexpr auto kVerbs =
    std::to_array<std::string_view>({"comment", "login", "logging", "logout", "print", "register",
                                     "reply", "share", "signin", "vote"});
constexpr auto kCalendarWords =
    std::to_array<std::string_view>({"agenda", "archive", "archives", "cal", "calendar", "date",
                                     "event", "events", "rili", "schedule"});
// Of these even today's pages hold nothing but links to days. An archive or an agenda may be more.
constexpr auto kPlainCalendars =
    std::to_array<std::string_view>({"almanac", "cal", "calendar", "rili"});
constexpr auto kDateNames = std::to_array<std::string_view>(
    {"cal", "calendar", "date", "day", "month", "year", "ym", "yearmonth"});

std::string stem_of(std::string_view segment) {
  return ascii_lower(segment.substr(0, segment.find('.')));
}

bool is_file(const Segments& segments) {
  if (segments.empty()) return false;
  const std::string last = ascii_lower(segments.back());
  if (last.ends_with(".xml.gz") || last.ends_with(".txt.gz")) return false;
  const std::size_t point = last.rfind('.');
  return point != std::string::npos &&
         std::ranges::binary_search(kFileEndings, std::string_view(last).substr(point + 1));
}

// A segment three times ("/a/x/a/y/a"), or two in a row said again ("/a/b/a/b"). Short numbers are
// parts of dates.
bool repeats(const Segments& segments) {
  const auto short_number = [](std::string_view text) {
    return text.size() <= 2 && is_number(text);
  };
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (!short_number(segments[i]) && std::ranges::count(segments, segments[i]) >= 3) return true;
    if (i + 3 < segments.size() && segments[i] == segments[i + 2] &&
        segments[i + 1] == segments[i + 3] &&
        !(is_number(segments[i]) && is_number(segments[i + 1]))) {
      return true;
    }
  }
  return false;
}

bool is_action_path(std::string_view path, const Segments& segments) {
  if (path.find("javascript:") != std::string_view::npos ||
      path.find("mailto:") != std::string_view::npos) {
    return true;
  }
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const std::string word = stem_of(segments[i]);
    if (contains(kActions, word)) return true;
    const bool last = i + 1 == segments.size() ||
                      (i + 2 == segments.size() && is_number(stem_of(segments[i + 1])));
    if (last && contains(kLastActions, word)) return true;
  }
  return false;
}

bool is_action_query(const Segments& parameters) {
  for (const std::string_view part : parameters) {
    const Parameter parameter = split_parameter(part);
    const std::string name = ascii_lower(parameter.name);
    if (contains(kActionNames, name)) return true;
    if (contains(kVerbNames, name) && contains(kVerbs, ascii_lower(parameter.value))) return true;
  }
  return false;
}

// `text` as a number of `least` to `most`; 0 when it is none.
std::int32_t number_within(std::string_view text, std::int32_t least, std::int32_t most) {
  std::int32_t value = 0;
  if (!is_number(text) || text.size() > 4) return 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value >= least && value <= most ? value : 0;
}

bool is_far(std::int32_t year, std::int32_t year_now) {
  return year != 0 && (year < kFirstYear || year > year_now + 1);
}

// The year that "2031-07-02", "2031-07", "203107" or "2031" begins with; 0 for other text.
std::int32_t year_of_date(std::string_view text) {
  std::string digits(text);
  std::erase(digits, '-');
  if (!is_number(digits) || (digits.size() != 4 && digits.size() != 6 && digits.size() != 8)) {
    return 0;
  }
  if (digits.size() > 4 && number_within(digits.substr(4, 2), 1, 12) == 0) return 0;
  return number_within(digits.substr(0, 4), 1900, 2999);
}

// "/calendar/2031/07", "/2031/07/02": nothing follows the date, so it is no article.
bool is_far_calendar_path(const Segments& segments, std::int32_t year_now) {
  std::size_t first = segments.size();
  while (first > 0 && is_number(segments[first - 1]) && segments[first - 1].size() <= 4) --first;
  const std::size_t numbers = segments.size() - first;
  const bool named = std::ranges::any_of(segments, [](std::string_view segment) {
    return contains(kCalendarWords, stem_of(segment));
  });
  if (numbers >= (named ? 2u : 3u) && numbers <= 3 &&
      number_within(segments[first + 1], 1, 12) != 0) {
    return is_far(number_within(segments[first], 1900, 2999), year_now);
  }
  return named && is_far(year_of_date(stem_of(segments.back())), year_now);
}

// "/calendar/2026/11", "/cal/2026-11-21": a date and nothing else behind the word.
bool is_calendar_path(const Segments& segments) {
  const auto word = std::ranges::find_if(segments, [](std::string_view segment) {
    return contains(kPlainCalendars, stem_of(segment));
  });
  if (word == segments.end() || std::next(word) == segments.end()) return false;
  return std::all_of(std::next(word), segments.end(), [](std::string_view segment) {
    const std::string stem = stem_of(segment);
    return is_number(stem) || year_of_date(stem) != 0;
  });
}

bool is_far_calendar_query(const Segments& parameters, std::int32_t year_now) {
  return std::ranges::any_of(parameters, [year_now](std::string_view part) {
    const Parameter parameter = split_parameter(part);
    return contains(kDateNames, ascii_lower(parameter.name)) &&
           is_far(year_of_date(parameter.value), year_now);
  });
}

}  // namespace

std::string_view trap_of(std::string_view url, std::int32_t year_now) {
  const UrlText text = split_url(url);
  const Segments segments = split_text(text.path, '/');
  const Segments parameters = split_text(text.query, '&');
  if (segments.size() > kMostSegments) return "a path too deep";
  if (parameters.size() > kMostParameters) return "too many parameters";
  if (is_file(segments)) return "a file that is no page";
  if (is_action_path(text.path, segments) || is_action_query(parameters)) {
    return "an action, not a page";
  }
  if (repeats(segments)) return "repeated path segments";
  if (is_calendar_path(segments)) return "a calendar";
  if (!segments.empty() && is_far_calendar_path(segments, year_now)) {
    return "a calendar far from today";
  }
  if (is_far_calendar_query(parameters, year_now)) return "a calendar far from today";
  return {};
}

}  // namespace storyfold::crawler::frontier
