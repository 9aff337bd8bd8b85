#include "storage/delta.h"

#include <zstd.h>

#include <memory>

namespace storyfold::storage {
namespace {

constexpr int kLevel = 3;
constexpr std::size_t kLeastGain = 7;  // a delta is at most a seventh of the text

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

ZSTD_CCtx* compressor() {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context = [] {
    std::unique_ptr<ZSTD_CCtx, FreeContext> made(ZSTD_createCCtx());
    if (made) {
      ZSTD_CCtx_setParameter(made.get(), ZSTD_c_compressionLevel, kLevel);
      // The record keeps the length, and RocksDB the checksum.
      ZSTD_CCtx_setParameter(made.get(), ZSTD_c_contentSizeFlag, 0);
      ZSTD_CCtx_setParameter(made.get(), ZSTD_c_checksumFlag, 0);
    }
    return made;
  }();
  return context.get();
}

ZSTD_DCtx* decompressor() {
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
  return context.get();
}

Error damaged(const char* why) { return {Errc::kCorruption, why}; }

}  // namespace

std::optional<std::string> make_delta(std::string_view base, std::string_view text) {
  if (text.size() < kMinDeltaBody || text.size() > kMaxDeltaBody || base.empty() ||
      base.size() > kMaxDeltaBody) {
    return std::nullopt;
  }
  ZSTD_CCtx* context = compressor();
  if (context == nullptr) return std::nullopt;  // no memory: the whole text is as good
  ZSTD_CCtx_reset(context, ZSTD_reset_session_only);
  if (ZSTD_isError(ZSTD_CCtx_refPrefix(context, base.data(), base.size()))) return std::nullopt;
  // What does not fit into the room that pays is not wanted, so the library may stop early.
  std::string delta(text.size() / kLeastGain, '\0');
  const std::size_t size =
      ZSTD_compress2(context, delta.data(), delta.size(), text.data(), text.size());
  if (ZSTD_isError(size)) return std::nullopt;
  delta.resize(size);
  return delta;
}

Result<std::string> apply_delta(std::string_view base, std::string_view delta,
                                std::uint32_t text_bytes) {
  if (text_bytes > kMaxDeltaBody) return damaged("the delta claims an impossible length");
  ZSTD_DCtx* context = decompressor();
  if (context == nullptr) return Error{Errc::kIo, "no memory to decompress a delta"};
  ZSTD_DCtx_reset(context, ZSTD_reset_session_only);
  if (ZSTD_isError(ZSTD_DCtx_refPrefix(context, base.data(), base.size()))) {
    return damaged("the base cannot be used");
  }
  std::string text(text_bytes, '\0');
  const std::size_t size =
      ZSTD_decompressDCtx(context, text.data(), text.size(), delta.data(), delta.size());
  if (ZSTD_isError(size)) return damaged("the delta does not decompress");
  if (size != text_bytes) return damaged("the delta gives a text of another length");
  return text;
}

}  // namespace storyfold::storage
