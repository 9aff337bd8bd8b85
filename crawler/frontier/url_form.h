#pragma once
// The one form under which an address is crawled, so that one page is asked for once. Pure.
// Builds on normalize_url (core/url.h); RFC 3986 section 6.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/url.h"

namespace storyfold::crawler::frontier {

inline constexpr std::size_t kMaxCrawlUrlBytes = 2048;

// Drops what does not choose the page: fragments, tracking parameters (url_parameters.h), session
// ids (also ";jsessionid=" and "(S(...))" in the path); upper-cases percent-encodings and decodes
// what needs none; collapses double slashes in the path. Keeps the order of parameters, a slash at
// the end and "index.html": these may choose another page. Applied to its own result it changes
// nothing.
// kBadInput: not an http(s) URL, or longer than kMaxCrawlUrlBytes then.
[[nodiscard]] Result<std::string> crawl_form(std::string_view url);

// Of a URL in crawl form, which is a normal one.
using storyfold::origin_of;
// Lower case, no port, an IPv6 address without brackets.
[[nodiscard]] std::string host_of(std::string_view url);

// Whether two addresses of one outlet are likely forms of one page (mobile host, print or AMP path,
// slug variants of one id): a hint that the page's canonical link must confirm.
[[nodiscard]] bool may_be_variant(std::string_view a, std::string_view b);

// Why an address is a trap and not worth asking for ("" when it is not): repeated path segments,
// too deep, too many parameters, a calendar, an action (login, print, share), a
// file that is no page (images, archives, scripts; "sitemap.xml.gz" passes).
[[nodiscard]] std::string_view trap_of(std::string_view url, std::int32_t year_now);

// The address with what varies between pages of one kind taken out: "/a/N/N.html?page" (names of
// parameters sorted, each once), what a budget counts. Numbers and hexadecimal ids are N, slugs S.
[[nodiscard]] std::string shape_of(std::string_view url);

}  // namespace storyfold::crawler::frontier
