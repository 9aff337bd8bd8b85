#pragma once
// What is asked of the engine, what that came to, and what each answer makes of it. Pure.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/result.h"
#include "core/stages.h"
#include "crawler/fetch/response.h"

namespace storyfold::crawler::fetch {

struct FetchRequest {
  std::string url;                  // normalized (core/url.h)
  std::string etag, last_modified;  // validators of the last answer: makes it conditional
  std::vector<std::pair<std::string, std::string>> headers;  // of the source; no CR, LF, NUL
  std::uint64_t max_bytes = 0;                               // decoded; 0: fetch.max_page
  std::uint32_t max_redirects = 0;  // followed here, each hop polite and guarded
};

enum class FetchEnd : std::uint8_t {
  kPage,         // 2xx but 206, whole; the body may be empty
  kNotModified,  // 304, of a conditional request
  kRedirect,     // past max_redirects: `location`
  kForbidden,    // by robots.txt: not asked
  kStatus,       // any other status: page.status; 429 and 503 set `retry_at`
  kFailed,       // no whole answer: `error`
  kBlocked,      // not asked: the host is to be left alone until `retry_at`; `error` tells why
  kStopped,      // the engine is shutting down, or the caller cancelled: not asked, or cut off
};

struct FetchOutcome {
  FetchEnd end = FetchEnd::kStopped;
  FetchedPage page;        // url and redirects always; the rest of what came
  bool permanent = false;  // all redirects followed, and the one refused, were 301 or 308
  std::string location;    // normalized; "" when a Location cannot be asked: `error` tells why
  Error error;
  // When this address may be asked again, where the host or its silence set a time.
  std::optional<std::chrono::sys_seconds> retry_at;
  std::chrono::seconds max_age{};  // Cache-Control or Expires; 0: not said
  std::uint64_t wire_bytes = 0;    // robots.txt included
  std::uint32_t requests = 0;      // made for it, robots.txt included
};

// `response` is what asking for `outcome.page.url` brought. True: it redirects, and the new
// `outcome.page.url` is to be asked next; false: `outcome.end` is set. Counts and times of the
// request are the caller's to keep.
[[nodiscard]] bool take_response(FetchOutcome& outcome, const FetchRequest& wanted,
                                 Result<Response> response);

void fail(FetchOutcome& outcome, Error error);

// What the head says of the page: status, type, charset, validators, robots tag.
void take_head(FetchedPage& page, ResponseHead head);

}  // namespace storyfold::crawler::fetch
