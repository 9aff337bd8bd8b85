#pragma once
// robots.txt (RFC 9309): the rules that one crawler is to keep.
//
// Where the RFC leaves a choice, or files in the wild break it:
// - Group: User-agent lines and the Allow and Disallow lines under them. No other line ends the
// list
//   of User-agent lines (2.2.4 forbids it of Sitemap; it holds for all others).
// - Crawl-delay is not in the RFC. It is meant for the User-agent lines right above it, so that the
//   usual list of crawlers with a delay each gives each its own; of several the longest holds.
// - Misspelt and lengthened names of fields count ("Dissallow", "User agent"), and "Disallow /x"
//   without the colon: the owner's wish is plain, and other crawlers read it so.
// - A pattern that begins neither with "/" nor with "*" matches nothing.
// - Gen-delims of a query match their percent-encodings (2.2.2 has such a row); those of a path and
//   all sub-delims do not, for they may name something else.
//
// Pure. Values; reading one from several threads is safe.
#include <chrono>
#include <cstddef>
#include <cstdint>
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

  // `bytes`: as they came; what follows the first kMaxRobotsBytes is not read, nor a line that goes
  // on beyond them: half a pattern would match too much. `product`: our product token. Never fails:
  // lines that are no rules are skipped; an HTML page has none.
  [[nodiscard]] static RobotsRules parse(std::string_view bytes, std::string_view product);

  // `target`: path and query of a URL, "/a/b.html?x=1", an empty path being "/". "/robots.txt"
  // itself is always allowed. Linear in the target for each rule with a "*", logarithmic in the
  // number of others. Not allowed either: what a file made to be slow would take tens of
  // milliseconds to answer.
  [[nodiscard]] bool allows(std::string_view target) const;

  // Of our group; at most a day.
  [[nodiscard]] std::optional<std::chrono::milliseconds> crawl_delay() const { return delay_; }

  // Of the whole file, whatever the group; as written, trimmed, none empty.
  [[nodiscard]] const std::vector<std::string>& sitemaps() const { return sitemaps_; }

 private:
  struct Rule {
    std::string pattern;       // normalized, without "*" and "$" at its end
    std::uint32_t octets = 0;  // of the whole pattern: the longest match wins
    bool anchored = false;     // "$": the target ends where the pattern does
    bool allow = false;
  };
  struct Group;
  class Reader;

  static void add(std::vector<Rule>& rules, std::string_view written, bool allow);
  static bool wins(const Rule& a, const Rule* b);
  static bool matches_from_star(const Rule& rule, std::size_t star, std::string_view text);
  void keep(std::vector<Rule> rules);
  [[nodiscard]] const Rule* longest_prefix(std::string_view text) const;

  std::vector<Rule> prefixes_;   // without "*": by pattern, each once
  std::vector<Rule> wildcards_;  // those that win first
  std::optional<std::chrono::milliseconds> delay_;
  std::vector<std::string> sitemaps_;
};

}  // namespace storyfold::crawler::fetch
