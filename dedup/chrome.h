#pragma once
// Learned chrome: paragraphs that an outlet puts at the edge of text after text (a promotion, a
// list of its channels, a legal notice). Matching leaves them out; body and item id keep them.
//
// A block is a paragraph among the first two or last four of a text of several, compared by the
// tokens of its matching form: width, case and punctuation do not count, digits do, claims are out
// already. A block that stood in kChromeStories of the outlet's recent stories is chrome.
// "Recent" is counted in texts, never in time: after every kChromeWindow texts all counts are
// halved and what comes to nothing is forgotten. So chrome stays chrome while about one text in
// forty has it, and an outlet's table never passes 2 * kChromeWindow * 6 blocks.
//
// An outlet teaches about itself only. Pure values; one thread at a time; nothing is kept of the
// arguments.
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/stages.h"
#include "dedup/matching_form.h"

namespace storyfold::dedup {

inline constexpr std::uint32_t kChromeStories = 5;
inline constexpr std::uint32_t kChromeWindow = 128;

struct Block {
  std::uint64_t hash = 0;    // XXH3-64 of its tokens, seeded
  ByteRange bytes;           // of the paragraph, in the body
  std::uint32_t tokens = 0;  // never 0
  bool operator==(const Block&) const = default;
};

// `form` was made of `body`. In order of the text, each hash once; none when fewer than two
// paragraphs have tokens. Linear. `secret` keeps others from aiming at a block's hash.
[[nodiscard]] std::vector<Block> edge_blocks(std::string_view body, const MatchingForm& form,
                                             std::uint64_t secret);

// What was counted of one outlet.
class ChromeCounts {
 public:
  // A count that add() changed; 0: the block was forgotten.
  struct Change {
    std::uint64_t block = 0;
    std::uint32_t count = 0;
    bool operator==(const Change&) const = default;
  };

  [[nodiscard]] bool is_chrome(std::uint64_t block) const;
  [[nodiscard]] std::uint64_t texts() const noexcept { return texts_; }
  [[nodiscard]] std::size_t known() const noexcept { return known_; }  // blocks that are chrome

  // Counts the blocks of a text of a story that is new to the outlet. Changes come by block, each
  // once; texts() went up by one.
  std::vector<Change> add(std::span<const Block> blocks);

  // Reads back what add() told: in any order, each block once.
  void restore_texts(std::uint64_t texts) { texts_ = texts; }
  void restore(std::uint64_t block, std::uint32_t count);

 private:
  void halve(std::vector<Change>& changes);

  std::uint64_t texts_ = 0;
  std::size_t known_ = 0;
  std::unordered_map<std::uint64_t, std::uint32_t> counts_;
};

// The ranges of a text of `tokens` tokens that matching leaves out, in order. None at all when too
// little would be left to tell the text by: under ten tokens or under a quarter.
[[nodiscard]] std::vector<ByteRange> chrome_ranges(std::span<const Block> blocks,
                                                   std::size_t tokens, const ChromeCounts& counts);

}  // namespace storyfold::dedup
