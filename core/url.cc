#include "core/url.h"

#include <curl/curl.h>
#include <curl/urlapi.h>

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
  const bool ipv6 = parts.host.find(':') != std::string::npos;
  std::string out = parts.scheme + "://" + (ipv6 ? "[" + parts.host + "]" : parts.host);
  if (parts.port != (parts.scheme == "https" ? 443 : 80)) out += ":" + std::to_string(parts.port);
  out += parts.path;
  if (!parts.query.empty()) out += "?" + parts.query;
  return out;
}

}  // namespace

Result<UrlParts> parse_url(std::string_view url) {
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

}  // namespace storyfold
