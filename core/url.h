#pragma once
// URLs through curl's URL API (CURLU), the same parser that fetches them, so that what was
// checked is what is asked. Stateless: safe from any thread.
#include <string>
#include <string_view>

#include "core/result.h"

namespace storyfold {

struct UrlParts {
  std::string scheme;  // lower case
  std::string host;    // lower case, without brackets for IPv6
  std::string path;    // starts with '/'
  std::string query;   // without '?', may be empty
};

// http and https only, user:password refused, control characters and spaces refused.
// kBadInput tells why. At most 8,192 bytes.
[[nodiscard]] Result<UrlParts> parse_url(std::string_view url);

// Scheme and host lower case, default port and fragment dropped, empty path made "/".
[[nodiscard]] Result<std::string> normalize_url(std::string_view url);

}  // namespace storyfold
