#include "app/fold.h"

#include <algorithm>
#include <utility>

#include "app/fold_incoming.h"
#include "core/identity.h"
#include "dedup/canonical.h"
#include "dedup/fingerprint.h"
#include "dedup/headline.h"

namespace storyfold::app {
namespace {

constexpr std::size_t kPlacementsJudged = 4;  // of one item that stands in several stories
constexpr std::size_t kSameUrlJudged = 8;     // newest sightings of the record's URL
constexpr std::size_t kCarriersNamed = 64;    // of one text, by their addresses
constexpr std::size_t kMembersSearched = 64;  // for another one of the record's outlet

// What the crawl knows of the article's address leads to its sighting.
void note_sighting(storage::Finished& finished, const Article& article, SightingNumber number) {
  for (UrlRecord& record : finished.urls) {
    if (record.url == article.url) record.sighting = number;
  }
}

// Nobody need ask for it again.
void note_forgotten(storage::Finished& finished, const Article& article) {
  for (UrlRecord& record : finished.urls) {
    if (record.url != article.url && record.target != article.url) continue;
    if (!record.source) end_taken_down(record);
  }
}

// A title seen before is no news: the same input again must add nothing.
bool had_title(const storage::Sighting& sighting, const std::string& title) {
  return sighting.title == title ||
         std::any_of(sighting.earlier_titles.begin(), sighting.earlier_titles.end(),
                     [&](const storage::TitleChange& earlier) { return earlier.title == title; });
}

}  // namespace

SignedArticle sign_article(Article article, std::string source, std::uint64_t chunk_secret) {
  SignedArticle result;
  result.source = std::move(source);
  result.form =
      dedup::make_form(article.body, dedup::masked_ranges(article.claims, article.headline));
  result.print = dedup::sign(result.form, chunk_secret);
  result.blocks = dedup::edge_blocks(article.body, result.form, chunk_secret);
  if (!result.blocks.empty()) result.chrome_outlet = chrome_outlet(article.outlet);
  result.form.pack();
  result.item_id = item_id(article.body);
  // A record with neither id nor URL is told from another by its title and time.
  const bool nameless = article.record_id.empty() && article.url.empty();
  const std::string record_id =
      nameless ? article.title + '\n' + format_timestamp(article.published) : article.record_id;
  result.sighting_id = sighting_id(result.source, record_id, article.url, result.item_id);
  result.headline_hash = dedup::headline_hash(dedup::headline_of(article));
  result.article = std::move(article);
  return result;
}

Fold::Fold(storage::Store& store, const config::DedupSettings& settings,
           std::chrono::milliseconds gather)
    : store_(store),
      writer_(store, gather),
      settings_(settings),
      index_({settings.index_memory_bytes, settings.boilerplate_stories, settings.max_candidates}),
      cache_(settings.form_cache_bytes) {
  for (const std::string& outlet : settings.outlet_rank) {
    outlet_rank_.push_back(dedup::outlet_key(outlet));
  }
}

Result<std::unique_ptr<Fold>> Fold::open(storage::Store& store,
                                         const config::DedupSettings& settings,
                                         std::chrono::milliseconds gather) {
  std::unique_ptr<Fold> fold(new Fold(store, settings, gather));
  if (auto loaded = fold->load(); !loaded) return loaded.error();
  return fold;
}

Result<void> Fold::load() {
  auto prints = store_.for_each_print([&](const storage::Print& print) {
    index_.insert(print.item, print.founding_story, print.fingerprint);
    return true;
  });
  if (!prints) return prints;
  if (auto chrome = chrome_.load(store_); !chrome) return chrome;
  auto forgotten = store_.for_each_forgotten([&](const storage::Tombstone&) {
    any_forgotten_ = true;
    return false;
  });
  if (!forgotten) return forgotten;
  auto members = store_.for_each_member([&](const storage::Member& member) {
    state_.add(member);
    return true;
  });
  if (!members) return members;
  state_.finish_loading();
  return store_.for_each_story([&](const storage::Story& story) {
    state_.set_canonical(story.id, story.canonical, story.clause);
    return true;
  });
}

Result<void> Fold::refresh() {
  if (!stale_) return {};
  index_ = dedup::CandidateIndex(
      {settings_.index_memory_bytes, settings_.boilerplate_stories, settings_.max_candidates});
  state_ = {};
  chrome_ = {};
  cache_ = FormCache(settings_.form_cache_bytes);
  tallies_.clear();
  if (auto loaded = load(); !loaded) return loaded;
  stale_ = false;
  return {};
}

Result<std::shared_ptr<const CachedForm>> Fold::form_of(ItemNumber item) {
  if (item == current_item_) return current_form_;
  if (auto held = cache_.find(item)) return held;
  const auto lacks = [item](std::string_view what, std::string_view has) {
    return Error{Errc::kCorruption, "item " + std::to_string(item) + " has a " + std::string(has) +
                                        " but no " + std::string(what)};
  };
  const auto carriers = state_.carriers(item);
  if (carriers.empty()) return lacks("text", "print");
  // The sighting that brought the item also brought the ranges its print leaves out.
  storage::Item stored;
  auto first = writer_.sighting(state_.member(carriers.front()).sighting, &stored);
  if (!first) return first.error();
  if (!*first || stored.number != item) return lacks("text", "print");
  auto form = std::make_shared<CachedForm>();
  std::vector<ByteRange> masked = dedup::masked_ranges((*first)->claims, (*first)->headline);
  // As does what was known as chrome by then: what was learned since changes no stored form.
  auto print = writer_.print(item);
  if (!print) return print.error();
  if (!*print) return lacks("print", "text");
  form->chrome = std::move((*print)->chrome);
  masked.insert(masked.end(), form->chrome.begin(), form->chrome.end());
  form->form = dedup::make_form(stored.body, masked);
  form->form.pack();
  form->simhash = (*print)->fingerprint.simhash;
  cache_.insert(item, form);
  return std::shared_ptr<const CachedForm>(std::move(form));
}

Result<dedup::Side> Fold::side_of(MemberIndex index, std::shared_ptr<const CachedForm>& holder) {
  const MemberState& member = state_.member(index);
  auto form = form_of(member.item);
  if (!form) return form.error();
  holder = *form;
  dedup::Side side;
  side.form = &holder->form;
  side.item = member.item;
  side.simhash = holder->simhash;
  side.published = member.published;
  side.headline_hash = member.headline_hash;
  side.outlet = state_.name(member.outlet);
  return side;
}

// The headline a member was folded under: its title may have been replaced since, and then stands
// first among the earlier ones.
Result<std::string> Fold::headline_of(MemberIndex index) {
  const MemberState& member = state_.member(index);
  if (member.sighting == current_sighting_) return current_headline_;
  auto stored = writer_.sighting(member.sighting);
  if (!stored) return stored.error();
  if (!*stored) return std::string();
  const storage::Sighting& sighting = **stored;
  const std::string& first =
      sighting.earlier_titles.empty() ? sighting.title : sighting.earlier_titles.front().title;
  if (!first.empty() && dedup::headline_hash(first) == member.headline_hash) return first;
  auto item = writer_.item(member.item);
  if (!item) return item.error();
  if (!*item || !sighting.headline || sighting.headline->end > (*item)->body.size()) {
    return std::string();
  }
  return (*item)->body.substr(sighting.headline->begin, sighting.headline->size());
}

// A headline is read from the store only for the few verdicts that turn on it.
Result<dedup::PairVerdict> Fold::judge_with_headlines(dedup::Side ours, dedup::Side theirs,
                                                      MemberIndex their_member,
                                                      std::optional<MemberIndex> our_member) {
  dedup::PairVerdict verdict = dedup::judge_pair(ours, theirs, settings_);
  if (!dedup::asks_for_headlines(verdict, ours, theirs, settings_)) return verdict;
  std::string our_headline;
  if (our_member) {
    auto read = headline_of(*our_member);
    if (!read) return read.error();
    our_headline = *std::move(read);
    ours.headline = our_headline;
  }
  auto their_headline = headline_of(their_member);
  if (!their_headline) return their_headline.error();
  theirs.headline = *their_headline;
  return dedup::judge_pair(ours, theirs, settings_);
}

// Judges the record against an item in each story where the item stands, nearest in time first.
Result<void> Fold::judge_item(const Incoming& incoming, ItemNumber item,
                              std::uint32_t shared_chunks, std::vector<dedup::Neighbour>& result) {
  const Timestamp& published = incoming.article.article.published;
  for (const MemberIndex index : state_.placements(item, published, kPlacementsJudged)) {
    const MemberState& member = state_.member(index);
    // A story of which a whole copy was found needs no further witness.
    const bool settled = std::any_of(result.begin(), result.end(), [&](const auto& known) {
      return known.story == member.story && known.pair.kind == dedup::PairKind::kCopy;
    });
    if (settled) continue;
    std::shared_ptr<const CachedForm> holder;
    auto theirs = side_of(index, holder);
    if (!theirs) return theirs.error();
    dedup::Neighbour neighbour;
    neighbour.item = item;
    neighbour.story = member.story;
    const StoryState& story = state_.story(member.story);
    neighbour.canonical = state_.member(story.canonical).item == item;
    // Another carrier of the item in this story may be nearer in time than the one of our URL.
    neighbour.same_url = std::any_of(same_url_.begin(), same_url_.end(), [&](MemberIndex same) {
      return state_.member(same).item == item && state_.member(same).story == member.story;
    });
    const dedup::Side ours = incoming.side(neighbour.same_url);
    auto verdict = judge_with_headlines(ours, *theirs, index);
    if (!verdict) return verdict.error();
    neighbour.pair = *std::move(verdict);
    neighbour.pair.evidence.shared_chunks = shared_chunks;
    if (dedup::folds(neighbour.pair.kind) && !neighbour.canonical) {
      std::shared_ptr<const CachedForm> canonical_holder;
      auto canonical = side_of(story.canonical, canonical_holder);
      if (!canonical) return canonical.error();
      auto with_canonical = judge_with_headlines(ours, *canonical, story.canonical);
      if (!with_canonical) return with_canonical.error();
      neighbour.with_canonical = *std::move(with_canonical);
    }
    result.push_back(std::move(neighbour));
  }
  return {};
}

// Items with the same XXH3-128. Such a hash can be forged, so the forms are compared as well
// (judge_pair does); a collision is logged, it decides nothing.
Result<std::vector<ItemNumber>> Fold::hash_twins(const Incoming& incoming,
                                                 storage::Finished& finished) {
  if (incoming.form->form.tokens.empty()) return std::vector<ItemNumber>{};
  auto twins = writer_.items_by_exact(incoming.article.print.exact);
  if (!twins) return twins;
  for (const ItemNumber twin : *twins) {
    auto form = form_of(twin);
    if (!form) return form.error();
    if (!dedup::same_text((*form)->form, incoming.form->form)) {
      finished.log.push_back({0,
                              system_now(),
                              storage::LogKind::kHashCollision,
                              {},
                              "xxh3:" + to_hex(incoming.article.print.exact) + " of item " +
                                  std::to_string(twin) + " and of another text"});
    }
  }
  return twins;
}

Result<std::vector<dedup::Neighbour>> Fold::neighbours(const Incoming& incoming,
                                                       storage::Finished& finished) {
  std::vector<dedup::Neighbour> result;
  std::vector<ItemNumber> judged;
  const auto judge = [&](ItemNumber item, std::uint32_t shared) -> Result<void> {
    if (std::find(judged.begin(), judged.end(), item) != judged.end()) return {};
    judged.push_back(item);
    return judge_item(incoming, item, shared, result);
  };
  if (!incoming.new_item) {
    if (auto done = judge(incoming.item, 0); !done) return done.error();
  }
  for (const MemberIndex index : same_url_) {
    if (auto done = judge(state_.member(index).item, 0); !done) return done.error();
  }
  for (const dedup::Candidate& candidate : index_.probe(incoming.article.print)) {
    if (auto done = judge(candidate.item, candidate.shared_chunks); !done) return done.error();
  }
  auto twins = hash_twins(incoming, finished);
  if (!twins) return twins.error();
  for (const ItemNumber twin : *twins) {
    if (auto done = judge(twin, 0); !done) return done.error();
  }
  return result;
}

Result<void> Fold::find_same_url(const Article& article) {
  same_url_.clear();
  if (article.url.empty()) return {};
  auto numbers = writer_.sightings_of_url(article.url);
  if (!numbers) return numbers.error();
  const auto kept = std::min(numbers->size(), kSameUrlJudged);
  for (auto it = numbers->rbegin(); it != numbers->rbegin() + static_cast<std::ptrdiff_t>(kept);
       ++it) {
    same_url_.push_back(state_.member_of_sighting(*it));
  }
  return {};
}

Result<void> Fold::append(storage::Finished finished) {
  any_forgotten_ = any_forgotten_ || !finished.tombstones.empty();
  return writer_.append(std::move(finished));
}

Result<bool> Fold::is_forgotten(const SignedArticle& article) {
  if (!any_forgotten_) return false;
  auto text = writer_.forgotten(article.item_id);
  if (!text) return text.error();
  if (*text) return true;
  if (article.article.url.empty()) return false;
  auto address = writer_.forgotten(article.article.url);
  if (!address) return address.error();
  return address->has_value();
}

Result<std::vector<std::string>> Fold::urls_of_text(const Sha256& item) {
  std::vector<std::string> urls;
  auto number = writer_.item_number(item);
  if (!number) return number.error();
  if (!*number) return urls;
  const std::span<const MemberIndex> carriers = state_.carriers(**number);
  for (auto at = carriers.size() - std::min(carriers.size(), kCarriersNamed); at < carriers.size();
       ++at) {
    auto url = writer_.sighting_url(state_.member(carriers[at]).sighting);
    if (!url) return url.error();
    if (*url && !(*url)->empty()) urls.push_back(**std::move(url));
  }
  return urls;
}

Result<void> Fold::finish(storage::InputProgress input) {
  storage::Finished finished;
  finished.input = std::move(input);
  if (auto appended = append(std::move(finished)); !appended) return appended;
  return flush();
}

StoryId Fold::new_story_id(const SightingId& founder) const {
  StoryId id{founder.high};
  while (id.value == 0 || state_.has_story(id)) ++id.value;
  return id;
}

Result<FoldOutcome> Fold::repeat(SightingNumber number, const SignedArticle& article,
                                 storage::Finished finished) {
  const MemberState& member = state_.member(state_.member_of_sighting(number));
  FoldOutcome outcome;
  outcome.repeat = true;
  outcome.relation = member.relation;
  outcome.story = member.story;
  outcome.sighting = number;
  outcome.item = member.item;
  finished.add["repeats"] += 1;
  note_sighting(finished, article.article, number);
  auto stored = writer_.sighting(number);
  if (!stored) return stored.error();
  const std::string& title = article.article.title;
  if (*stored && !title.empty() && !had_title(**stored, title)) {
    storage::Sighting& sighting = **stored;
    sighting.last_seen = system_now();
    if (!sighting.title.empty()) {
      sighting.earlier_titles.push_back({std::move(sighting.title), sighting.last_seen});
    }
    sighting.title = title;
    finished.sightings.push_back(std::move(sighting));
  }
  if (auto appended = append(std::move(finished)); !appended) return appended.error();
  return outcome;
}

Result<void> Fold::reject(std::string_view reason, const Error& error,
                          std::optional<storage::InputProgress> input, storage::Finished with) {
  storage::Finished finished = std::move(with);
  finished.input = std::move(input);
  finished.add["rejected." + std::string(reason)] += 1;
  finished.log.push_back({0, system_now(), storage::LogKind::kRejected, {}, error.what});
  return append(std::move(finished));
}

void Fold::add_item(const Incoming& incoming, StoryId story, ItemNumber similar,
                    storage::Finished& finished) {
  const SignedArticle& article = incoming.article;
  storage::Item item;
  item.number = incoming.item;
  item.id = article.item_id;
  item.body = article.article.body;
  finished.add["items"] += 1;
  finished.add["bytes_text"] += static_cast<std::int64_t>(item.body.size());
  finished.new_item = std::move(item);
  if (similar != 0) finished.similar_to = similar;
  finished.print = storage::Print{incoming.item, story, article.print, incoming.form->chrome};
  index_.insert(incoming.item, story, article.print);
  cache_.insert(incoming.item, incoming.form);
}

// The form the record is folded by, and its print. A text that is stored already keeps the form it
// was stored with; a new one leaves out what is known of its outlet by now.
Result<std::shared_ptr<const CachedForm>> Fold::take_form(SignedArticle& article,
                                                          std::optional<ItemNumber> stored) {
  const Article& text = article.article;
  auto form = std::make_shared<CachedForm>();
  if (stored) {
    auto known = form_of(*stored);
    if (!known) return known;
    if (!(*known)->chrome.empty()) {
      auto print = writer_.print(*stored);
      if (!print) return print.error();
      if (*print) article.print = (*print)->fingerprint;
      return known;
    }
  } else {
    form->chrome =
        chrome_.ranges(article.chrome_outlet, article.blocks, article.form.tokens.size());
  }
  form->form = std::move(article.form);
  if (!form->chrome.empty()) {
    std::vector<ByteRange> masked = dedup::masked_ranges(text.claims, text.headline);
    masked.insert(masked.end(), form->chrome.begin(), form->chrome.end());
    form->form = dedup::make_form(text.body, masked);
    article.print = dedup::sign(form->form, store_.chunk_secret());
    form->form.pack();
  }
  form->simhash = article.print.simhash;
  return std::shared_ptr<const CachedForm>(std::move(form));
}

// One text a story and outlet: reposts of one story must not look like a habit. In a large story
// nobody looks for the outlet, so its texts teach nothing.
void Fold::count_blocks(const Incoming& incoming, StoryId story, storage::Finished& finished) {
  const IndexList& members = state_.story(story).members;
  if (members.size() > kMembersSearched) return;
  const std::string& outlet = state_.key(state_.member(members.back()).outlet);
  const auto of_outlet = std::count_if(members.begin(), members.end(), [&](MemberIndex index) {
    return state_.key(state_.member(index).outlet) == outlet;
  });
  if (of_outlet > 1) return;
  chrome_.add(incoming.article.chrome_outlet, incoming.article.blocks, finished);
}

Result<FoldOutcome> Fold::fold(SignedArticle article, std::optional<storage::InputProgress> input,
                               storage::Finished with) {
  if (auto fresh = refresh(); !fresh) return fresh.error();
  storage::Finished finished = std::move(with);
  finished.input = std::move(input);
  auto forgotten = is_forgotten(article);
  if (!forgotten) return forgotten.error();
  if (*forgotten) {
    FoldOutcome outcome;
    outcome.forgotten = true;
    finished.raw.reset();
    note_forgotten(finished, article.article);
    finished.add["rejected.forgotten"] += 1;
    if (auto appended = append(std::move(finished)); !appended) return appended.error();
    return outcome;
  }
  auto known = writer_.sighting_number(article.sighting_id);
  if (!known) return known.error();
  if (*known) return repeat(**known, article, std::move(finished));

  auto stored_item = writer_.item_number(article.item_id);
  if (!stored_item) return stored_item.error();
  auto form = take_form(article, *stored_item);
  if (!form) return form.error();
  const Incoming incoming{article, *form, stored_item->value_or(writer_.next_item()),
                          !stored_item->has_value()};
  current_item_ = incoming.new_item ? incoming.item : 0;
  current_form_ = *form;
  current_sighting_ = writer_.next_sighting();
  current_headline_ = dedup::headline_of(article.article);
  FoldOutcome outcome;
  outcome.new_item = incoming.new_item;
  outcome.sighting = current_sighting_;
  outcome.item = incoming.item;
  note_sighting(finished, article.article, current_sighting_);

  if (auto found = find_same_url(article.article); !found) return found.error();
  auto judged = neighbours(incoming, finished);
  if (!judged) return judged.error();
  const dedup::Decision decision = dedup::decide(*judged);
  outcome.relation = decision.relation;
  auto story = join(incoming, decision, finished, outcome);
  if (!story) return story.error();
  outcome.story = *story;
  if (incoming.new_item) {
    add_item(incoming, *story, decision.evidence.other, finished);
    count_blocks(incoming, *story, finished);
  }
  if (auto appended = append(std::move(finished)); !appended) return appended.error();
  return outcome;
}

}  // namespace storyfold::app
