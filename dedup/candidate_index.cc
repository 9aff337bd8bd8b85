#include "dedup/candidate_index.h"

#include <algorithm>

#include "dedup/fingerprint.h"

namespace storyfold::dedup {
namespace {

constexpr int kBands = 4;
constexpr std::size_t kBandValues = 1U << 16;
constexpr int kNearBits = 3;
// Newest postings walked in one list: bounds the work when a list was flooded on purpose.
constexpr std::uint32_t kMaxWalk = 512;
// Weight of a chunk that one story has. Whole numbers add up alike in any order, and the order of
// chunks depends on the store's secret.
constexpr std::uint32_t kOneStory = 1U << 16;
constexpr std::size_t kFirstSlots = 1U << 12;
// Texts with less than this part of the shorter one's chunks in common are not worth a look. When
// edits are spread evenly, so that a token stays with probability p, a 5-token shingle stays with
// p^5 and a chunk, 9 tokens and the 8 that decide where it is cut, with p^17: at the containment
// of .45, under which pairs are not even aligned, that is one chunk in 15; edits that stand
// together leave more.
constexpr std::size_t kLeastShare = 20;  // one chunk in so many

std::size_t band_of(std::uint64_t simhash, int band) noexcept {
  return static_cast<std::size_t>(band) * kBandValues + ((simhash >> (16 * band)) & 0xFFFF);
}

}  // namespace

CandidateIndex::CandidateIndex(const IndexSettings& settings)
    : settings_(settings), slots_(kFirstSlots), bands_(kBands * kBandValues) {}

std::uint64_t CandidateIndex::memory_bytes() const noexcept {
  return entries_.capacity() * sizeof(Entry) + chunks_.capacity() * sizeof(std::uint32_t) +
         slots_.capacity() * sizeof(Slot) + postings_.capacity() * sizeof(Posting) +
         bands_.capacity() * sizeof(std::uint32_t) + band_postings_.capacity() * sizeof(Posting);
}

std::uint64_t CandidateIndex::used_bytes() const noexcept {
  return entries_.size() * sizeof(Entry) + chunks_.size() * sizeof(std::uint32_t) +
         slots_.size() * sizeof(Slot) + postings_.size() * sizeof(Posting) +
         bands_.size() * sizeof(std::uint32_t) + band_postings_.size() * sizeof(Posting);
}

std::size_t CandidateIndex::find_slot(std::uint32_t chunk) const noexcept {
  // Chunk hashes are uniform already: their low bits are the home slot.
  std::size_t at = chunk & (slots_.size() - 1);
  while (slots_[at].head != 0 && slots_[at].chunk != chunk) at = (at + 1) & (slots_.size() - 1);
  return at;
}

void CandidateIndex::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.head != 0) slots_[find_slot(slot.chunk)] = slot;
  }
}

bool CandidateIndex::story_is_listed(const Slot& slot, std::uint64_t story) const {
  std::uint32_t walked = 0;
  for (std::uint32_t at = slot.head; at != 0 && walked < kMaxWalk; ++walked) {
    const Posting& posting = postings_[at - 1];
    if (entries_[posting.entry].story == story) return true;
    at = posting.next;
  }
  return false;
}

void CandidateIndex::add_chunk(std::uint32_t chunk, std::uint32_t entry) {
  if ((used_slots_ + 1) * 10 > slots_.size() * 7) grow();
  Slot& slot = slots_[find_slot(chunk)];
  if (slot.head == 0) {
    ++used_slots_;
    slot.chunk = chunk;
  }
  // Boilerplate needs no longer list: what it would find is never looked at.
  if (slot.stories >= settings_.boilerplate_stories) return;
  if (!story_is_listed(slot, entries_[entry].story)) ++slot.stories;
  postings_.push_back({entry, slot.head});
  slot.head = static_cast<std::uint32_t>(postings_.size());
}

void CandidateIndex::add(const Entry& entry) {
  const auto number = static_cast<std::uint32_t>(entries_.size());
  entries_.push_back(entry);
  for (std::uint32_t i = entry.chunks_begin; i < entry.chunks_end; ++i) {
    add_chunk(chunks_[i], number);
  }
  for (int band = 0; band < kBands; ++band) {
    std::uint32_t& head = bands_[band_of(entry.simhash, band)];
    band_postings_.push_back({number, head});
    head = static_cast<std::uint32_t>(band_postings_.size());
  }
}

