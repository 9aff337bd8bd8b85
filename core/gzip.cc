#include "core/gzip.h"

#include <libdeflate.h>

#include <cstdint>
#include <memory>
#include <new>

namespace storyfold {
namespace {

constexpr std::size_t kShortest = 18;        // head and trailer
constexpr std::size_t kMostSwelling = 1032;  // DEFLATE's, RFC 1951

// A new one for each page would take and clear its tables again.
libdeflate_decompressor* decompressor() {
  thread_local const std::unique_ptr<libdeflate_decompressor,
                                     decltype(&libdeflate_free_decompressor)>
      kept(libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
  if (kept == nullptr) throw std::bad_alloc();
  return kept.get();
}

}  // namespace

std::size_t gzip_length(std::string_view gzip) noexcept {
  if (gzip.size() < kShortest) return 0;
  std::size_t length = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    length |= std::size_t{static_cast<std::uint8_t>(gzip[gzip.size() - 4 + i])} << (8 * i);
  }
  return length;
}

std::optional<std::string> inflate_whole(std::string_view gzip, std::size_t max_bytes) {
  const std::size_t length = gzip_length(gzip);
  if (gzip.size() < kShortest || length > max_bytes || length > kMostSwelling * gzip.size()) {
    return std::nullopt;
  }
  std::string content(length, '\0');
  std::size_t taken = 0;
  std::size_t made = 0;
  const libdeflate_result result = libdeflate_gzip_decompress_ex(
      decompressor(), gzip.data(), gzip.size(), content.data(), content.size(), &taken, &made);
  if (result != LIBDEFLATE_SUCCESS || taken != gzip.size() || made != length) return std::nullopt;
  return content;
}

}  // namespace storyfold
