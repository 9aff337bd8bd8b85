#pragma once
// The fold: takes signed articles in sequence order and does probe, judge, insert and append for
// each without a pause between, so that of two copies the second always sees the first.
//
// A decision is a function of the article, of what is stored and of the settings; the form cache
// and the clock never change it. Replaying a stream gives the same stories, also when the process
// was killed and started again in between.
//
// One thread owns a Fold and is the only writer of its store.
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "app/chrome_state.h"
#include "app/fold_state.h"
#include "app/form_cache.h"
#include "app/write_behind.h"
#include "config/settings.h"
#include "core/result.h"
#include "core/stages.h"
#include "dedup/candidate_index.h"
#include "dedup/canonical_tally.h"
#include "dedup/chrome.h"
#include "dedup/decide.h"
#include "dedup/judge.h"
#include "dedup/matching_form.h"
#include "storage/store.h"

namespace storyfold::app {

// An article with all that can be made of it without looking at what is stored. Made on any thread.
struct SignedArticle {
  std::string source;  // Sighting::source
  Article article;
  Sha256 item_id;
  SightingId sighting_id;
  dedup::MatchingForm form;
  Fingerprint print;
  std::uint32_t headline_hash = 0;
  std::uint64_t chrome_outlet = 0;
  std::vector<dedup::Block> blocks;  // of `form`: what may be its outlet's chrome
};

[[nodiscard]] SignedArticle sign_article(Article article, std::string source,
                                         std::uint64_t chunk_secret);

// How one record ended.
struct FoldOutcome {
  bool repeat = false;     // its sighting stood already
  bool forgotten = false;  // a tombstone refuses its address or text: nothing of it is stored
  bool new_item = false;
  Relation relation = Relation::kOriginal;
  StoryId story;
  // Of a repeat, those that stood.
  SightingNumber sighting = 0;
  ItemNumber item = 0;
  std::uint32_t merged_stories = 0;
};

class Fold {
 public:
  // Reads back the state of folding from the store: prints, members, canonical choices. `gather`:
  // as WriteBehind's.
  static Result<std::unique_ptr<Fold>> open(storage::Store& store,
                                            const config::DedupSettings& settings,
                                            std::chrono::milliseconds gather = {});

  // Decides one record and hands it to the writing thread, with how far its input got. Visible to
  // the next call; in the store after flush().
  //
  // `with` is what else the record's page changed, written in the same batch, also when the record
  // is a repeat: the parts of the crawl, counters and log entries; what the fold itself decides is
  // left empty. Its UrlRecord whose url is the article's gets the sighting's number.
  //
  // A record whose address or text has a tombstone is counted as rejected.forgotten; `with` is
  // written all the same, without the page as fetched.
  Result<FoldOutcome> fold(SignedArticle article, std::optional<storage::InputProgress> input,
                           storage::Finished with = {});

  // A record that is no article: counted under `reason`, its message kept in the log.
  Result<void> reject(std::string_view reason, const Error& error,
                      std::optional<storage::InputProgress> input, storage::Finished with = {});

  // A page that brought no record: `state` as `with` above.
  Result<void> keep(storage::Finished state) { return append(std::move(state)); }

  // As the store's, and they see what was handed over before.
  Result<std::optional<UrlRecord>> url(std::string_view url) { return writer_.url(url); }
  Result<std::vector<bool>> known_urls(std::span<const std::string> urls) {
    return writer_.known_urls(urls);
  }

  void watch(const std::string& url) { writer_.watch(url); }
  void unwatch(const std::string& url) { writer_.unwatch(url); }
  [[nodiscard]] bool was_written(const std::string& url) const { return writer_.was_written(url); }

  // Addresses under which a text stands; of very many the newest. As above.
  Result<std::vector<std::string>> urls_of_text(const Sha256& item);
  // Takes sightings down for good: they leave their stories, whose canonical is chosen anew among
  // the rest, and texts that no other sighting carries go with them and are refused from then on.
  // `with` is written in the same batch. The answer says what went. Reads every body of the store;
  // all of it is in the store when it returns. Before the next record the fold reads its state
  // anew, as at start. kBadInput: one of them is not stored.
  Result<storage::TakenDown> take_down(std::span<const SightingNumber> sightings,
                                       std::string_view why, storage::Finished with);

  // The end of an input: how far it got. And waits until all that was decided is in the store.
  Result<void> finish(storage::InputProgress input);
  Result<void> flush() { return writer_.flush(); }

  [[nodiscard]] const dedup::CandidateIndex& index() const noexcept { return index_; }

 private:
  struct Incoming;

  Fold(storage::Store& store, const config::DedupSettings& settings,
       std::chrono::milliseconds gather);
  Result<void> load();
  Result<void> refresh();  // load(), when what was read is stale

