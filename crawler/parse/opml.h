#pragma once
// OPML 1.0 and 2.0: lists of feeds that people carry from program to program. Pure; safe from any
// thread.
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace storyfold::crawler::parse {

struct OpmlOutline {
  std::string title;     // plain; may be empty
  std::string xml_url;   // of the feed: absolute, normalized; "" when only the home page is known
  std::string html_url;  // of the outlet: absolute, normalized, or ""
  std::string group;     // titles of the outlines around it, outermost first, joined with '/'
  bool operator==(const OpmlOutline&) const = default;
};

inline constexpr std::size_t kMaxOutlines = 10'000;

// Outlines with a URL in their order; those whose URLs cannot be asked are left out. kBadInput: not
// OPML, or XML that is refused (xml_scan.h); kTooLarge: more than kMaxOutlines, or a MiB in a
// token.
[[nodiscard]] Result<std::vector<OpmlOutline>> read_opml(std::string_view bytes);

// OPML 2.0, UTF-8; groups become outlines around their members.
[[nodiscard]] std::string write_opml(const std::vector<OpmlOutline>& outlines,
                                     std::string_view title);

}  // namespace storyfold::crawler::parse
