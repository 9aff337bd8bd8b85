#pragma once
// One guarded GET of one page, for a person who asks for it by hand. What a crawl adds (robots.txt,
// a host's clock, conditional requests, many at a time) is not here: robots.txt is not consulted.
//
// What an outlet, a redirect or a name server can do is bounded: http and https only, public
// addresses only (address_guard.h) on every hop, TLS verified, one deadline for all hops, caps on
// the bytes of heads, of the body after decompression, and on how much it may swell. Nothing of the
// user's surroundings takes part: no proxy of the environment, no netrc, cookies, HSTS or Alt-Svc.
#include <string>

#include "config/settings.h"
#include "core/result.h"
#include "core/stages.h"

namespace storyfold::crawler::fetch {

// Asked about once a second at least, from within a transfer; true ends it with kCancelled.
using StopRequest = bool (*)();

// Blocks until the page is there or `settings.timeout` has passed. Safe from several threads.
// Only a 2xx answer is a page. Every other end is an Error that names the URL asked last:
//   kBadInput  the URL, or one redirected to, cannot be asked; the settings cannot be used
//   kNetwork   a status of 300 and more, an address that is refused, no connection, TLS, an answer
//              that breaks the protocol or ends early, too many redirects, stacked codings
//   kTimeout   of connecting, of the whole, or of a trickle
//   kTooLarge  head or body past a limit
//   kCancelled `stop` said so
[[nodiscard]] Result<FetchedPage> fetch_page(const std::string& url,
                                             const config::FetchSettings& settings,
                                             StopRequest stop = nullptr);

}  // namespace storyfold::crawler::fetch
