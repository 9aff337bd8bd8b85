#include "dedup/chunk_table.h"

#include <algorithm>

namespace storyfold::dedup {
namespace {

// More make chains longer to walk, fewer leave more of their newest blocks empty.
constexpr std::uint64_t kPairsABucket = 32;

constexpr int kBlocksPrefetched = 5;                 // of each bucket: few have more
constexpr std::uint64_t kEach = 0x0001000100010001;  // four values of 16 bits

// Whether one of the four values is 0.
bool has_zero(std::uint64_t four) { return ((four - kEach) & ~four & (kEach << 15)) != 0; }

}  // namespace

std::uint64_t ChunkTable::Block::get(std::size_t at) const noexcept {
  const unsigned char* upper = &high[at * 3];
  return (low[at / 4] >> (at % 4 * 16) & 0xFFFF) | std::uint64_t{upper[0]} << 16 |
         std::uint64_t{upper[1]} << 24 | std::uint64_t{upper[2]} << 32;
}

void ChunkTable::Block::set(std::size_t at, std::uint64_t pair) noexcept {
  const std::size_t shift = at % 4 * 16;
  low[at / 4] = (low[at / 4] & ~(std::uint64_t{0xFFFF} << shift)) | (pair & 0xFFFF) << shift;
  for (std::size_t i = 0; i < 3; ++i) {
    high[at * 3 + i] = static_cast<unsigned char>(pair >> (16 + 8 * i));
  }
}

std::uint64_t ChunkTable::memory_bytes() const noexcept {
  return heads_.capacity() * sizeof(heads_[0]) + blocks_.memory_bytes();
}

std::size_t ChunkTable::bucket_of(std::uint32_t chunk) const noexcept {
  const std::size_t bucket = chunk & ((std::uint64_t{1} << level_) - 1);
  return bucket < next_split_ ? chunk & ((std::uint64_t{2} << level_) - 1) : bucket;
}

ChunkTable::Layout ChunkTable::layout_of(std::size_t bucket) const noexcept {
  const bool was_split = bucket < next_split_ || bucket >= std::size_t{1} << level_;
  return {was_split ? level_ + 1 : level_};
}

// Calls each(block, place in it, pair, layout) for the chunk's pairs, the newest first.
template <class Visit>
void ChunkTable::visit(std::uint32_t chunk, Visit&& each) const {
  const std::size_t bucket = bucket_of(chunk);
  const Layout layout = layout_of(bucket);
  const std::uint64_t hash = std::uint64_t{chunk} >> layout.level;
  const std::uint64_t mask = kEach * (layout.hash_of(0xFFFF));
  const std::uint64_t wanted = kEach * (hash & 0xFFFF);
  for (std::uint32_t head = heads_[bucket]; head != 0;) {
    const Block& block = blocks_[head - 1];
    for (std::size_t four = kPairs / 4; four-- > 0;) {
      if (!has_zero((block.low[four] ^ wanted) & mask)) continue;
      for (std::size_t at = four * 4 + 4; at-- > four * 4;) {
        const std::uint64_t pair = block.get(at);
        if (layout.hash_of(pair) == hash && pair != kNone) each(head - 1, at, pair, layout);
      }
    }
    head = block.next;
  }
}

bool ChunkTable::find(std::uint32_t chunk, std::vector<std::uint32_t>& texts) const {
  bool common = false;
  visit(chunk, [&](std::size_t, std::size_t, std::uint64_t pair, Layout layout) {
    if (layout.is_common(pair)) {
      common = true;
    } else {
      texts.push_back(layout.text_of(pair));
    }
  });
  return !common;
}

void ChunkTable::prefetch(std::span<const std::uint32_t> chunks) const {
  std::vector<std::uint32_t> next;
  for (const std::uint32_t chunk : chunks) next.push_back(heads_[bucket_of(chunk)]);
  for (int block = 0; block < kBlocksPrefetched; ++block) {
    for (const std::uint32_t head : next) {
      if (head != 0) __builtin_prefetch(&blocks_[head - 1]);
    }
    for (std::uint32_t& head : next) {
      if (head != 0) head = blocks_[head - 1].next;
    }
  }
}

void ChunkTable::add(std::uint32_t chunk, std::uint32_t text, std::size_t held) {
  while (size_ >= kPairsABucket * heads_.size() || text >= Layout{level_}.text_of(kNone)) split();
  const std::size_t bucket = bucket_of(chunk);
  const Layout layout = layout_of(bucket);
  std::uint64_t moved = layout.pair(std::uint64_t{chunk} >> layout.level, false, text);
  if (held < kMostTexts) return push(bucket, moved);
  // Each takes the place of the one before it.
  visit(chunk, [&](std::size_t block, std::size_t at, std::uint64_t pair, Layout) {
    blocks_[block].set(at, moved);
    moved = pair;
  });
}

void ChunkTable::mark_common(std::uint32_t chunk, std::uint32_t text) {
  while (text >= Layout{level_}.text_of(kNone)) split();
  const std::size_t bucket = bucket_of(chunk);
  const Layout layout = layout_of(bucket);
  const std::uint64_t hash = std::uint64_t{chunk} >> layout.level;
  for (const std::uint64_t pair : empty(bucket)) {
    if (layout.hash_of(pair) != hash) push(bucket, pair);
  }
  push(bucket, layout.pair(hash, true, text));
}

void ChunkTable::drop_below(std::uint32_t first) {
  for (std::size_t bucket = 0; bucket < heads_.size(); ++bucket) {
    const Layout layout = layout_of(bucket);
    for (const std::uint64_t pair : empty(bucket)) {
      const std::uint32_t text = layout.text_of(pair);
      if (text < first) continue;
      push(bucket, layout.pair(layout.hash_of(pair), layout.is_common(pair), text - first));
    }
  }
}

void ChunkTable::push(std::size_t bucket, std::uint64_t pair) {
  ++size_;
  std::uint32_t& head = heads_[bucket];
  if (head == 0 || blocks_[head - 1].get(kPairs - 1) != kNone) {
    const std::uint32_t block = take_block();
    blocks_[block - 1].next = head;
    head = block;
  }
  Block& block = blocks_[head - 1];
  std::size_t at = 0;
  while (block.get(at) != kNone) ++at;
  block.set(at, pair);
}

std::uint32_t ChunkTable::take_block() {
  std::uint32_t block = free_;
  if (block != 0) {
    free_ = blocks_[block - 1].next;
  } else {
    blocks_.emplace_back();
    block = static_cast<std::uint32_t>(blocks_.size());
  }
  blocks_[block - 1].low.fill(~std::uint64_t{0});  // kNone, each
  blocks_[block - 1].high.fill(0xFF);
  return block;
}

// Takes all pairs out of the bucket: the oldest first.
std::vector<std::uint64_t> ChunkTable::empty(std::size_t bucket) {
  std::vector<std::uint64_t> pairs;
  std::uint32_t head = heads_[bucket];
  heads_[bucket] = 0;
  while (head != 0) {
    Block& block = blocks_[head - 1];
    for (std::size_t at = kPairs; at-- > 0;) {
      if (block.get(at) != kNone) pairs.push_back(block.get(at));
    }
    const std::uint32_t next = block.next;
    block.next = free_;
    free_ = head;
    head = next;
  }
  size_ -= pairs.size();
  std::reverse(pairs.begin(), pairs.end());
  return pairs;
}

// One bucket becomes two, by one more bit of the hash.
void ChunkTable::split() {
  const std::size_t from = next_split_;
  const Layout before = layout_of(from);
  const Layout after{before.level + 1};
  const std::vector<std::uint64_t> pairs = empty(from);
  const std::size_t to = heads_.size();
  heads_.push_back(0);
  for (const std::uint64_t pair : pairs) {
    const std::uint64_t hash = before.hash_of(pair);
    push((hash & 1U) != 0 ? to : from,
         after.pair(hash >> 1U, before.is_common(pair), before.text_of(pair)));
  }
  if (++next_split_ == std::size_t{1} << level_) {
    next_split_ = 0;
    ++level_;
  }
}

}  // namespace storyfold::dedup
