#pragma once
// The texts of the newsroom: hand-written stories of demo/stories and a series of market reports.
// Values; pure but for read_stories(), which reads files.
#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace storyfold::newsroom {

// Texts hold {day} where the day of publication stands and {dayp} for the day before it.
struct Story {
  std::string id;
  bool english = false;
  std::string title;
  std::vector<std::string> headlines;  // other ones, of other outlets
  std::string topic;                   // a few words for a rewritten lead
  std::string reporter;
  std::vector<std::string> paragraphs;
  std::vector<std::string> more;  // paragraphs that only a longer version has
};

// The stories of one file: lines `@id`, `@title`, `@alt` (any number), `@topic`, `@by`, then a
// paragraph a line, `+ ` before those of the longer version. kBadInput names the line.
[[nodiscard]] Result<std::vector<Story>> parse_stories(std::string_view text, bool english);

// All Chinese and English stories of the folder. kIo, kBadInput.
[[nodiscard]] Result<std::vector<Story>> read_stories(const std::filesystem::path& folder);

// One edition of the market report: the same words every time, other figures. Ids are
// "market-report-1" and so on.
[[nodiscard]] Story market_report(int edition);

// The text with {day} and {dayp} replaced: "5月20日", or "Tuesday".
[[nodiscard]] std::string dated(std::string_view text, bool english, std::chrono::sys_days day);

}  // namespace storyfold::newsroom
