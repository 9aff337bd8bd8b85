#pragma once
// Which stored items may be what a new text repeats. In memory, rebuilt from the stored prints by
// inserting them again in order of item number: the same sequence gives the same answers.
//
// Two ways in: shared chunks (finds cut texts, swapped leads, round-ups) ranked by how rare they
// are, and SimHash within 3 bits (four 16-bit blocks; Manku, Jain and Das Sarma 2007).
// A chunk that stands in many distinct stories is boilerplate and counts for nothing; who shares
// but a few of many chunks is left out.
//
// Not thread-safe: one fold thread owns it.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/stages.h"

namespace storyfold::dedup {

struct Candidate {
  ItemNumber item = 0;
  std::uint64_t weight = 0;         // sum over shared chunks of 65,536 / stories that have it
  std::uint32_t shared_chunks = 0;  // boilerplate left out
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
  struct Entry {
    ItemNumber item = 0;
    std::uint64_t story = 0;
    std::uint64_t simhash = 0;
    std::uint32_t chunks_begin = 0;  // into chunks_: what a rebuild after an eviction inserts again
    std::uint32_t chunks_end = 0;
  };
  struct Posting {
    std::uint32_t entry = 0;
    std::uint32_t next = 0;  // posting index + 1; 0 = end
  };
  struct Slot {  // open addressing by chunk hash
    std::uint32_t chunk = 0;
    std::uint32_t head = 0;     // posting index + 1; 0 = empty slot
    std::uint32_t stories = 0;  // distinct, counted up to boilerplate_stories
  };

  // What the budget is measured by: unlike what is held, the same after a restart, so that what is
  // let go is, too.
  [[nodiscard]] std::uint64_t used_bytes() const noexcept;
  void add(const Entry& entry);
  void add_chunk(std::uint32_t chunk, std::uint32_t entry);
  [[nodiscard]] std::size_t find_slot(std::uint32_t chunk) const noexcept;
  void grow();
  void evict_oldest();
  [[nodiscard]] bool story_is_listed(const Slot& slot, std::uint64_t story) const;

  IndexSettings settings_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> chunks_;
  std::vector<Slot> slots_;
  std::size_t used_slots_ = 0;
  std::vector<Posting> postings_;
  std::vector<std::uint32_t> bands_;  // 4 x 65,536 heads into band_postings_, + 1
  std::vector<Posting> band_postings_;
  std::uint64_t evicted_ = 0;
  mutable std::uint64_t capped_walks_ = 0;
};

}  // namespace storyfold::dedup
