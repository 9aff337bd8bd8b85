#include "dedup/candidate_index.h"

#include <algorithm>

#include "dedup/fingerprint.h"

namespace storyfold::dedup {
namespace {

constexpr std::size_t kBandValues = 1U << 16;
constexpr int kNearBits = 3;
// Newest postings walked in one list: bounds the work when a list was flooded on purpose.
constexpr std::uint32_t kMaxWalk = 512;  // as ChunkTable::kMostTexts
// Weight of a chunk that one story has. Whole numbers add up alike in any order, and the order of
// chunks depends on the store's secret.
constexpr std::uint32_t kOneStory = 1U << 16;
// Texts with less than this part of the shorter one's chunks in common are not worth a look. When
// edits are spread evenly, so that a token stays with probability p, a 5-token shingle stays with
// p^5 and a chunk, 9 tokens and the 8 that decide where it is cut, with p^17: at the containment
// of .45, under which pairs are not even aligned, that is one chunk in 15; edits that stand
// together leave more.
constexpr std::size_t kLeastShare = 20;  // one chunk in so many
// Shorter texts are one story only within a time (judge.h), so that it matters which of a story's
// texts is compared.
constexpr std::uint32_t kTimelessTokens = 150;

std::size_t band_of(std::uint64_t simhash, std::size_t band) noexcept {
  return band * kBandValues + ((simhash >> (16 * band)) & 0xFFFF);
}

}  // namespace

CandidateIndex::CandidateIndex(const IndexSettings& settings)
    : settings_(settings), bands_(kBands * kBandValues) {}

std::uint64_t CandidateIndex::memory_bytes() const noexcept {
  return entries_.memory_bytes() + chunks_.memory_bytes() +
         bands_.capacity() * sizeof(std::uint32_t);
}

std::uint64_t CandidateIndex::used_bytes() const noexcept {
  return entries_.size() * sizeof(Entry) + chunks_.size() * ChunkTable::kBytesAPair +
         bands_.size() * sizeof(std::uint32_t);
}

// Distinct ones; counted up to boilerplate_stories.
std::uint32_t CandidateIndex::stories_of(const std::vector<std::uint32_t>& entries) const {
  if (entries.size() == 1) return 1;
  std::vector<std::uint64_t> stories;
  for (const std::uint32_t entry : entries) {
    const std::uint64_t story = entries_[entry].story;
    if (std::find(stories.begin(), stories.end(), story) != stories.end()) continue;
    stories.push_back(story);
    if (stories.size() == settings_.boilerplate_stories) break;
  }
  return static_cast<std::uint32_t>(stories.size());
}

// The earlier text of the entry's story that has most of its chunks. It is of the newer half: with
// one that is let go soon the newer ones would be lost as well.
std::optional<std::uint32_t> CandidateIndex::stand_in(std::uint32_t entry,
                                                      const Fingerprint& print) {
  if (print.tokens < kTimelessTokens) return std::nullopt;
  std::vector<std::pair<std::uint32_t, std::size_t>> shared;  // entry, chunks
  std::size_t rare = 0;
  for (const std::uint32_t chunk : print.chunks) {
    found_.clear();
    if (!chunks_.find(chunk, found_)) continue;
    ++rare;
    for (const std::uint32_t earlier : found_) {
      if (earlier < entry / 2 || entries_[earlier].story != entries_[entry].story) continue;
      auto at = std::find_if(shared.begin(), shared.end(),
                             [&](const auto& one) { return one.first == earlier; });
      if (at == shared.end()) at = shared.insert(at, {earlier, 0});
      ++at->second;
    }
  }
  const auto most =
      std::max_element(shared.begin(), shared.end(), [](const auto& a, const auto& b) {
        return a.second < b.second || (a.second == b.second && a.first > b.first);
      });
  if (most == shared.end() || most->second * 4 < rare * 3) return std::nullopt;
  return most->first;
}

bool CandidateIndex::add_chunk(std::uint32_t chunk, std::uint32_t entry,
                               std::optional<std::uint32_t> stand_in) {
  found_.clear();
  bool common = !chunks_.find(chunk, found_);
  if (!common && stand_in && std::find(found_.begin(), found_.end(), *stand_in) != found_.end()) {
    return true;
  }
  const std::size_t held = found_.size();
  found_.push_back(entry);
  // Boilerplate needs no list: what it would find is never looked at.
  common = common || (found_.size() >= settings_.boilerplate_stories &&
                      stories_of(found_) >= settings_.boilerplate_stories);
  if (common) {
    chunks_.mark_common(chunk, entry);
  } else {
    chunks_.add(chunk, entry, held);
  }
  return !common;
}

void CandidateIndex::insert(ItemNumber item, StoryId story, const Fingerprint& print) {
  if (print.tokens == 0) return;
  const auto number = static_cast<std::uint32_t>(entries_.size());
  Entry entry{item, story.value, print.simhash, {}, 0};
  for (std::size_t band = 0; band < kBands; ++band) {
    std::uint32_t& head = bands_[band_of(print.simhash, band)];
    entry.next[band] = head;
    head = number + 1;
  }
  entries_.emplace_back() = entry;
  chunks_.prefetch(print.chunks);
  const auto earlier = stand_in(number, print);
  std::uint32_t rare = 0;
  for (const std::uint32_t chunk : print.chunks) rare += add_chunk(chunk, number, earlier) ? 1 : 0;
  entries_[number].chunks = rare;
  if (settings_.memory_bytes != 0 && used_bytes() > settings_.memory_bytes) evict_oldest();
}

void CandidateIndex::evict_oldest() {
  const auto gone = static_cast<std::uint32_t>(entries_.size() / 4);
  if (gone == 0) return;
  evicted_ += gone;
  // Lists lead from newer to older entries: what is left of one is its beginning.
  const auto moved = [gone](std::uint32_t link) { return link > gone ? link - gone : 0; };
  for (std::size_t at = gone; at < entries_.size(); ++at) {
    Entry entry = entries_[at];
    for (std::uint32_t& next : entry.next) next = moved(next);
    entries_[at - gone] = entry;
  }
  entries_.resize(entries_.size() - gone);
  for (std::uint32_t& head : bands_) head = moved(head);
  chunks_.drop_below(gone);
}

std::vector<Candidate> CandidateIndex::probe(const Fingerprint& print) const {
  if (print.tokens == 0) return {};
  struct Hit {
    std::uint32_t entry = 0;
    std::uint32_t weight = 0;
    bool by_chunk = false;
  };
  std::vector<Hit> hits;
  chunks_.prefetch(print.chunks);
  std::vector<std::uint32_t> entries;
  std::size_t boilerplate = 0;
  for (const std::uint32_t chunk : print.chunks) {
    entries.clear();
    if (!chunks_.find(chunk, entries)) ++boilerplate;
    if (entries.empty()) continue;
    if (entries.size() == ChunkTable::kMostTexts) ++capped_walks_;
    const std::uint32_t rarity = kOneStory / stories_of(entries);
    for (const std::uint32_t entry : entries) hits.push_back({entry, rarity, true});
  }
  for (std::size_t band = 0; band < kBands; ++band) {
    std::uint32_t head = bands_[band_of(print.simhash, band)];
    for (std::uint32_t walked = 0; head != 0 && walked < kMaxWalk; ++walked) {
      const Entry& entry = entries_[head - 1];
      if (distance_bits(entry.simhash, print.simhash) <= kNearBits) {
        hits.push_back({head - 1, kOneStory, false});
      }
      head = entry.next[band];
    }
    if (head != 0) ++capped_walks_;
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
    const std::size_t shorter =
        std::min<std::size_t>(print.chunks.size() - boilerplate, entry.chunks);
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
