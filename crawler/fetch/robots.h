#pragma once
// robots.txt (RFC 9309): the rules that one crawler is to keep. Pure.
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace storyfold::crawler::fetch {

// RFC 9309 2.5: at least this much is to be read.
inline constexpr std::size_t kMaxRobotsBytes = std::size_t{500} * 1024;

class RobotsRules {
 public:
  // Everything allowed: no robots.txt (4xx).
  RobotsRules() = default;
  // `bytes`: as they came; what follows the first kMaxRobotsBytes is not read. `product`: our
  // product token. Never fails: lines that are no rules are skipped; an HTML page has none.
  [[nodiscard]] static RobotsRules parse(std::string_view bytes, std::string_view product);
  // `target`: path and query of a URL, "/a/b.html?x=1". "/robots.txt" itself is always allowed.
  [[nodiscard]] bool allows(std::string_view target) const;
  // Of our group; at most a day.
  [[nodiscard]] std::optional<std::chrono::milliseconds> crawl_delay() const;
  // As written, trimmed.
  [[nodiscard]] const std::vector<std::string>& sitemaps() const;
};

}  // namespace storyfold::crawler::fetch
