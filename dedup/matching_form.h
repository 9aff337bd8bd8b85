#pragma once
// The matching form: what folding compares. Width folded (NFKC), lower case, traditional Chinese
// read as simplified, masked ranges left out, punctuation and spaces dropped. A token is one CJK
// character or one run of Latin letters or digits. Versioned with the fingerprint, free to change,
// never part of an id. Pure; safe from any thread; keeps no reference to its input.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/hash.h"
#include "core/stages.h"
#include "dedup/token_ranges.h"

namespace storyfold::dedup {

// A number with what it counts: 1.2万 is 12000, 07月 is 7月. Two numbers agree when their
// units do and their values are equal at the coarser one's precision (2.987亿 ~ 2.99亿).
struct Number {
  double value = 0;
  double resolution = 0;      // half a unit of the last written digit
  std::uint32_t unit = 0;     // hash of the unit that follows (月, %, 点...); 0 = none
  std::uint32_t token = 0;    // index of the token it is
  std::uint32_t written = 0;  // where its digits start in MatchingForm::text
  bool date_part = false;     // a year, month, day, hour or minute
};

struct MatchingForm {
  std::vector<std::uint32_t> tokens;    // hash of each token
  TokenRanges bytes;                    // where each stands in the text given
  std::vector<Number> numbers;          // in order
  std::vector<std::uint32_t> shingles;  // hashes of its 5-token shingles, sorted, unique
  std::uint32_t masked_bytes = 0;
  // The tokens' normalised text, a space only between two runs: equal exactly when the tokens are.
  // Once packed, the written numbers alone.
  std::string text;
  std::optional<Sha256> text_hash;  // of the whole text, once packed

  // Gives up the text and spare room: about 10 bytes a token stay. It can be compared as before,
  // but no longer signed.
  void pack();
  [[nodiscard]] std::uint64_t memory_bytes() const noexcept;
};

// `text` is valid UTF-8; `masked` ranges may come in any order and overlap. Linear in the bytes.
// A text of which nothing would be left is taken whole.
[[nodiscard]] MatchingForm make_form(std::string_view text, std::span<const ByteRange> masked);

// Claim ranges that still stand in the body, and the bracketed headline.
[[nodiscard]] std::vector<ByteRange> masked_ranges(const std::vector<Claim>& claims,
                                                   const std::optional<ByteRange>& headline);

// Do the two normalised texts agree to the letter? Either may be packed.
[[nodiscard]] bool same_text(const MatchingForm& a, const MatchingForm& b);

// Share of the 5-token shingles of the shorter text that the longer one has: 0..1. A text under
// five tokens is contained when it stands in the other as a whole.
[[nodiscard]] double containment_of(const MatchingForm& a, const MatchingForm& b);

// A number of the form as a reader would write it, with its unit: "1.2万亿元", "3%".
[[nodiscard]] std::string written_number(const MatchingForm& form, const Number& number);

// Do two numbers say the same?
[[nodiscard]] bool agree(const Number& a, const Number& b) noexcept;

}  // namespace storyfold::dedup
