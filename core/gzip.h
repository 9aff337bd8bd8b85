#pragma once
// One gzip member (RFC 1952) inflated in one step by libdeflate, which takes about half of what
// zlib's stream takes. Pure; safe from any thread.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace storyfold {

// What the member's trailer says it inflates to, modulo 2^32; 0 when it is too short to be one.
[[nodiscard]] std::size_t gzip_length(std::string_view gzip) noexcept;

// The content of `gzip` when that is one whole member, its checksum right, of `max_bytes` at most.
// None: anything else, of which a stream may still read something (several members, padding, one
// that is cut short). Looks at the trailer first, so that a bomb costs nothing.
[[nodiscard]] std::optional<std::string> inflate_whole(std::string_view gzip,
                                                       std::size_t max_bytes);

}  // namespace storyfold
