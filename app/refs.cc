#include "app/refs.h"

#include <algorithm>

#include "core/ascii.h"
#include "core/hash.h"
#include "core/identity.h"

namespace storyfold::app {
namespace {

using storage::Store;

constexpr std::size_t kItemDigits = 64;
constexpr std::size_t kSightingDigits = 32;
constexpr std::size_t kStoryDigits = 16;
constexpr std::size_t kCandidatesShown = 12;

bool all_hex(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_hex_digit);
}

bool starts_with_word(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && ascii_lower(text.substr(0, word.size())) == word;
}

bool is_url(std::string_view text) {
  return starts_with_word(text, "http://") || starts_with_word(text, "https://");
}

// "kind:HEX" taken apart; `kind` is empty for bare digits.
struct Parts {
  std::string kind;
  std::string digits;
};

std::optional<Parts> take_apart(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return Parts{"", ascii_lower(text)};
  std::string kind = ascii_lower(text.substr(0, colon));
  for (const auto* known : {"item", "sighting", "story", "xxh3", "simhash"}) {
    if (kind == known) return Parts{std::move(kind), ascii_lower(text.substr(colon + 1))};
  }
  return std::nullopt;
}

Error no_reference(std::string_view text) {
  return {Errc::kBadInput,
          "'" + std::string(text) +
              "' is no reference: give at least 8 hex digits of an item, sighting or story id, "
              "xxh3:HEX (32 digits), simhash:HEX (16 digits) or a URL",
          false};
}

Error wrong_digits(const Parts& parts, std::size_t wanted) {
  return {Errc::kBadInput,
          parts.kind + ":" + parts.digits + " has " + std::to_string(parts.digits.size()) +
              " characters: give all " + std::to_string(wanted) + " hex digits",
          false};
}

Result<void> check_prefix(std::string_view text, const Parts& parts) {
  if (!all_hex(parts.digits)) return no_reference(text);
  if (parts.digits.size() < kMinPrefixDigits) {
    return Error{Errc::kBadInput,
                 "'" + std::string(text) + "' is too short: give at least " +
                     std::to_string(kMinPrefixDigits) + " hex digits of an id",
                 false};
  }
  if (parts.digits.size() > kItemDigits) {
    return Error{Errc::kBadInput,
                 "'" + std::string(text) + "' is too long: an item id has " +
                     std::to_string(kItemDigits) + " hex digits",
                 false};
  }
  return {};
}

Target item_target(ItemNumber number) { return {TargetKind::kItem, number, 0, {}}; }
Target sighting_target(SightingNumber number) { return {TargetKind::kSighting, 0, number, {}}; }
Target story_target(StoryId id) { return {TargetKind::kStory, 0, 0, id}; }

// Stories whose id, or an earlier id that became an alias, starts with `digits`.
Result<std::vector<StoryId>> stories_with_prefix(const Store& store, const std::string& digits) {
  auto stories = store.stories_by_prefix(digits, kMostFound);
  if (!stories) return stories.error();
  std::vector<StoryId> found = std::move(*stories);
  auto scanned = store.for_each_alias([&](const storage::Alias& alias) {
    if (to_hex(alias.from).starts_with(digits)) found.push_back(alias.from);
    return found.size() < kMostFound;
  });
  if (!scanned) return scanned.error();
  for (auto& id : found) {
    auto resolved = store.resolve(id);
    if (!resolved) return resolved.error();
    id = *resolved;
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

Result<void> add_stories(const Store& store, const std::string& digits, Found& found) {
  if (digits.size() > kStoryDigits) return {};
  auto stories = stories_with_prefix(store, digits);
  if (!stories) return stories.error();
  for (const auto id : *stories) found.targets.push_back(story_target(id));
  return {};
}

Result<void> add_sightings(const Store& store, const std::string& digits, Found& found) {
  if (digits.size() > kSightingDigits) return {};
  auto numbers = store.sightings_by_prefix(digits, kMostFound);
  if (!numbers) return numbers.error();
  for (const auto number : *numbers) found.targets.push_back(sighting_target(number));
  return {};
}

Result<void> add_items(const Store& store, const std::string& digits, Found& found) {
  auto refs = store.items_by_prefix(digits, kMostFound);
  if (!refs) return refs.error();
  for (const auto& ref : *refs) found.targets.push_back(item_target(ref.number));
  return {};
}

// Leaves out sightings whose digits a story among the targets shares: the story is meant.
Result<void> prefer_stories(const Store& store, Found& found) {
  std::vector<std::uint64_t> stories;
  for (const auto& target : found.targets) {
    if (target.kind == TargetKind::kStory) stories.push_back(target.story.value);
  }
  if (stories.empty()) return {};
  std::vector<Target> kept;
  for (const auto& target : found.targets) {
    if (target.kind == TargetKind::kSighting) {
      auto sighting = store.sighting(target.sighting);
      if (!sighting) return sighting.error();
      auto story = *sighting ? store.resolve((*sighting)->story) : Result<StoryId>(StoryId{});
      if (!story) return story.error();
      const bool founder =
          *sighting && std::find(stories.begin(), stories.end(), story->value) != stories.end();
      if (founder) continue;
    }
    kept.push_back(target);
  }
  found.targets = std::move(kept);
  return {};
}

Result<Found> find_by_id(const Store& store, std::string_view text, const Parts& parts) {
  if (auto usable = check_prefix(text, parts); !usable) return usable.error();
  Found found;
  if (parts.kind.empty() || parts.kind == "story") {
    if (auto done = add_stories(store, parts.digits, found); !done) return done.error();
  }
  if (parts.kind.empty() || parts.kind == "sighting") {
    if (auto done = add_sightings(store, parts.digits, found); !done) return done.error();
  }
  if (parts.kind.empty() || parts.kind == "item") {
    if (auto done = add_items(store, parts.digits, found); !done) return done.error();
  }
  if (auto done = prefer_stories(store, found); !done) return done.error();
  return found;
}

Result<Found> found_items(RefForm form, Result<std::vector<ItemNumber>> numbers) {
  if (!numbers) return numbers.error();
  Found found{form, {}};
  for (const auto number : *numbers) {
    if (found.targets.size() < kMostFound) found.targets.push_back(item_target(number));
  }
  return found;
}

Result<std::string> describe(const Store& store, const Target& target) {
  auto sighting = sighting_of(store, target);
  if (!sighting) return sighting.error();
  std::string id;
  if (target.kind == TargetKind::kStory) {
    id = to_hex(target.story);
  } else if (target.kind == TargetKind::kSighting && *sighting) {
    id = to_hex((*sighting)->id);
  } else {
    auto item = store.item(target.item);
    if (!item) return item.error();
    id = *item ? to_hex((*item)->id) : "?";
  }
  std::string line = std::string(to_string(target.kind)) + ":" + id;
  if (*sighting) line += "  " + (*sighting)->outlet + "  " + (*sighting)->title;
  return line;
}

Error ambiguous(const Store& store, std::string_view text, const Found& found) {
  std::string what = "'" + std::string(text) + "' fits " + std::to_string(found.targets.size()) +
                     (found.targets.size() == kMostFound ? " things or more" : " things") +
                     "; give more digits or one of:";
  for (std::size_t i = 0; i < std::min(found.targets.size(), kCandidatesShown); ++i) {
    auto line = describe(store, found.targets[i]);
    if (!line) return line.error();  // the store's trouble is the greater one
    what += "\n  " + *line;
  }
  if (found.targets.size() > kCandidatesShown) what += "\n  ...";
  return Error{Errc::kAmbiguous, std::move(what), false};
}

}  // namespace

std::string_view to_string(TargetKind kind) {
  switch (kind) {
    case TargetKind::kItem:
      return "item";
    case TargetKind::kSighting:
      return "sighting";
    case TargetKind::kStory:
      return "story";
  }
  return "unknown";
}

bool looks_like_reference(std::string_view text) {
  if (is_url(text)) return true;
  const auto parts = take_apart(text);
  if (!parts) return false;
  return !parts->kind.empty() ||
         (all_hex(parts->digits) && parts->digits.size() >= kMinPrefixDigits);
}

Result<Found> find_all(const Store& store, std::string_view text) {
  if (is_url(text)) {
    auto numbers = store.sightings_of_url(text);
    if (!numbers) return numbers.error();
    Found found{RefForm::kUrl, {}};
    for (const auto number : *numbers) found.targets.push_back(sighting_target(number));
    return found;
  }
  const auto parts = take_apart(text);
  if (!parts) return no_reference(text);
  if (parts->kind == "xxh3") {
    const auto hash = parse_xxh128(parts->digits);
    if (!hash) return wrong_digits(*parts, 32);
    return found_items(RefForm::kExactHash, store.items_by_exact(*hash));
  }
  if (parts->kind == "simhash") {
    const auto hash = parse_hex64(parts->digits);
    if (!hash) return wrong_digits(*parts, 16);
    return found_items(RefForm::kSimhash, store.items_by_simhash(*hash));
  }
  return find_by_id(store, text, *parts);
}

Result<std::optional<Target>> find_one(const Store& store, std::string_view text) {
  auto found = find_all(store, text);
  if (!found) return found.error();
  if (found->targets.empty()) return std::optional<Target>{};
  if (found->form == RefForm::kUrl) return std::optional<Target>{found->targets.back()};
  if (found->targets.size() == 1) return std::optional<Target>{found->targets.front()};
  return ambiguous(store, text, *found);
}

Result<std::optional<storage::Sighting>> sighting_of(const Store& store, const Target& target) {
  switch (target.kind) {
    case TargetKind::kSighting:
      return store.sighting(target.sighting);
    case TargetKind::kItem: {
      auto numbers = store.sightings_of_item(target.item);
      if (!numbers) return numbers.error();
      if (numbers->empty()) return std::optional<storage::Sighting>{};
      return store.sighting(numbers->front());
    }
    case TargetKind::kStory: {
      auto story = store.story(target.story);
      if (!story) return story.error();
      if (!*story) return std::optional<storage::Sighting>{};
      return store.sighting((*story)->canonical);
    }
  }
  return std::optional<storage::Sighting>{};
}

Result<StoryId> story_of(const Store& store, const Target& target) {
  if (target.kind == TargetKind::kStory) return store.resolve(target.story);
  auto sighting = sighting_of(store, target);
  if (!sighting) return sighting.error();
  if (!*sighting) return StoryId{};
  return store.resolve((*sighting)->story);
}

}  // namespace storyfold::app
