#include "crawler/fetch/transfer.h"

#include <curl/curl.h>
#include <sys/socket.h>
#include <unicode/uidna.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <new>
#include <optional>
#include <string_view>
#include <utility>

#include "core/url.h"

namespace storyfold::crawler::fetch {
namespace {

using std::chrono::milliseconds;

// All heads of one hop, "100 Continue" and trailers included. Real ones stay below 16 KiB.
constexpr std::uint64_t kMaxHeadBytes = 256u << 10;
// HTML shrinks to a fifth, seldom to a fiftieth; gzip can reach 1 : 1,032, brotli far more.
constexpr std::uint64_t kMaxSwelling = 200;
constexpr std::uint64_t kSwellingCountsFrom = 1u << 20;  // bytes, decoded
// Less than this for so long is a trickle that would hold the line until the deadline.
constexpr long kTrickleBytesPerSecond = 32;
constexpr long kTrickleSeconds = 15;

}  // namespace

// One request and its response, as the callbacks see it.
struct Transfer::Hop {
  CURL* handle = nullptr;
  const AddressGuard* guard = nullptr;
  StopRequest stop = nullptr;
  std::uint64_t max_body_bytes = 0;
  bool cut = false;
  Response response;
  std::uint64_t head_bytes = 0;
  std::string refused;           // addresses that were not connected to, and what they are
  std::optional<Error> failure;  // why a callback ended the transfer
  bool enough = false;           // a callback ended it, all that is wanted being there
  std::array<char, CURL_ERROR_SIZE> words{};
  curl_slist* headers = nullptr;
};

namespace {

using Hop = Transfer::Hop;

Hop& hop_of(void* data) { return *static_cast<Hop*>(data); }

curl_socket_t open_socket(void* data, curlsocktype, curl_sockaddr* address) {
  Hop& hop = hop_of(data);
  const auto why = hop.guard->why_refused(&address->addr, address->addrlen);
  if (!why.empty()) {
    if (!hop.refused.empty()) hop.refused += ", ";
    hop.refused += address_text(&address->addr, address->addrlen) + " (" + std::string(why) + ")";
    return CURL_SOCKET_BAD;  // libcurl goes on to the next address of the name
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t on_head_line(char* text, std::size_t, std::size_t size, void* data) {
  Hop& hop = hop_of(data);
  hop.head_bytes += size;
  if (hop.head_bytes > kMaxHeadBytes) {
    hop.failure = Error{Errc::kTooLarge, "more than " + std::to_string(kMaxHeadBytes >> 10) +
                                             " KiB of header lines"};
    return CURL_WRITEFUNC_ERROR;
  }
  read_head_line(hop.response.head, {text, size});
  // Layers multiply what a body can swell to, and no honest server stacks them.
  if (hop.response.head.codings > 1) {
    hop.failure = Error{Errc::kNetwork, "the answer is compressed several times over"};
    return CURL_WRITEFUNC_ERROR;
  }
  return size;
}

// Bytes after content decoding: libcurl's own limit counts those before it.
std::size_t on_body(char* bytes, std::size_t, std::size_t size, void* data) {
  Hop& hop = hop_of(data);
  if (hop.response.head.status < 200 || hop.response.head.status >= 300) {
    hop.enough = true;  // the body of a redirect or an error is of no use
    return CURL_WRITEFUNC_ERROR;
  }
  const std::uint64_t decoded = hop.response.body.size() + size;
  if (decoded > hop.max_body_bytes && hop.cut) {
    hop.response.body.append(bytes, hop.max_body_bytes - hop.response.body.size());
    hop.enough = true;
    return CURL_WRITEFUNC_ERROR;
  }
  if (decoded > hop.max_body_bytes) {
    hop.failure = Error{Errc::kTooLarge, "larger than " + std::to_string(hop.max_body_bytes) +
                                             " bytes (fetch.max_page)"};
    return CURL_WRITEFUNC_ERROR;
  }
  curl_off_t received = 0;
  curl_easy_getinfo(hop.handle, CURLINFO_SIZE_DOWNLOAD_T, &received);
  // The count may lag behind by one buffer of libcurl's.
  const std::uint64_t on_the_wire = static_cast<std::uint64_t>(received) + CURL_MAX_WRITE_SIZE;
  if (decoded > kSwellingCountsFrom && decoded / kMaxSwelling > on_the_wire) {
    hop.failure = Error{Errc::kTooLarge, "swells to more than " + std::to_string(kMaxSwelling) +
                                             " times its size when decompressed"};
    return CURL_WRITEFUNC_ERROR;
  }
  hop.response.body.append(bytes, size);
  return size;
}

int on_progress(void* data, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const Hop& hop = hop_of(data);
  return hop.stop != nullptr && hop.stop() ? 1 : 0;
}

// Names beyond ASCII as DNS has them (UTS #46). libcurl would do it by the process's locale, and
// fail in the "C" one.
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

// libcurl's words may quote what the other side sent.
std::string without_controls(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  return text;
}

Error timed_out(const std::string& why) {
  return {Errc::kTimeout, "no whole answer in time: " + why, true};
}

Error explain(CURLcode code, const Hop& hop, std::string words) {
  if (words.empty()) words = curl_easy_strerror(code);
  words = without_controls(std::move(words));
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return timed_out(words);
    case CURLE_ABORTED_BY_CALLBACK:
      return {Errc::kCancelled, "stopped"};
    case CURLE_FILESIZE_EXCEEDED:
      return {Errc::kTooLarge,
              "larger than " + std::to_string(hop.max_body_bytes) + " bytes (fetch.max_page)"};
    case CURLE_COULDNT_CONNECT:
      if (hop.refused.empty()) break;
      return {Errc::kNetwork,
              "refused to connect to " + hop.refused + "; fetch.allow_addresses names exceptions"};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_BAD_CONTENT_ENCODING:
      return {Errc::kNetwork, words};
    default:
      break;
  }
  return {Errc::kNetwork, words, true};
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
                std::uint64_t max_body_bytes, bool cut, milliseconds left) {
  options.set(CURLOPT_NOSIGNAL, 1L);
  options.set(CURLOPT_QUICK_EXIT, 1L);  // a stuck name lookup must not outlast the deadline
  options.set(CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
  options.set(CURLOPT_CONNECTTIMEOUT_MS,
              static_cast<long>(std::min(left, settings.connect_timeout).count()));
  options.set(CURLOPT_LOW_SPEED_LIMIT, kTrickleBytesPerSecond);
  options.set(CURLOPT_LOW_SPEED_TIME, kTrickleSeconds);
  options.set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(cut ? 0 : max_body_bytes));
  options.set(CURLOPT_NOPROGRESS, 0L);
  options.set(CURLOPT_XFERINFOFUNCTION, on_progress);
}

void set_isolation(Options& options) {
  options.set(CURLOPT_PROTOCOLS_STR, "http,https");
  options.set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  options.set(CURLOPT_FOLLOWLOCATION, 0L);  // by hand: each hop goes through our URL parser
  options.set(CURLOPT_HTTP09_ALLOWED, 0L);
  options.set(CURLOPT_PROXY, "");  // not what the environment names
  options.set(CURLOPT_NOPROXY, "*");
  options.set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  options.set(CURLOPT_SSL_VERIFYPEER, 1L);
  options.set(CURLOPT_SSL_VERIFYHOST, 2L);
  options.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  // Cookies, HSTS and Alt-Svc stay off as long as nothing turns their engines on.
}

// Header values end up on the wire as they are: a line end in one would begin another header.
bool is_header_text(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
  });
}

void set_request(Options& options, const config::FetchSettings& settings, const std::string& url) {
  options.set(CURLOPT_URL, url.c_str());
  options.set(CURLOPT_HTTPGET, 1L);
  options.set(CURLOPT_ACCEPT_ENCODING, "");  // all that libcurl is built with
  std::string agent = "storyfold/" STORYFOLD_VERSION;
  if (!settings.user_agent_contact.empty()) {
    agent += " (+" + settings.user_agent_contact + ")";
  }
  options.set(CURLOPT_USERAGENT, agent.c_str());
}

void set_callbacks(Options& options, Hop& hop) {
  void* const data = &hop;
  options.set(CURLOPT_OPENSOCKETFUNCTION, open_socket);
  options.set(CURLOPT_OPENSOCKETDATA, data);
  options.set(CURLOPT_HEADERFUNCTION, on_head_line);
  options.set(CURLOPT_HEADERDATA, data);
  options.set(CURLOPT_WRITEFUNCTION, on_body);
  options.set(CURLOPT_WRITEDATA, data);
  options.set(CURLOPT_XFERINFODATA, data);
}

}  // namespace

