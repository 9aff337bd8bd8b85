#pragma once
// References to what is stored, as people type them:
//   64 hex digits, or a prefix of at least 8   an item, a sighting (32 digits) or a story (16)
//   item:HEX  sighting:HEX  story:HEX          the same, only that kind
//   xxh3:HEX                                   items with this XXH3-128 of the matching form
//   simhash:HEX                                items with this SimHash-64
//   http://... https://...                     sightings at this URL
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "storage/store.h"

namespace storyfold::app {

inline constexpr std::size_t kMinPrefixDigits = 8;

enum class TargetKind { kItem, kSighting, kStory };
[[nodiscard]] std::string_view to_string(TargetKind kind);

struct Target {
  TargetKind kind = TargetKind::kItem;
  ItemNumber item = 0;          // of an item
  SightingNumber sighting = 0;  // of a sighting
  StoryId story;                // of a story, aliases followed
  bool operator==(const Target&) const = default;
};

enum class RefForm { kId, kExactHash, kSimhash, kUrl };

struct Found {
  RefForm form = RefForm::kId;
  std::vector<Target> targets;  // in order of kind and id; of a URL, in order of storage
};

// Does `text` have the form of a reference (whether or not anything stored fits)?
[[nodiscard]] bool looks_like_reference(std::string_view text);

// Everything stored that fits, at most kMostFound. No target is an answer. kBadInput: `text` is no
// reference; the message says which forms there are.
// A story's id begins with the digits of the sighting that founded it: a prefix that fits both
// means the story.
inline constexpr std::size_t kMostFound = 1000;
[[nodiscard]] Result<Found> find_all(const storage::Store& store, std::string_view text);

// The one thing that fits. Of a URL seen with several texts, the newest. kAmbiguous lists the
// candidates with outlet and title.
[[nodiscard]] Result<std::optional<Target>> find_one(const storage::Store& store,
                                                     std::string_view text);

// The sighting to show for a target: of an item the first that brought it, of a story its
// canonical. None only if the store is damaged.
[[nodiscard]] Result<std::optional<storage::Sighting>> sighting_of(const storage::Store& store,
                                                                   const Target& target);
// The story of a target (of an item: of its first sighting), aliases followed; 0 = none.
[[nodiscard]] Result<StoryId> story_of(const storage::Store& store, const Target& target);

}  // namespace storyfold::app
