#include "tests/newsroom/stories.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

namespace storyfold::newsroom {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

std::string day_name(bool english, std::chrono::sys_days day) {
  if (english) {
    constexpr std::array kNames = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                   "Thursday", "Friday", "Saturday"};
    return kNames[std::chrono::weekday(day).c_encoding()];
  }
  const std::chrono::year_month_day date(day);
  return fmt::format("{}月{}日", unsigned(date.month()), unsigned(date.day()));
}

// Where a line beginning with `@key` belongs; nullopt: unknown key, or before the first @id.
bool take_field(std::vector<Story>& stories, std::string_view key, std::string_view value,
                bool english) {
  if (key == "id") {
    stories.push_back({});
    stories.back().id = value;
    stories.back().english = english;
    return true;
  }
  if (stories.empty()) return false;
  Story& story = stories.back();
  if (key == "title") {
    story.title = value;
  } else if (key == "alt") {
    story.headlines.emplace_back(value);
  } else if (key == "topic") {
    story.topic = value;
  } else if (key == "by") {
    story.reporter = value;
  } else {
    return key == "on";  // the day it has in the sample archive
  }
  return true;
}

bool take_line(std::vector<Story>& stories, std::string_view line, bool english) {
  if (line.starts_with('@')) {
    const std::size_t space = std::min(line.find(' '), line.size());
    const std::string_view value = line.substr(std::min(space + 1, line.size()));
    return take_field(stories, line.substr(1, space - 1), value, english);
  }
  if (stories.empty()) return false;
  if (line.starts_with("+ ")) {
    stories.back().more.emplace_back(line.substr(2));
  } else {
    stories.back().paragraphs.emplace_back(line);
  }
  return true;
}

}  // namespace

Result<std::vector<Story>> parse_stories(std::string_view text, bool english) {
  std::vector<Story> stories;
  int number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    if (!take_line(stories, line, english)) {
      return Error{Errc::kBadInput, fmt::format("line {}: no story takes \"{}\"", number, line)};
    }
  }
  return stories;
}

Result<std::vector<Story>> read_stories(const std::filesystem::path& folder) {
  constexpr std::array kFiles = {"zh-companies.txt", "zh-flashes.txt", "zh-policy.txt",
                                 "zh-society.txt",   "zh-trade.txt",   "en.txt"};
  std::vector<Story> all;
  for (const char* name : kFiles) {
    std::ifstream file(folder / name, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    if (!file) return Error{Errc::kIo, "cannot read " + (folder / name).string()};
    auto stories = parse_stories(text, name == std::string_view("en.txt"));
    if (!stories) {
      return Error{stories.error().code, (folder / name).string() + ": " + stories.error().what};
    }
    std::move(stories->begin(), stories->end(), std::back_inserter(all));
  }
  return all;
}

Story market_report(int edition) {
  constexpr std::array kSectors = {"船舶", "种业",     "电网设备", "旅游", "水务",
                                   "物流", "医疗器械", "造纸",     "保险", "工程机械"};
  const auto sector = [&](int offset) {
    return kSectors[static_cast<std::size_t>(edition * 3 + offset) % kSectors.size()];
  };
  // Small coprime steps: no figure repeats within the editions that are shown.
  const double change = ((edition * 37) % 161 + 4) / 100.0;
  const double growth = ((edition * 53) % 211 + 7) / 100.0;
  const char* way = edition % 2 == 0 ? "跌" : "涨";
  Story story;
  story.id = fmt::format("market-report-{}", edition);
  story.title = fmt::format("收评：云渡综指{}{:.2f}% {}板块走强", way, change, sector(0));
  story.reporter = "丁未晞";
  story.paragraphs = {
      fmt::format("{{day}}，云渡综指收盘报{:.2f}点，{}{:.2f}%；宁浔成长指数报{:.2f}点，{}{:.2f}%。"
                  "两市合计成交{}亿元，{}只个股上涨，{}只个股下跌，{}只个股涨停。",
                  3218.45 + 17.31 * edition, way, change, 1890.12 + 9.87 * edition, way, growth,
                  8200 + 613 * edition, 1450 + 271 * edition, 2870 - 193 * edition,
                  21 + 7 * edition),
      fmt::format("盘面上，{}、{}、{}板块涨幅居前，{}板块跌幅居前，大单资金净流入{:.1f}亿元。",
                  sector(0), sector(1), sector(2), sector(5), 12.7 + 8.3 * edition),
      fmt::format("截至收盘，两市融资余额报{}亿元，比前一交易日增加{:.2f}亿元。",
                  14210 + 87 * edition, 11.43 + 6.19 * edition)};
  return story;
}

std::string dated(std::string_view text, bool english, std::chrono::sys_days day) {
  std::string result(text);
  replace_all(result, "{day}", day_name(english, day));
  replace_all(result, "{dayp}", day_name(english, day - std::chrono::days(1)));
  return result;
}

}  // namespace storyfold::newsroom
