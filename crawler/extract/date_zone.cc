// Zones behind times of day: "+08:00", "GMT+8", "CET".
#include <algorithm>
#include <array>
#include <string>

#include "crawler/extract/date_scan.h"

namespace storyfold::crawler::extract {
namespace {

struct ZoneName {
  std::string_view name;
  int minutes;
};

// Abbreviations that mean one offset in the press that uses them. CST is China's in Chinese pages
// and Central in American ones: not read.
constexpr std::array<ZoneName, 32> kZones{
    {{"UTC", 0},    {"GMT", 0},    {"WET", 0},    {"WEST", 60},  {"BST", 60},   {"CET", 60},
     {"MEZ", 60},   {"CEST", 120}, {"MESZ", 120}, {"EET", 120},  {"EEST", 180}, {"MSK", 180},
     {"IST", 330},  {"PKT", 300},  {"WIB", 420},  {"ICT", 420},  {"WITA", 480}, {"HKT", 480},
     {"SGT", 480},  {"PHT", 480},  {"AWST", 480}, {"WIT", 540},  {"JST", 540},  {"KST", 540},
     {"AEST", 600}, {"AEDT", 660}, {"EST", -300}, {"EDT", -240}, {"CDT", -300}, {"MST", -420},
     {"PST", -480}, {"PDT", -420}}};

std::optional<int> read_offset(DateScan& scan) {
  DateScan in = scan;
  const bool minus = in.peek() == '-';
  if (!in.take('+') && !in.take('-')) return std::nullopt;
  int hour = 0;
  int minute = 0;
  if (const auto joined = in.number(4, 4)) {
    hour = *joined / 100;
    minute = *joined % 100;
  } else if (const auto alone = in.number(1, 2)) {
    hour = *alone;
    DateScan more = in;
    if (more.take(':')) {
      if (const auto read = more.number(2, 2)) {
        minute = *read;
        in = more;
      }
    }
  } else {
    return std::nullopt;
  }
  if (hour > 14 || minute > 59) return std::nullopt;
  scan = in;
  return (minus ? -1 : 1) * (hour * 60 + minute);
}

}  // namespace

std::optional<int> read_zone(DateScan& scan) {
  DateScan in = scan;
  in.spaces(1);
  if (auto offset = read_offset(in)) {
    // "08:30 - 12 comments": a hyphen between spaces is no sign.
    if (in.at > scan.at + 2 &&
        !(scan.peek() == ' ' && in.text[scan.at + 1] == '-' && in.at - scan.at < 5)) {
      scan = in;
      return offset;
    }
    return std::nullopt;
  }
  const bool bracket = in.take('(');
  const std::string_view word = in.word();
  if (word == "Z") {
    scan = in;
    return 0;
  }
  for (const ZoneName& zone : kZones) {
    if (word != zone.name) continue;
    int minutes = zone.minutes;
    if (minutes == 0) minutes = read_offset(in).value_or(0);
    if (bracket) in.take(')');
    scan = in;
    return minutes;
  }
  return std::nullopt;
}

}  // namespace storyfold::crawler::extract
