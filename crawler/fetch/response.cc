#include "crawler/fetch/response.h"

#include <algorithm>
#include <cstdint>

#include "core/ascii.h"
#include "core/clock.h"

namespace storyfold::crawler::fetch {
namespace {

// RFC 9110 5.6.3 (OWS), and the end of the line.
std::string_view trim(std::string_view text) { return strip(text, " \t\r\n"); }

// "HTTP/1.1 200 OK", "HTTP/2 200"; 0 when it is none.
int read_status(std::string_view line) {
  if (!line.starts_with("HTTP/")) return 0;
  const auto space = line.find(' ');
  if (space == std::string_view::npos || line.size() < space + 4) return 0;
  int status = 0;
  for (const char c : line.substr(space + 1, 3)) {
    if (c < '0' || c > '9') return 0;
    status = status * 10 + (c - '0');
  }
  return status;
}

// The end of the parameter that begins at the front of `text`: its ';' or the end, quoted ones not
// counted (RFC 9110 5.6.6).
std::size_t parameter_end(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (text[i] == ';' && !quoted) {
      return i;
    }
  }
  return text.size();
}

// A label of a charset holds no character that would be escaped: quotes are all there is to take.
std::string unquoted(std::string_view text) {
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
      text.back() == text.front()) {
    text = trim(text.substr(1, text.size() - 2));
  }
  return std::string(text);
}

void read_content_type(ResponseHead& head, std::string_view value) {
  std::size_t end = parameter_end(value);
  head.content_type = ascii_lower(trim(value.substr(0, end)));
  head.charset.clear();
  while (end < value.size() && head.charset.empty()) {
    value.remove_prefix(end + 1);
    end = parameter_end(value);
    const auto parameter = value.substr(0, end);
    const auto equals = parameter.find('=');
    if (equals != std::string_view::npos &&
        ascii_lower(trim(parameter.substr(0, equals))) == "charset") {
      head.charset = unquoted(trim(parameter.substr(equals + 1)));
    }
  }
}

void read_codings(ResponseHead& head, std::string_view value, bool of_content) {
  while (!value.empty()) {
    const auto comma = value.find(',');
    std::string coding = ascii_lower(trim(value.substr(0, comma)));
    // "none" is no coding's name, but is sent.
    if (!coding.empty() && coding != "identity" && coding != "none") {
      if (of_content) {
        ++head.codings;
        head.content_coding = std::move(coding);
      } else {
        head.transfer_coded = head.transfer_coded || coding != "chunked";
      }
    }
    value = comma == std::string_view::npos ? std::string_view{} : value.substr(comma + 1);
  }
}

constexpr std::chrono::seconds kFreshAtMost{366LL * 24 * 3600};

// RFC 9111 5.2.2: of a list of directives, the ones that say how long an answer stays fresh.
void read_cache_control(ResponseHead& head, std::string_view value) {
  constexpr std::string_view kMaxAge = "max-age=";
  while (!value.empty()) {
    const auto comma = std::min(value.find(','), value.size());
    const auto directive = ascii_lower(trim(value.substr(0, comma)));
    value.remove_prefix(std::min(comma + 1, value.size()));
    if (directive == "no-store" || directive == "no-cache") {
      head.max_age = std::chrono::seconds{0};
      return;
    }
    if (!directive.starts_with(kMaxAge)) continue;
    std::int64_t seconds = 0;
    for (const char c : std::string_view(directive).substr(kMaxAge.size())) {
      if (c < '0' || c > '9') break;
      seconds = std::min<std::int64_t>(seconds * 10 + (c - '0'), kFreshAtMost.count());
    }
    head.max_age = std::chrono::seconds(seconds);
  }
}

std::optional<std::chrono::sys_seconds> read_date(std::string_view value) {
  const auto time = parse_timestamp(value, 0);
  if (!time) return std::nullopt;
  return time->at;
}

}  // namespace

bool ResponseHead::redirects() const noexcept {
  const bool status_says =
      status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  return status_says && !location.empty();
}

std::chrono::seconds ResponseHead::fresh_for() const {
  if (max_age) return *max_age;
  if (!date || !expires) return std::chrono::seconds{0};
  return std::clamp(*expires - *date, std::chrono::seconds{0}, kFreshAtMost);
}

void read_head_line(ResponseHead& head, std::string_view line) {
  if (const int status = read_status(line); status != 0) {
    head = {};
    head.status = status;
    return;
  }
  if (head.complete) return;
  line = trim(line);
  if (line.empty()) {
    head.complete = true;
    return;
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const auto name = ascii_lower(trim(line.substr(0, colon)));
  const auto value = trim(line.substr(colon + 1));
  if (name == "location") {
    if (head.location.empty()) head.location = value;
  } else if (name == "content-type") {
    if (!value.empty()) read_content_type(head, value);
  } else if (name == "content-encoding" || name == "transfer-encoding") {
    read_codings(head, value, name == "content-encoding");
  } else if (name == "x-robots-tag") {
    // Not ", ": rules behind the name of one header's agent would be read as that agent's.
    if (!head.robots_tag.empty()) head.robots_tag += '\n';
    head.robots_tag += value;
  } else if (name == "etag") {
    head.etag = value;
  } else if (name == "last-modified") {
    head.last_modified = value;
  } else if (name == "retry-after") {
    head.retry_after = value;
  } else if (name == "cache-control") {
    read_cache_control(head, value);
  } else if (name == "date") {
    head.date = read_date(value);
  } else if (name == "expires") {
    head.expires = read_date(value);
  }
}

std::string escape_spaces(std::string_view location) {
  std::string escaped;
  for (const char c : location) {
    if (c == ' ') {
      escaped += "%20";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string_view status_words(int status) noexcept {
  switch (status) {
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 402:
      return "Payment Required";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 406:
      return "Not Acceptable";
    case 410:
      return "Gone";
    case 429:
      return "Too Many Requests";
    case 451:
      return "Unavailable For Legal Reasons";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return {};
  }
}

}  // namespace storyfold::crawler::fetch
