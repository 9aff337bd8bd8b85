#pragma once
// The answers of the query commands as values, shared by everything that shows them. Reads only.
// An error is trouble of the store; what is not there is an empty optional or list.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/subject.h"
#include "config/settings.h"
#include "core/result.h"
#include "core/stages.h"
#include "storage/store.h"

namespace storyfold::app {

// --- get ---------------------------------------------------------------------------------------

struct ItemView {
  storage::Item item;
  Fingerprint print;                         // chunks and all; `exact` filled in
  std::vector<ByteRange> chrome;             // learned chrome of the body, not in the print
  std::vector<storage::Sighting> sightings;  // that carry it, in order of storage
  std::vector<SightingNumber> canonical;     // those of them that are their story's canonical
  // Addresses on which a crawl found those of them that it brought; a redirect's, too.
  std::map<SightingNumber, std::string> found_on;
};
[[nodiscard]] Result<std::optional<ItemView>> view_item(const storage::Store& store,
                                                        ItemNumber number);

// --- story -------------------------------------------------------------------------------------

struct StoryMember {
  storage::Sighting sighting;
  std::uint32_t tokens = 0;
  std::uint32_t other_tokens = 0;  // of the text it was compared with; 0 = unknown
  Sha256 item;                     // id of its text
  std::optional<Sha256> other;     // id of the text it was compared with
};

struct LinkedStory {
  storage::Edge edge;
  StoryId other;          // the end that is not the story asked for, aliases followed
  bool outgoing = false;  // the story asked for is `edge.from`
  std::string title;      // of the other's canonical
  std::string outlet;
};

struct StoryView {
  storage::Story story;
  std::vector<StoryMember> members;  // by publication time, unknown times last
  std::vector<LinkedStory> links;
  std::vector<StoryId> aliases;
};
[[nodiscard]] Result<std::optional<StoryView>> view_story(const storage::Store& store, StoryId id);

// What a member has or lacks against the text it was compared with: "the same text", "keeps 31 %
// of it", "all of it and 40 % more", "2 of its numbers differ"...
[[nodiscard]] std::string change_in_short(const StoryMember& member);

// The word for a link as seen from one end: "contains", "contained-in", "same-frame".
[[nodiscard]] std::string_view link_word(LinkKind kind, bool outgoing);

// --- list --------------------------------------------------------------------------------------

enum class ListOrder { kNewest, kLargest };

struct ListQuery {
  std::optional<std::chrono::sys_seconds> since;  // stories with a sighting published in
  std::optional<std::chrono::sys_seconds> until;  // [since, until)
  std::string outlet;                             // with a sighting of this outlet; "" = any
  std::uint32_t min_members = 1;
  std::size_t limit = 20;
  ListOrder order = ListOrder::kNewest;  // by last publication, or by members
};

struct StoryLine {
  storage::Story story;
  std::vector<std::string> outlets;  // distinct, in order of sighting
  std::string title;                 // of the canonical
  std::string url;
};
[[nodiscard]] Result<std::vector<StoryLine>> list_stories(const storage::Store& store,
                                                          const ListQuery& query);

// --- near --------------------------------------------------------------------------------------

struct NearQuery {
  std::size_t limit = 10;
  int max_distance = 8;  // bits of SimHash; texts that share chunks are found at any distance
};

struct NearHit {
  dedup::PairVerdict verdict;  // what it is to the text asked about
  storage::Sighting sighting;  // the first that carries it
  Sha256 item;
  std::size_t carriers = 1;  // sightings that carry it
  double score = 0;          // shared chunks, rare ones counting more
};
// Best first. The subject's own item is left out.
[[nodiscard]] Result<std::vector<NearHit>> find_near(const storage::Store& store,
                                                     const Subject& subject, const NearQuery& query,
                                                     const config::DedupSettings& settings);

// --- explain -----------------------------------------------------------------------------------

struct ExplainView {
  Subject a, b;
  StoryId story_a, story_b;    // aliases followed
  dedup::PairVerdict verdict;  // of the two texts alone; ours = a
  std::optional<storage::Story> canonical_of_a, canonical_of_b;
  std::optional<storage::Sighting> canonical_sighting_a, canonical_sighting_b;
  std::optional<Sha256> compared_a, compared_b;  // what the fold compared each with
  std::vector<storage::Edge> edges;              // between the two stories
  std::vector<storage::LogEntry> log;            // merges and moves of either story
};
[[nodiscard]] Result<ExplainView> explain_pair(const storage::Store& store, Subject a, Subject b,
                                               const config::DedupSettings& settings);

// What a is to b: "A is a part of B".
[[nodiscard]] std::string_view kind_in_words(dedup::PairKind kind);
// What the clause says, in a sentence's end: "it was published first".
[[nodiscard]] std::string_view clause_in_words(CanonicalClause clause);

// --- stats -------------------------------------------------------------------------------------

struct StatsView {
  std::uint32_t schema = 0;
  std::uint64_t batch = 0;
  std::uint64_t disk_bytes = 0;
  storage::Counters counters;
};
[[nodiscard]] Result<StatsView> view_stats(const storage::Store& store);

}  // namespace storyfold::app
