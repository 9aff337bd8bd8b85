// near and explain.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <unordered_map>

#include "app/queries.h"
#include "core/identity.h"
#include "dedup/fingerprint.h"

namespace storyfold::app {
namespace {

using storage::Store;

// Which stored texts may be like a subject: one scan over the prints, remembering for each of the
// subject's chunks who else has it. How rare a chunk is, is known only afterwards.
class CandidateScan {
 public:
  CandidateScan(const Subject& subject, int max_distance)
      : subject_(subject), max_distance_(max_distance), holders_(subject.print.chunks.size(), 0) {}

  void visit(const storage::Print& print) {
    ++prints_;
    if (print.item == subject_.item) return;
    const std::size_t before = shared_.size();
    const auto& mine = subject_.print.chunks;
    const auto& theirs = print.fingerprint.chunks;
    for (std::size_t i = 0, j = 0; i < mine.size() && j < theirs.size();) {
      if (mine[i] < theirs[j]) {
        ++i;
      } else if (theirs[j] < mine[i]) {
        ++j;
      } else {
        shared_.push_back(static_cast<std::uint32_t>(i));
        ++holders_[i];
        ++i;
        ++j;
      }
    }
    const bool signed_both = subject_.print.simhash != 0 && print.fingerprint.simhash != 0;
    const int distance =
        signed_both ? dedup::distance_bits(subject_.print.simhash, print.fingerprint.simhash) : 64;
    if (shared_.size() > before || distance <= max_distance_) {
      candidates_.push_back({print.item, distance, before, shared_.size(), 0});
    }
  }

  struct Candidate {
    ItemNumber item = 0;
    int distance = 64;
    std::size_t shared_begin = 0, shared_end = 0;  // in shared_
    double score = 0;
  };

  // The best `count`, best first: by shared chunks, each worth the more the fewer hold it.
  std::vector<Candidate> best(std::size_t count) {
    for (auto& candidate : candidates_) {
      for (auto i = candidate.shared_begin; i < candidate.shared_end; ++i) {
        candidate.score += std::log(1 + static_cast<double>(prints_) / holders_[shared_[i]]);
      }
    }
    const auto better = [](const Candidate& a, const Candidate& b) {
      if (a.score != b.score) return a.score > b.score;
      if (a.distance != b.distance) return a.distance < b.distance;
      return a.item < b.item;
    };
    const auto end =
        candidates_.begin() + static_cast<std::ptrdiff_t>(std::min(count, candidates_.size()));
    std::partial_sort(candidates_.begin(), end, candidates_.end(), better);
    // A near SimHash without a shared chunk must not be crowded out by boilerplate.
    std::vector<Candidate> chosen(candidates_.begin(), end);
    std::copy_if(end, candidates_.end(), std::back_inserter(chosen), [&](const Candidate& rest) {
      return rest.distance <= max_distance_ && chosen.size() < 2 * count;
    });
    return chosen;
  }

