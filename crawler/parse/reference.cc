#include "crawler/parse/reference.h"

#include <algorithm>
#include <array>

#include "core/ascii.h"
#include "core/url.h"
#include "crawler/parse/charset_decode.h"

namespace storyfold::crawler::parse {
namespace {

// Longer references go the slow way, which has the limit.
constexpr std::size_t kMaxPlainBytes = 2048;

// Characters that neither change nor mean anything in a path.
bool is_plain(char c) noexcept { return is_alphanumeric(c) || c == '-' || c == '_' || c == '/'; }

// "/a/2026-08/c_12.htm", "/a?id=3": starts with one slash and is normalized as it stands. A dot
// counts as plain only behind a letter or digit, so that there are no "." and ".." segments.
bool is_plain_path(std::string_view path) noexcept {
  if (path.empty() || path.front() != '/' || path.size() > kMaxPlainBytes) return false;
  if (path.size() > 1 && path[1] == '/') return false;
  bool query = false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const char c = path[i];
    if (is_plain(c)) continue;
    if (c == '.' && i > 0 && path[i - 1] != '/' && path[i - 1] != '.') continue;
    if (c == '?' && !query && i + 1 < path.size()) {
      query = true;
      continue;
    }
    if (query && (c == '=' || c == '&')) continue;
    return false;
  }
  return true;
}

// Where the path starts in "https://news.a.cn/..."; 0 when the host is not plain: a lower-case name
// with a letter in its last label (numbers are addresses, and written in many ways), no port.
std::size_t plain_origin_size(std::string_view url) noexcept {
  const std::size_t host = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
  const std::size_t end = std::min(url.find('/', host), url.size());
  if (host == 0 || end == host || end == url.size()) return 0;
  const std::string_view name = url.substr(host, end - host);
  bool letter = false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (c == '.') {
      if (i == 0 || name[i - 1] == '.' || i + 1 == name.size()) return 0;
      letter = false;
    } else if (!is_lower(c) && !is_digit(c) && c != '-') {
      return 0;
    } else if (c > '9' || c == '-') {
      letter = letter || (c > 'f' && c != 'x');  // not a digit of any base
    }
  }
  return letter ? end : 0;
}

// "javascript:", "mailto:", but not "a.htm?u=b:c". curl would take some for paths.
bool names_other_scheme(std::string_view reference) noexcept {
  const std::size_t colon = reference.find_first_of(":/?#");
  if (colon == std::string_view::npos || reference[colon] != ':') return false;
  const std::string scheme = ascii_lower(reference.substr(0, colon));
  return scheme != "http" && scheme != "https";
}

// Public suffixes of two labels under which outlets of many countries register.
constexpr std::array<std::string_view, 8> kSecondLevels{"com", "co",  "net", "org",
                                                        "gov", "edu", "ac",  "or"};

}  // namespace

std::string_view url_host(std::string_view url) noexcept {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 3);
  return url.substr(0, url.find_first_of("/?#"));
}

std::string_view site_of(std::string_view host) noexcept {
  if (host.empty() || is_digit(host.back()) || host.back() == ']') return host;
  std::size_t at = host.rfind('.');
  for (int labels = 1; at != std::string_view::npos && at > 0; ++labels) {
    const std::size_t next = host.rfind('.', at - 1);
    const std::string_view label =
        host.substr(next == std::string_view::npos ? 0 : next + 1,
                    at - (next == std::string_view::npos ? 0 : next + 1));
    const bool suffix = labels == 1 && std::find(kSecondLevels.begin(), kSecondLevels.end(),
                                                 label) != kSecondLevels.end();
    if (!suffix || next == std::string_view::npos)
      return host.substr(next == std::string_view::npos ? 0 : next + 1);
    at = next;
  }
  return host;
}

std::string absolute_url(std::string_view base, std::string_view reference) {
  std::string clean;
  clean.reserve(reference.size());
  for (const char c : reference) {
    if (c == '\t' || c == '\n' || c == '\r') continue;
    if (clean.empty() && static_cast<unsigned char>(c) <= 0x20) continue;
    clean += c;
  }
  while (!clean.empty() && static_cast<unsigned char>(clean.back()) <= 0x20) clean.pop_back();
  for (std::size_t at = clean.find(' '); at != std::string::npos; at = clean.find(' ', at + 3)) {
    clean.replace(at, 1, "%20");
  }
  if (clean.empty() || names_other_scheme(clean)) return {};
  auto url = resolve_url(base, clean);
  // A host with escapes comes back as the bytes they name, which may be no text.
  if (!url || utf8_shape(*url).damaged_bytes > 0) return {};
  return *std::move(url);
}

UrlResolver::UrlResolver(std::string_view base) {
  auto normalized = normalize_url(base);
  if (!normalized) return;
  base_ = *std::move(normalized);
  const std::size_t scheme = base_.find(':') + 1;
  scheme_ = base_.substr(0, scheme);
  origin_ = base_.substr(0, base_.find('/', scheme + 2));
}

std::string UrlResolver::resolve(std::string_view reference) const {
  if (!origin_.empty() && is_plain_path(reference)) return origin_ + std::string(reference);
  if (!scheme_.empty() && reference.starts_with("//")) {
    std::string absolute = scheme_ + std::string(reference);
    const std::size_t path = plain_origin_size(absolute);
    if (path != 0 && is_plain_path(std::string_view(absolute).substr(path))) return absolute;
  } else if (const std::size_t path = plain_origin_size(reference);
             path != 0 && is_plain_path(reference.substr(path))) {
    return std::string(reference);
  }
  return absolute_url(base_, reference);
}

}  // namespace storyfold::crawler::parse
