// Any bytes as robots.txt; what follows the first NUL is the path that is asked about. Answers do
// not hang on how line ends and octets are written.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "crawler/fetch/robots.h"
#include "tests/fuzz/require.h"

namespace {

using storyfold::crawler::fetch::RobotsRules;

// CR LF for each line end.
std::string with_long_ends(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\n' || c == '\r') {
      result += "\r\n";
    } else {
      result += c;
    }
  }
  return result;
}

// Every octet encoded that may be without meaning another one.
std::string encoded(std::string_view target) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  constexpr std::string_view kDelims = ":/?#[]@!&'()+,;=%";
  std::string result;
  for (const char c : target) {
    if (kDelims.find(c) != std::string_view::npos) {
      result += c;
    } else {
      const auto octet = static_cast<unsigned char>(c);
      result += {'%', kDigits[octet >> 4], kDigits[octet & 15]};
    }
  }
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace storyfold;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto text = input.substr(0, input.find('\0'));
  const auto target = "/" + std::string(input.substr(std::min(text.size() + 1, size)));
  const auto rules = RobotsRules::parse(text, "storyfold");
  fuzz::require(rules.allows("/robots.txt"), "robots.txt is allowed");
  if (const auto delay = rules.crawl_delay()) {
    fuzz::require(delay->count() >= 0 && *delay <= std::chrono::hours(24), "a delay is bounded");
  }
  for (const auto& sitemap : rules.sitemaps()) {
    fuzz::require(!sitemap.empty() && sitemap.find_first_of("\r\n#") == std::string::npos,
                  "a sitemap is of one line");
    fuzz::require(sitemap.front() != ' ' && sitemap.back() != ' ', "a sitemap is trimmed");
  }

  const bool allows = rules.allows(target);
  // A "%" may stand alone, and would make an encoding with what follows.
  if (target.find('%') == std::string::npos) {
    fuzz::require(rules.allows(encoded(target)) == allows, "encoded octets are the same octets");
  }
  const auto longer = with_long_ends(text);
  if (longer.size() <= crawler::fetch::kMaxRobotsBytes) {
    const auto same = RobotsRules::parse(longer, "storyfold");
    fuzz::require(same.allows(target) == allows, "all line ends are the same");
    fuzz::require(same.sitemaps() == rules.sitemaps() && same.crawl_delay() == rules.crawl_delay(),
                  "and so is the rest");
  }
  return 0;
}
