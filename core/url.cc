#include "core/url.h"

#include <curl/curl.h>
#include <curl/urlapi.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>

#include "core/ascii.h"

namespace storyfold {
namespace {

constexpr std::size_t kMaxUrlBytes = 8192;

using Handle = std::unique_ptr<CURLU, void (*)(CURLU*)>;

Error bad_url(std::string what) { return {Errc::kBadInput, "URL: " + std::move(what)}; }

// The part, or none when the URL has none. `code` is set when curl refuses.
std::optional<std::string> get_part(const Handle& handle, CURLUPart part, unsigned flags,
                                    CURLUcode& code) {
  char* text = nullptr;
  code = curl_url_get(handle.get(), part, &text, flags);
  const std::unique_ptr<char, void (*)(void*)> owner(text, curl_free);
  if (code != CURLUE_OK || text == nullptr) return std::nullopt;
  return std::string(text);
}

// What can be refused without a parser, and must be: the C interface would stop at a NUL.
std::optional<Error> check_bytes(std::string_view url) {
  if (url.empty()) return bad_url("empty; expected http:// or https://");
  if (url.size() > kMaxUrlBytes) {
    return bad_url(std::to_string(url.size()) + " bytes, at most " + std::to_string(kMaxUrlBytes) +
                   " are taken");
  }
  for (std::size_t i = 0; i < url.size(); ++i) {
    const auto c = static_cast<unsigned char>(url[i]);
    if (c <= 0x20 || c == 0x7f) {
      return bad_url(std::string(c == 0x20 ? "space" : "control character") + " at byte " +
                     std::to_string(i) + "; percent-encode it");
    }
  }
  return std::nullopt;
}

Result<Handle> parse(std::string_view url) {
  if (auto error = check_bytes(url)) return *std::move(error);
  Handle handle(curl_url(), curl_url_cleanup);
  if (!handle) throw std::bad_alloc();
  // Encoding makes /新闻 and /%E6%96%B0%E9%97%BB one URL, which is what a fetch would ask for.
  const CURLUcode code = curl_url_set(handle.get(), CURLUPART_URL, std::string(url).c_str(),
                                      CURLU_DISALLOW_USER | CURLU_URLENCODE);
  if (code == CURLUE_USER_NOT_ALLOWED) return bad_url("user name or password are not taken");
  if (code == CURLUE_BAD_SCHEME || code == CURLUE_UNSUPPORTED_SCHEME) {
    return bad_url("expected http:// or https://");
  }
  if (code != CURLUE_OK) return bad_url(curl_url_strerror(code));
  return handle;
}

std::uint16_t port_number(const std::string& text) {
  std::uint16_t port = 0;
  std::from_chars(text.data(), text.data() + text.size(), port);
  return port;
}

Result<UrlParts> read_parts(const Handle& handle) {
  UrlParts parts;
  CURLUcode code = CURLUE_OK;
  parts.scheme = ascii_lower(get_part(handle, CURLUPART_SCHEME, 0, code).value_or(""));
  if (parts.scheme != "http" && parts.scheme != "https") {
    return bad_url("scheme '" + parts.scheme + "'; expected http or https");
  }
  auto host = get_part(handle, CURLUPART_HOST, 0, code);
  if (!host || host->empty()) {
    return bad_url(std::string("host: ") + (code == CURLUE_OK ? "empty" : curl_url_strerror(code)));
  }
  if (get_part(handle, CURLUPART_ZONEID, 0, code)) {
    return bad_url("an IPv6 zone names an interface of one machine; leave it out");
  }
  parts.host = ascii_lower(*std::move(host));
  if (parts.host.front() == '[') parts.host = parts.host.substr(1, parts.host.size() - 2);
  parts.port = port_number(get_part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT, code).value_or(""));
  if (parts.port == 0) return bad_url("port 0 cannot be asked; expected 1 to 65535");
  parts.path = get_part(handle, CURLUPART_PATH, 0, code).value_or("/");
  parts.query = get_part(handle, CURLUPART_QUERY, 0, code).value_or("");
  return parts;
}

std::string to_text(const UrlParts& parts) {
  std::string out = origin_of(parts) + parts.path;
  if (!parts.query.empty()) out += "?" + parts.query;
  return out;
}

// --- addresses that need no parser ----------------------------------------------------------
//
// Nearly every link of a page is written plainly already. Reading those here, and giving the rest
// to curl, took a twentieth off the CPU of a crawl. "Plain" is what curl would return as it is,
// byte for byte (a test holds the two against each other): whatever is in doubt is curl's.

// Unreserved characters, sub-delims, ":" and "@" of RFC 3986.
bool is_plain(char c) noexcept {
  return is_unreserved(c) || std::string_view("!$&'()*+,;=:@").find(c) != std::string_view::npos;
}

bool is_plain_path(std::string_view path) {
  if (path.find("/.") != std::string_view::npos) return false;  // may be a dot segment
  return std::all_of(path.begin(), path.end(), [](char c) { return c == '/' || is_plain(c); });
}

bool is_plain_query(std::string_view query) {
  return std::all_of(query.begin(), query.end(),
                     [](char c) { return c == '/' || c == '?' || is_plain(c); });
}

// At most `most`, written without a leading zero.
std::optional<std::uint32_t> plain_number(std::string_view digits, std::uint32_t most) {
  std::uint32_t value = 0;
  const auto* const end = digits.data() + digits.size();
  const auto [at, problem] = std::from_chars(digits.data(), end, value);
  if (problem != std::errc{} || at != end || value > most) return std::nullopt;
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  return value;
}

bool is_dotted_quad(std::string_view host) {
  for (int i = 0; i < 4; ++i) {
    const std::size_t dot = host.find('.');
    if ((dot == std::string_view::npos) != (i == 3)) return false;
    if (!plain_number(host.substr(0, dot), 255)) return false;
    host.remove_prefix(i == 3 ? host.size() : dot + 1);
  }
  return true;
}

// A name in lower case that begins with a letter is no number in any base; or four numbers.
bool is_plain_host(std::string_view host) {
  if (host.empty()) return false;
  if (is_digit(host.front())) return is_dotted_quad(host);
  return is_lower(host.front()) && std::all_of(host.begin(), host.end(), [](char c) {
           return is_lower(c) || is_digit(c) || c == '-' || c == '.';
         });
}

std::optional<UrlParts> read_plain(std::string_view url) {
  if (url.size() > kMaxUrlBytes) return std::nullopt;
  UrlParts parts;
  const bool tls = url.starts_with("https://");
  if (!tls && !url.starts_with("http://")) return std::nullopt;
  parts.scheme = tls ? "https" : "http";
  parts.port = tls ? 443 : 80;
  url.remove_prefix(parts.scheme.size() + 3);
  const std::size_t slash = std::min(url.find_first_of("/?#"), url.size());
  std::string_view host = url.substr(0, slash);
  if (const std::size_t colon = host.find(':'); colon != std::string_view::npos) {
    const auto port = plain_number(host.substr(colon + 1), 65535);
    if (!port || *port == 0) return std::nullopt;
    parts.port = static_cast<std::uint16_t>(*port);
    host = host.substr(0, colon);
  }
  if (!is_plain_host(host)) return std::nullopt;
  parts.host = host;
  std::string_view path = url.substr(slash);
  if (const std::size_t mark = path.find('?'); mark != std::string_view::npos) {
    parts.query = path.substr(mark + 1);
    path = path.substr(0, mark);
  }
  if (!is_plain_path(path) || !is_plain_query(parts.query)) return std::nullopt;
  parts.path = path.empty() ? "/" : path;
  return parts;
}

}  // namespace

