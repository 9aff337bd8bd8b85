// The measures behind a verdict, as sightings and edges keep them.
#include <algorithm>
#include <cmath>

#include "storage/codec.h"
#include "storage/fields.h"

namespace storyfold::storage {
namespace {

enum EvidenceFlag : std::uint64_t {
  kOther = 1 << 0,
  kContainment = 1 << 1,
  kCoverage = 1 << 2,
  kNumbersShared = 1 << 3,
  kNumberConflicts = 1 << 4,
  kReplaced = 1 << 5,
  kDistance = 1 << 6,
  kSharedChunks = 1 << 7,
  kReason = 1 << 8,
  kMatches = 1 << 9,
  kConflicts = 1 << 10,
  kAllEvidence = (1 << 11) - 1,
};

constexpr double kRatioScale = 65535;

std::uint16_t to_ratio(double value) {
  if (!(value > 0)) return 0;  // NaN too
  return static_cast<std::uint16_t>(std::lround(std::min(value, 1.0) * kRatioScale));
}
double from_ratio(std::uint16_t value) { return value / kRatioScale; }

std::uint64_t evidence_flags(const Evidence& evidence) {
  const Evidence defaults;
  std::uint64_t flags = 0;
  if (evidence.other != 0) flags |= kOther;
  if (to_ratio(evidence.containment) != 0) flags |= kContainment;
  if (to_ratio(evidence.coverage) != 0) flags |= kCoverage;
  if (to_ratio(evidence.numbers_shared) != to_ratio(1)) flags |= kNumbersShared;
  if (to_ratio(evidence.number_conflicts) != 0) flags |= kNumberConflicts;
  if (to_ratio(evidence.replaced) != 0) flags |= kReplaced;
  if (evidence.simhash_distance != defaults.simhash_distance) flags |= kDistance;
  if (evidence.shared_chunks != 0) flags |= kSharedChunks;
  if (!evidence.reason.empty()) flags |= kReason;
  if (!evidence.matches.empty()) flags |= kMatches;
  if (!evidence.conflicts.empty()) flags |= kConflicts;
  return flags;
}

void put_matches(ByteWriter& out, const std::vector<MatchRange>& matches) {
  const std::size_t count = std::min(matches.size(), kMaxStoredMatches);
  out.varint(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto [ours, theirs] = matches[i];
    put_range(out, ours);
    // Both sides of a match lie near each other and are about as long.
    out.zigzag(std::int64_t{theirs.begin} - std::int64_t{ours.begin});
    out.zigzag(std::int64_t{theirs.end} - std::int64_t{theirs.begin} -
               (std::int64_t{ours.end} - std::int64_t{ours.begin}));
  }
}

std::uint32_t take_sum(ByteReader& in, std::int64_t base) {
  const auto sum = static_cast<std::int64_t>(static_cast<std::uint64_t>(base) +
                                             static_cast<std::uint64_t>(in.zigzag()));
  if (sum < 0 || sum > UINT32_MAX) in.fail();
  return static_cast<std::uint32_t>(sum);
}

std::vector<MatchRange> take_matches(ByteReader& in) {
  const std::size_t count = in.count(4);
  if (count > kMaxStoredMatches) in.fail();
  std::vector<MatchRange> matches(in.failed() ? 0 : count);
  for (MatchRange& match : matches) {
    match.ours = take_range(in);
    match.theirs.begin = take_sum(in, match.ours.begin);
    match.theirs.end = take_sum(
        in, std::int64_t{match.theirs.begin} + (std::int64_t{match.ours.end} - match.ours.begin));
  }
  return matches;
}

}  // namespace

void put_evidence(ByteWriter& out, const Evidence& evidence) {
  const std::uint64_t flags = evidence_flags(evidence);
  out.varint(flags);
  if (flags & kOther) out.varint(evidence.other);
  if (flags & kContainment) out.u16(to_ratio(evidence.containment));
  if (flags & kCoverage) out.u16(to_ratio(evidence.coverage));
  if (flags & kNumbersShared) out.u16(to_ratio(evidence.numbers_shared));
  if (flags & kNumberConflicts) out.u16(to_ratio(evidence.number_conflicts));
  if (flags & kReplaced) out.u16(to_ratio(evidence.replaced));
  if (flags & kDistance) out.zigzag(std::clamp(evidence.simhash_distance, 0, 64));
  if (flags & kSharedChunks) out.varint(evidence.shared_chunks);
  if (flags & kReason) out.text(evidence.reason);
  if (flags & kMatches) put_matches(out, evidence.matches);
  if (flags & kConflicts) {
    const std::size_t count = std::min(evidence.conflicts.size(), kMaxStoredConflicts);
    out.varint(count);
    for (std::size_t i = 0; i < count; ++i) {
      out.text(evidence.conflicts[i].ours);
      out.text(evidence.conflicts[i].theirs);
    }
  }
}

Evidence take_evidence(ByteReader& in) {
  Evidence evidence;
  const std::uint64_t flags = in.varint();
  if (flags > kAllEvidence) in.fail();
  if (flags & kOther) evidence.other = in.varint();
  if (flags & kContainment) evidence.containment = from_ratio(in.u16());
  if (flags & kCoverage) evidence.coverage = from_ratio(in.u16());
  if (flags & kNumbersShared) evidence.numbers_shared = from_ratio(in.u16());
  if (flags & kNumberConflicts) evidence.number_conflicts = from_ratio(in.u16());
  if (flags & kReplaced) evidence.replaced = from_ratio(in.u16());
  if (flags & kDistance) {
    const std::int64_t distance = in.zigzag();
    if (distance < 0 || distance > 64) in.fail();
    evidence.simhash_distance = static_cast<int>(distance);
  }
  if (flags & kSharedChunks) evidence.shared_chunks = in.varint32();
  if (flags & kReason) evidence.reason = in.text();
  if (flags & kMatches) evidence.matches = take_matches(in);
  if (flags & kConflicts) {
    const std::size_t count = in.count(2);
    if (count > kMaxStoredConflicts) in.fail();
    evidence.conflicts.resize(in.failed() ? 0 : count);
    for (NumberConflict& conflict : evidence.conflicts) {
      conflict.ours = in.text();
      conflict.theirs = in.text();
    }
  }
  return evidence;
}

}  // namespace storyfold::storage
