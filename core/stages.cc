#include "core/stages.h"

namespace storyfold {

std::string_view to_string(ClaimKind kind) {
  switch (kind) {
    case ClaimKind::kSource:
      return "source";
    case ClaimKind::kOriginalTitle:
      return "original-title";
    case ClaimKind::kDateline:
      return "dateline";
    case ClaimKind::kReporter:
      return "reporter";
    case ClaimKind::kEditor:
      return "editor";
    case ClaimKind::kAccordingTo:
      return "according-to";
    case ClaimKind::kReprintedFrom:
      return "reprinted-from";
    case ClaimKind::kAuthor:
      return "author";
  }
  return "unknown";
}

std::string_view to_string(Relation relation) {
  switch (relation) {
    case Relation::kOriginal:
      return "original";
    case Relation::kCopy:
      return "copy";
    case Relation::kRepost:
      return "repost";
    case Relation::kExcerpt:
      return "excerpt";
    case Relation::kExpanded:
      return "expanded";
    case Relation::kRevision:
      return "revision";
  }
  return "unknown";
}

std::string_view to_string(LinkKind kind) {
  switch (kind) {
    case LinkKind::kContains:
      return "contains";
    case LinkKind::kSameFrame:
      return "same-frame";
  }
  return "unknown";
}

std::string_view to_string(CanonicalClause clause) {
  switch (clause) {
    case CanonicalClause::kOnlyMember:
      return "only-member";
    case CanonicalClause::kNamedOrigin:
      return "named-origin";
    case CanonicalClause::kEarliest:
      return "earliest";
    case CanonicalClause::kMostComplete:
      return "most-complete";
    case CanonicalClause::kOutletRank:
      return "outlet-rank";
    case CanonicalClause::kLowestId:
      return "lowest-id";
    case CanonicalClause::kHoldsMembers:
      return "holds-members";
  }
  return "unknown";
}

}  // namespace storyfold
