// get, story and stats; list is in queries_list.cc, near and explain are in queries_pair.cc.
#include "app/queries.h"

#include <algorithm>
#include <unordered_map>

#include "app/render.h"
#include "app/required.h"
#include "core/identity.h"

namespace storyfold::app {
namespace {

using storage::Store;

bool earlier(const StoryMember& a, const StoryMember& b) {
  const auto& left = a.sighting.published;
  const auto& right = b.sighting.published;
  if (left.known() != right.known()) return left.known();
  if (left.known() && left.at != right.at) return left.at < right.at;
  return a.sighting.number < b.sighting.number;
}

// The facts of items that several members name, read once.
class ItemFacts {
 public:
  explicit ItemFacts(const Store& store) : store_(store) {}

  struct Facts {
    Sha256 id;
    std::uint32_t tokens = 0;
  };

  Result<Facts> of(ItemNumber number) {
    if (const auto known = facts_.find(number); known != facts_.end()) return known->second;
    auto item = required(store_.item(number), "item number " + std::to_string(number));
    if (!item) return item.error();
    auto print = store_.print(number);
    if (!print) return print.error();
    const Facts facts{item->id, *print ? (*print)->fingerprint.tokens : 0};
    facts_.emplace(number, facts);
    return facts;
  }

 private:
  const Store& store_;
  std::unordered_map<ItemNumber, Facts> facts_;
};

Result<StoryMember> load_member(const Store& store, SightingNumber number, ItemFacts& items) {
  auto sighting = required_sighting(store, number);
  if (!sighting) return sighting.error();
  StoryMember member;
  member.sighting = std::move(*sighting);
  auto own = items.of(member.sighting.item);
  if (!own) return own.error();
  member.item = own->id;
  member.tokens = own->tokens;
  if (member.sighting.evidence.other != 0) {
    auto other = items.of(member.sighting.evidence.other);
    if (!other) return other.error();
    member.other = other->id;
    member.other_tokens = other->tokens;
  }
  return member;
}

Result<std::vector<LinkedStory>> load_links(const Store& store, StoryId id) {
  auto edges = store.edges(id);
  if (!edges) return edges.error();
  std::vector<LinkedStory> links;
  for (auto& edge : *edges) {
    auto from = store.resolve(edge.from);
    if (!from) return from.error();
    auto to = store.resolve(edge.to);
    if (!to) return to.error();
    if (*from == *to) continue;  // the two ends have become one story since
    LinkedStory link;
    link.outgoing = *from == id;
    link.other = link.outgoing ? *to : *from;
    auto story = store.story(link.other);
    if (!story) return story.error();
    if (*story) {
      auto canonical = required_sighting(store, (*story)->canonical);
      if (!canonical) return canonical.error();
      link.title = canonical->title;
      link.outlet = canonical->outlet;
    }
    link.edge = std::move(edge);
    links.push_back(std::move(link));
  }
  return links;
}

std::string more_or_less(std::uint32_t tokens, std::uint32_t other) {
  if (tokens == 0 || other == 0 || tokens == other) return {};
  const double ratio = static_cast<double>(tokens) / static_cast<double>(other);
  if (ratio > 1.02) return percent(ratio - 1) + " longer";
  if (ratio < 0.98) return percent(1 - ratio) + " shorter";
  return {};
}

}  // namespace

Result<std::optional<ItemView>> view_item(const Store& store, ItemNumber number) {
  auto item = store.item(number);
  if (!item) return item.error();
  if (!*item) return std::optional<ItemView>{};
  ItemView view;
  view.item = std::move(**item);
  auto numbers = store.sightings_of_item(number);
  if (!numbers) return numbers.error();
  for (const auto each : *numbers) {
    auto sighting = required_sighting(store, each);
    if (!sighting) return sighting.error();
    auto story = store.resolve(sighting->story);
    if (!story) return story.error();
    sighting->story = *story;
    auto facts = store.story(*story);
    if (!facts) return facts.error();
    if (*facts && (*facts)->canonical == each) view.canonical.push_back(each);
    auto address = store.url(sighting->url);
    if (!address) return address.error();
    if (*address && !(*address)->found_on.empty()) {
      view.found_on.emplace(each, std::move((*address)->found_on));
    }
    view.sightings.push_back(std::move(*sighting));
  }
  // Signed again rather than read: prints leave out the exact hash.
  const Article article = view.sightings.empty()
                              ? article_of(storage::Sighting{}, view.item.body)
                              : article_of(view.sightings.front(), view.item.body);
  auto print = store.print(view.item.number);
  if (!print) return print.error();
  if (*print) view.chrome = (*print)->chrome;
  view.print = make_subject(article, store.chunk_secret(), view.chrome).print;
  return std::optional<ItemView>{std::move(view)};
}

Result<std::optional<StoryView>> view_story(const Store& store, StoryId id) {
  auto resolved = store.resolve(id);
  if (!resolved) return resolved.error();
  auto story = store.story(*resolved);
  if (!story) return story.error();
  if (!*story) return std::optional<StoryView>{};
  StoryView view;
  view.story = **story;
  auto members = store.members(*resolved);
  if (!members) return members.error();
  ItemFacts items(store);
  for (const auto& each : *members) {
    auto member = load_member(store, each.sighting, items);
    if (!member) return member.error();
    view.members.push_back(std::move(*member));
  }
  std::sort(view.members.begin(), view.members.end(), earlier);
  auto links = load_links(store, *resolved);
  if (!links) return links.error();
  view.links = std::move(*links);
  auto aliases = store.aliases_of(*resolved);
  if (!aliases) return aliases.error();
  view.aliases = std::move(*aliases);
  return std::optional<StoryView>{std::move(view)};
}

std::string change_in_short(const StoryMember& member) {
  const auto& evidence = member.sighting.evidence;
  if (!member.other) return {};
  std::string text;
  switch (member.sighting.relation) {
    case Relation::kCopy:
      return "the same words";
    case Relation::kExcerpt:
      text = "keeps " + percent(evidence.coverage) + " of it";
      break;
    case Relation::kExpanded:
      text = "has " + percent(evidence.containment) + " of it";
      if (member.tokens > member.other_tokens && member.other_tokens != 0) {
        text += " and " + percent(static_cast<double>(member.tokens) / member.other_tokens - 1) +
                " more";
      }
      break;
    default: {
      text = percent(evidence.containment) + " the same";
      const auto length = more_or_less(member.tokens, member.other_tokens);
      if (!length.empty()) text += ", " + length;
    }
  }
  if (evidence.replaced >= 0.005) text += ", " + percent(evidence.replaced) + " reworded";
  if (!evidence.conflicts.empty()) {
    text += ", " + counted(evidence.conflicts.size(), "number differs", "numbers differ");
  }
  return text;
}

std::string_view link_word(LinkKind kind, bool outgoing) {
  if (kind == LinkKind::kContains && !outgoing) return "contained-in";
  return to_string(kind);
}

Result<StatsView> view_stats(const Store& store) {
  auto counters = store.counters();
  if (!counters) return counters.error();
  auto bytes = store.disk_bytes();
  if (!bytes) return bytes.error();
  return StatsView{storage::kSchemaVersion, store.batch_number(), *bytes, std::move(*counters)};
}

}  // namespace storyfold::app
