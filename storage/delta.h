#pragma once
// A text as what it has more than another: Zstandard (RFC 8878) with the other text as prefix
// (ZSTD_CCtx_refPrefix). Each thread keeps one compressor; safe from any thread.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace storyfold::storage {

// Texts outside these bounds are stored whole: a shorter one has too little to gain, and a damaged
// length must not ask for much memory.
inline constexpr std::size_t kMinDeltaBody = 192;
inline constexpr std::size_t kMaxDeltaBody = 4u << 20;

// None when the delta would not pay: the text is outside the bounds, or the delta takes more than
// half of what the text takes compressed by itself, estimated as a seventh of it (measured:
// bodies take 1/3.5 in the store).
[[nodiscard]] std::optional<std::string> make_delta(std::string_view base, std::string_view text);

// kCorruption: not a delta to this base, or not of a text of `text_bytes`.
[[nodiscard]] Result<std::string> apply_delta(std::string_view base, std::string_view delta,
                                              std::uint32_t text_bytes);

}  // namespace storyfold::storage
