#include "app/export.h"

#include <algorithm>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "app/context.h"
#include "app/json_out.h"
#include "core/identity.h"

namespace storyfold::app {
namespace {

using storage::Sighting;
using storage::Store;

// What the lines of one story have in common.
struct StoryFacts {
  Json canonical;  // URL or null
  Json links;
  std::uint64_t members_left = 0;
};

class Exporter {
 public:
  Exporter(const Store& store, const ExportOptions& options) : store_(store), options_(options) {}

  Result<void> prepare() {
    // Aliases are few, and every sighting would have to ask.
    return store_.for_each_alias([&](const storage::Alias& alias) {
      aliases_[alias.from.value] = alias.to;
      return true;
    });
  }

  Result<std::string> line(const Sighting& sighting) {
    const StoryId story = resolved(sighting.story);
    auto facts = facts_of(story, sighting);
    if (!facts) return facts.error();
    if (sighting.item != item_number_) {
      if (auto done = load_item(sighting.item); !done) return done.error();
    }
    Json out;
    out["id"] = sighting.record_id.empty() ? to_hex(sighting.id) : sighting.record_id;
    out["url"] = sighting.url.empty() ? Json(nullptr) : Json(sighting.url);
    out["outlet"] = sighting.outlet;
    out["title"] = sighting.title;
    const std::string published = format_timestamp(sighting.published);
    out["published"] = published.empty() ? Json(nullptr) : Json(published);
    out["item"] = item_id_;
    out["simhash"] = simhash_;
    out["story"] = to_hex(story);
    out["relation"] = to_string(sighting.relation);
    out["canonical"] = (*facts)->canonical;
    out["links"] = (*facts)->links;
    if (options_.text) out["text"] = body_;
    done_with(story, **facts);
    return json_line(out);
  }

 private:
  [[nodiscard]] StoryId resolved(StoryId id) const {
    // A chain is no longer than the aliases are many, also in a damaged store.
    for (std::size_t i = 0; i <= aliases_.size(); ++i) {
      const auto alias = aliases_.find(id.value);
      if (alias == aliases_.end()) break;
      id = alias->second;
    }
    return id;
  }

  // Kept in order of number by copies that follow each other, else read once a line.
  Result<void> load_item(ItemNumber number) {
    auto item = store_.item(number);
    if (!item) return item.error();
    auto print = store_.print(number);
    if (!print) return print.error();
    if (!*item || !*print) {
      return Error{Errc::kCorruption,
                   "item number " + std::to_string(number) + " is missing; run storyfold verify",
                   false};
    }
    item_number_ = number;
    item_id_ = to_hex((*item)->id);
    simhash_ = to_hex((*print)->fingerprint.simhash);
    body_ = std::move((*item)->body);
    return {};
  }

  Result<StoryFacts*> facts_of(StoryId id, const Sighting& sighting) {
    if (const auto known = stories_.find(id.value); known != stories_.end()) {
      return known->second.get();
    }
    auto story = store_.story(id);
    if (!story) return story.error();
    if (!*story) {
      return Error{Errc::kCorruption,
                   "story " + to_hex(id) + " of sighting " + to_hex(sighting.id) +
                       " is missing; run storyfold verify",
                   false};
    }
    auto facts = std::make_unique<StoryFacts>();
    facts->members_left = (*story)->members;
    if (auto done = load_canonical((*story)->canonical, sighting, *facts); !done) {
      return done.error();
    }
    if (auto done = load_links(id, *facts); !done) return done.error();
    return stories_.emplace(id.value, std::move(facts)).first->second.get();
  }

  Result<void> load_canonical(SightingNumber number, const Sighting& current, StoryFacts& facts) {
    if (number == current.number) {
      if (!current.url.empty()) facts.canonical = current.url;
      return {};
    }
    auto canonical = store_.sighting(number);
    if (!canonical) return canonical.error();
    if (*canonical && !(*canonical)->url.empty()) facts.canonical = (*canonical)->url;
    return {};
  }

  Result<void> load_links(StoryId id, StoryFacts& facts) {
    facts.links = Json::array();
    auto edges = store_.edges(id);
    if (!edges) return edges.error();
    std::vector<std::pair<std::string, std::string>> links;
    for (const auto& edge : *edges) {
      const StoryId from = resolved(edge.from);
      const StoryId to = resolved(edge.to);
      if (from == to) continue;  // the two ends have become one story since
      const bool outgoing = from == id;
      links.emplace_back(to_hex(outgoing ? to : from), link_word(edge.kind, outgoing));
    }
    std::sort(links.begin(), links.end());
    links.erase(std::unique(links.begin(), links.end()), links.end());
    for (const auto& [story, relation] : links) {
      facts.links.push_back({{"story", story}, {"relation", relation}});
    }
    return {};
  }

  // After a story's last member its facts are let go.
  void done_with(StoryId id, StoryFacts& facts) {
    if (facts.members_left <= 1) {
      stories_.erase(id.value);
    } else {
      --facts.members_left;
    }
  }

  const Store& store_;
  const ExportOptions& options_;
  std::unordered_map<std::uint64_t, StoryId> aliases_;
  std::unordered_map<std::uint64_t, std::unique_ptr<StoryFacts>> stories_;
  ItemNumber item_number_ = 0;
  std::string item_id_;
  std::string simhash_;
  std::string body_;
};

}  // namespace

Result<std::uint64_t> export_jsonl(const Store& store, const ExportOptions& options, Output& out) {
  Exporter exporter(store, options);
  if (auto ready = exporter.prepare(); !ready) return ready.error();
  std::uint64_t lines = 0;
  Error failure;
  auto scanned = store.for_each_sighting(1, [&](const Sighting& sighting) {
    auto line = exporter.line(sighting);
    if (!line) {
      failure = line.error();
      return false;
    }
    out.write(*line);
    ++lines;
    if (StopSignals::requested()) {
      failure = {Errc::kCancelled, "stopped after " + std::to_string(lines) + " lines", false};
    }
    return out.good() && failure.code == Errc::kNone;
  });
  if (!scanned) return scanned.error();
  if (failure.code != Errc::kNone) return failure;
  return lines;
}

}  // namespace storyfold::app
