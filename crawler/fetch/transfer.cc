#include "crawler/fetch/transfer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <new>
#include <string_view>
#include <utility>

#include "core/ascii.h"
#include "core/url.h"
#include "crawler/fetch/content_coding.h"
#include "crawler/fetch/dns_name.h"

namespace storyfold::crawler::fetch {
namespace {

using std::chrono::milliseconds;

// All heads of one hop, "100 Continue" and trailers included. Real ones stay below 16 KiB.
constexpr std::uint64_t kMaxHeadBytes = 256u << 10;
// Of a redirect or an error so much is read and dropped, to keep the connection; then it is cut.
constexpr std::uint64_t kMaxDroppedBytes = 64u << 10;
// Less than this for so long is a trickle that would hold the line until the deadline.
constexpr long kTrickleBytesPerSecond = 32;
constexpr long kTrickleSeconds = 15;
constexpr std::uint32_t kRefusalsNamed = 4;  // a name may have a thousand addresses

// libcurl's words may quote what the other side sent.
std::string without_controls(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  return text;
}

// Sets options of one handle and remembers whether libcurl knew them all.
class Options {
 public:
  explicit Options(CURL* handle) : handle_(handle) {}

  template <class Value>
  void set(CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(handle_, option, value);
    if (code != CURLE_OK && problem_ == CURLE_OK) problem_ = code;
  }
  [[nodiscard]] CURLcode problem() const { return problem_; }

 private:
  CURL* handle_;
  CURLcode problem_ = CURLE_OK;
};

void set_bounds(Options& options, const config::FetchSettings& settings,
                const TransferRequest& request) {
  options.set(CURLOPT_NOSIGNAL, 1L);
  options.set(CURLOPT_QUICK_EXIT, 1L);  // a stuck name lookup must not outlast the deadline
  options.set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  options.set(CURLOPT_CONNECTTIMEOUT_MS,
              static_cast<long>(std::min(request.timeout, settings.connect_timeout).count()));
  options.set(CURLOPT_LOW_SPEED_LIMIT, kTrickleBytesPerSecond);
  options.set(CURLOPT_LOW_SPEED_TIME, kTrickleSeconds);
  if (!request.cut_body)
    options.set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request.max_body_bytes));
}

// Behind a proxy the only address seen here is the proxy's. What the URL itself says is judged;
// what a name stands for there is the proxy's to judge.
Result<void> judge_host(const AddressGuard& guard, const std::string& url) {
  const auto parts = parse_url(url);
  if (!parts) return parts.error();
  std::string host = parts->host;
  if (host.ends_with('.')) host.pop_back();  // "localhost." is the same
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  std::string why;
  if (inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    why = guard.why_refused(reinterpret_cast<const sockaddr*>(&v4), sizeof v4);
  } else if (inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    why = guard.why_refused(reinterpret_cast<const sockaddr*>(&v6), sizeof v6);
  } else if (host == "localhost" || host.ends_with(".localhost")) {
    why = "loopback";
  }
  if (why.empty()) return {};
  return Error{Errc::kNetwork, "refused to connect to " + host + " (" + why +
                                   "); fetch.allow_addresses names exceptions"};
}

// libcurl remembers a text by copying it; without one, its own defaults are the system's.
void set_authorities(Options& options, const std::filesystem::path& file) {
  if (file.empty()) return;
  options.set(CURLOPT_CAINFO, file.c_str());
  options.set(CURLOPT_PROXY_CAINFO, file.c_str());
  // The system's folder of certificates would count besides.
  options.set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  options.set(CURLOPT_PROXY_CAPATH, static_cast<const char*>(nullptr));
}

void set_isolation(Options& options, const std::string& proxy) {
  options.set(CURLOPT_PROTOCOLS_STR, "http,https");
  options.set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  options.set(CURLOPT_FOLLOWLOCATION, 0L);  // by hand: each hop goes through our URL parser
  options.set(CURLOPT_HTTP09_ALLOWED, 0L);
  // Not what the environment names.
  options.set(CURLOPT_PROXY, proxy.c_str());
  options.set(CURLOPT_NOPROXY, proxy.empty() ? "*" : "");
  options.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  options.set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
  options.set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  options.set(CURLOPT_SSL_VERIFYPEER, 1L);
  options.set(CURLOPT_SSL_VERIFYHOST, 2L);
  options.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  // Cookies, HSTS and Alt-Svc stay off as long as nothing turns their engines on.
}

}  // namespace

std::string user_agent(const config::FetchSettings& settings) {
  std::string agent = "storyfold/" STORYFOLD_VERSION;
  if (!settings.user_agent_contact.empty()) agent += " (+" + settings.user_agent_contact + ")";
  return agent;
}

Error timed_out(const std::string& why) {
  return {Errc::kTimeout, "no whole answer in time: " + why, true};
}

