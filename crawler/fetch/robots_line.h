#pragma once
// One line of robots.txt, and the values of its fields (RFC 9309 2.2). For robots.cc. Pure.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace storyfold::crawler::fetch {

enum class RobotsField : std::uint8_t {
  kOther,  // no field that is known, or none at all
  kUserAgent,
  kAllow,
  kDisallow,
  kCrawlDelay,
  kSitemap
};

struct RobotsLine {
  RobotsField field = RobotsField::kOther;
  std::string_view value;  // trimmed, without comment
};

// `text`: without its end.
[[nodiscard]] RobotsLine read_robots_line(std::string_view text);

// The letters, "_" and "-" that the value of a User-agent line begins with (RFC 9309 2.2.1), in
// lower case: "storyfold" of "Storyfold/1.0".
[[nodiscard]] std::string product_token(std::string_view value);

// Whether a User-agent line is for all: "*", also "* (others)"; "*bot" is nobody's name.
[[nodiscard]] bool names_everyone(std::string_view value);

// Seconds with or without a fraction, at most a day; what follows them ("10 s") is passed over.
[[nodiscard]] std::optional<std::chrono::milliseconds> read_crawl_delay(std::string_view value);

}  // namespace storyfold::crawler::fetch
