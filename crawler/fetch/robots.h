#pragma once
// robots.txt by RFC 9309: what an origin's file lets us ask for, and how fast. Pure; a parsed file
// is immutable and safe from any thread.
//
// Beyond the RFC, as the best known crawlers do: usual misspellings, a missing colon, and any line
// ends are taken; Crawl-delay and Sitemap are read. An HTML page served in its place has no rules.
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace storyfold::crawler::fetch {

// What follows is not read (RFC 9309 2.5 asks for at least so much).
inline constexpr std::size_t kMaxRobotsBytes = 500u << 10;

class Robots {
 public:
  // Of a file that is not there: everything is allowed.
  Robots() = default;

  // The rules of `text`, any bytes, for the product token `agent` ("storyfold"): all groups that
  // name it together, or else all groups for "*". Linear in the bytes of `text`.
  Robots(std::string_view text, std::string_view agent);

  // `target` is path and query of a normalized URL ("/a?b"). The longest rule that matches decides,
  // Allow before Disallow of the same length; none allows. Linear in `target` for each rule. False,
  // too, where a file made to be slow would take tens of milliseconds to answer.
  [[nodiscard]] bool allows(std::string_view target) const;

  // As the file says, at most kMaxCrawlDelay; how much of it is kept is the host clock's to say.
  [[nodiscard]] std::optional<std::chrono::milliseconds> crawl_delay() const noexcept {
    return crawl_delay_;
  }
  // As written, of all groups; at most kMaxSitemaps.
  [[nodiscard]] const std::vector<std::string>& sitemaps() const noexcept { return sitemaps_; }

  static constexpr std::chrono::milliseconds kMaxCrawlDelay = std::chrono::hours(24);
  static constexpr std::size_t kMaxSitemaps = 1000;

 private:
  struct Rule {
    std::string pattern;  // canonical, without a final '$'
    bool allow = false;
    bool anchored = false;  // had a final '$'
    [[nodiscard]] std::size_t length() const noexcept {
      return pattern.size() + (anchored ? 1 : 0);
    }
  };
  struct Group;
  class Reader;
  static bool matches(const Rule& rule, std::string_view target);

  std::vector<Rule> rules_;  // longest first, Allow before Disallow
  std::optional<std::chrono::milliseconds> crawl_delay_;
  std::vector<std::string> sitemaps_;
};

}  // namespace storyfold::crawler::fetch
