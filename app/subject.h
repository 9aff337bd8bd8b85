#pragma once
// A text ready to be compared, shown or signed: stored, or just read from a file or standard input.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "core/result.h"
#include "core/stages.h"
#include "dedup/judge.h"
#include "dedup/matching_form.h"
#include "storage/store.h"

namespace storyfold::app {

struct Subject {
  Article article;
  Sha256 id;                                  // of the item it is, stored or not
  ItemNumber item = 0;                        // 0: not stored
  std::optional<storage::Sighting> sighting;  // none: not stored
  dedup::MatchingForm form;
  Fingerprint print;
  std::vector<ByteRange> chrome;  // learned chrome that form and print leave out; stored texts only
  std::uint32_t headline_hash = 0;

  // For judge_pair; views into this Subject.
  [[nodiscard]] dedup::Side side() const;
};

// The text as its record gave it: what the sighting keeps, with the item's body. Ranges that do
// not lie in the body are left out.
[[nodiscard]] Article article_of(const storage::Sighting& sighting, std::string_view body);

// Claim and headline ranges that matching skips.
[[nodiscard]] std::vector<ByteRange> masks_of(const Article& article);

// Signs with `chunk_secret` (the store's; any value when only counts are wanted). `chrome` is what
// the stored print leaves out besides claims.
[[nodiscard]] Subject make_subject(Article article, std::uint64_t chunk_secret,
                                   std::vector<ByteRange> chrome = {});

// kCorruption: the sighting names an item that is not there.
[[nodiscard]] Result<Subject> load_subject(const storage::Store& store,
                                           const storage::Sighting& sighting);

}  // namespace storyfold::app
