#pragma once
// Which texts have a chunk: from the hash of the chunk to the numbers of its texts, in some six
// bytes a pair. Most chunks have one text, so that a pair is all there is: no list, no counts.
//
// Linear hashing (Litwin 1980): buckets by the low bits of the hash, one bucket split at a time as
// pairs come, so that nothing is ever copied whole. A bucket is a chain of 64-byte blocks of twelve
// pairs of five bytes. A pair holds the bits of the hash that its bucket's number leaves open, and
// the text's number in those that are saved by it: the more buckets, the more texts can be told
// apart. Hashes are uniform: chunks' are, and nobody outside can prepare them.
//
// Not thread-safe.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/pages.h"

namespace storyfold::dedup {

class ChunkTable {
 public:
  // Of one chunk that many texts have, the newest are held.
  static constexpr std::size_t kMostTexts = 512;
  // What a pair takes, to reckon with: alike for all stores that hold the same texts, while what is
  // held depends a little on how the hashes fall.
  static constexpr std::uint64_t kBytesAPair = 6;

  ChunkTable() : heads_(kFirstBuckets) {}

  // Appends the texts that have the chunk to `texts`, the newest first. False: it is marked as
  // common, and no text is held for it.
  [[nodiscard]] bool find(std::uint32_t chunk, std::vector<std::uint32_t>& texts) const;
  // Brings what find() will read of these chunks into the processor's cache: of all at once, so
  // that it waits for memory a few times and not for each block of each chain.
  void prefetch(std::span<const std::uint32_t> chunks) const;

  // `text` is not lower than any before, `held` what find() found for the chunk.
  void add(std::uint32_t chunk, std::uint32_t text, std::size_t held);
  // Forgets the texts of the chunk for good; `text` is the newest that has it.
  void mark_common(std::uint32_t chunk, std::uint32_t text);
  // Texts below `first` are forgotten, and so are marks of chunks that none from there on has; the
  // others are `first` lower from now on.
  void drop_below(std::uint32_t first);

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }  // pairs and marks
  [[nodiscard]] std::uint64_t memory_bytes() const noexcept;

 private:
  static constexpr std::size_t kPairs = 12;
  static constexpr std::size_t kFirstBuckets = 1U << 12;
  static constexpr std::uint64_t kNone = (std::uint64_t{1} << 40) - 1;  // no pair

  // A pair's lowest 16 bits, which are of the hash while buckets are few, stand together: four are
  // compared at once.
  struct alignas(64) Block {
    std::array<std::uint64_t, kPairs / 4> low{};
    std::array<unsigned char, kPairs * 3> high{};
    std::uint32_t next = 0;  // block + 1, of older pairs; 0 = end

    [[nodiscard]] std::uint64_t get(std::size_t at) const noexcept;
    void set(std::size_t at, std::uint64_t pair) noexcept;
  };
  // How the pairs of one bucket are laid out, from the lowest bit: hash, common, text.
  struct Layout {
    std::uint32_t level = 0;  // bits of the hash that the bucket's number tells

    [[nodiscard]] std::uint32_t hash_bits() const noexcept { return 32 - level; }
    [[nodiscard]] std::uint64_t hash_of(std::uint64_t pair) const noexcept {
      return pair & ((std::uint64_t{1} << hash_bits()) - 1);
    }
    [[nodiscard]] bool is_common(std::uint64_t pair) const noexcept {
      return (pair >> hash_bits() & 1U) != 0;
    }
    [[nodiscard]] std::uint32_t text_of(std::uint64_t pair) const noexcept {
      return static_cast<std::uint32_t>(pair >> (hash_bits() + 1));
    }
    [[nodiscard]] std::uint64_t pair(std::uint64_t hash, bool common,
                                     std::uint64_t text) const noexcept {
      return hash | std::uint64_t{common} << hash_bits() | text << (hash_bits() + 1);
    }
  };

  [[nodiscard]] std::size_t bucket_of(std::uint32_t chunk) const noexcept;
  [[nodiscard]] Layout layout_of(std::size_t bucket) const noexcept;
  template <class Visit>
  void visit(std::uint32_t chunk, Visit&& each) const;
  void push(std::size_t bucket, std::uint64_t pair);
  std::uint32_t take_block();
  std::vector<std::uint64_t> empty(std::size_t bucket);
  void split();

  std::vector<std::uint32_t> heads_;  // block + 1, of each bucket's newest pairs; 0 = none
  Pages<Block> blocks_;
  std::uint32_t free_ = 0;  // block + 1
  std::uint32_t level_ = 12;
  std::size_t next_split_ = 0;  // buckets before it have one bit more
  std::uint64_t size_ = 0;
};

}  // namespace storyfold::dedup