Transfer::Transfer(const AddressGuard& guard, const config::FetchSettings& settings,
                   StopRequest stop)
    : settings_(settings), hop_(std::make_unique<Hop>()), handle_(nullptr, curl_easy_cleanup) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  handle_.reset(curl_easy_init());
  if (!handle_) throw std::bad_alloc();
  hop_->guard = &guard;
  hop_->stop = stop;
}

Transfer::~Transfer() {
  handle_.reset();  // before the headers that it points to
  curl_slist_free_all(hop_->headers);
}

Result<void> Transfer::add_headers(const TransferRequest& request) {
  curl_slist_free_all(std::exchange(hop_->headers, nullptr));
  const auto add = [&](const std::string& name, const std::string& value) {
    if (value.empty()) return true;
    if (!is_header_text(name) || !is_header_text(value)) return false;
    curl_slist* const longer = curl_slist_append(hop_->headers, (name + ": " + value).c_str());
    if (longer == nullptr) throw std::bad_alloc();
    hop_->headers = longer;
    return true;
  };
  bool good = add("If-None-Match", request.etag) && add("If-Modified-Since", request.last_modified);
  for (const auto& [name, value] : request.headers) good = good && add(name, value);
  if (!good) return Error{Errc::kBadInput, "a header to be sent holds a control character"};
  return {};
}

