#pragma once
// From pair verdicts to the verdict on a text: which story it joins, which stories it only links
// to, which stories it shows to be one. Pure; safe from any thread.
#include <optional>
#include <vector>

#include "core/stages.h"
#include "dedup/judge.h"

namespace storyfold::dedup {

// A stored text as a member of one of its stories, judged against the new text.
struct Neighbour {
  ItemNumber item = 0;
  StoryId story;
  bool canonical = false;  // it is the story's canonical text
  bool same_url = false;
  PairVerdict pair;                           // the new text against it
  std::optional<PairVerdict> with_canonical;  // against the story's canonical, when it is another
};

struct Link {
  StoryId story;
  LinkKind kind = LinkKind::kContains;
  bool reversed = false;  // the other story contains ours
  Evidence evidence;
};

struct Decision {
  Relation relation = Relation::kOriginal;
  std::optional<StoryId> story;  // none: it founds one
  Evidence evidence;             // of the pair that decided
  // Stories it is a whole copy of, too: candidates for a merge. `kind` and `evidence` are of the
  // link that is left when the two are not merged and their canonical texts say nothing.
  std::vector<Link> same_story;
  std::vector<Link> links;
};

// A chain of near copies must not drift: a text joins a story through a neighbour only when it is
// also verified against the story's canonical, or is a copy or a part of the neighbour.
[[nodiscard]] Decision decide(const std::vector<Neighbour>& neighbours);

// Do the canonical texts of two stories that one text bridges allow them to be one?
[[nodiscard]] bool may_merge(const PairVerdict& canonicals) noexcept;

// The link between two stories that may not merge. `canonicals` is the verdict on ours against the
// other story's; where it finds too little to speak of, `bridge` (an entry of
// Decision::same_story), whose text holds both, is the link.
[[nodiscard]] Link link_unmerged(const Link& bridge, const PairVerdict& canonicals);

}  // namespace storyfold::dedup
