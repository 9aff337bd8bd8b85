#include "dedup/chrome.h"

#include <algorithm>

#include "core/hash.h"

namespace storyfold::dedup {
namespace {

constexpr std::size_t kHeadBlocks = 2;
constexpr std::size_t kTailBlocks = 4;
constexpr std::size_t kLeastTokensLeft = 10;
constexpr std::size_t kLeastShareLeft = 4;  // a quarter

struct Paragraph {
  ByteRange bytes;
  std::size_t first = 0;  // of its tokens
  std::size_t end = 0;
};

// Those that have tokens.
std::vector<Paragraph> paragraphs_of(std::string_view body, const MatchingForm& form) {
  std::vector<Paragraph> result;
  std::size_t token = 0;
  for (std::size_t begin = 0; begin < body.size();) {
    const std::size_t end = std::min(body.find('\n', begin), body.size());
    const std::size_t first = token;
    token = form.bytes.first_from(static_cast<std::uint32_t>(end));
    if (token > first) {
      result.push_back(
          {{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}, first, token});
    }
    begin = end + 1;
  }
  return result;
}

}  // namespace

std::vector<Block> edge_blocks(std::string_view body, const MatchingForm& form,
                               std::uint64_t secret) {
  std::vector<Block> blocks;
  if (body.find('\n') == std::string_view::npos) return blocks;
  const std::vector<Paragraph> paragraphs = paragraphs_of(body, form);
  if (paragraphs.size() < 2) return blocks;
  for (std::size_t i = 0; i < paragraphs.size(); ++i) {
    if (i >= kHeadBlocks && i + kTailBlocks < paragraphs.size()) continue;
    const Paragraph& paragraph = paragraphs[i];
    const std::size_t tokens = paragraph.end - paragraph.first;
    const auto* bytes = reinterpret_cast<const char*>(form.tokens.data() + paragraph.first);
    Block block{xxh3_64({bytes, tokens * sizeof(form.tokens[0])}, secret), paragraph.bytes,
                static_cast<std::uint32_t>(tokens)};
    const bool known = std::any_of(blocks.begin(), blocks.end(),
                                   [&](const Block& other) { return other.hash == block.hash; });
    if (!known) blocks.push_back(block);
  }
  return blocks;
}

bool ChromeCounts::is_chrome(std::uint64_t block) const {
  const auto found = counts_.find(block);
  return found != counts_.end() && found->second >= kChromeStories;
}

void ChromeCounts::restore(std::uint64_t block, std::uint32_t count) {
  counts_[block] = count;
  known_ += count >= kChromeStories ? 1 : 0;
}

std::vector<ChromeCounts::Change> ChromeCounts::add(std::span<const Block> blocks) {
  ++texts_;
  std::vector<Change> changes;
  for (const Block& block : blocks) {
    const std::uint32_t count = ++counts_[block.hash];
    known_ += count == kChromeStories ? 1 : 0;
    changes.push_back({block.hash, count});
  }
  if (texts_ % kChromeWindow == 0) halve(changes);
  std::sort(changes.begin(), changes.end(),
            [](const Change& a, const Change& b) { return a.block < b.block; });
  return changes;
}

void ChromeCounts::halve(std::vector<Change>& changes) {
  changes.clear();  // every count changes
  known_ = 0;
  for (auto entry = counts_.begin(); entry != counts_.end();) {
    entry->second /= 2;
    changes.push_back({entry->first, entry->second});
    known_ += entry->second >= kChromeStories ? 1 : 0;
    entry = entry->second == 0 ? counts_.erase(entry) : std::next(entry);
  }
}

std::vector<ByteRange> chrome_ranges(std::span<const Block> blocks, std::size_t tokens,
                                     const ChromeCounts& counts) {
  std::vector<ByteRange> ranges;
  std::size_t masked = 0;
  for (const Block& block : blocks) {
    if (!counts.is_chrome(block.hash)) continue;
    ranges.push_back(block.bytes);
    masked += block.tokens;
  }
  const std::size_t left = tokens - std::min(masked, tokens);
  if (left < kLeastTokensLeft || left * kLeastShareLeft < tokens) ranges.clear();
  return ranges;
}

}  // namespace storyfold::dedup