 private:
  const Subject& subject_;
  int max_distance_;
  std::uint64_t prints_ = 0;
  std::vector<std::uint32_t> holders_;  // per chunk of the subject
  std::vector<std::uint32_t> shared_;   // chunk indexes, candidate after candidate
  std::vector<Candidate> candidates_;
};

Result<std::optional<NearHit>> verify_candidate(const Store& store, const Subject& subject,
                                                const CandidateScan::Candidate& candidate,
                                                const config::DedupSettings& settings) {
  auto numbers = store.sightings_of_item(candidate.item);
  if (!numbers) return numbers.error();
  if (numbers->empty()) return std::optional<NearHit>{};
  auto sighting = store.sighting(numbers->front());
  if (!sighting) return sighting.error();
  if (!*sighting) return std::optional<NearHit>{};
  auto other = load_subject(store, **sighting);
  if (!other) return other.error();
  NearHit hit;
  hit.verdict = dedup::judge_pair(other->side(), subject.side(), settings);
  hit.verdict.evidence.simhash_distance = candidate.distance;
  hit.verdict.evidence.shared_chunks =
      static_cast<std::uint32_t>(candidate.shared_end - candidate.shared_begin);
  hit.sighting = std::move(**sighting);
  hit.item = other->id;
  hit.carriers = numbers->size();
  hit.score = candidate.score;
  return std::optional<NearHit>{std::move(hit)};
}

Result<std::vector<storage::Edge>> edges_between(const Store& store, StoryId a, StoryId b) {
  std::vector<storage::Edge> between;
  if (a == b) return between;
  auto edges = store.edges(a);
  if (!edges) return edges.error();
  for (auto& edge : *edges) {
    auto from = store.resolve(edge.from);
    if (!from) return from.error();
    auto to = store.resolve(edge.to);
    if (!to) return to.error();
    if ((*from == a && *to == b) || (*from == b && *to == a)) between.push_back(std::move(edge));
  }
  return between;
}

// Entries that name either story, or a story that became one of them.
Result<std::vector<storage::LogEntry>> log_of(const Store& store, StoryId a, StoryId b) {
  std::set<StoryId> concerned{a, b};
  for (const auto id : {a, b}) {
    auto aliases = store.aliases_of(id);
    if (!aliases) return aliases.error();
    concerned.insert(aliases->begin(), aliases->end());
  }
  concerned.erase(StoryId{});
  std::vector<storage::LogEntry> entries;
  auto scanned = store.for_each_log([&](const storage::LogEntry& entry) {
    if (entry.kind != storage::LogKind::kRejected && concerned.contains(entry.story)) {
      entries.push_back(entry);
    }
    return true;
  });
  if (!scanned) return scanned.error();
  return entries;
}

Result<void> load_canonical(const Store& store, StoryId id, std::optional<storage::Story>& story,
                            std::optional<storage::Sighting>& canonical) {
  if (id.value == 0) return {};
  auto found = store.story(id);
  if (!found) return found.error();
  if (!*found) return {};
  story = **found;
  auto sighting = store.sighting(story->canonical);
  if (!sighting) return sighting.error();
  canonical = std::move(*sighting);
  return {};
}

// Id of the text that the fold compared a stored subject with.
Result<std::optional<Sha256>> compared_with(const Store& store, const Subject& subject) {
  if (!subject.sighting || subject.sighting->evidence.other == 0) return std::optional<Sha256>{};
  auto item = store.item(subject.sighting->evidence.other);
  if (!item) return item.error();
  if (!*item) return std::optional<Sha256>{};
  return std::optional<Sha256>{(*item)->id};
}

Result<StoryId> story_of_subject(const Store& store, const Subject& subject) {
  if (!subject.sighting) return StoryId{};
  return store.resolve(subject.sighting->story);
}

}  // namespace

Result<std::vector<NearHit>> find_near(const Store& store, const Subject& subject,
                                       const NearQuery& query,
                                       const config::DedupSettings& settings) {
  CandidateScan scan(subject, query.max_distance);
  auto scanned = store.for_each_print([&](const storage::Print& print) {
    scan.visit(print);
    return true;
  });
  if (!scanned) return scanned.error();
  // Several times the limit, as the shared chunks only say who may be near.
  constexpr std::size_t kVerifiedPerAnswer = 4;
  constexpr std::size_t kVerifiedAtLeast = 40;
  std::vector<NearHit> hits;
  for (const auto& candidate :
       scan.best(std::max(query.limit * kVerifiedPerAnswer, kVerifiedAtLeast))) {
    auto hit = verify_candidate(store, subject, candidate, settings);
    if (!hit) return hit.error();
    if (*hit) hits.push_back(std::move(**hit));
  }
  std::stable_sort(hits.begin(), hits.end(), [](const NearHit& a, const NearHit& b) {
    const auto& left = a.verdict;
    const auto& right = b.verdict;
    if (left.evidence.containment != right.evidence.containment) {
      return left.evidence.containment > right.evidence.containment;
    }
    return left.evidence.coverage > right.evidence.coverage;
  });
  if (hits.size() > query.limit) hits.resize(query.limit);
  return hits;
}

Result<ExplainView> explain_pair(const Store& store, Subject a, Subject b,
                                 const config::DedupSettings& settings) {
  ExplainView view;
  view.a = std::move(a);
  view.b = std::move(b);
  auto side_a = view.a.side();
  auto side_b = view.b.side();
  side_a.same_url = side_b.same_url =
      !view.a.article.url.empty() && view.a.article.url == view.b.article.url;
  view.verdict = dedup::judge_pair(side_a, side_b, settings);
  auto story_a = story_of_subject(store, view.a);
  if (!story_a) return story_a.error();
  auto story_b = story_of_subject(store, view.b);
  if (!story_b) return story_b.error();
  view.story_a = *story_a;
  view.story_b = *story_b;
  if (auto done =
          load_canonical(store, view.story_a, view.canonical_of_a, view.canonical_sighting_a);
      !done) {
    return done.error();
  }
  if (auto done =
          load_canonical(store, view.story_b, view.canonical_of_b, view.canonical_sighting_b);
      !done) {
    return done.error();
  }
  auto compared_a = compared_with(store, view.a);
  if (!compared_a) return compared_a.error();
  auto compared_b = compared_with(store, view.b);
  if (!compared_b) return compared_b.error();
  view.compared_a = *compared_a;
  view.compared_b = *compared_b;
  auto edges = edges_between(store, view.story_a, view.story_b);
  if (!edges) return edges.error();
  view.edges = std::move(*edges);
  auto log = log_of(store, view.story_a, view.story_b);
  if (!log) return log.error();
  view.log = std::move(*log);
  return view;
}

std::string_view kind_in_words(dedup::PairKind kind) {
  switch (kind) {
    case dedup::PairKind::kUnrelated:
      return "A and B are different texts";
    case dedup::PairKind::kSameFrame:
      return "A and B share a frame, with other numbers or names";
    case dedup::PairKind::kContains:
      return "A is a round-up that quotes B";
    case dedup::PairKind::kQuotedBy:
      return "B is a round-up that quotes A";
    case dedup::PairKind::kCopy:
      return "A and B have the same words";
    case dedup::PairKind::kRepost:
      return "A and B are near copies";
    case dedup::PairKind::kExcerpt:
      return "A is a part of B";
    case dedup::PairKind::kExpanded:
      return "A is B and more";
  }
  return "unknown";
}

std::string_view clause_in_words(CanonicalClause clause) {
  switch (clause) {
    case CanonicalClause::kOnlyMember:
      return "it is the only member";
    case CanonicalClause::kNamedOrigin:
      return "other members name its outlet as their origin";
    case CanonicalClause::kEarliest:
      return "it was published first";
    case CanonicalClause::kMostComplete:
      return "its text is the most complete";
    case CanonicalClause::kOutletRank:
      return "its outlet ranks first in dedup.outlet_rank";
    case CanonicalClause::kLowestId:
      return "its id is the lowest; nothing else tells them apart";
    case CanonicalClause::kHoldsMembers:
      return "the rule prefers another, but not every member folds into that";
  }
  return "unknown";
}

}  // namespace storyfold::app
