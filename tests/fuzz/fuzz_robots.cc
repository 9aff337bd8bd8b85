// Any bytes, read as robots.txt, and any target: the file decides without fail, and as it says.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "crawler/fetch/robots.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace storyfold;
  using crawler::fetch::Robots;
  // The first line is the target, the rest the file.
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto end = text.find('\n');
  const auto target = text.substr(0, end);
  const auto file = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);

  const Robots robots(file, "storyfold");
  const bool allowed = robots.allows(target);
  fuzz::require(robots.allows("/robots.txt"), "the file itself is allowed");
  fuzz::require(!robots.crawl_delay() || (robots.crawl_delay()->count() >= 0 &&
                                          *robots.crawl_delay() <= Robots::kMaxCrawlDelay),
                "a delay is bounded");
  fuzz::require(robots.sitemaps().size() <= Robots::kMaxSitemaps, "sitemaps are bounded");
  for (const auto& sitemap : robots.sitemaps())
    fuzz::require(sitemap.find_first_of("\r\n") == std::string::npos, "a value is within its line");
  if (file.empty() || file.front() == '<') fuzz::require(allowed, "no rules allow");
  return 0;
}
