#include "crawler/fetch/dns_name.h"

#include <unicode/uidna.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include "core/url.h"

namespace storyfold::crawler::fetch {

Result<std::string> ascii_host_url(const std::string& url) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (std::all_of(url.begin(), url.end(), is_ascii)) return url;
  const auto parts = parse_url(url);
  if (!parts) return parts.error();
  UErrorCode code = U_ZERO_ERROR;
  const std::unique_ptr<UIDNA, void (*)(UIDNA*)> idna(
      uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI, &code), uidna_close);
  std::array<char, 256> host{};  // a name in DNS has at most 253 characters
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  const auto length = uidna_nameToASCII_UTF8(
      idna.get(), parts->host.data(), static_cast<std::int32_t>(parts->host.size()), host.data(),
      static_cast<std::int32_t>(host.size()), &info, &code);
  if (U_FAILURE(code) != 0 || info.errors != 0 || length <= 0) {
    return Error{Errc::kBadInput, "the host is no name that can be looked up"};
  }
  return normalize_url(parts->scheme + "://" + std::string(host.data(), std::size_t(length)) + ":" +
                       std::to_string(parts->port) + parts->path +
                       (parts->query.empty() ? "" : "?" + parts->query));
}

}  // namespace storyfold::crawler::fetch
