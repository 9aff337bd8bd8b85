#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "core/ascii.h"
#include "crawler/extract/date_text.h"
#include "crawler/extract/kind.h"
#include "crawler/extract/kind_words.h"

namespace storyfold::crawler::extract {
namespace {

constexpr std::string_view kAgent = "storyfold";
constexpr std::size_t kLongestTag = 8192;

bool is_past(std::string_view written, std::optional<std::chrono::sys_seconds> fetched_at) {
  const auto date = read_date_field(written.substr(0, 80), {});
  if (!date || date->year == 0 || !fetched_at) return false;
  using namespace std::chrono;
  const sys_days day = year(date->year) / month(static_cast<unsigned>(date->month)) /
                       std::chrono::day(static_cast<unsigned>(date->day));
  const sys_seconds at = day + hours(date->hour) + minutes(date->minute) + seconds(date->second) -
                         minutes(date->offset_minutes.value_or(0));
  return at < *fetched_at;
}

bool has_value(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 4> kNames{"unavailable_after", "max-snippet",
                                                   "max-image-preview", "max-video-preview"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

// One line of rules, folded: its white space is single spaces. `agents`: names before a colon say
// whose the rules behind them are.
void read_line(std::string_view line, bool agents,
               std::optional<std::chrono::sys_seconds> fetched_at, RobotsWords& words) {
  bool ours = true;
  while (!line.empty()) {
    const std::size_t comma = std::min(line.find_first_of(",;"), line.size());
    std::string_view rule = strip(line.substr(0, comma), " ");
    const std::size_t colon = rule.find(':');
    const std::string_view name = strip(rule.substr(0, colon), " ");
    if (colon != std::string_view::npos && has_value(name)) {
      // The date may hold a comma: read on from here.
      if (ours && name == "unavailable_after" &&
          is_past(line.substr(line.find(':') + 1), fetched_at))
        words.no_index = true;
      rule = {};
    } else if (colon != std::string_view::npos && agents) {
      ours = name == kAgent || name == "*";
      rule = strip(rule.substr(colon + 1), " ");
    }
    if (ours) {
      if (rule == "noindex" || rule == "none") words.no_index = true;
      if (rule == "noarchive" || rule == "nocache") words.no_archive = true;
    }
    line.remove_prefix(std::min(comma + 1, line.size()));
  }
}

}  // namespace

RobotsWords read_robots(const Metas& metas, std::string_view robots_tag,
                        std::optional<std::chrono::sys_seconds> fetched_at) {
  RobotsWords words;
  for (const Meta& meta : metas.all()) {
    if (meta.name != "robots" && meta.name != "googlebot" && meta.name != kAgent) continue;
    read_line(fold_words(std::string_view(meta.content).substr(0, kLongestTag)), false, fetched_at,
              words);
  }
  robots_tag = robots_tag.substr(0, kLongestTag);
  while (!robots_tag.empty()) {
    const std::size_t end = std::min(robots_tag.find('\n'), robots_tag.size());
    read_line(fold_words(robots_tag.substr(0, end)), true, fetched_at, words);
    robots_tag.remove_prefix(std::min(end + 1, robots_tag.size()));
  }
  return words;
}

}  // namespace storyfold::crawler::extract
