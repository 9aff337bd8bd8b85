// Any text as paragraphs; the first is the title, and a line's first byte picks its class.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "crawler/parse/claims.h"
#include "tests/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace storyfold;
  const auto decoded = crawler::parse::to_utf8({reinterpret_cast<const char*>(data), size});
  std::vector<crawler::parse::TextBlock> blocks;
  for (std::size_t at = 0; at < decoded.text.size();) {
    const std::size_t end = std::min(decoded.text.find('\n', at), decoded.text.size());
    std::string line =
        crawler::parse::clean_line(std::string_view(decoded.text).substr(at, end - at));
    if (!line.empty()) {
      const bool linked = line.front() == '[';
      const auto links = static_cast<std::uint32_t>(linked ? line.size() : 0);
      blocks.push_back({std::move(line), at % 3 == 0 ? "share" : "", links});
    }
    at = end + 1;
  }
  const std::string title = blocks.empty() ? std::string() : blocks.front().text;
  const auto read = crawler::parse::read_claims(blocks, title);
  fuzz::check_body(read.body);
  for (const Claim& claim : read.claims) fuzz::check_claim(read.body, claim);
  if (read.headline) fuzz::check_range(read.body, *read.headline);
  return 0;
}
