#include "dedup/fingerprint.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "core/hash.h"
#include "dedup/sort_hashes.h"

namespace storyfold::dedup {
namespace {

constexpr std::size_t kReach = 4;  // tokens on either side of a cut that it must undercut

constexpr std::uint64_t bigram(std::uint32_t first, std::uint32_t second) noexcept {
  std::uint64_t h = (static_cast<std::uint64_t>(first) << 32 | second) * 0x9E3779B97F4A7C15ULL;
  h ^= h >> 32;
  h *= 0xD6E8FEB86659FD93ULL;  // as in the rrmxmx family of mixers (public domain)
  return h ^ (h >> 32);
}

std::vector<std::uint64_t> bigrams_of(const std::vector<std::uint32_t>& tokens) {
  std::vector<std::uint64_t> hashes;
  hashes.reserve(tokens.size());
  if (tokens.size() == 1) hashes.push_back(bigram(tokens[0], 0));
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    hashes.push_back(bigram(tokens[i], tokens[i + 1]));
  }
  return hashes;
}

// 64 counters side by side: plane k holds bit k of each. Adding a word to all of them takes a few
// operations on words, not 64 on integers.
class BitCounters {
 public:
  // Adds `weight` to the counters whose bit is set in `word`.
  void add(std::uint64_t word, unsigned weight) noexcept {
    for (std::size_t plane = 0; weight != 0; ++plane, weight >>= 1) {
      if ((weight & 1U) == 0) continue;
      std::uint64_t carry = word;
      for (std::size_t k = plane; carry != 0 && k < planes_.size(); ++k) {
        const std::uint64_t overflow = planes_[k] & carry;
        planes_[k] ^= carry;
        carry = overflow;
      }
    }
  }

  [[nodiscard]] std::uint64_t counter(std::size_t bit) const noexcept {
    std::uint64_t value = 0;
    for (std::size_t k = 0; k < planes_.size(); ++k) {
      value |= (planes_[k] >> bit & 1U) << k;
    }
    return value;
  }

 private:
  std::array<std::uint64_t, 40> planes_{};
};

std::uint64_t simhash_of(std::vector<std::uint64_t> grams) {
  if (grams.empty()) return 0;
  sort_hashes(grams);
  BitCounters ones;
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < grams.size();) {
    std::size_t end = i;
    while (end < grams.size() && grams[end] == grams[i]) ++end;
    // 1 + log2 tf in whole steps: integers add up alike on every machine.
    const auto weight = static_cast<unsigned>(std::bit_width(end - i));
    ones.add(grams[i], weight);
    total += weight;
    i = end;
  }
  std::uint64_t value = 0;
  for (std::size_t bit = 0; bit < 64; ++bit) {
    if (2 * ones.counter(bit) > total) value |= std::uint64_t{1} << bit;
  }
  return value == 0 ? 1 : value;  // 0 is kept for "no tokens"
}

bool is_cut(const std::vector<std::uint64_t>& grams, std::size_t at) {
  const std::size_t first = at >= kReach ? at - kReach : 0;
  const std::size_t last = std::min(at + kReach, grams.size() - 1);
  for (std::size_t i = first; i <= last; ++i) {
    if (grams[i] < grams[at] || (grams[i] == grams[at] && i < at)) return false;
  }
  return true;
}

std::vector<std::uint32_t> chunks_of(const std::vector<std::uint32_t>& tokens,
                                     const std::vector<std::uint64_t>& grams,
                                     std::uint64_t secret) {
  std::vector<std::uint32_t> chunks;
  const auto add = [&](std::size_t begin, std::size_t end) {
    const std::string_view bytes(reinterpret_cast<const char*>(tokens.data() + begin),
                                 (end - begin) * sizeof(tokens[0]));
    chunks.push_back(static_cast<std::uint32_t>(xxh3_64(bytes, secret) >> 32));
  };
  std::size_t begin = 0;
  for (std::size_t i = 0; i < grams.size() && i < tokens.size(); ++i) {
    if (i > begin && is_cut(grams, i)) {
      add(begin, i);
      begin = i;
    }
  }
  if (begin < tokens.size()) add(begin, tokens.size());
  std::sort(chunks.begin(), chunks.end());
  chunks.erase(std::unique(chunks.begin(), chunks.end()), chunks.end());
  return chunks;
}

}  // namespace

Fingerprint sign(const MatchingForm& form, std::uint64_t chunk_secret) {
  Fingerprint print;
  print.version = kFingerprintVersion;
  print.tokens = static_cast<std::uint32_t>(form.tokens.size());
  print.exact = xxh3_128(form.text);
  std::vector<std::uint64_t> grams = bigrams_of(form.tokens);
  print.chunks = chunks_of(form.tokens, grams, chunk_secret);
  print.simhash = simhash_of(std::move(grams));
  return print;
}

}  // namespace storyfold::dedup
