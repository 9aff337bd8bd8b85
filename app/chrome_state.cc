#include "app/chrome_state.h"

#include "core/hash.h"
#include "dedup/canonical.h"

namespace storyfold::app {

std::uint64_t chrome_outlet(std::string_view outlet) { return xxh3_64(dedup::outlet_key(outlet)); }

Result<void> ChromeState::load(const storage::Store& store) {
  return store.for_each_chrome([&](const storage::ChromeCount& count) {
    dedup::ChromeCounts& counts = outlets_[count.outlet];
    if (count.block) {
      counts.restore(*count.block, static_cast<std::uint32_t>(count.count));
    } else {
      counts.restore_texts(count.count);
    }
    return true;
  });
}

std::vector<ByteRange> ChromeState::ranges(std::uint64_t outlet,
                                           std::span<const dedup::Block> blocks,
                                           std::size_t tokens) const {
  if (blocks.empty()) return {};
  const auto found = outlets_.find(outlet);
  if (found == outlets_.end()) return {};
  return dedup::chrome_ranges(blocks, tokens, found->second);
}

void ChromeState::add(std::uint64_t outlet, std::span<const dedup::Block> blocks,
                      storage::Finished& finished) {
  // Texts of one paragraph teach nothing: an outlet that has no others needs no table.
  if (blocks.empty()) return;
  dedup::ChromeCounts& counts = outlets_[outlet];
  const auto known = static_cast<std::int64_t>(counts.known());
  for (const dedup::ChromeCounts::Change& change : counts.add(blocks)) {
    finished.chrome.push_back({outlet, change.block, change.count});
  }
  finished.chrome.push_back({outlet, std::nullopt, counts.texts()});
  const std::int64_t learned = static_cast<std::int64_t>(counts.known()) - known;
  if (learned != 0) finished.add["chrome"] += learned;
}

}  // namespace storyfold::app
