#pragma once
// gzip under guard. Pure; safe from any thread.
#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.h"

namespace storyfold::crawler::parse {

// Begins as gzip does (RFC 1952).
[[nodiscard]] bool is_gzip(std::string_view bytes) noexcept;

// All members of a gzip file. kTooLarge: more than `max_bytes` come out, or more than `max_ratio`
// for each byte put in once a MiB is out (small files of blanks compress that well honestly);
// kBadInput: damaged. A file that is cut short yields what it holds, unless that is nothing.
[[nodiscard]] Result<std::string> inflate_capped(std::string_view bytes, std::size_t max_bytes,
                                                 std::size_t max_ratio);

}  // namespace storyfold::crawler::parse
