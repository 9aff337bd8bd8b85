#pragma once
// One guarded HTTP transfer on a libcurl easy handle: what fetch_page() and the engine have in
// common. Every bound that fetch_page.h names is set here, and nowhere else. Internal to this
// folder. One thread at a time.
#include <curl/curl.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/settings.h"
#include "core/result.h"
#include "crawler/fetch/address_guard.h"
#include "crawler/fetch/response.h"

namespace storyfold::crawler::fetch {

struct TransferRequest {
  std::string url;  // normalized (core/url.h)
  // Without line ends and NUL: prepare() refuses others.
  std::vector<std::pair<std::string, std::string>> headers;
  std::uint64_t max_body_bytes = 0;  // decoded
  bool cut_body = false;             // a longer body is cut there, instead of refused
  std::chrono::milliseconds timeout{};
  bool (*stop)() = nullptr;  // asked about once a second; true ends it with kCancelled
};

class Transfer {
 public:
  // Borrows both for its life.
  Transfer(const AddressGuard& guard, const config::FetchSettings& settings);
  // libcurl and its callbacks know this object by its address.
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // Called from within libcurl, which they must not call: right before a request is sent, and when
  // the first line of its answer came.
  std::function<void()> on_sent, on_answer;

  // Makes the handle ready for `request`; connections of earlier ones are kept. kBadInput: the host
  // or a header cannot be used; kIo: libcurl lacks a guard, nothing is fetched.
  [[nodiscard]] Result<void> prepare(TransferRequest request);

  [[nodiscard]] CURL* handle() const { return handle_.get(); }

  // What `code`, the end of the transfer, means. Once for each prepare(). An answer other than 2xx
  // is one as soon as its head is whole: its body is of no use.
  [[nodiscard]] Result<Response> finish(CURLcode code);

  // Of the transfer that ended.
  [[nodiscard]] std::uint64_t wire_bytes() const;
  // No server was reached: name, connection, TLS, or no line of an answer in time.
  [[nodiscard]] bool unreachable() const { return unreachable_; }
  [[nodiscard]] std::uint32_t connections_opened() const { return connections_; }
  [[nodiscard]] std::uint32_t addresses_refused() const { return refusals_; }

 private:
  static curl_socket_t open_socket(void* data, curlsocktype purpose, curl_sockaddr* address);
  static int before_request(void* data, char*, char*, int, int);
  static std::size_t on_head_line(char* text, std::size_t, std::size_t size, void* data);
  static std::size_t on_body(char* bytes, std::size_t, std::size_t size, void* data);
  static int on_progress(void* data, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

  [[nodiscard]] Result<void> set_headers();
  [[nodiscard]] bool wants_body() const;
  [[nodiscard]] std::string larger_than_allowed() const;
  std::size_t fail(Errc code, std::string what);
  std::size_t take_body(const char* bytes, std::size_t size);
  [[nodiscard]] Error explain(CURLcode code) const;
  [[nodiscard]] Result<Response> decoded();

  const AddressGuard& guard_;
  const config::FetchSettings& settings_;
  std::unique_ptr<CURL, void (*)(CURL*)> handle_;
  std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers_;

  TransferRequest request_;
  Response response_;
  std::uint64_t head_bytes_ = 0;
  std::uint64_t dropped_bytes_ = 0;  // of a body that is of no use
  std::string refused_;              // the first addresses not connected to, and what they are
  std::optional<Error> failure_;     // why a callback ended the transfer
  bool was_sent_ = false;
  bool enough_ = false;  // a callback ended it, all that is wanted being there
  bool unreachable_ = false;
  std::uint32_t connections_ = 0, refusals_ = 0;
  std::array<char, CURL_ERROR_SIZE> words_{};
};

// What the program calls itself to outlets: "storyfold/0.1.0 (+https://...)".
[[nodiscard]] std::string user_agent(const config::FetchSettings& settings);

// "Retry later": no whole answer within the time there was.
[[nodiscard]] Error timed_out(const std::string& why);

}  // namespace storyfold::crawler::fetch