void CandidateIndex::insert(ItemNumber item, StoryId story, const Fingerprint& print) {
  if (print.tokens == 0) return;
  Entry entry{item, story.value, print.simhash, static_cast<std::uint32_t>(chunks_.size()), 0};
  chunks_.insert(chunks_.end(), print.chunks.begin(), print.chunks.end());
  entry.chunks_end = static_cast<std::uint32_t>(chunks_.size());
  add(entry);
  if (settings_.memory_bytes != 0 && used_bytes() > settings_.memory_bytes) evict_oldest();
}

void CandidateIndex::evict_oldest() {
  const std::size_t gone = entries_.size() / 4;
  if (gone == 0) return;
  evicted_ += gone;
  const std::vector<Entry> entries(entries_.begin() + static_cast<std::ptrdiff_t>(gone),
                                   entries_.end());
  const std::vector<std::uint32_t> chunks = std::move(chunks_);
  entries_.clear();
  chunks_.clear();
  postings_.clear();
  band_postings_.clear();
  slots_.assign(kFirstSlots, {});
  used_slots_ = 0;
  std::fill(bands_.begin(), bands_.end(), 0);
  for (Entry entry : entries) {
    const auto begin = static_cast<std::uint32_t>(chunks_.size());
    chunks_.insert(chunks_.end(), chunks.begin() + entry.chunks_begin,
                   chunks.begin() + entry.chunks_end);
    entry.chunks_begin = begin;
    entry.chunks_end = static_cast<std::uint32_t>(chunks_.size());
    add(entry);
  }
}

std::vector<Candidate> CandidateIndex::probe(const Fingerprint& print) const {
  if (print.tokens == 0) return {};
  struct Hit {
    std::uint32_t entry = 0;
    std::uint32_t weight = 0;
    bool by_chunk = false;
  };
  std::vector<Hit> hits;
  const auto walk = [&](const std::vector<Posting>& postings, std::uint32_t head, auto&& visit) {
    std::uint32_t walked = 0;
    for (; head != 0 && walked < kMaxWalk; ++walked) {
      const Posting& posting = postings[head - 1];
      visit(posting.entry);
      head = posting.next;
    }
    if (head != 0) ++capped_walks_;
  };
  std::size_t boilerplate = 0;
  for (const std::uint32_t chunk : print.chunks) {
    const Slot& slot = slots_[find_slot(chunk)];
    if (slot.head == 0) continue;
    if (slot.stories >= settings_.boilerplate_stories) {
      ++boilerplate;
      continue;
    }
    const std::uint32_t rarity = kOneStory / slot.stories;
    walk(postings_, slot.head, [&](std::uint32_t entry) { hits.push_back({entry, rarity, true}); });
  }
  for (int band = 0; band < kBands; ++band) {
    walk(band_postings_, bands_[band_of(print.simhash, band)], [&](std::uint32_t entry) {
      if (distance_bits(entries_[entry].simhash, print.simhash) > kNearBits) return;
      hits.push_back({entry, kOneStory, false});
    });
  }
  std::stable_sort(hits.begin(), hits.end(),
                   [](const Hit& a, const Hit& b) { return a.entry < b.entry; });
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < hits.size();) {
    const Entry& entry = entries_[hits[i].entry];
    Candidate candidate;
    candidate.item = entry.item;
    candidate.simhash_distance = distance_bits(entry.simhash, print.simhash);
    bool near = false;
    for (const std::uint32_t same = hits[i].entry; i < hits.size() && hits[i].entry == same; ++i) {
      if (hits[i].by_chunk) {
        candidate.weight += hits[i].weight;
        ++candidate.shared_chunks;
      } else if (!near) {  // however many blocks it was found through
        near = true;
        candidate.weight += hits[i].weight;
      }
    }
    const std::size_t shorter = std::min<std::size_t>(print.chunks.size() - boilerplate,
                                                      entry.chunks_end - entry.chunks_begin);
    if (near || candidate.shared_chunks * kLeastShare >= shorter) candidates.push_back(candidate);
  }
  const auto better = [](const Candidate& a, const Candidate& b) {
    if (a.weight != b.weight) return a.weight > b.weight;
    if (a.simhash_distance != b.simhash_distance) return a.simhash_distance < b.simhash_distance;
    return a.item > b.item;
  };
  const std::size_t kept = std::min<std::size_t>(candidates.size(), settings_.max_candidates);
  std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(kept),
                    candidates.end(), better);
  candidates.resize(kept);
  return candidates;
}

}  // namespace storyfold::dedup
