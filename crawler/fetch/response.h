#pragma once
// An HTTP response: its head, read line by line as libcurl hands the lines over, for what the rest
// of the program wants of it, and its body. Pure; one thread at a time.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace storyfold::crawler::fetch {

struct ResponseHead {
  int status = 0;            // 0: no status line yet
  std::string location;      // the first one, as sent
  std::string content_type;  // "text/html": lower case, without parameters
  std::string charset;       // of Content-Type, unquoted
  std::string robots_tag;    // several joined with line ends
  std::string etag;
  std::string last_modified;
  std::string retry_after;                      // as sent: seconds or a date
  std::optional<std::chrono::seconds> max_age;  // of Cache-Control; no-store and no-cache are 0
  std::optional<std::chrono::sys_seconds> date, expires;
  unsigned codings = 0;         // compressions laid over the body, by Content-Encoding
  std::string content_coding;   // the last one, lower case
  bool transfer_coded = false;  // by Transfer-Encoding, otherwise than in chunks
  bool complete = false;        // the empty line after it was seen: what follows are trailers

  // Whether it sends elsewhere: 301, 302, 303, 307, 308 with a Location.
  [[nodiscard]] bool redirects() const noexcept;
  // For how long the answer stays fresh, by Cache-Control or else Expires; 0: not said.
  [[nodiscard]] std::chrono::seconds fresh_for() const;
};

struct Response {
  ResponseHead head;
  std::string body;  // decoded; empty unless the status is 2xx
  std::string
      gzip;  // the same as it was sent, when that was one gzip member: inflate_whole reads it
};

// One line with or without its line end. A status line begins a new head, as after "103 Early
// Hints"; lines after a complete head are trailers and change nothing.
void read_head_line(ResponseHead& head, std::string_view line);

// Servers send spaces in a Location, and browsers take them.
[[nodiscard]] std::string escape_spaces(std::string_view location);

// "Not Found" of 404; "" of a status that needs no words.
[[nodiscard]] std::string_view status_words(int status) noexcept;

}  // namespace storyfold::crawler::fetch