Result<void> Transfer::prepare(const TransferRequest& request) {
  const auto asked = ascii_host_url(request.url);
  if (!asked) return asked.error();
  Hop& hop = *hop_;
  hop.handle = handle_.get();
  hop.max_body_bytes = request.max_bytes != 0 ? request.max_bytes : settings_.max_page_bytes;
  hop.cut = request.cut;
  hop.response = {};
  hop.head_bytes = 0;
  hop.refused.clear();
  hop.failure.reset();
  hop.enough = false;
  hop.words = {};
  if (auto added = add_headers(request); !added) return added;
  Options options(handle_.get());
  options.set(CURLOPT_ERRORBUFFER, hop.words.data());
  set_bounds(options, settings_, hop.max_body_bytes, request.cut, request.left);
  set_isolation(options);
  set_request(options, settings_, *asked);
  options.set(CURLOPT_HTTPHEADER, hop.headers);
  set_callbacks(options, hop);
  if (options.problem() != CURLE_OK) {  // one of the guards is missing: nothing is fetched
    return Error{Errc::kIo, std::string("libcurl lacks what is needed: ") +
                                curl_easy_strerror(options.problem())};
  }
  return {};
}

Result<Response> Transfer::finish(CURLcode code) {
  Hop& hop = *hop_;
  curl_off_t received = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_SIZE_DOWNLOAD_T, &received);
  hop.response.wire_bytes = static_cast<std::uint64_t>(received) + hop.head_bytes;
  if (code == CURLE_OK || hop.enough) return std::move(hop.response);
  if (hop.failure) return *std::move(hop.failure);
  return explain(code, hop, hop.words.data());
}

Error out_of_time() { return timed_out("redirected until the time was over"); }

}  // namespace storyfold::crawler::fetch
