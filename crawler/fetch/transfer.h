#pragma once
// One HTTP request and its response within the bounds that fetch_page.h names, on one libcurl
// handle: shared by the blocking getter and the engine, which differ in who drives the handle.
// Redirects come back as responses. One thread at a time.
#include <curl/curl.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "config/settings.h"
#include "core/result.h"
#include "crawler/fetch/address_guard.h"
#include "crawler/fetch/http_get.h"

namespace storyfold::crawler::fetch {

struct TransferRequest {
  std::string url;  // normalized (core/url.h)
  std::string etag, last_modified;
  std::vector<std::pair<std::string, std::string>> headers;
  std::uint64_t max_bytes = 0;  // decoded; 0: fetch.max_page
  bool cut = false;             // a longer body is read as far as that: no error
  std::chrono::milliseconds left{};
};

class Transfer {
 public:
  struct Hop;

  // Borrows `guard` and `settings` for its life.
  Transfer(const AddressGuard& guard, const config::FetchSettings& settings, StopRequest stop);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // Sets the handle up. An error: it must not be performed.
  Result<void> prepare(const TransferRequest& request);
  [[nodiscard]] CURL* handle() const { return handle_.get(); }
  // `code`: how the handle ended. Any status is a response.
  [[nodiscard]] Result<Response> finish(CURLcode code);

 private:
  Result<void> add_headers(const TransferRequest& request);

  const config::FetchSettings& settings_;
  std::unique_ptr<Hop> hop_;
  std::unique_ptr<CURL, void (*)(CURL*)> handle_;
};

// No time is left for another hop.
[[nodiscard]] Error out_of_time();

}  // namespace storyfold::crawler::fetch
