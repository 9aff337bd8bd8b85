#pragma once
// One HTTP request and its response, with libcurl, within the bounds that fetch_page.h names.
// Redirects come back as responses.
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "config/settings.h"
#include "core/result.h"
#include "crawler/fetch/address_guard.h"
#include "crawler/fetch/response.h"

namespace storyfold::crawler::fetch {

// Asked about once a second at least, from within a transfer; true ends it with kCancelled.
using StopRequest = bool (*)();

struct Response {
  ResponseHead head;
  std::string body;  // decoded; empty unless the status is 2xx
  std::uint64_t wire_bytes = 0;
};

class Transfer;

// Keeps connections between its requests: those were guarded when they were opened. One thread at
// a time; several getters may run at once.
class Getter {
 public:
  // Borrows `guard` and `settings` for its life.
  Getter(const AddressGuard& guard, const config::FetchSettings& settings, StopRequest stop);
  ~Getter();

  // `url` is normalized (core/url.h). Waits for at most `left`. The errors of fetch_page, without
  // the URL before them; any status is a response.
  [[nodiscard]] Result<Response> get(const std::string& url, std::chrono::milliseconds left);

 private:
  std::unique_ptr<Transfer> transfer_;
};

}  // namespace storyfold::crawler::fetch
