#pragma once
// Signs a matching form. Prints are stored: equal forms sign equally on every machine and release,
// and a change of anything here is a new kFingerprintVersion.
//   exact:   XXH3-128 of the form's text.
//   simhash: Charikar 2002, as in Manku, Jain and Das Sarma, WWW 2007: 64 bits over 2-token grams,
//            weight 1 + log tf.
//   chunks:  XXH3-64, upper half, of content-cut chunks: a cut where the bigram hash is the
//            smallest within +-4 tokens (local-minimum chunking: Bjorner, Blass and Gurevich 2010).
// Pure; safe from any thread.
#include <bit>
#include <cstdint>

#include "core/stages.h"
#include "dedup/matching_form.h"

namespace storyfold::dedup {

inline constexpr std::uint32_t kFingerprintVersion = 1;

// `chunk_secret` is the store's own, so that chunk collisions cannot be prepared by an outlet.
[[nodiscard]] Fingerprint sign(const MatchingForm& form, std::uint64_t chunk_secret);

// Of 64 bits. No tokens gives simhash 0, which is "unknown": two zeros are not near.
[[nodiscard]] constexpr int distance_bits(std::uint64_t a, std::uint64_t b) noexcept {
  return std::popcount(a ^ b);
}

}  // namespace storyfold::dedup
