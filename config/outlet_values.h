#pragma once
// Forms that values in an outlet's file have (config/sources.h). Pure; safe from any thread.
#include <string>
#include <string_view>

namespace storyfold::config {

// Without control characters; empty is one.
[[nodiscard]] bool is_one_line(std::string_view text);

// RFC 6901 section 3: "/data/list". The pointer to the whole document, "", is none here.
[[nodiscard]] bool is_json_pointer(std::string_view text);

// A host's name or address, an IPv6 one without brackets, as parse_url gives it (core/url.h);
// "" when `text` is no host, or has a port, a path or anything else besides.
[[nodiscard]] std::string host_name(std::string_view text);

// "example.com" of "www.example.com"; "www.com" stays.
[[nodiscard]] std::string without_www(std::string host);

}  // namespace storyfold::config
