#pragma once
// Which stored items may be what a new text repeats. In memory, rebuilt from the stored prints by
// inserting them again in order of item number: the same sequence gives the same answers.
//
// Two ways in: shared chunks (finds cut texts, swapped leads, round-ups) ranked by how rare they
// are, and SimHash within 3 bits (four 16-bit blocks; Manku, Jain and Das Sarma 2007).
// A chunk that stands in many distinct stories is boilerplate and counts for nothing; who shares
// but a few of many chunks is left out. A long text most of whose chunks one earlier text of its
// story has is held for the others only: comparing with the earlier one tells the story.
//
// Not thread-safe: one fold thread owns it.
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/pages.h"
#include "core/stages.h"
#include "dedup/chunk_table.h"

namespace storyfold::dedup {

struct Candidate {
  ItemNumber item = 0;
  std::uint64_t weight = 0;         // sum over shared chunks of 65,536 / stories that have it
  std::uint32_t shared_chunks = 0;  // that led to it: no boilerplate, none that it is not held for
  int simhash_distance = 64;        // bits; 64 = not looked at
};

struct IndexSettings {
  std::uint64_t memory_bytes = 0;  // past it the oldest quarter of the items is let go
  std::uint32_t boilerplate_stories = 64;
  std::uint32_t max_candidates = 12;
};

class CandidateIndex {
 public:
  explicit CandidateIndex(const IndexSettings& settings);

  // `story` is the item's founding story. Items come in increasing order of number, each once;
  // those without tokens are kept out.
  void insert(ItemNumber item, StoryId story, const Fingerprint& print);

  // Best first: weight, then nearer SimHash, then the newer item; at most max_candidates.
  [[nodiscard]] std::vector<Candidate> probe(const Fingerprint& print) const;

  [[nodiscard]] std::uint64_t memory_bytes() const noexcept;  // held, with room to grow
  [[nodiscard]] std::uint64_t items() const noexcept { return entries_.size(); }
  // Items let go for want of memory: stored and found by hash, but no longer candidates.
  [[nodiscard]] std::uint64_t evicted() const noexcept { return evicted_; }
  // Lookups that met a list too long to walk to its end (a flood of alike prints).
  [[nodiscard]] std::uint64_t capped_walks() const noexcept { return capped_walks_; }

 private:
  static constexpr std::size_t kBands = 4;

  struct Entry {
    ItemNumber item = 0;
    std::uint64_t story = 0;
    std::uint64_t simhash = 0;
    std::array<std::uint32_t, kBands> next{};  // entry + 1 of the same block; 0 = end
    std::uint32_t chunks = 0;                  // that were no boilerplate when it came
  };

  // What the budget is measured by: unlike what is held, the same after a restart, so that what is
  // let go is, too.
  [[nodiscard]] std::uint64_t used_bytes() const noexcept;
  // False: the chunk is boilerplate. Not held for `entry` where it is held for `stand_in`.
  bool add_chunk(std::uint32_t chunk, std::uint32_t entry, std::optional<std::uint32_t> stand_in);
  [[nodiscard]] std::optional<std::uint32_t> stand_in(std::uint32_t entry,
                                                      const Fingerprint& print);
  [[nodiscard]] std::uint32_t stories_of(const std::vector<std::uint32_t>& entries) const;
  void evict_oldest();

  IndexSettings settings_;
  Pages<Entry> entries_;
  ChunkTable chunks_;                 // to entries
  std::vector<std::uint32_t> bands_;  // 4 x 65,536 heads into entries_, + 1
  std::vector<std::uint32_t> found_;  // of one chunk; here so that it need not grow each time
  std::uint64_t evicted_ = 0;
  mutable std::uint64_t capped_walks_ = 0;
};

}  // namespace storyfold::dedup
