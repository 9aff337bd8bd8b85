#pragma once
// The one form under which an address is crawled, so that one page is asked for once. Pure.
// Builds on normalize_url (core/url.h); RFC 3986 section 6.
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace storyfold::crawler::frontier {

// Drops what does not choose the page: fragments, tracking parameters (utm_*, spm, from, gclid...),
// session ids (also ";jsessionid=" in the path); upper-cases percent-encodings and decodes what
// needs none; orders nothing (order may matter); collapses double slashes in the path.
// kBadInput: not an http(s) URL, or longer than 2,048 bytes.
[[nodiscard]] Result<std::string> crawl_form(std::string_view url);

// "https://www.example.com" of a URL in crawl form: what robots.txt and budgets are about.
[[nodiscard]] std::string origin_of(std::string_view url);
[[nodiscard]] std::string host_of(std::string_view url);  // lower case, no port

// Whether two addresses of one outlet are likely forms of one page (mobile host, print or AMP path,
// slug variants of one id): a hint that the page's canonical link must confirm.
[[nodiscard]] bool may_be_variant(std::string_view a, std::string_view b);

// Why an address is a trap and not worth asking for ("" when it is not): repeated path segments,
// too deep, too many parameters, a calendar far from `now`, an action (login, print, share).
[[nodiscard]] std::string_view trap_of(std::string_view url, std::int32_t year_now);

// The address with what varies between pages of one kind taken out ("/a/N/N.html?page"): what a
// budget counts.
[[nodiscard]] std::string shape_of(std::string_view url);

}  // namespace storyfold::crawler::frontier
