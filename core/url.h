#pragma once
// URLs through curl's URL API (CURLU), the same parser that fetches them, so that what was
// checked is what is asked. Stateless: safe from any thread.
#include <cstdint>
#include <string>
#include <string_view>

#include "core/ascii.h"
#include "core/result.h"

namespace storyfold {

struct UrlParts {
  std::string scheme;      // lower case
  std::string host;        // lower case, without brackets for IPv6
  std::string path;        // starts with '/'
  std::string query;       // without '?', may be empty
  std::uint16_t port = 0;  // as given, or the scheme's own: never 0
};

// http and https only, user:password refused, control characters and spaces refused.
// kBadInput tells why, without repeating the URL (it may hold a password). At most 8,192 bytes.
// Bytes beyond ASCII come back percent-encoded in path and query and as they are in the host (curl
// would turn a host into punycode by the process's locale, and a URL must read the same on every
// machine); "." and ".." segments are resolved; numeric IPv4 hosts come back as four decimal
// numbers; as in browsers, one or three slashes after the scheme count as two.
[[nodiscard]] Result<UrlParts> parse_url(std::string_view url);

// Scheme and host lower case, default port and fragment dropped, empty path made "/", an
// empty query dropped. Equal results mean that one fetch serves both.
[[nodiscard]] Result<std::string> normalize_url(std::string_view url);

// `reference` ("../a.html", "//host/b", "?page=2") as a link on the page `base`, by RFC 3986
// section 5, normalized as above. An absolute reference needs no base: it may be empty then.
[[nodiscard]] Result<std::string> resolve_url(std::string_view base, std::string_view reference);

// "https://www.example.com", "http://[::1]:8080": scheme, host and any port that is not the
// scheme's own. What robots.txt, budgets and a host's delay are about.
[[nodiscard]] std::string origin_of(const UrlParts& parts);
// The same of a URL as normalize_url writes it, which is not parsed again; "" of a text that is no
// URL.
[[nodiscard]] std::string origin_of(std::string_view normalized_url);

// RFC 3986 section 2.3: a character that means the same percent-encoded or not.
[[nodiscard]] constexpr bool is_unreserved(char c) noexcept {
  return is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
}
// Appends "%C3" and the like.
void append_percent_encoded(std::string& out, char c);

}  // namespace storyfold
