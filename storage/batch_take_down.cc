// The part of a batch that takes records down for good. It is asked for seldom: what no key leads
// to (which bodies are deltas to one, which edges a text showed) is found by reading the family.
#include <algorithm>
#include <map>

#include "storage/batch.h"
#include "storage/delta.h"
#include "storage/postings.h"

namespace storyfold::storage {
namespace {

template <class T>
bool holds(const std::vector<T>& list, const T& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

Error not_there(std::string_view what, std::uint64_t number) {
  return {Errc::kBadInput,
          std::string(what) + " " + std::to_string(number) + " is not there to be taken down"};
}

}  // namespace

Result<void> BatchBuilder::take_down(const TakenDown& gone) {
  if (gone.empty()) return {};
  for (const SightingNumber number : gone.sightings) {
    if (Result<void> done = take_down_sighting(number); !done) return done;
  }
  const std::set<ItemNumber> items(gone.items.begin(), gone.items.end());
  if (!items.empty()) {
    if (Result<void> done = encode_without_bases(items); !done) return done;
    if (Result<void> done = drop_exact_keys(items); !done) return done;
  }
  for (const ItemNumber number : items) {
    if (Result<void> done = take_down_item(number); !done) return done;
  }
  if (Result<void> done = drop_edges(gone); !done) return done;
  for (const StoryId story : gone.stories) {
    erase(Family::kStory, story_key(story));
    if (Result<void> done = drop_aliases(story); !done) return done;
  }
  for (const Print& print : gone.prints) {
    if (Result<void> done = change_print(print); !done) return done;
  }
  for (const std::string& url : gone.pages) {
    if (Result<void> done = drop_pages(url); !done) return done;
  }
  return {};
}

Result<void> BatchBuilder::take_down_sighting(SightingNumber number) {
  const auto old = view_.sighting(number);
  if (!old) return old.error();
  if (!*old) return not_there("sighting", number);
  // A sighting without anything keeps none of the keys.
  if (Result<void> dropped = drop_old_keys(**old, Sighting{}); !dropped) return dropped;
  put(Family::kSighting, number_key(number), encode_no_sighting());
  return {};
}

Result<void> BatchBuilder::take_down_item(ItemNumber number) {
  const auto item = view_.item(number);
  if (!item) return item.error();
  if (!*item) return not_there("item", number);
  const auto carriers = edited_.find({Family::kCarrier, number_key(number)});
  if (carriers == edited_.end() || !carriers->second.empty()) {
    return Error{Errc::kBadInput,
                 "item " + std::to_string(number) + " is carried by a sighting that stays"};
  }
  put(Family::kItem, number_key(number), encode_no_body());
  if (auto done = remove_posting(Family::kId, id_key((*item)->id), number); !done) return done;
  const auto print = view_.print(number);
  if (!print) return print.error();
  if (!*print) return {};
  erase(Family::kPrint, number_key(number));
  return remove_posting(Family::kSimhash, simhash_key((*print)->fingerprint.simhash), number);
}

// A print does not hold its XXH3-128.
Result<void> BatchBuilder::drop_exact_keys(const std::set<ItemNumber>& items) {
  std::vector<std::pair<std::string, ItemNumber>> listed;
  const auto scanned =
      view_.scan(Family::kExact, {}, {}, [&](auto key, auto value) -> Result<bool> {
        const auto numbers = decode_postings(value);
        if (!numbers) return damaged(Family::kExact, key, numbers.error().what);
        for (const ItemNumber number : *numbers) {
          if (items.contains(number)) listed.emplace_back(key, number);
        }
        return true;
      });
  if (!scanned) return scanned;
  for (const auto& [key, number] : listed) {
    if (Result<void> done = remove_posting(Family::kExact, key, number); !done) return done;
  }
  return {};
}

// A delta comes after its base. The first of a base that goes becomes a full body, and the base of
// the others.
Result<void> BatchBuilder::encode_without_bases(const std::set<ItemNumber>& bases) {
  std::map<ItemNumber, std::vector<ItemNumber>> deltas;
  const auto scanned =
      view_.for_each_delta(*bases.begin() + 1, [&](ItemNumber number, ItemNumber base) {
        if (bases.contains(base) && !bases.contains(number)) deltas[base].push_back(number);
      });
  if (!scanned) return scanned;
  for (const auto& [base, numbers] : deltas) {
    std::string new_base;
    for (const ItemNumber number : numbers) {
      const auto item = view_.item(number);
      if (!item) return item.error();
      if (!*item) return damaged(Family::kItem, number_key(number), "its body is not there");
      const std::string& body = (*item)->body;
      const bool first = number == numbers.front();
      const auto delta = first ? std::nullopt : make_delta(new_base, body);
      put(Family::kItem, number_key(number),
          delta ? encode_delta_body(numbers.front(), body, *delta) : encode_full_body(body));
      if (first) new_base = body;
    }
  }
  return {};
}

Result<void> BatchBuilder::drop_aliases(StoryId story) {
  const auto aliases = view_.aliases_of(story);
  if (!aliases) return aliases.error();
  for (const StoryId from : *aliases) {
    const auto to = view_.alias(from);
    if (!to) return to.error();
    erase(Family::kAlias, alias_key(from));
    if (*to) erase(Family::kAlias, alias_reverse_key(**to, from));
  }
  return {};
}

// Those that a text showed which goes, or that lead to a story which goes.
Result<void> BatchBuilder::drop_edges(const TakenDown& gone) {
  return view_.scan(Family::kEdge, {}, {}, [&](auto key, auto value) -> Result<bool> {
    const auto parsed = parse_edge_key(key);
    if (!parsed) return damaged(Family::kEdge, key, "the key is not an edge's");
    if (!parsed->forward) return true;
    const auto edge = decode_edge(parsed->near, parsed->far, parsed->kind, value);
    if (!edge) return damaged(Family::kEdge, key, edge.error().what);
    bool goes = holds(gone.sightings, edge->sighting) || holds(gone.items, edge->evidence.other);
    for (const StoryId end : {edge->from, edge->to}) {
      const Result<StoryId> story = view_.resolve(end);
      if (!story) return story.error();
      goes = goes || holds(gone.stories, *story);
    }
    if (!goes) return true;
    erase(Family::kEdge, key);
    erase(Family::kEdge, edge_key(edge->to, edge->from, edge->kind, false));
    add_total(std::string(kEdgesCounter), -1);
    return true;
  });
}

Result<void> BatchBuilder::change_print(const Print& print) {
  const auto old = view_.print(print.item);
  if (!old) return old.error();
  if (!*old || (*old)->fingerprint.simhash != print.fingerprint.simhash) {
    return Error{Errc::kBadInput, "the print of item " + std::to_string(print.item) +
                                      " was changed to that of another text"};
  }
  put(Family::kPrint, number_key(print.item), encode_print(print));
  return {};
}

Result<void> BatchBuilder::drop_pages(const std::string& url) {
  const std::string prefix = raw_url_prefix(url, view_.secret());
  return view_.scan(Family::kRaw, {}, prefix, [&](auto key, auto) -> Result<bool> {
    const auto number = parse_number_key(key.substr(prefix.size()));
    if (!number) return damaged(Family::kRaw, key, "the key is not that of a page");
    rocksdb::PinnableSlice page;
    const Result<bool> found = view_.get(Family::kRaw, raw_key(*number), page);
    if (!found) return found.error();
    if (!*found) return damaged(Family::kRaw, key, "it leads to no page");
    drop_raw({.number = *number, .url = url, .bytes = page.size()});
    return true;
  });
}

}  // namespace storyfold::storage