Transfer::Transfer(const AddressGuard& guard, const config::FetchSettings& settings)
    : guard_(guard),
      settings_(settings),
      handle_(nullptr, curl_easy_cleanup),
      headers_(nullptr, curl_slist_free_all) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  handle_.reset(curl_easy_init());
  if (!handle_) throw std::bad_alloc();
}

Result<void> Transfer::set_headers() {
  headers_.reset();
  // As a header like others: CURLOPT_ACCEPT_ENCODING would make libcurl decode.
  const bool says_codings = std::any_of(
      request_.headers.begin(), request_.headers.end(),
      [](const auto& header) { return ascii_lower(header.first) == "accept-encoding"; });
  if (!says_codings) request_.headers.emplace_back("Accept-Encoding", kCodingsTaken);
  for (const auto& [name, value] : request_.headers) {
    if (!is_http_token(name) ||
        value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      return Error{Errc::kBadInput, "a header that was to be sent is none: " +
                                        without_controls(name.substr(0, 100))};
    }
    // "Name:" alone would take the header out; with a semicolon it is sent empty.
    const std::string line = value.empty() ? name + ";" : name + ": " + value;
    curl_slist* const longer = curl_slist_append(headers_.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    (void)headers_.release();
    headers_.reset(longer);
  }
  return {};
}

Result<void> Transfer::prepare(TransferRequest request) {
  request_ = std::move(request);
  response_ = {};
  head_bytes_ = dropped_bytes_ = 0;
  refused_.clear();
  failure_.reset();
  was_sent_ = false;
  enough_ = unreachable_ = false;
  connections_ = refusals_ = 0;
  words_.fill('\0');

  const auto asked = ascii_host_url(request_.url);
  if (!asked) return asked.error();
  if (!settings_.proxy.empty()) {
    if (auto judged = judge_host(guard_, *asked); !judged) return judged;
  }
  // The old headers are still the handle's: it must forget them before they go.
  curl_easy_reset(handle_.get());
  if (auto set = set_headers(); !set) return set;
  Options options(handle_.get());
  set_bounds(options, settings_, request_);
  set_isolation(options, settings_.proxy);
  set_authorities(options, settings_.ca_file);
  options.set(CURLOPT_ERRORBUFFER, words_.data());
  options.set(CURLOPT_URL, asked->c_str());
  options.set(CURLOPT_HTTPGET, 1L);
  options.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  options.set(CURLOPT_USERAGENT, user_agent(settings_).c_str());
  options.set(CURLOPT_HTTPHEADER, headers_.get());
  void* const self = this;
  options.set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::open_socket);
  options.set(CURLOPT_OPENSOCKETDATA, self);
  options.set(CURLOPT_PREREQFUNCTION, &Transfer::before_request);
  options.set(CURLOPT_PREREQDATA, self);
  options.set(CURLOPT_HEADERFUNCTION, &Transfer::on_head_line);
  options.set(CURLOPT_HEADERDATA, self);
  options.set(CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  options.set(CURLOPT_WRITEDATA, self);
  if (request_.stop != nullptr) {
    options.set(CURLOPT_NOPROGRESS, 0L);
    options.set(CURLOPT_XFERINFOFUNCTION, &Transfer::on_progress);
    options.set(CURLOPT_XFERINFODATA, self);
  }
  if (options.problem() != CURLE_OK) {  // one of the guards is missing: nothing is fetched
    return Error{Errc::kIo, std::string("libcurl lacks what is needed: ") +
                                curl_easy_strerror(options.problem())};
  }
  return {};
}

curl_socket_t Transfer::open_socket(void* data, curlsocktype, curl_sockaddr* address) {
  Transfer& self = *static_cast<Transfer*>(data);
  // The operator named the proxy, wherever it is.
  const auto why = self.settings_.proxy.empty()
                       ? self.guard_.why_refused(&address->addr, address->addrlen)
                       : std::string_view();
  if (!why.empty()) {
    if (++self.refusals_ > kRefusalsNamed) return CURL_SOCKET_BAD;
    if (!self.refused_.empty()) self.refused_ += ", ";
    self.refused_ += address_text(&address->addr, address->addrlen) + " (" + std::string(why) + ")";
    return CURL_SOCKET_BAD;  // libcurl goes on to the next address of the name
  }
  ++self.connections_;
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int Transfer::before_request(void* data, char*, char*, int, int) {
  Transfer& self = *static_cast<Transfer*>(data);
  // libcurl sends a request again by itself when a kept connection turns out dead. That would come
  // right after the first, past the host's clock.
  if (std::exchange(self.was_sent_, true)) {
    self.failure_ = Error{Errc::kNetwork, "the connection was closed before an answer came", true};
    return CURL_PREREQFUNC_ABORT;
  }
  if (self.on_sent) self.on_sent();
  return CURL_PREREQFUNC_OK;
}

std::size_t Transfer::fail(Errc code, std::string what) {
  failure_ = Error{code, std::move(what)};
  return CURL_WRITEFUNC_ERROR;
}

bool Transfer::wants_body() const {
  return response_.head.status >= 200 && response_.head.status < 300;
}

std::string Transfer::larger_than_allowed() const {
  return "larger than " + std::to_string(request_.max_body_bytes) + " bytes" +
         (request_.max_body_bytes == settings_.max_page_bytes ? " (fetch.max_page)" : "");
}

std::size_t Transfer::on_head_line(char* text, std::size_t, std::size_t size, void* data) {
  Transfer& self = *static_cast<Transfer*>(data);
  if (self.head_bytes_ == 0 && self.on_answer) self.on_answer();
  self.head_bytes_ += size;
  if (self.head_bytes_ > kMaxHeadBytes) {
    return self.fail(Errc::kTooLarge,
                     "more than " + std::to_string(kMaxHeadBytes >> 10) + " KiB of header lines");
  }
  read_head_line(self.response_.head, {text, size});
  // A client that takes them says so in TE, which we never send.
  if (self.response_.head.transfer_coded)
    return self.fail(Errc::kNetwork, "the answer has a transfer coding that nobody asked for");
  // Layers multiply what a body can swell to, and no honest server stacks them.
  if (self.response_.head.codings > 1)
    return self.fail(Errc::kNetwork, "the answer is compressed several times over");
  return size;
}

std::size_t Transfer::on_body(char* bytes, std::size_t, std::size_t size, void* data) {
  return static_cast<Transfer*>(data)->take_body(bytes, size);
}

// Bytes as they were sent: what is larger than allowed packed is so unpacked.
std::size_t Transfer::take_body(const char* bytes, std::size_t size) {
  if (!wants_body()) {
    dropped_bytes_ += size;
    enough_ = dropped_bytes_ > kMaxDroppedBytes;
    return enough_ ? CURL_WRITEFUNC_ERROR : size;
  }
  if (response_.body.size() + size > request_.max_body_bytes) {
    if (!request_.cut_body) {
      return fail(Errc::kTooLarge, larger_than_allowed());
    }
    response_.body.append(bytes, request_.max_body_bytes - response_.body.size());
    enough_ = true;
    return CURL_WRITEFUNC_ERROR;
  }
  response_.body.append(bytes, size);
  return size;
}

int Transfer::on_progress(void* data, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Transfer*>(data)->request_.stop() ? 1 : 0;
}

Error Transfer::explain(CURLcode code) const {
  std::string words(words_.data());
  if (words.empty()) words = curl_easy_strerror(code);
  words = without_controls(std::move(words));
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return timed_out(words);
    case CURLE_ABORTED_BY_CALLBACK:
      return {Errc::kCancelled, "stopped"};
    case CURLE_FILESIZE_EXCEEDED:
      return {Errc::kTooLarge, larger_than_allowed()};
    case CURLE_OUT_OF_MEMORY:  // libcurl's word for a header line that is longer than it takes
      if (response_.head.complete) break;
      return {Errc::kTooLarge, "a header line is too long"};
    case CURLE_COULDNT_CONNECT:
      if (refused_.empty()) break;
      return {Errc::kNetwork,
              "refused to connect to " + refused_ + "; fetch.allow_addresses names exceptions"};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_BAD_CONTENT_ENCODING:
      return {Errc::kNetwork, words};
    default:
      break;
  }
  return {Errc::kNetwork, words, true};
}

Result<Response> Transfer::finish(CURLcode code) {
  curl_easy_setopt(handle_.get(), CURLOPT_ERRORBUFFER, nullptr);
  unreachable_ = code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_CONNECT ||
                 code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION ||
                 (code == CURLE_OPERATION_TIMEDOUT && head_bytes_ == 0);
  if (code == CURLE_OK || enough_) return decoded();
  if (failure_) return *std::move(failure_);
  if (response_.head.complete && response_.head.status >= 300 && code != CURLE_ABORTED_BY_CALLBACK)
    return std::move(response_);
  return explain(code);
}

Result<Response> Transfer::decoded() {
  if (response_.head.content_coding.empty()) return std::move(response_);
  auto body = decode_body(response_.head.content_coding, response_.body,
                          {request_.max_body_bytes, request_.cut_body});
  if (!body) {
    if (!body.error().what.empty()) return body.error();
    return Error{Errc::kTooLarge, larger_than_allowed()};
  }
  if (body->one_gzip) {
    response_.body.shrink_to_fit();  // it grew by doubling
    response_.gzip = std::move(response_.body);
  }
  response_.body = std::move(body->bytes);
  return std::move(response_);
}

std::uint64_t Transfer::wire_bytes() const {
  curl_off_t body = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_SIZE_DOWNLOAD_T, &body);
  return head_bytes_ + static_cast<std::uint64_t>(body);
}

}  // namespace storyfold::crawler::fetch
