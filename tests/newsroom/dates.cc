#include "tests/newsroom/dates.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace storyfold::newsroom {
namespace {

std::chrono::minutes minutes_of(std::string_view offset) {
  const auto digits = [&](std::size_t at) {
    return (offset[at] - '0') * 10 + (offset[at + 1] - '0');
  };
  const std::chrono::minutes value(digits(1) * 60 + digits(4));
  return offset.front() == '-' ? -value : value;
}

// fmt writes names of days and months in English whatever the locale.
std::tm fields(std::chrono::sys_seconds at) {
  return fmt::gmtime(std::chrono::system_clock::to_time_t(at));
}

}  // namespace

LocalTime::LocalTime(std::chrono::sys_seconds at, std::string_view offset)
    : local_(at + minutes_of(offset)), offset_(offset) {}

std::string LocalTime::iso() const {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}{}", fields(local_), offset_);
}
std::string LocalTime::second() const {
  return fmt::format("{:%Y-%m-%d %H:%M:%S}", fields(local_));
}
std::string LocalTime::minute() const { return fmt::format("{:%Y-%m-%d %H:%M}", fields(local_)); }
std::string LocalTime::chinese() const {
  return fmt::format("{:%Y年%m月%d日 %H:%M:%S}", fields(local_));
}
std::string LocalTime::english() const {
  return fmt::format("{:%B %d, %Y %H:%M:%S}", fields(local_));
}
std::string LocalTime::mail() const {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} {}{}", fields(local_), offset_.substr(0, 3),
                     offset_.substr(4));
}

std::string http_date(std::chrono::sys_seconds at) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fields(at));
}

}  // namespace storyfold::newsroom
