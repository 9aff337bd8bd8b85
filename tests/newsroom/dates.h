#pragma once
// Dates as pages, feeds and headers write them. Pure.
#include <chrono>
#include <string>
#include <string_view>

namespace storyfold::newsroom {

// `offset` is "+08:00" and the like.
struct LocalTime {
  LocalTime(std::chrono::sys_seconds at, std::string_view offset);

  [[nodiscard]] std::string iso() const;      // 2025-05-20T09:30:05+08:00
  [[nodiscard]] std::string second() const;   // 2025-05-20 09:30:05
  [[nodiscard]] std::string minute() const;   // 2025-05-20 09:30
  [[nodiscard]] std::string chinese() const;  // 2025年05月20日 09:30:05
  [[nodiscard]] std::string english() const;  // May 20, 2025 09:30:05
  [[nodiscard]] std::string mail() const;     // Tue, 20 May 2025 09:30:05 +0800

 private:
  std::chrono::sys_seconds local_;  // the digits on the wall
  std::string offset_;
};

[[nodiscard]] std::string http_date(std::chrono::sys_seconds at);

}  // namespace storyfold::newsroom
