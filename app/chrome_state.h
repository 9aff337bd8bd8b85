#pragma once
// What was learned of every outlet's chrome (dedup/chrome.h), in memory as in the store. Changed
// with each record and written in its batch, so that a restarted fold knows what an undisturbed
// one does. One fold thread owns it.
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/result.h"
#include "dedup/chrome.h"
#include "storage/store.h"

namespace storyfold::app {

// Under what an outlet's counts are kept: one for all spellings of its name.
[[nodiscard]] std::uint64_t chrome_outlet(std::string_view outlet);

class ChromeState {
 public:
  Result<void> load(const storage::Store& store);

  // What matching leaves out of a text with these blocks, as learned from the records before.
  [[nodiscard]] std::vector<ByteRange> ranges(std::uint64_t outlet,
                                              std::span<const dedup::Block> blocks,
                                              std::size_t tokens) const;

  // A text of a story that is new to the outlet: counts its blocks, in `finished` as well.
  void add(std::uint64_t outlet, std::span<const dedup::Block> blocks, storage::Finished& finished);

 private:
  std::unordered_map<std::uint64_t, dedup::ChromeCounts> outlets_;
};

}  // namespace storyfold::app