  Result<FoldOutcome> repeat(SightingNumber number, const SignedArticle& article,
                             storage::Finished finished);
  Result<std::shared_ptr<const CachedForm>> take_form(SignedArticle& article,
                                                      std::optional<ItemNumber> stored);
  void count_blocks(const Incoming& incoming, StoryId story, storage::Finished& finished);
  Result<bool> is_forgotten(const SignedArticle& article);
  Result<void> append(storage::Finished finished);
  Result<void> find_same_url(const Article& article);
  Result<std::vector<dedup::Neighbour>> neighbours(const Incoming& incoming,
                                                   storage::Finished& finished);
  Result<void> judge_item(const Incoming& incoming, ItemNumber item, std::uint32_t shared_chunks,
                          std::vector<dedup::Neighbour>& result);
  Result<std::vector<ItemNumber>> hash_twins(const Incoming& incoming, storage::Finished& finished);
  Result<std::shared_ptr<const CachedForm>> form_of(ItemNumber item);
  Result<dedup::Side> side_of(MemberIndex member, std::shared_ptr<const CachedForm>& holder);
  Result<std::string> headline_of(MemberIndex member);
  // As dedup::judge_pair. Without `our_member`, ours is the record being folded.
  Result<dedup::PairVerdict> judge_with_headlines(
      dedup::Side ours, dedup::Side theirs, MemberIndex their_member,
      std::optional<MemberIndex> our_member = std::nullopt);

  Result<StoryId> join(const Incoming& incoming, const dedup::Decision& decision,
                       storage::Finished& finished, FoldOutcome& outcome);
  // No link: they are one now.
  Result<std::optional<dedup::Link>> merge_if_one(StoryId ours, const dedup::Link& bridge,
                                                  storage::Finished& finished);
  void add_edge(dedup::Link link, StoryId story, SightingNumber shown_by,
                storage::Finished& finished) const;
  [[nodiscard]] dedup::CanonicalCandidate candidate_of(MemberIndex member) const;
  // `newest` is the one member that was added since the story was asked for last.
  std::pair<MemberIndex, CanonicalClause> preferred(const StoryState& story, SightingNumber newest);
  Result<void> choose_canonical(StoryId story, SightingNumber newest, storage::Finished& finished);
  Result<std::optional<std::vector<dedup::PairVerdict>>> verify_members(const StoryState& story,
                                                                        MemberIndex canonical);
  Result<void> rewrite_relations(const StoryState& story, MemberIndex canonical,
                                 const std::vector<dedup::PairVerdict>& verdicts,
                                 SightingNumber newest, storage::Finished& finished);
  void add_item(const Incoming& incoming, StoryId story, ItemNumber similar,
                storage::Finished& finished);
  Result<void> settle_original(StoryId story, SightingNumber newest, storage::Finished& finished);
  void write_story(StoryId story, storage::Finished& finished) const;
  using Leaving = std::set<MemberIndex>;
  Result<Leaving> members_leaving(std::span<const SightingNumber> sightings) const;
  Result<void> empty_stories(const Leaving& leaving, storage::Finished& finished) const;
  Result<void> give_up_items(const Leaving& leaving, std::string_view why,
                             storage::Finished& finished);
  Result<void> keep_print(std::span<const MemberIndex> carriers, MemberIndex next,
                          storage::TakenDown& gone);
  Result<void> close_ranks(const StoryState& story, const std::vector<MemberIndex>& rest,
                           storage::Finished& finished);
  Result<void> judge_anew(MemberIndex member, MemberIndex canonical, bool moved,
                          storage::Finished& finished);
  [[nodiscard]] StoryId new_story_id(const SightingId& founder) const;

  storage::Store& store_;
  WriteBehind writer_;
  config::DedupSettings settings_;
  std::vector<std::string> outlet_rank_;  // keys
  dedup::CandidateIndex index_;
  FoldState state_;
  ChromeState chrome_;
  bool stale_ = false;          // the store changed in another way than by folding
  bool any_forgotten_ = false;  // few stores have a tombstone: the others are not asked
  FormCache cache_;
  std::unordered_map<std::uint64_t, dedup::CanonicalTally> tallies_;  // of large stories
  std::vector<MemberIndex> unsettled_;  // of the story being joined: may have the wrong relation
  // Of the record being folded: earlier sightings of its URL, and its own form and headline, which
  // are asked for before it is stored.
  std::vector<MemberIndex> same_url_;
  ItemNumber current_item_ = 0;
  std::shared_ptr<const CachedForm> current_form_;
  SightingNumber current_sighting_ = 0;
  std::string current_headline_;
};

}  // namespace storyfold::app
