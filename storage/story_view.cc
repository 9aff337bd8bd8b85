// Reads of stories: aliases, members, edges; and the store's own records.
#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "core/identity.h"
#include "storage/hex_prefix.h"
#include "storage/view.h"

namespace storyfold::storage {
namespace {

// The lower id survives a merge, so a chain descends and is short; a longer one is a circle.
constexpr int kMaxAliasSteps = 4096;

}  // namespace

Result<std::optional<StoryId>> View::alias(StoryId from) const {
  rocksdb::PinnableSlice value;
  const std::string key = alias_key(from);
  const Result<bool> found = get(Family::kAlias, key, value);
  if (!found) return found.error();
  if (!*found) return std::optional<StoryId>{};
  const Result<StoryId> to = decode_alias(storage::view(value));
  if (!to) return damaged(Family::kAlias, key, to.error().what);
  return std::optional(*to);
}

Result<StoryId> View::resolve(StoryId id) const {
  for (int step = 0; step < kMaxAliasSteps; ++step) {
    const auto next = alias(id);
    if (!next) return next.error();
    if (!*next) return id;
    id = **next;
  }
  return damaged(Family::kAlias, alias_key(id), "aliases run in a circle");
}

Result<std::optional<Story>> View::story(StoryId id) const {
  rocksdb::PinnableSlice value;
  const std::string key = story_key(id);
  const Result<bool> found = get(Family::kStory, key, value);
  if (!found) return found.error();
  if (!*found) return std::optional<Story>{};
  const Result<Story> story = decode_story(id, storage::view(value));
  if (!story) return damaged(Family::kStory, key, story.error().what);
  return std::optional(*story);
}

Result<std::vector<StoryId>> View::stories_by_prefix(std::string_view hex,
                                                     std::size_t limit) const {
  const Result<HexPrefix> prefix = HexPrefix::parse(hex, 16);
  if (!prefix) return prefix.error();
  const std::string key_bytes = prefix->whole_bytes(8);
  std::set<StoryId> found;
  auto scanned = scan(Family::kStory, {}, key_bytes, [&](auto key, auto) -> Result<bool> {
    const auto parsed = parse_story_key(key);
    if (!parsed) return damaged(Family::kStory, key, "the key is not a story's or a member's");
    if (!parsed->sighting && prefix->fits(to_hex(parsed->story))) found.insert(parsed->story);
    return found.size() < limit;
  });
  if (!scanned) return scanned.error();
  // An id that became an alias still answers, with the story it stands for.
  const std::string alias_bytes = std::string(1, '\0') + key_bytes;
  scanned = scan(Family::kAlias, {}, alias_bytes, [&](auto key, auto) -> Result<bool> {
    const auto parsed = parse_alias_key(key);
    if (!parsed) return damaged(Family::kAlias, key, "the key is not an alias's");
    if (!prefix->fits(to_hex(parsed->from))) return true;
    const Result<StoryId> target = resolve(parsed->from);
    if (!target) return target.error();
    found.insert(*target);
    return found.size() < limit;
  });
  if (!scanned) return scanned.error();
  std::vector<StoryId> stories(found.begin(), found.end());
  if (stories.size() > limit) stories.resize(limit);
  return stories;
}

Result<std::vector<StoryId>> View::aliases_of(StoryId id) const {
  std::set<StoryId> seen;
  std::vector<StoryId> open = {id};
  while (!open.empty()) {
    const std::string prefix = alias_target_prefix(open.back());
    open.pop_back();
    auto scanned = scan(Family::kAlias, {}, prefix, [&](auto key, auto) -> Result<bool> {
      const auto parsed = parse_alias_key(key);
      if (!parsed) return damaged(Family::kAlias, key, "the key is not an alias's");
      if (parsed->from != id && seen.insert(parsed->from).second) open.push_back(parsed->from);
      return true;
    });
    if (!scanned) return scanned.error();
  }
  return std::vector<StoryId>(seen.begin(), seen.end());
}

Result<std::vector<Member>> View::members(StoryId id) const {
  std::vector<Member> members;
  auto scanned = scan(Family::kStory, {}, story_key(id), [&](auto key, auto value) -> Result<bool> {
    const auto parsed = parse_story_key(key);
    if (!parsed) return damaged(Family::kStory, key, "the key is not a story's or a member's");
    if (!parsed->sighting) return true;
    Result<Member> member = decode_member(id, *parsed->sighting, value);
    if (!member) return damaged(Family::kStory, key, member.error().what);
    members.push_back(*std::move(member));
    return true;
  });
  if (!scanned) return scanned.error();
  return members;
}

Result<std::optional<Edge>> View::edge(StoryId from, StoryId to, LinkKind kind) const {
  const std::string key = edge_key(from, to, kind, true);
  rocksdb::PinnableSlice value;
  const Result<bool> found = get(Family::kEdge, key, value);
  if (!found) return found.error();
  if (!*found) return std::optional<Edge>{};
  Result<Edge> edge = decode_edge(from, to, kind, storage::view(value));
  if (!edge) return damaged(Family::kEdge, key, edge.error().what);
  return std::optional<Edge>(*std::move(edge));
}

Result<void> View::edges_at(StoryId id, std::vector<Edge>& edges) const {
  return scan(Family::kEdge, {}, story_key(id), [&](auto key, auto value) -> Result<bool> {
    const auto parsed = parse_edge_key(key);
    if (!parsed) return damaged(Family::kEdge, key, "the key is not an edge's");
    if (parsed->forward) {
      Result<Edge> edge = decode_edge(parsed->near, parsed->far, parsed->kind, value);
      if (!edge) return damaged(Family::kEdge, key, edge.error().what);
      edges.push_back(*std::move(edge));
      return true;
    }
    auto edge = this->edge(parsed->far, parsed->near, parsed->kind);
    if (!edge) return edge.error();
    if (!*edge) return damaged(Family::kEdge, key, "the edge's other end is not there");
    edges.push_back(**std::move(edge));
    return true;
  });
}

Result<std::vector<Edge>> View::edges(StoryId id) const {
  const Result<StoryId> story = resolve(id);
  if (!story) return story.error();
  auto ids = aliases_of(*story);
  if (!ids) return ids.error();
  ids->push_back(*story);
  std::vector<Edge> edges;
  for (const StoryId each : *ids) {
    if (Result<void> read = edges_at(each, edges); !read) return read.error();
  }
  // Ends that were folded since stand for the story they became; an edge inside one story, and
  // the second of two that became equal, say nothing any more.
  std::set<std::tuple<StoryId, StoryId, LinkKind>> seen;
  std::vector<Edge> answer;
  for (Edge& edge : edges) {
    const Result<StoryId> from = resolve(edge.from);
    if (!from) return from.error();
    const Result<StoryId> to = resolve(edge.to);
    if (!to) return to.error();
    edge.from = *from;
    edge.to = *to;
    if (*from == *to || !seen.emplace(*from, *to, edge.kind).second) continue;
    answer.push_back(std::move(edge));
  }
  return answer;
}

Result<std::optional<InputProgress>> View::input(std::string_view name) const {
  rocksdb::PinnableSlice value;
  const Result<bool> found = get(Family::kInput, name, value);
  if (!found) return found.error();
  if (!*found) return std::optional<InputProgress>{};
  Result<InputProgress> progress = decode_input(name, storage::view(value));
  if (!progress) return damaged(Family::kInput, name, progress.error().what);
  return std::optional<InputProgress>(*std::move(progress));
}

Result<State> View::state() const {
  rocksdb::PinnableSlice value;
  const Result<bool> found = get(Family::kMeta, kStateKey, value);
  if (!found) return found.error();
  if (!*found) return State{};  // nothing was appended yet
  Result<State> state = decode_state(storage::view(value));
  if (!state) return damaged(Family::kMeta, kStateKey, state.error().what);
  return state;
}

Result<std::vector<std::string>> View::counter_names() const {
  rocksdb::PinnableSlice value;
  const Result<bool> found = get(Family::kMeta, kNamesKey, value);
  if (!found) return found.error();
  if (!*found) return std::vector<std::string>{};
  auto names = decode_names(storage::view(value));
  if (!names) return damaged(Family::kMeta, kNamesKey, names.error().what);
  return names;
}

}  // namespace storyfold::storage
