#pragma once
// Takes an article down for good: what `storyfold forget` does, without its terminal. Its sightings
// leave the store with what leads to them, a text that nobody else carries goes, and tombstones
// refuse both from then on. Blocks on the disk; one thread, that of the fold.
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "app/fold.h"
#include "core/result.h"
#include "storage/store.h"

namespace storyfold::app {

struct Forgotten {
  std::uint64_t sightings = 0;
  std::uint64_t items = 0;      // texts that nobody else carried
  std::uint64_t stories = 0;    // that have nobody left
  std::uint64_t addresses = 0;  // known to a crawl, which are not asked for again
  bool before = false;          // it had been taken down already: nothing was left to do
};

// Beside a crawl: called with the addresses concerned, in every form, before anything is changed;
// returns when none of them is being asked for. What it folds meanwhile is taken into account.
using SettleHook = std::function<Result<void>(const std::set<std::string>& urls)>;

// `reference`: a URL (all sightings there, and at the address under which its page is kept), or an
// item's id or prefix (all sightings of the text). None: nothing stored fits. kBadInput: it names a
// sighting or a story. Synced when it returns. `fold` is that of `store`.
[[nodiscard]] Result<std::optional<Forgotten>> forget(storage::Store& store, Fold& fold,
                                                      std::string_view reference,
                                                      std::string_view why,
                                                      const SettleHook& settle = nullptr);

}  // namespace storyfold::app