Result<UrlParts> parse_url(std::string_view url) {
  if (auto plain = read_plain(url)) return *std::move(plain);
  const auto handle = parse(url);
  if (!handle) return handle.error();
  auto parts = read_parts(*handle);
  if (!parts || url.find('%') == std::string_view::npos) return parts;
  // curl reads numeric hosts before it decodes percent signs: http://%38 has the host "8" now, but
  // 0.0.0.8 when it is asked for. What is checked must be what is asked.
  const auto again = parse(to_text(*parts));
  if (!again) return bad_url("host: an encoded name");
  const auto asked = read_parts(*again);
  if (!asked || asked->host != parts->host) return bad_url("host: an encoded name");
  return parts;
}

Result<std::string> normalize_url(std::string_view url) {
  const auto parts = parse_url(url);
  if (!parts) return parts.error();
  return to_text(*parts);
}

Result<std::string> resolve_url(std::string_view base, std::string_view reference) {
  if (base.empty()) return normalize_url(reference);
  if (auto plain = read_plain(reference)) return to_text(*plain);
  if (reference.starts_with('/') && !reference.starts_with("//")) {
    // An absolute path on the base's host (RFC 3986 section 5.2.2).
    const auto host = read_plain(base);
    const std::size_t mark = std::min(reference.find('?'), reference.size());
    const std::string_view query = reference.substr(std::min(mark + 1, reference.size()));
    if (host && is_plain_path(reference.substr(0, mark)) && is_plain_query(query)) {
      UrlParts parts = *host;
      parts.path = reference.substr(0, mark);
      parts.query = query;
      return to_text(parts);
    }
  }
  if (auto error = check_bytes(reference)) return *std::move(error);
  const auto handle = parse(base);
  if (!handle) return handle.error();
  const CURLUcode code = curl_url_set(handle->get(), CURLUPART_URL, std::string(reference).c_str(),
                                      CURLU_DISALLOW_USER | CURLU_URLENCODE);
  if (code != CURLUE_OK) return bad_url(curl_url_strerror(code));
  char* text = nullptr;
  if (curl_url_get(handle->get(), CURLUPART_URL, &text, 0) != CURLUE_OK || text == nullptr)
    return bad_url("a reference that leads nowhere");
  const std::unique_ptr<char, void (*)(void*)> owner(text, curl_free);
  return normalize_url(text);
}

std::string origin_of(const UrlParts& parts) {
  const bool ipv6 = parts.host.find(':') != std::string::npos;
  std::string out = parts.scheme + "://" + (ipv6 ? "[" + parts.host + "]" : parts.host);
  if (parts.port != (parts.scheme == "https" ? 443 : 80)) out += ":" + std::to_string(parts.port);
  return out;
}

std::string origin_of(std::string_view normalized_url) {
  const std::size_t scheme = normalized_url.find("://");
  if (scheme == std::string_view::npos) return {};
  return std::string(normalized_url.substr(0, normalized_url.find_first_of("/?#", scheme + 3)));
}

void append_percent_encoded(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += {'%', kDigits[byte >> 4], kDigits[byte & 0xf]};
}

}  // namespace storyfold
