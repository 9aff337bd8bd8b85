// list: candidates come in order, the first `limit` that fit are kept.
#include <algorithm>
#include <unordered_set>
#include <utility>

#include "app/queries.h"
#include "app/required.h"
#include "core/identity.h"

namespace storyfold::app {
namespace {

using std::chrono::sys_seconds;
using storage::Store;

class StoryLister {
 public:
  StoryLister(const Store& store, const ListQuery& query) : store_(store), query_(query) {}

  Result<std::vector<StoryLine>> newest() {
    if (auto done = scan_published([&](StoryId id) { return take(id); }); !done) {
      return done.error();
    }
    // Stories without any known time come last, unless a window was asked for.
    if (!windowed() && lines_.size() < query_.limit) {
      if (auto done = scan_undated(); !done) return done.error();
    }
    return std::move(lines_);
  }

  Result<std::vector<StoryLine>> largest() {
    std::vector<storage::Story> stories;
    auto keep = [&](const storage::Story& story) {
      if (story.members >= query_.min_members) stories.push_back(story);
      if (stories.size() >= 4 * (query_.limit + 256)) shrink(stories);
      return true;
    };
    if (windowed() || !query_.outlet.empty()) {
      if (auto done = collect_matching(keep); !done) return done.error();
    } else if (auto done = store_.for_each_story(keep); !done) {
      return done.error();
    }
    shrink(stories);
    for (const auto& story : stories) {
      if (auto done = add(story); !done) return done.error();
    }
    return std::move(lines_);
  }

 private:
  [[nodiscard]] bool windowed() const { return query_.since || query_.until; }

  // Calls `visit` once for each story with a fitting sighting of known time, newest first.
  template <class Visit>
  Result<void> scan_published(const Visit& visit) {
    Error failure;
    auto done = store_.for_each_published(query_.since.value_or(sys_seconds::min()),
                                          query_.until.value_or(sys_seconds::max()), true,
                                          [&](SightingNumber number) {
                                            auto go_on = consider(number, visit);
                                            if (!go_on) failure = go_on.error();
                                            return go_on && *go_on;
                                          });
    if (!done) return done.error();
    if (failure.code != Errc::kNone) return failure;
    return {};
  }

  template <class Visit>
  Result<bool> consider(SightingNumber number, const Visit& visit) {
    auto sighting = required_sighting(store_, number);
    if (!sighting) return sighting.error();
    if (!query_.outlet.empty() && sighting->outlet != query_.outlet) return true;
    auto story = store_.resolve(sighting->story);
    if (!story) return story.error();
    if (!seen_.insert(story->value).second) return true;
    return visit(*story);
  }

  Result<bool> take(StoryId id) {
    auto story = required(store_.story(id), "story " + to_hex(id));
    if (!story) return story.error();
    if (story->members >= query_.min_members) {
      if (auto done = add(*story); !done) return done.error();
    }
    return lines_.size() < query_.limit;
  }

  template <class Keep>
  Result<void> collect_matching(const Keep& keep) {
    const auto keep_id = [&](StoryId id) -> Result<bool> {
      auto story = required(store_.story(id), "story " + to_hex(id));
      if (!story) return story.error();
      return keep(*story);
    };
    if (windowed()) return scan_published(keep_id);
    Error failure;
    auto done = store_.for_each_member([&](const storage::Member& member) {
      if (member.outlet != query_.outlet || !seen_.insert(member.story.value).second) return true;
      auto kept = keep_id(member.story);
      if (!kept) failure = kept.error();
      return kept.has_value();
    });
    if (!done) return done.error();
    if (failure.code != Errc::kNone) return failure;
    return {};
  }

  Result<void> scan_undated() {
    Error failure;
    auto done = store_.for_each_story([&](const storage::Story& story) {
      if (seen_.contains(story.id.value) || story.members < query_.min_members) return true;
      auto added = add(story);
      if (!added) failure = added.error();
      return added && lines_.size() < query_.limit;
    });
    if (!done) return done.error();
    if (failure.code != Errc::kNone) return failure;
    return {};
  }

  // Adds the line of a story, unless it has no sighting of the outlet asked for.
  Result<void> add(const storage::Story& story) {
    auto members = store_.members(story.id);
    if (!members) return members.error();
    StoryLine line;
    line.story = story;
    for (const auto& member : *members) {
      if (std::find(line.outlets.begin(), line.outlets.end(), member.outlet) ==
          line.outlets.end()) {
        line.outlets.push_back(member.outlet);
      }
    }
    if (!query_.outlet.empty() &&
        std::find(line.outlets.begin(), line.outlets.end(), query_.outlet) == line.outlets.end()) {
      return {};
    }
    auto canonical = required_sighting(store_, story.canonical);
    if (!canonical) return canonical.error();
    line.title = std::move(canonical->title);
    line.url = std::move(canonical->url);
    lines_.push_back(std::move(line));
    return {};
  }

  // The largest `limit`, largest first; of equal ones the newest.
  void shrink(std::vector<storage::Story>& stories) const {
    const auto larger = [](const storage::Story& a, const storage::Story& b) {
      if (a.members != b.members) return a.members > b.members;
      if (a.last_published != b.last_published) return a.last_published > b.last_published;
      return a.id < b.id;
    };
    const std::size_t keep = std::min(query_.limit, stories.size());
    std::partial_sort(stories.begin(), stories.begin() + static_cast<std::ptrdiff_t>(keep),
                      stories.end(), larger);
    stories.resize(keep);
  }

  const Store& store_;
  const ListQuery& query_;
  std::unordered_set<std::uint64_t> seen_;
  std::vector<StoryLine> lines_;
};

}  // namespace

Result<std::vector<StoryLine>> list_stories(const Store& store, const ListQuery& query) {
  StoryLister lister(store, query);
  return query.order == ListOrder::kNewest ? lister.newest() : lister.largest();
}

}  // namespace storyfold::app
