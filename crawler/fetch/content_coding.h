#pragma once
// Takes off what Content-Encoding names (RFC 9110, 8.4.1): gzip (RFC 1952), deflate (RFC 1950, and
// the bare RFC 1951 that some servers send), br (RFC 7932), zstd (RFC 8878, windows up to the 8 MiB
// of RFC 9659). Pure; safe from any thread.
//
// libcurl could do it while the body arrives. Done when it is whole, gzip goes through a faster
// inflater, less waits in memory, and what was sent can be kept as it came.
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace storyfold::crawler::fetch {

inline constexpr const char* kCodingsTaken = "gzip, deflate, br, zstd";

struct DecodeLimits {
  std::uint64_t max_bytes = 0;  // decoded
  bool cut = false;             // what is longer is cut there, instead of refused
};

struct DecodedBody {
  std::string bytes;
  bool one_gzip =
      false;  // the body was one whole gzip member: inflate_whole (core/gzip.h) reads it
};

// `coding` is lower case, `body` what was sent. What follows a body that is whole is passed over.
//   kNetwork   a coding other than those, a body that is none of it, or one that ends early (which
//              may pass; with `cut` it gives what it holds): libcurl does not know where it ends
//   kTooLarge  more than `max_bytes`, then `what` is empty; or it swells to more than 200 times its
//              size, counted from 1 MiB on
[[nodiscard]] Result<DecodedBody> decode_body(std::string_view coding, std::string_view body,
                                              const DecodeLimits& limits);

}  // namespace storyfold::crawler::fetch
